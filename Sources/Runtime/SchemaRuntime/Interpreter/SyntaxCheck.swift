import JSONCore

/// The first pass of the list of violations: after it the text is known to be JSON without duplicate members, so that
/// the second pass meets violations of the schema only, and need not look for duplicates.
struct SyntaxCheck: ~Copyable {
  private var reader: JSONReader
  /// Steps to the value being read; violations name it.
  private var path: [PathStep] = []
  private var errors: [Violation] = []
  /// Violations kept; reading goes on without noting more.
  private let limit: Int
  /// Where the text begins, and where its range ends.
  private let range: Range<Int>

  /// Everything wrong with the text as far as `end`, where its range ends: every duplicate member, and the first error
  /// of syntax, behind which nothing can be read.
  static func errors(_ reader: consuming JSONReader, end: Int, limit: Int) -> [Violation] {
    let start = min(reader.offset, end)
    var check = SyntaxCheck(reader: reader, limit: limit, range: start..<end)
    if !(check.value() && check.reader.finish()) { check.note(check.reader.failure, at: check.reader.failureOffset) }
    // A value that is cut off may have been read on into what follows its range.
    return check.errors.filter { $0.offset <= end }
  }

  private init(reader: consuming JSONReader, limit: Int, range: Range<Int>) {
    self.reader = reader
    self.limit = limit
    self.range = range
  }

  /// Has the keyword `syntax`, which no schema has, and no schema location: nothing of the schema was broken.
  private mutating func note(_ failure: JSONFailure, at offset: Int) {
    guard errors.count < limit else { return }
    let cause = SyntaxCause.find(failure, at: offset, in: reader.buffer, range: range)
    errors.append(
      Violation(
        instanceLocation: PathStep.pointer(path), keyword: "syntax", schemaLocation: "", evaluationPath: "",
        message: cause?.sentence ?? failure.description, offset: offset))
  }

  /// Recursive, to the depth that the reader allows (512 levels at most). Values without members are skipped by the
  /// reader.
  private mutating func value() -> Bool {
    switch reader.peekKind() {
    case .object: object()
    case .array: array()
    // Checks the grammar of numbers and strings (RFC 8259, 6 and 7), and UTF-8 (8.1).
    case .null, .boolean, .number, .string: reader.skipValue()
    case nil: false
    }
  }

  /// Keeps the path, which `skipValue` does not: that is what this pass is for.
  private mutating func object() -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() { return true }
    let level = reader.beginKeys()
    repeat {
      _ = reader.peek()
      // Of the name, since a duplicate is reported where it is and not where its value is.
      let keyOffset = reader.offset
      guard reader.key() else { return false }
      path.append(.name(reader.takeString()))
      if !reader.noteKey(level) {
        note(.duplicateKey, at: keyOffset)
        // Forgets the failure and goes on: all duplicates of a text are reported at once.
        reader.reset(to: reader.offset)
      }
      guard value() else { return false }
      path.removeLast()
    } while reader.comma()
    reader.endKeys(level)
    return reader.endObject()
  }

  /// Steps are replaced element by element; the path allocates once for its greatest depth.
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
