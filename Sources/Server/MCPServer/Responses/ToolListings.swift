import JSONCore
import SchemaRuntime

/// The list of tools as each revision may see it. Revisions that lack a member get a list without it, made when the
/// first of their clients asks and kept: at most three besides the full one, which is never copied.
struct ToolListings {
  private let full: JSONSlice
  private var reduced: [LegacyVersion: JSONSlice] = [:]
  /// Read when the first unknown name is asked for: most sessions never need them.
  private var names: [[UInt8]]?

  /// `listing`: the array of tools, valid JSON on one line.
  init(_ listing: JSONBytes) { full = JSONSlice(unchecked: listing, range: 0..<listing.count) }

  /// Should the bytes not be a list of objects, which the build rules out, the full one is better than none.
  mutating func listing(for revision: ProtocolRevision) -> JSONSlice {
    guard case .legacy(let version) = revision else { return full }
    if let known = reduced[version] { return known }
    let unknown = Self.unknownMembers(version)
    let listing = unknown.isEmpty ? full : Self.reduce(full, dropping: unknown) ?? full
    reduced[version] = listing
    return listing
  }

  /// What came after each revision, by its published schema: `icons` with 2025-11-25, `title` and `outputSchema` with
  /// 2025-06-18, `annotations` with 2025-03-26. `_meta` of a tool came with 2025-06-18 too.
  private static func unknownMembers(_ version: LegacyVersion) -> [[UInt8]] {
    let names: [String]
    switch version {
    case .v2025_11_25: names = []
    case .v2025_06_18: names = ["icons"]
    case .v2025_03_26: names = ["icons", "title", "outputSchema", "_meta"]
    case .v2024_11_05: names = ["icons", "title", "outputSchema", "_meta", "annotations"]
    }
    return names.map { Array($0.utf8) }
  }

  /// The listing without the named members of each tool; nil when it is not an array of objects.
  private static func reduce(_ listing: JSONSlice, dropping members: [[UInt8]]) -> JSONSlice? {
    var writer = JSONWriter(capacity: listing.range.count)
    writer.literal("[")
    let isRead = forEachTool(listing) { reader, isFirst in
      writer.literal(isFirst ? "{" : ",{")
      var isFirstMember = true
      return forEachMember(&reader) { reader in
        let isDropped = members.contains { reader.tokenEquals($0) }
        let name = reader.takeString()
        guard let value = reader.rawValue() else { return false }
        if isDropped { return true }
        if !isFirstMember { writer.literal(",") }
        isFirstMember = false
        writer.string(name)
        writer.literal(":")
        writer.raw(value)
        return true
      } ending: {
        writer.literal("}")
      }
    }
    guard isRead else { return nil }
    writer.literal("]")
    let bytes = writer.copy()
    return JSONSlice(unchecked: bytes, range: 0..<bytes.count)
  }

  /// `body` takes the whole object of each tool. False when the text is not an array, or `body` says so.
  private static func forEachTool(
    _ listing: JSONSlice, _ body: (inout JSONReader, _ isFirst: Bool) -> Bool
  ) -> Bool {
    var reader = JSONReader(listing)
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    var isFirst = true
    repeat {
      guard body(&reader, isFirst) else { return false }
      isFirst = false
    } while reader.comma()
    return reader.endArray()
  }

  /// `body` finds the name as the reader's token and takes the value. `ending` is called on every way out, that of an
  /// empty object included, so that what copies can close its brace.
  private static func forEachMember(
    _ reader: inout JSONReader, _ body: (inout JSONReader) -> Bool, ending: () -> Void
  ) -> Bool {
    guard reader.beginObject() else { return false }
    defer { ending() }
    if reader.emptyObject() { return true }
    repeat {
      guard reader.key(), body(&reader) else { return false }
    } while reader.comma()
    return reader.endObject()
  }

  // MARK: names

  /// The name of the tool that was probably meant, nil when nothing is near.
  mutating func closestName(to name: JSONString) -> String? {
    let names = self.names ?? Self.readNames(full)
    self.names = names
    // One byte over the limit is copied, never more: enough for `find` to refuse it.
    let asked = name.withSpan { text in text.indices.prefix(ClosestName.longest + 1).map { text[$0] } }
    return ClosestName.find(asked, among: names).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func readNames(_ listing: JSONSlice) -> [[UInt8]] {
    var names: [[UInt8]] = []
    let key = Array("name".utf8)
    _ = forEachTool(listing) { reader, _ in
      forEachMember(&reader) { reader in
        guard reader.tokenEquals(key), reader.peek() == 0x22 else { return reader.skipValue() }
        guard reader.string() else { return false }
        names.append(reader.takeString().bytes)
        return true
      } ending: {
      }
    }
    return names
  }
}
