public import JSONCore

/// The output formats of the specification: the first four as draft 2020-12 has them (core, section 12), the others as
/// its successor does.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// The result alone.
  case flag
  /// A flat list of errors, or of annotations.
  case basic
  /// A tree of errors, or of annotations, without nodes that say nothing.
  case detailed
  /// The tree of all subschemas.
  case verbose
  /// A flat list of all subschemas with their errors and annotations.
  case list
  /// A tree of all subschemas with their errors and annotations.
  case hierarchical
}

extension Evaluation {
  /// Appends the evaluation as one JSON object.
  ///
  /// `location`: line and column of an offset, to be added to everything with an `instanceLocation`; nil leaves them
  /// out.
  public func write(
    _ format: OutputFormat, to writer: inout JSONWriter, location: ((Int) -> SourceLocation)? = nil
  ) {
    var output = OutputWriter(location: location)
    switch format {
    case .flag: output.object { $0.member("valid") { $0.writer.boolean(root.isValid) } }
    case .basic: output.basic(root)
    case .detailed: output.detailed(root)
    case .verbose: output.verbose(root)
    case .list: output.list(root)
    case .hierarchical: output.hierarchical(root)
    }
    // Copied once: `OutputWriter` owns its buffer, so that it can hand itself to closures.
    writer.raw(output.writer.bytes)
  }
}

/// Writes objects and lists with their commas: whether one is needed is known only when the next member comes.
struct OutputWriter: ~Copyable {
  var writer: JSONWriter
  let location: ((Int) -> SourceLocation)?
  private var isFirst = true

  init(location: ((Int) -> SourceLocation)?) {
    writer = JSONWriter()
    self.location = location
  }

  /// Each call of `member` inside `body` is one member.
  mutating func object(_ body: (inout OutputWriter) -> Void) { container(0x7B, 0x7D, body) }

  mutating func array(_ body: (inout OutputWriter) -> Void) { container(0x5B, 0x5D, body) }

  private mutating func container(_ open: UInt8, _ close: UInt8, _ body: (inout OutputWriter) -> Void) {
    writer.byte(open)
    isFirst = true
    body(&self)
    writer.byte(close)
    isFirst = false
  }

  /// Begins the next element of an array.
  mutating func element(_ body: (inout OutputWriter) -> Void) {
    if !isFirst { writer.byte(0x2C) }
    isFirst = false
    body(&self)
    isFirst = false
  }

  mutating func member(_ name: String, _ value: (inout OutputWriter) -> Void) {
    element {
      $0.writer.string(name)
      $0.writer.byte(0x3A)
      value(&$0)
    }
  }

  mutating func member(_ name: String, _ text: String) { member(name) { $0.writer.string(text) } }

  /// Where a value is; line and column when they are wanted.
  mutating func instance(_ pointer: String, _ offset: Int) {
    member("instanceLocation", pointer)
    guard let location = location?(offset) else { return }
    member("line") { $0.writer.integer(location.line) }
    member("column") { $0.writer.integer(location.column) }
  }
}
