import JSONCore

/// The first pass of the list of faults: after it the text is known to be JSON without duplicate members, so that the
/// second pass meets the schema's verdicts only.
struct SyntaxCheck: ~Copyable {
  private var reader: JSONReader
  private var path: [PathStep] = []
  private var faults: [Violation] = []
  private let limit: Int

  /// Everything wrong with the text as far as `end`, where its range ends.
  static func faults(_ reader: consuming JSONReader, end: Int, limit: Int) -> [Violation] {
    var check = SyntaxCheck(reader: reader, limit: limit)
    if !(check.value() && check.reader.finish()) { check.note(check.reader.failure, at: check.reader.failureOffset) }
    // A value that is cut off may have been read on into what follows its range.
    return check.faults.filter { $0.offset <= end }
  }

  private init(reader: consuming JSONReader, limit: Int) {
    self.reader = reader
    self.limit = limit
  }

  private mutating func note(_ failure: JSONFailure, at offset: Int) {
    guard faults.count < limit else { return }
    faults.append(
      Violation(
        instanceLocation: PathStep.pointer(path), keyword: "syntax", schemaLocation: "", evaluationPath: "",
        message: failure.description, offset: offset))
  }

  private mutating func value() -> Bool {
    switch reader.peekKind() {
    case .object: object()
    case .array: array()
    case .null, .boolean, .number, .string: reader.skipValue()
    case nil: false
    }
  }

  private mutating func object() -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() { return true }
    let level = reader.beginKeys()
    repeat {
      _ = reader.peek()
      let keyOffset = reader.offset
      guard reader.key() else { return false }
      path.append(.name(reader.takeString()))
      if !reader.noteKey(level) {
        note(.duplicateKey, at: keyOffset)
        reader.reset(to: reader.offset)
      }
      guard value() else { return false }
      path.removeLast()
    } while reader.comma()
    reader.endKeys(level)
    return reader.endObject()
  }

  private mutating func array() -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    var index = 0
    repeat {
      path.append(.index(index))
      guard value() else { return false }
      path.removeLast()
      index += 1
    } while reader.comma()
    return reader.endArray()
  }
}
