public import JSONCore

/// Runs a compiled schema over JSON bytes, without building a tree.
///
/// Two answers from one engine: a verdict that reads the text once and stops at the first fault, and the list of all
/// faults. The list is empty exactly when the verdict is true.
public struct SchemaInterpreter: Sendable {
  /// The deepest nesting that a caller may allow: bounds the stack that a text can make the interpreter use.
  public static let greatestDepth = 512

  let nodes: [PreparedNode]
  private(set) var root: SchemaNodeID

  /// Prepares `program` for many runs. Precondition: every node that the program names exists.
  public init(_ program: SchemaProgram) {
    nodes = PreparedNode.prepare(program)
    root = program.root
  }

  /// The same program judging by another of its nodes.
  public func rooted(at node: SchemaNodeID) -> SchemaInterpreter {
    var interpreter = self
    interpreter.root = node
    return interpreter
  }

  /// Whether `range` of `buffer` (the whole of it by default) is one JSON text that the schema accepts: no syntax
  /// error, nothing behind the value, no member twice in an object, at most `maxDepth` levels.
  public func isValid(
    _ buffer: JSONBytes, range: Range<Int>? = nil, maxDepth: Int = JSONReader.defaultMaxDepth
  ) -> Bool {
    var run = Interpretation(nodes, reader(buffer, range, maxDepth), limit: 0)
    return run.evaluate(root) && run.reader.finish()
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
    guard limit > 0 else { return [] }
    let faults = violations(syntaxOf: buffer, range: range, maxDepth: maxDepth, limit: limit)
    guard faults.isEmpty else { return faults }
    var run = Interpretation(nodes, reader(buffer, range, maxDepth), limit: limit)
    _ = run.evaluate(root)
    return run.givenUp.map { [$0] } ?? run.report.violations
  }

  /// Everything that is wrong with the value, at most `limit` entries.
  public func violations(
    _ slice: JSONSlice, maxDepth: Int = JSONReader.defaultMaxDepth, limit: Int = 100
  ) -> [Violation] {
    violations(slice.buffer, range: slice.range, maxDepth: maxDepth, limit: limit)
  }

  /// Where the text is not JSON, or has a member twice.
  func violations(
    syntaxOf buffer: JSONBytes, range: Range<Int>?, maxDepth: Int, limit: Int = 100
  ) -> [Violation] {
    SyntaxCheck.faults(reader(buffer, range, maxDepth), end: range?.upperBound ?? buffer.count, limit: limit)
  }

  /// A run from the beginning of a text.
  func run(_ buffer: JSONBytes, range: Range<Int>?, maxDepth: Int) -> Interpretation {
    Interpretation(nodes, reader(buffer, range, maxDepth), limit: 0)
  }

  /// Takes the next value and tells whether a node of the program accepts it: for the checks that generated code
  /// leaves to the interpreter.
  public func accepts(_ reader: inout JSONReader, node: SchemaNodeID) -> Bool {
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
