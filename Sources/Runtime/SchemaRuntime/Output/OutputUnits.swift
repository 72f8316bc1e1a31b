import JSONCore

/// `list` and `hierarchical`: one unit for each subschema, valid or not, with its errors or annotations by keyword.
extension OutputWriter {
  mutating func list(_ root: EvaluationUnit) {
    object { output in
      output.member("valid") { $0.writer.boolean(root.isValid) }
      output.member("details") { output in
        output.array { output in output.flat(root) }
      }
    }
  }

  /// In the order of evaluation: a unit before those below it.
  private mutating func flat(_ unit: EvaluationUnit) {
    element { output in output.object { $0.unit(unit) } }
    for child in unit.children { flat(child) }
  }

  /// A unit with those below it in `details`.
  mutating func hierarchical(_ unit: EvaluationUnit) {
    object { output in
      output.unit(unit)
      guard !unit.children.isEmpty else { return }
      output.member("details") { output in
        output.array { output in
          for child in unit.children { output.element { $0.hierarchical(child) } }
        }
      }
    }
  }

  /// Errors only where the unit is invalid: a branch that failed inside a valid unit has a unit of its own.
  private mutating func unit(_ unit: EvaluationUnit) {
    member("valid") { $0.writer.boolean(unit.isValid) }
    member("evaluationPath", unit.evaluationPath)
    member("schemaLocation", unit.schemaLocation)
    instance(unit.instanceLocation, unit.offset)
    if !unit.isValid, !unit.errors.isEmpty {
      member("errors") { output in
        output.object { output in output.errors(unit.errors) }
      }
    }
    // Only a valid unit has any.
    if !unit.annotations.isEmpty {
      member("annotations") { output in
        output.object { output in
          for annotation in unit.annotations {
            output.member(String(annotation.keyword)) { $0.writer.raw(annotation.value) }
          }
        }
      }
    }
  }

  /// Several errors of one keyword, as for two missing members, are one text: `errors` is an object with one text for
  /// each keyword.
  private mutating func errors(_ errors: [EvaluationUnit.Failure]) {
    var keywords: [String] = []
    for error in errors where !keywords.contains(error.keyword) { keywords.append(error.keyword) }
    // In the order in which the keywords failed first.
    for keyword in keywords {
      let messages = errors.filter { $0.keyword == keyword }.map(\.message)
      member(keyword, messages.joined(separator: "; "))
    }
  }
}
