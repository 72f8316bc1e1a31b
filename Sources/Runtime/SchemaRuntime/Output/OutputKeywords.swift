import JSONCore

/// `basic`, `detailed` and `verbose`: one node for each keyword.
extension OutputWriter {
  mutating func basic(_ root: EvaluationUnit) {
    object { output in
      output.member("valid") { $0.writer.boolean(root.isValid) }
      output.member(root.isValid ? "annotations" : "errors") { output in
        output.array { output in output.leaves(root) }
      }
    }
  }

  /// Errors of what is not valid, or annotations of what is, in document order; the other kind is of no consequence.
  private mutating func leaves(_ unit: EvaluationUnit) {
    for leaf in unit.leaves { element { output in output.object { $0.leaf(leaf, of: unit) } } }
    for child in unit.children where child.isValid == unit.isValid { leaves(child) }
  }

  mutating func detailed(_ root: EvaluationUnit) {
    object { output in
      output.node(root)
      output.children(of: root) { unit in unit.children.filter { $0.isValid == unit.isValid && $0.saysAnything } }
    }
  }

  mutating func verbose(_ root: EvaluationUnit) {
    object { output in
      output.node(root)
      output.children(of: root, isComplete: true) { $0.children }
    }
  }

  private mutating func node(_ unit: EvaluationUnit) {
    member("valid") { $0.writer.boolean(unit.isValid) }
    member("keywordLocation", unit.evaluationPath)
    member("absoluteKeywordLocation", unit.schemaLocation)
    instance(unit.instanceLocation, unit.offset)
  }

  private mutating func children(
    of unit: EvaluationUnit, isComplete: Bool = false, _ select: (EvaluationUnit) -> [EvaluationUnit]
  ) {
    let inner = select(unit)
    guard !inner.isEmpty || !unit.leaves.isEmpty else { return }
    member(unit.isValid ? "annotations" : "errors") { output in
      output.array { output in
        for leaf in unit.leaves { output.element { output in output.object { $0.leaf(leaf, of: unit) } } }
        for child in inner {
          output.element { output in
            if isComplete { output.verboseNode(child, select) } else { output.condensed(child, select) }
          }
        }
      }
    }
  }

  private mutating func verboseNode(_ unit: EvaluationUnit, _ select: (EvaluationUnit) -> [EvaluationUnit]) {
    object { output in
      output.node(unit)
      output.children(of: unit, isComplete: true, select)
    }
  }

  /// A node with one child is that child.
  private mutating func condensed(_ unit: EvaluationUnit, _ select: (EvaluationUnit) -> [EvaluationUnit]) {
    let inner = select(unit)
    if unit.leaves.count == 1, inner.isEmpty { return object { $0.leaf(unit.leaves[0], of: unit) } }
    if unit.leaves.isEmpty, inner.count == 1 { return condensed(inner[0], select) }
    object { output in
      output.node(unit)
      output.children(of: unit, select)
    }
  }

  private mutating func leaf(_ leaf: EvaluationUnit.Leaf, of unit: EvaluationUnit) {
    let keyword = leaf.keyword.isEmpty ? "" : "/" + leaf.keyword
    member("valid") { $0.writer.boolean(unit.isValid) }
    member("keywordLocation", unit.evaluationPath + keyword)
    let hasFragment = unit.schemaLocation.utf8.contains(0x23)
    member("absoluteKeywordLocation", unit.schemaLocation + (hasFragment ? "" : "#") + keyword)
    instance(leaf.instanceLocation, leaf.offset)
    switch leaf.content {
    case .error(let message): member("error", message)
    case .annotation(let value): member("annotation") { $0.writer.raw(value) }
    }
  }
}

extension EvaluationUnit {
  /// What one keyword says.
  struct Leaf {
    enum Content {
      case error(String)
      case annotation(JSONSlice)
    }

    let keyword: String
    let content: Content
    let instanceLocation: String
    let offset: Int
  }

  var leaves: [Leaf] {
    guard isValid else {
      return errors.map {
        Leaf(
          keyword: $0.keyword, content: .error($0.message), instanceLocation: $0.instanceLocation, offset: $0.offset)
      }
    }
    return annotations.map {
      Leaf(
        keyword: PathStep.escaped($0.keyword), content: .annotation($0.value), instanceLocation: instanceLocation,
        offset: offset)
    }
  }

  /// Whether the unit or one below it has an error or an annotation that counts.
  var saysAnything: Bool {
    !leaves.isEmpty || children.contains { $0.isValid == isValid && $0.saysAnything }
  }
}
