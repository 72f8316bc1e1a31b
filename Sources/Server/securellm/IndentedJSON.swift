import JSONCore

/// JSON for people: two blanks per level, one member or element a line. Numbers and strings are copied as text, so
/// that what is shown is what the tool gave, to the digit.
enum IndentedJSON {
  /// The text, indented; as it came when it is not JSON, or is nested more than 512 levels.
  static func text(of bytes: JSONBytes) -> String {
    var reader = JSONReader(bytes, maxDepth: 512)
    var writer = JSONWriter(capacity: bytes.count * 2)
    let complete = copy(&reader, &writer, indentation: 0)
    return String(decoding: complete ? writer.bytes : bytes.bytes, as: UTF8.self)
  }

  /// False when the reader has failed; what was written so far is dropped then. Recursion is bounded by the reader's
  /// depth.
  private static func copy(_ reader: inout JSONReader, _ writer: inout JSONWriter, indentation: Int) -> Bool {
    switch reader.peekKind() {
    case .object: return copyObject(&reader, &writer, indentation: indentation)
    case .array: return copyArray(&reader, &writer, indentation: indentation)
    case .null, .boolean, .number, .string:
      guard let scalar = reader.rawValue() else { return false }
      writer.raw(scalar)
      return true
    case nil: return false
    }
  }

  /// Empty ones stay on one line.
  private static func copyObject(_ reader: inout JSONReader, _ writer: inout JSONWriter, indentation: Int) -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() {
      writer.literal("{}")
      return true
    }
    writer.byte(0x7B)
    repeat {
      guard reader.key() else { return false }
      newLine(&writer, indentation + 1)
      // A name is read and escaped anew; values are copied as they are.
      writer.string(reader.takeString())
      writer.literal(": ")
      guard copy(&reader, &writer, indentation: indentation + 1) else { return false }
    } while separator(&reader, &writer)
    newLine(&writer, indentation)
    writer.byte(0x7D)
    return reader.endObject()
  }

  /// As objects are, without names.
  private static func copyArray(_ reader: inout JSONReader, _ writer: inout JSONWriter, indentation: Int) -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() {
      writer.literal("[]")
      return true
    }
    writer.byte(0x5B)
    repeat {
      newLine(&writer, indentation + 1)
      guard copy(&reader, &writer, indentation: indentation + 1) else { return false }
    } while separator(&reader, &writer)
    newLine(&writer, indentation)
    writer.byte(0x5D)
    return reader.endArray()
  }

  /// The comma, where there is one: whether another member or element follows.
  private static func separator(_ reader: inout JSONReader, _ writer: inout JSONWriter) -> Bool {
    guard reader.comma() else { return false }
    writer.byte(0x2C)
    return true
  }

  private static func newLine(_ writer: inout JSONWriter, _ indentation: Int) {
    writer.byte(0x0A)
    for _ in 0..<indentation { writer.literal("  ") }
  }
}
