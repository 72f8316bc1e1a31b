import JSONCore

/// JSON for people: two blanks per level, one member or element a line.
enum IndentedJSON {
  /// The text, indented; as it came when it is not JSON.
  static func text(of bytes: JSONBytes) -> String {
    var reader = JSONReader(bytes, maxDepth: 512)
    var writer = JSONWriter(capacity: bytes.count * 2)
    let complete = copy(&reader, &writer, indentation: 0)
    return String(decoding: complete ? writer.bytes : bytes.bytes, as: UTF8.self)
  }

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
      writer.string(reader.takeString())
      writer.literal(": ")
      guard copy(&reader, &writer, indentation: indentation + 1) else { return false }
    } while separator(&reader, &writer)
    newLine(&writer, indentation)
    writer.byte(0x7D)
    return reader.endObject()
  }

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
