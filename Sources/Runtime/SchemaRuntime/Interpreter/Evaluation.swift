public import JSONCore

/// Everything that one run of a schema over one value has found, for the output formats of the specification: a tree of
/// subschemas with their errors and annotations.
///
/// `SchemaInterpreter.evaluation` makes it. It visits every branch and keeps everything, so it is for people and tools;
/// `isValid` and `violations` are for everything else.
public struct Evaluation: Sendable {
  /// The whole schema against the whole value.
  public let root: EvaluationUnit
  /// The limit was reached: the result is right, but units are missing.
  public let isTruncated: Bool

  public var isValid: Bool { root.isValid }
}

/// One subschema against one value.
public struct EvaluationUnit: Sendable {
  public struct Failure: Sendable {
    /// Empty for the schema `false`, `syntax` for a text that is not JSON.
    public let keyword: String
    public let message: String
    /// JSON pointer to the value; a member's own when the keyword is about it: `/colour` for an undeclared member.
    public let instanceLocation: String
    /// Offset of the value in bytes, from the start of the buffer that was read.
    public let offset: Int
  }

  public struct Annotation: Sendable {
    public let keyword: JSONString
    /// The keyword's value, or for applicators what the specification makes of them: the members or elements they
    /// were applied to.
    public let value: JSONSlice
  }

  public internal(set) var isValid: Bool
  /// The path taken through the schema, references included: `/properties/limit/$ref`.
  public let evaluationPath: String
  /// Where the subschema is: an absolute URI when the schema has one, otherwise the file's path, `#`, a pointer.
  public let schemaLocation: String
  /// JSON pointer to the value.
  public let instanceLocation: String
  /// Offset of the value in bytes, from the start of the buffer that was read.
  public let offset: Int
  public internal(set) var errors: [Failure] = []
  /// Empty when the value, or what the unit is a part of, is not valid: what does not hold describes nothing. Empty
  /// for a member's name as well, which is at no location of the instance.
  public internal(set) var annotations: [Annotation] = []
  /// In the order of evaluation.
  public internal(set) var children: [EvaluationUnit] = []

  init(evaluationPath: String, schemaLocation: String, instanceLocation: String, offset: Int) {
    isValid = false
    self.evaluationPath = evaluationPath
    self.schemaLocation = schemaLocation
    self.instanceLocation = instanceLocation
    self.offset = offset
  }
}

extension SchemaInterpreter {
  /// Evaluates `range` of `buffer` (the whole of it by default) and keeps at most `limit` units.
  ///
  /// A text that is not JSON, or has a member twice, gives one unit with the keyword `syntax`.
  public func evaluation(
    _ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth, limit: Int = 100_000
  ) -> Evaluation {
    let errors = violations(syntaxOf: buffer, range: range, maxDepth: maxDepth)
    guard errors.isEmpty else { return Evaluation(root: unit(of: errors), isTruncated: false) }
    var run = run(buffer, range: range, maxDepth: maxDepth)
    run.report = Report(tracing: max(1, limit))
    let evaluation = run.evaluateTraced(root)
    // All branches are recorded, those as well that need not be entered for the result: a loop there is none of its
    // business.
    guard run.isEndless, isValid(buffer, range: range, maxDepth: maxDepth) else { return evaluation }
    var root = EvaluationUnit(
      evaluationPath: "", schemaLocation: evaluation.root.schemaLocation, instanceLocation: "",
      offset: evaluation.root.offset)
    root.isValid = true
    return Evaluation(root: root, isTruncated: true)
  }

  private func unit(of errors: [Violation]) -> EvaluationUnit {
    var unit = EvaluationUnit(
      evaluationPath: "", schemaLocation: nodes[root].uri ?? nodes[root].location, instanceLocation: "",
      offset: errors[0].offset)
    unit.errors = errors.map {
      EvaluationUnit.Failure(
        keyword: $0.keyword, message: $0.message, instanceLocation: $0.instanceLocation, offset: $0.offset)
    }
    return unit
  }
}
