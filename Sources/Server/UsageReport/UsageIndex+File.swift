import JSONCore

/// How the index is kept: a few lines of JSON. The first says what it is; the second has all texts once; then two for
/// each file, what it is known by and its rows as numbers; the last has the fingerprint of all lines before it. Whatever
/// is not exactly that is no index.
extension UsageIndex {
  /// Bytes. A million rows take about 70 MB.
  static let largest = 1 << 30
  /// To be raised whenever the same files would add up to something else.
  private static let version = 1

  func bytes() -> [UInt8] {
    var writer = JSONWriter(capacity: 1 << 20)
    writer.literal("{\"securellm_usage\":")
    writer.integer(Self.version)
    writer.literal(",\"files\":")
    writer.integer(files.count)
    writer.literal("}\n")
    var texts = TextTable()
    for file in files { for row in file.rows { for text in row.group.texts { texts.add(text) } } }
    writer.array(texts.texts)
    writer.byte(0x0A)
    for file in files { Self.write(file, texts, to: &writer) }
    let print = writer.withSpan { Fingerprint.of($0) }
    writer.integer(print)
    writer.byte(0x0A)
    return writer.bytes
  }

  private static func write(_ file: AuditFileSummary, _ texts: TextTable, to writer: inout JSONWriter) {
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
    writer.literal("]\n[")
    for (index, row) in file.rows.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.integer(row.group.day)
      for text in row.group.texts {
        writer.byte(0x2C)
        writer.integer(texts.position(text))
      }
      var counts = row.counts
      counts.each { count in
        writer.byte(0x2C)
        writer.integer(count)
      }
    }
    writer.literal("]\n")
  }
}

/// Every text once, known by its position.
private struct TextTable {
  private(set) var texts: [JSONString] = []
  private var positions: [JSONString: Int] = [:]

  mutating func add(_ text: JSONString) {
    guard positions[text] == nil else { return }
    positions[text] = texts.count
    texts.append(text)
  }

  func position(_ text: JSONString) -> Int { positions[text] ?? 0 }
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
    guard let count = reader.fileCount(version: Self.version), let texts = reader.texts() else { return nil }
    var files: [AuditFileSummary] = []
    for _ in 0..<count {
      guard let file = reader.file(texts) else { return nil }
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

  mutating func texts() -> [JSONString]? {
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

  mutating func file(_ texts: [JSONString]) -> AuditFileSummary? {
    guard reader.beginArray(), reader.string() else { return nil }
    let name = String(reader.takeString())
    guard reader.comma(), let numbers = numbers(8), reader.endArray() else { return nil }
    guard let rows = rows(texts) else { return nil }
    return AuditFileSummary(
      name: name, mark: FileMark(device: numbers[0], inode: numbers[1], size: numbers[2], changed: numbers[3]),
      consumed: numbers[4], prints: FilePrints(head: numbers[5], tail: numbers[6]), unreadable: numbers[7], rows: rows)
  }

  private mutating func rows(_ texts: [JSONString]) -> [UsageRow]? {
    guard reader.beginArray() else { return nil }
    var rows: [UsageRow] = []
    if reader.emptyArray() { return rows }
    repeat {
      guard let row = row(texts) else { return nil }
      rows.append(row)
    } while reader.comma()
    return reader.endArray() ? rows : nil
  }

  private mutating func row(_ texts: [JSONString]) -> UsageRow? {
    var row = UsageRow(group: UsageGroup(), counts: UsageCounts())
    guard let day = reader.integer() else { return nil }
    row.group.day = day
    guard let keyID = text(texts), let keyName = text(texts), let provider = text(texts), let model = text(texts),
      let operation = text(texts)
    else { return nil }
    row.group.keyID = keyID
    row.group.keyName = keyName
    row.group.provider = provider
    row.group.model = model
    row.group.operation = operation
    var isWhole = true
    row.counts.each { count in
      guard isWhole, reader.comma(), let number = reader.integer() else { return isWhole = false }
      count = number
    }
    return isWhole ? row : nil
  }

  private mutating func text(_ texts: [JSONString]) -> JSONString? {
    guard reader.comma(), let position = reader.integer(), texts.indices.contains(position) else { return nil }
    return texts[position]
  }

  private mutating func numbers(_ count: Int) -> [Int]? {
    var numbers: [Int] = []
    while numbers.count < count {
      if !numbers.isEmpty, !reader.comma() { return nil }
      guard let number = reader.integer() else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
