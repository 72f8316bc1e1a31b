package import JSONCore

/// What the proxy has to know of an object that a provider keeps for its account, such as a file or a batch, or of the
/// request that makes one.
package struct AccountObject: Sendable {
  /// Shares the text.
  package private(set) var id: JSONString?
  /// The file that a batch reads.
  package private(set) var inputFile: JSONString?
  /// Files that the provider has made of it: the results of a batch.
  package private(set) var files: [JSONString] = []
  /// A batch is at its end, one way or another.
  package private(set) var isOver = false
  /// Of the id, with its quotes.
  private(set) var idRange = 0..<0

  private init() {}

  /// Nil when the text is no object, or has one of these members twice: two readers would take two ids.
  package init?(_ text: JSONBytes) {
    var reader = JSONReader(text)
    guard let object = Self.read(&reader), reader.finish() else { return nil }
    self = object
  }

  static func read(_ reader: inout JSONReader) -> AccountObject? {
    var object = AccountObject()
    return object.take(&reader) ? object : nil
  }

  private mutating func take(_ reader: inout JSONReader) -> Bool {
    var seen: Set<Int> = []
    return reader.walkMembers { reader in
      guard let member = Self.names.firstIndex(where: { reader.tokenEquals($0) }) else { return nil }
      guard seen.insert(member).inserted else { return reader.duplicate() }
      let start = reader.valueOffset()
      guard reader.peek() == UInt8(ascii: "\"") else { return reader.passValue() }
      guard reader.string() else { return false }
      switch member {
      case 0:
        id = reader.takeString()
        idRange = start..<reader.offset
      case 1: inputFile = reader.takeString()
      case 2: isOver = Self.ends.contains { reader.tokenEquals($0) }
      default: files.append(reader.takeString())
      }
      return true
    }
  }

  private static let names: [StaticString] = ["id", "input_file_id", "status", "output_file_id", "error_file_id"]
  private static let ends: [StaticString] = ["completed", "failed", "expired", "cancelled"]
}

/// A list of such objects, as both API formats have them: `{"data": […], "first_id", "last_id", "has_more"}`.
package struct AccountList {
  private let text: JSONBytes
  private var data = 0..<0
  private var objects: [(object: AccountObject, range: Range<Int>)] = []
  /// Values of `first_id` and `last_id`.
  private var first: Range<Int>?
  private var last: Range<Int>?

  /// Nil when the text is no such list.
  package init?(_ text: JSONBytes) {
    self.text = text
    var reader = JSONReader(text)
    var hasData = false
    let isRead = reader.walkMembers { reader in
      if reader.tokenEquals("data") {
        guard !hasData else { return reader.duplicate() }
        hasData = true
        let start = reader.valueOffset()
        guard takeData(&reader) else { return false }
        data = start..<reader.offset
        return true
      }
      if reader.tokenEquals("first_id") { return Self.takeRange(into: &first, &reader) }
      if reader.tokenEquals("last_id") { return Self.takeRange(into: &last, &reader) }
      return nil
    }
    guard isRead, hasData, reader.finish() else { return nil }
  }

  private mutating func takeData(_ reader: inout JSONReader) -> Bool {
    reader.walkElements { reader in
      let start = reader.valueOffset()
      guard let object = AccountObject.read(&reader) else { return false }
      objects.append((object, start..<reader.offset))
      return true
    }
  }

  private static func takeRange(into range: inout Range<Int>?, _ reader: inout JSONReader) -> Bool {
    guard range == nil else { return reader.duplicate() }
    let start = reader.valueOffset()
    guard reader.passValue() else { return false }
    range = start..<reader.offset
    return true
  }

  /// The list with some of its objects, byte for byte. `first_id` and `last_id` are those of what is left; where nothing
  /// is, they stay, since a client needs the last one to ask for what follows.
  package func keeping(_ keeps: (AccountObject) -> Bool) -> JSONBytes {
    let kept = objects.filter { keeps($0.object) }
    if kept.count == objects.count { return text }
    var edits: [(range: Range<Int>, text: [UInt8])] = [(data, joined(kept.map(\.range)))]
    if let one = kept.first?.object.idRange, let other = kept.last?.object.idRange {
      if let first { edits.append((first, bytes(one))) }
      if let last { edits.append((last, bytes(other))) }
    }
    var result: [UInt8] = []
    var position = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      result += bytes(position..<edit.range.lowerBound) + edit.text
      position = edit.range.upperBound
    }
    return JSONBytes(result + bytes(position..<text.count))
  }

  private func joined(_ ranges: [Range<Int>]) -> [UInt8] {
    var list = [UInt8(ascii: "[")]
    for range in ranges {
      if list.count > 1 { list.append(UInt8(ascii: ",")) }
      list += bytes(range)
    }
    return list + [UInt8(ascii: "]")]
  }

  private func bytes(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    text.withSpan(range) { span in for index in span.indices { bytes.append(span[index]) } }
    return bytes
  }
}
