package import JSONCore
package import KeyStore
import SchemaRuntime
package import ToolRuntime

/// The tools of a service that a server offers, and what it knows of each: their names, and which may be called
/// twice. Made at the start, by each reload and when the tools change; calls only look things up by number.
package struct ToolSelection: Sendable {
  /// The value of `tools` in a `tools/list` result.
  package let listing: JSONBytes
  /// How many tools the service has, and how many of them are offered.
  package let counts: (all: Int, offered: Int)
  /// What is kept of a tool that is offered.
  private struct Offer {
    let name: JSONString
    let isIdempotent: Bool
  }

  /// By number, as far as they are dense; nil where a tool is not offered.
  private let first: [Offer?]
  /// The others: loaded tools get new numbers with each change.
  private let others: [Int: Offer]
  /// Tools of the build are fewer.
  private static let dense = 1024

  /// - Parameter lists: each of them must have a tool that is to be offered; without any, all are.
  package init(_ tools: any ToolService, among lists: [[ToolPattern]] = []) {
    var entries: [JSONSlice] = []
    var all = 0
    var first: [Offer?] = []
    var others: [Int: Offer] = [:]
    Self.forEachEntry(of: tools.listing) { entry in
      let outline = Outline(entry)
      guard let number = tools.find(outline.name) else { return }
      all += 1
      guard EnabledTools.have(outline.name, lists) else { return }
      entries.append(entry)
      let offer = Offer(name: outline.name, isIdempotent: outline.isIdempotent)
      guard number < Self.dense else {
        others[number] = offer
        return
      }
      while first.count <= number { first.append(nil) }
      first[number] = offer
    }
    self.first = first
    self.others = others
    counts = (all, entries.count)
    // Without a list the bytes of the build are passed on as they are, uncopied.
    listing = lists.isEmpty ? tools.listing : Self.list(entries)
  }

  private func offer(_ tool: Int) -> Offer? { tool < first.count ? first[tool] : others[tool] }

  func offers(_ tool: Int) -> Bool { offer(tool) != nil }

  /// Empty for one that is not offered.
  func name(_ tool: Int) -> JSONString { offer(tool)?.name ?? "" }

  func isIdempotent(_ tool: Int) -> Bool { offer(tool)?.isIdempotent ?? false }

  private static func list(_ entries: [JSONSlice]) -> JSONBytes {
    var writer = JSONWriter(capacity: 1 << 14)
    writer.byte(UInt8(ascii: "["))
    for (index, entry) in entries.enumerated() {
      if index > 0 { writer.byte(UInt8(ascii: ",")) }
      writer.raw(entry)
    }
    writer.byte(UInt8(ascii: "]"))
    return writer.copy()
  }

  /// The listing was made at build time: should it not be an array, nothing is offered.
  private static func forEachEntry(of listing: JSONBytes, _ body: (JSONSlice) -> Void) {
    var reader = JSONReader(listing)
    guard reader.beginArray(), !reader.emptyArray() else { return }
    repeat {
      guard let entry = reader.rawValue() else { return }
      body(entry)
    } while reader.comma()
  }

  /// What is read of an entry. `idempotentHint` decides whether a failed call may be run again.
  private struct Outline {
    var name: JSONString = ""
    var isIdempotent = false

    init(_ entry: JSONSlice) {
      var reader = JSONReader(entry)
      guard reader.beginObject(), !reader.emptyObject() else { return }
      repeat {
        guard reader.key() else { return }
        let member = reader.takeString()
        guard let value = reader.rawValue() else { return }
        if member == "name" { name = Self.text(value) }
        if member == "annotations" { isIdempotent = Self.hint(value) }
      } while reader.comma()
    }

    private static func text(_ slice: JSONSlice) -> JSONString {
      var reader = JSONReader(slice)
      return reader.string() ? reader.takeString().detached() : ""
    }

    private static func hint(_ slice: JSONSlice) -> Bool {
      var reader = JSONReader(slice)
      guard case .object(let members)? = JSONValue(from: &reader), case .boolean(let value)? = members["idempotentHint"]
      else { return false }
      return value
    }
  }
}

/// A list of tools to offer, as a variable of the environment or an option has it: `git_*,search_text`; `none` is no tool.
package enum EnabledTools {
  package static let variable = "SECURELLM_TOOLS"
  package static let option = "--tools"

  /// Whether every list has the tool.
  package static func have(_ tool: JSONString, _ lists: [[ToolPattern]]) -> Bool {
    tool.withSpan { name in lists.allSatisfy { $0.contains { $0.matches(name) } } }
  }

  /// The lists that there are: a tool must be in each. `none` is a word of its own: an empty variable is more often one
  /// that was not set.
  ///
  /// - Parameter option: of the command line.
  package static func lists(
    _ environment: [String: String], option: String? = nil
  ) throws(InvalidToolList) -> [[ToolPattern]] {
    var lists: [[ToolPattern]] = []
    if let text = environment[variable] { lists.append(try list(text, of: variable)) }
    if let text = option { lists.append(try list(text, of: Self.option)) }
    return lists
  }

  private static func list(_ text: String, of place: String) throws(InvalidToolList) -> [ToolPattern] {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
    let names = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
      String(decoding: Array(part.drop(while: isBlank).reversed().drop(while: isBlank).reversed()), as: UTF8.self)
    }
    if names.count == 1, names[0].utf8.elementsEqual("none".utf8) { return [] }
    guard names.allSatisfy(ToolPattern.isValid) else { throw InvalidToolList(place: place) }
    return names.map(ToolPattern.init)
  }
}

/// A server does not start with a list that it cannot read: it might offer what somebody has meant to keep away.
package struct InvalidToolList: Error, CustomStringConvertible {
  /// The variable or the option.
  let place: String

  package var description: String {
    "\(place) is not a list of tools: write names separated by commas, with * at the end for any rest,"
      + " such as git_*,search_text; none for no tools; or \(isOption ? "leave it out" : "unset it") for all"
  }

  private var isOption: Bool { place.utf8.first == UInt8(ascii: "-") }
}
