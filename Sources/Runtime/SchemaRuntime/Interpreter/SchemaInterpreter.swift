public import JSONCore

/// Runs a compiled schema over JSON bytes, without building a tree. `securellm validate` is made of it; generated code
/// asks it for the list of violations, and for the checks that are not printed as Swift.
///
/// Two results from one engine: a yes or no that reads the text once and stops at the first violation, and the list of
/// all violations. The list is empty exactly when the first is yes. A value of this type is immutable and may be used
/// by any number of threads; every run has its own state (`Interpretation`).
public struct SchemaInterpreter: Sendable {
  /// The deepest nesting that a caller may allow: each level is a handful of recursive calls, so this bounds the stack
  /// that a text can make the interpreter use. A larger `maxDepth` is cut to this number without an error.
  public static let greatestDepth = 512

  /// Shared by all copies: `rooted(at:)` costs one reference, not a second preparation.
  let nodes: [PreparedNode]
  private(set) var root: SchemaNodeID

  /// Prepares `program` for many runs: names are hashed and bounds converted once, here. Precondition: every node that
  /// the program names exists.
  public init(_ program: SchemaProgram) {
    nodes = PreparedNode.prepare(program)
    root = program.root
  }

  /// The same program validating by another of its nodes: one interpreter serves all definitions of a schema file.
  public func rooted(at node: SchemaNodeID) -> SchemaInterpreter {
    var interpreter = self
    interpreter.root = node
    return interpreter
  }

  /// Whether `range` of `buffer` (the whole of it by default) is one JSON text that the schema accepts: no syntax
  /// error, nothing after the value, no duplicate member in an object, at most `maxDepth` levels.
  public func isValid(
    _ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth
  ) -> Bool {
    // `finish` is asked after a yes only: a value that is refused needs no look at what follows it.
    var run = Interpretation(nodes, reader(buffer, range, maxDepth), limit: 0)
    return run.evaluate(root) && run.reader.finish()
  }

  /// What `isValid` says, and whether the schema is the cause.
  package enum Result: Sendable {
    case valid, invalid
    /// The text reaches a reference that leads back to itself.
    case undecided
  }

  /// The same as `isValid`, with a value of its own for what has no result. Such a text is not valid.
  package func result(
    _ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth
  ) -> Result {
    var run = Interpretation(nodes, reader(buffer, range, maxDepth), limit: 0)
    if run.evaluate(root), run.reader.finish() { return .valid }
    return run.isEndless ? .undecided : .invalid
  }

  /// Whether the value is one JSON text that the schema accepts.
  public func isValid(_ slice: JSONSlice, maxDepth: Int = JSONReader.defaultMaxDepth) -> Bool {
    isValid(slice.buffer, range: slice.range, maxDepth: maxDepth)
  }

  /// Everything that is wrong with `range` of `buffer`, at most `limit` entries; empty when it is valid.
  ///
  /// A text that is not JSON, or has a member twice, is reported as `syntax` and not looked at further.
  public func violations(
    _ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth, limit: Int = 100
  ) -> [Violation] {
    // Two passes, because a duplicate member or a broken text must be reported as such and not as what the schema makes
    // of the half that was read. Only callers that want the list pay for the second.
    guard limit > 0 else { return [] }
    let errors = violations(syntaxOf: buffer, range: range, maxDepth: maxDepth, limit: limit)
    guard errors.isEmpty else { return errors }
    var run = Interpretation(nodes, reader(buffer, range, maxDepth), limit: limit)
    _ = run.evaluate(root)
    guard let givenUp = run.givenUp else { return run.report.violations }
    // What was found before is true all the same; a schema's loop may lie behind it, where a run for the result alone
    // would not have come.
    return run.isEndless ? run.report.violations + [givenUp] : [givenUp]
  }

  /// Everything that is wrong with the value, at most `limit` entries.
  public func violations(
    _ slice: JSONSlice, maxDepth: Int = JSONReader.defaultMaxDepth, limit: Int = 100
  ) -> [Violation] {
    violations(slice.buffer, range: slice.range, maxDepth: maxDepth, limit: limit)
  }

  /// Where the text is not JSON, or has a member twice: the first pass of `violations`, which `evaluate` runs as well.
  func violations(
    syntaxOf buffer: JSONBytes, range: Range<Int>?, maxDepth: Int, limit: Int = 100
  ) -> [Violation] {
    SyntaxCheck.errors(reader(buffer, range, maxDepth), end: range?.upperBound ?? buffer.count, limit: limit)
  }

  /// A run from the beginning of a text, without collecting: for callers that set up `report` themselves.
  func run(_ buffer: JSONBytes, range: Range<Int>?, maxDepth: Int) -> Interpretation {
    Interpretation(nodes, reader(buffer, range, maxDepth), limit: 0)
  }

  /// Takes the next value and returns whether a node of the program accepts it: for the checks that generated code
  /// leaves to the interpreter. False leaves a failure in `reader`: `mismatch`, or `tooExpensive` with the text
  /// abandoned.
  public func accepts(_ reader: inout JSONReader, node: SchemaNodeID) -> Bool {
    // A second reader over the same buffer, because a run owns its reader. The depth that is left is handed on, so the
    // two together allow no deeper nesting than one.
    let rest = reader.offset..<reader.buffer.count
    let inner = self.reader(reader.buffer, rest, reader.remainingDepth)
    var run = Interpretation(nodes, inner, limit: 0)
    guard run.evaluate(node) else {
      return run.reader.failure == .tooExpensive ? reader.abandon() : reader.mismatch()
    }
    reader.reset(to: run.reader.offset)
    return true
  }

  private func reader(_ buffer: JSONBytes, _ range: Range<Int>?, _ maxDepth: Int) -> JSONReader {
    JSONReader(buffer, range: range, maxDepth: min(maxDepth, Self.greatestDepth))
  }
}
