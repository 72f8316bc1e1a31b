import JSONCore

/// `basic`, `detailed` and `verbose`: one node for each keyword, as Core, 12.4.2 to 12.4.4 have it.
extension OutputWriter {
  /// The leaves of the tree, without the tree (Core, 12.4.2).
  mutating func basic(_ root: EvaluationUnit) {
    object { output in
      output.member("valid") { $0.writer.boolean(root.isValid) }
      output.member(root.isValid ? "annotations" : "errors") { output in
        output.array { output in output.leaves(root) }
      }
    }
  }

  /// Errors of what is not valid, or annotations of what is, in document order; the other kind is of no consequence: a
  /// branch that failed inside a valid `anyOf` does not make the value wrong.
  private mutating func leaves(_ unit: EvaluationUnit) {
    for leaf in unit.leaves { element { output in output.object { $0.leaf(leaf, of: unit) } } }
    for child in unit.children where child.isValid == unit.isValid { leaves(child) }
  }

  /// Errors of what is not valid or annotations of what is, each below the nodes that led there, those that say nothing
  /// left out.
  mutating func detailed(_ root: EvaluationUnit) {
    object { output in
      output.node(root)
      output.children(of: root) { unit in unit.children.filter { $0.isValid == unit.isValid && $0.saysAnything } }
    }
  }

  /// Every node, in the tree that was evaluated.
  mutating func verbose(_ root: EvaluationUnit) {
    object { output in
      output.node(root)
      output.children(of: root, isComplete: true) { $0.children }
    }
  }

  /// What every node says of itself (Core, 12.3): result, both locations of the schema, that of the value.
  private mutating func node(_ unit: EvaluationUnit) {
    member("valid") { $0.writer.boolean(unit.isValid) }
    member("keywordLocation", unit.evaluationPath)
    member("absoluteKeywordLocation", unit.schemaLocation)
    instance(unit.instanceLocation, unit.offset)
  }

  /// The list that a node has for its leaves and the nodes below it, where there are any. `select` says which nodes
  /// those are, `isComplete` whether a node with one child keeps its own entry.
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

  /// Like `condensed`, but never replaced by its only child.
  private mutating func verboseNode(_ unit: EvaluationUnit, _ select: (EvaluationUnit) -> [EvaluationUnit]) {
    object { output in
      output.node(unit)
      output.children(of: unit, isComplete: true, select)
    }
  }

  /// A node with one child is that child (Core, 12.4.3).
  private mutating func condensed(_ unit: EvaluationUnit, _ select: (EvaluationUnit) -> [EvaluationUnit]) {
    let inner = select(unit)
    if unit.leaves.count == 1, inner.isEmpty { return object { $0.leaf(unit.leaves[0], of: unit) } }
    if unit.leaves.isEmpty, inner.count == 1 { return condensed(inner[0], select) }
    object { output in
      output.node(unit)
      output.children(of: unit, select)
    }
  }

  /// One error or annotation, with the keyword behind both locations; the schema `false` has none.
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
  /// What one keyword says: an error or an annotation, as a node without children.
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

  /// The errors of an invalid unit, the annotations of a valid one: never both.
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
