package import JSONCore
import SchemaRuntime

extension Document {
  /// Levels of nesting in a schema file. A property costs two, so this is over a hundred nested objects. It bounds the
  /// recursion of everything that walks a document.
  package static let maxDepth = 256
  /// A schema file's longest text in bytes; offsets in string values are kept in 32 bits.
  package static let maxBytes = 64 << 20
  /// Bytes of the pointers of all values together: names that are long and deep at once repeat in each, so a small file
  /// could ask for gigabytes.
  package static let maxPointerBytes = 256 << 20
  /// Values in a schema file. Each takes 110 bytes here and up to 750 once it is compiled, many times its text: a file
  /// of dense text within `maxBytes` would otherwise take gigabytes.
  package static let maxValues = 1_000_000

  /// Parses a file. Syntax errors give no document; duplicate members are all reported, and then give none either, as
  /// readers disagree on which of the two counts.
  package static func parse(_ file: SourceFile, displayRoot: String = "") -> Outcome<Document> {
    let display = displayRoot + file.path
    guard file.bytes.count <= maxBytes else { return Outcome(nil, [tooLarge(display)]) }
    // RFC 8259, 8.1: a text must not begin with a byte order mark, a reader of files may pass over one.
    let bytes = JSONBytes(file.bytes).withoutByteOrderMark
    var parser = DocumentParser(bytes, displayPath: display)
    guard let root = parser.value(at: ""), parser.reader.finish() else {
      return Outcome(nil, parser.duplicates + [parser.overBudget ?? parser.syntaxError()])
    }
    let document = Document(path: file.path, displayPath: display, bytes: parser.reader.buffer, root: root)
    return Outcome(parser.duplicates.isEmpty ? document : nil, parser.duplicates)
  }

  /// The error for a file that has more than `maxBytes`. Callers that read files use it as well, before they read one.
  package static func tooLarge(_ displayPath: String) -> Diagnostic {
    Diagnostic(
      file: displayPath, location: SourceLocation(line: 1, column: 1), pointer: "",
      message: "the file is larger than \(maxBytes >> 20) MiB", hint: splitting)
  }

  fileprivate static let splitting = "split the schema into several files that refer to each other"
}

/// Builds the tree in one pass of `JSONReader`, the reader that instances go through: a schema file is JSON by the same
/// rules. Not libjansson, which refuses numbers beyond 64 bits and knows no offsets of values.
private struct DocumentParser: ~Copyable {
  var reader: JSONReader
  var duplicates: [Diagnostic] = []
  private let displayPath: String
  /// Pointer of the value being read, for syntax errors: where parsing stopped is often far behind what is missing.
  private var current = ""

  init(_ bytes: JSONBytes, displayPath: String) {
    reader = JSONReader(bytes, maxDepth: Document.maxDepth)
    self.displayPath = displayPath
  }

  /// What has been spent of `maxPointerBytes` and `maxValues`.
  private var pointerBytes = 0
  private var valueCount = 0

  /// The next value; nil after a syntax error or over a budget. Budgets are charged before the value is built.
  mutating func value(at pointer: String) -> DocumentNode? {
    current = pointer
    pointerBytes += pointer.utf8.count
    valueCount += 1
    guard overBudget == nil else { return nil }
    guard let kind = reader.peekKind() else { return nil }
    let start = reader.offset
    guard let value = content(kind, at: pointer) else { return nil }
    return DocumentNode(value: value, range: start..<reader.offset, pointer: pointer)
  }

  private mutating func content(_ kind: JSONKind, at pointer: String) -> DocumentNode.Value? {
    switch kind {
    case .null: reader.null() ? .null : nil
    case .boolean: reader.boolean().map { .boolean($0) }
    case .number: reader.decimal().map { .number($0) }
    case .string: reader.string() ? .string(reader.takeString()) : nil
    case .array: array(at: pointer).map { .array($0) }
    case .object: object(at: pointer).map { .object($0) }
    }
  }

