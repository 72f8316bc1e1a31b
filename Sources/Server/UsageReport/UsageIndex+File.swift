import JSONCore

/// How the index is kept: a few lines of JSON. The first says what it is; then three for each file, what it is known by,
/// its texts, and its rows as numbers; the last has the fingerprint of all lines before it. Whatever is not exactly that
/// is no index.
extension UsageIndex {
  /// Bytes. A million rows take about 70 MB.
  static let largest = 1 << 30
  /// To be raised whenever the same files would add up to something else.
  private static let version = 2

  func bytes() -> [UInt8] {
    var writer = JSONWriter(capacity: 1 << 20)
    writer.literal("{\"securellm_usage\":")
    writer.integer(Self.version)
    writer.literal(",\"files\":")
    writer.integer(files.count)
    writer.literal("}\n")
    for file in files { Self.write(file, to: &writer) }
    let print = writer.withSpan { Fingerprint.of($0) }
    writer.integer(print)
    writer.byte(0x0A)
    return writer.bytes
  }

  private static func write(_ file: AuditFileSummary, to writer: inout JSONWriter) {
    writer.byte(0x5B)
    writer.string(file.name)
    let (mark, prints) = (file.mark, file.prints)
    let numbers = [
      mark.device, mark.inode, mark.size, mark.changed, file.consumed, prints.head, prints.tail, file.unreadable,
    ]
    for number in numbers {
      writer.byte(0x2C)
      writer.integer(number)
    }
    writer.literal("]\n")
    writer.array(file.rows.texts)
    writer.byte(0x0A)
    writer.array(file.rows.numbers)
    writer.byte(0x0A)
  }
}

extension UsageIndex {
  /// Nil for anything but what this version has written.
  init?(reading bytes: [UInt8]) {
    // The last line is the fingerprint of all before it.
    guard bytes.last == 0x0A, let feed = bytes.dropLast().lastIndex(of: 0x0A) else { return nil }
    let buffer = JSONBytes(bytes)
    var last = JSONReader(buffer, range: feed + 1..<bytes.count)
    guard let print = last.integer(), last.finish(),
      print == buffer.withSpan(0..<feed + 1, { Fingerprint.of($0) })
    else { return nil }
    var reader = IndexReader(JSONReader(buffer, range: 0..<feed + 1))
    guard let count = reader.fileCount(version: Self.version) else { return nil }
    var files: [AuditFileSummary] = []
    for _ in 0..<count {
      guard let file = reader.file() else { return nil }
      files.append(file)
    }
    self.init(files: files)
  }
}

/// Takes the values of an index one after the other. Nil wherever something else comes.
private struct IndexReader: ~Copyable {
  private var reader: JSONReader

  init(_ reader: consuming JSONReader) { self.reader = reader }

  mutating func fileCount(version: Int) -> Int? {
    guard reader.beginObject(), reader.key(), reader.tokenEquals("securellm_usage"), reader.integer() == version,
      reader.comma(), reader.key(), reader.tokenEquals("files"), let count = reader.integer(), count >= 0,
      reader.endObject()
    else { return nil }
    return count
  }

  mutating func file() -> AuditFileSummary? {
    guard reader.beginArray(), reader.string() else { return nil }
    let name = String(reader.takeString())
    guard reader.comma(), let about = numbers(), about.count == 8, reader.endArray(), let texts = texts(),
      reader.beginArray(), let numbers = reader.emptyArray() ? [] : listed(),
      let rows = UsageRows(texts: texts, numbers: numbers)
    else { return nil }
    return AuditFileSummary(
      name: name, mark: FileMark(device: about[0], inode: about[1], size: about[2], changed: about[3]),
      consumed: about[4], prints: FilePrints(head: about[5], tail: about[6]), unreadable: about[7], rows: rows)
  }

  private mutating func texts() -> [JSONString]? {
    guard reader.beginArray() else { return nil }
    var texts: [JSONString] = []
    if reader.emptyArray() { return texts }
    repeat {
      guard reader.string() else { return nil }
      // Not a part of the whole index, which would stay in memory for it.
      texts.append(reader.takeString().detached())
    } while reader.comma()
    return reader.endArray() ? texts : nil
  }

  /// Numbers with commas between them, at least one.
  private mutating func numbers() -> [Int]? {
    var numbers: [Int] = []
    repeat {
      guard let number = reader.integer() else { return nil }
      numbers.append(number)
    } while reader.comma()
    return numbers
  }

  /// The same, and the end of their array.
  private mutating func listed() -> [Int]? {
    guard let numbers = numbers() else { return nil }
    return reader.endArray() ? numbers : nil
  }
}