  private mutating func array(at pointer: String) -> [DocumentNode]? {
    var elements: [DocumentNode] = []
    guard reader.beginArray() else { return nil }
    if reader.emptyArray() { return elements }
    repeat {
      guard let element = value(at: JSONPointer.appending(elements.count, to: pointer)) else { return nil }
      elements.append(element)
    } while reader.comma()
    current = pointer
    return reader.endArray() ? elements : nil
  }

  /// The members, the first of each name. Names are looked up in a table: an object with many members would be
  /// quadratic by comparing.
  private mutating func object(at pointer: String) -> [DocumentMember]? {
    var members: [DocumentMember] = []
    var names: [JSONString: Int] = [:]
    guard reader.beginObject() else { return nil }
    if reader.emptyObject() { return members }
    repeat {
      current = pointer
      reader.skipWhitespace()
      let nameOffset = reader.offset
      guard reader.key() else { return nil }
      let name = reader.takeString()
      guard let value = value(at: JSONPointer.appending(name, to: pointer)) else { return nil }
      let first = names.updateValue(nameOffset, forKey: name)
      if let first { noteDuplicate(value.pointer, at: nameOffset, first: first) }
      if first == nil { members.append(DocumentMember(name: name, nameOffset: nameOffset, value: value)) }
    } while reader.comma()
    current = pointer
    return reader.endObject() ? members : nil
  }

  /// At the second name, with the line of the first. The value behind it was read as well, for its own errors.
  private mutating func noteDuplicate(_ pointer: String, at offset: Int, first: Int) {
    let line = reader.buffer.location(of: first).line
    duplicates.append(
      Diagnostic(
        file: displayPath, location: reader.buffer.location(of: offset), pointer: pointer,
        message: "the object has this member twice", details: ["pointer \(pointer), first on line \(line)"],
        hint: "remove one of the two: readers disagree on which one counts"))
  }

  /// The error when a budget is what ended the reading: it takes precedence over the syntax error that follows from
  /// stopping.
  var overBudget: Diagnostic? {
    if pointerBytes > Document.maxPointerBytes {
      return overBudget(
        "the names on the way to the values are longer than \(Document.maxPointerBytes >> 20) MiB together",
        hint: "use shorter names, or move inner schemas to $defs")
    }
    guard valueCount > Document.maxValues else { return nil }
    return overBudget("the file has more than \(Document.maxValues) values", hint: Document.splitting)
  }

  private func overBudget(_ message: String, hint: String) -> Diagnostic {
    Diagnostic(
      file: displayPath, location: reader.buffer.location(of: reader.offset), pointer: "", message: message, hint: hint)
  }

  /// The reader's failure as an error at the byte it is about, with what to do.
  func syntaxError() -> Diagnostic {
    let failure = reader.failure
    let cause = SyntaxCause.find(failure, at: reader.failureOffset, in: reader.buffer)
    return Diagnostic(
      file: displayPath, location: reader.buffer.location(of: reader.failureOffset), pointer: current,
      message: cause?.message ?? failure.description,
      details: ["in the value at \(current.isEmpty ? "the root" : current)"],
      hint: cause?.help ?? Document.hint(failure))
  }
}

extension Document {
  /// What to do about text that is not JSON, where no cause is known.
  package static func hint(_ failure: JSONFailure) -> String {
    switch failure {
    case .unexpectedEnd: "close what is open: a string with \", an array with ], an object with }"
    case .unexpectedByte:
      "look for a missing or extra comma, a missing colon or quote; JSON has no comments and no trailing commas"
    case .trailingBytes: "keep one JSON value in the file"
    case .tooDeep: "nest at most \(Document.maxDepth) levels: move inner schemas to $defs"
    // The rest has a `SyntaxCause`, or comes from decoding: parsing a tree does not cause it.
    case .none, .duplicateKey, .numberOutOfRange, .mismatch, .tooExpensive, .invalidUTF8, .loneSurrogate,
      .invalidEscape, .controlCharacter, .invalidNumber:
      "write a JSON value here"
    }
  }
}
