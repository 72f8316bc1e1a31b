import JSONCore
import LLMWire

/// The members of a JSON object as they are written: what a stored response is put together from anew.
struct RawObject {
  private(set) var members: [(name: JSONString, value: JSONSlice)] = []

  /// Nil for what is no object.
  init?(_ text: JSONSlice) {
    var reader = JSONReader(text, maxDepth: JSONReader.messageDepth)
    guard reader.beginObject() else { return nil }
    var isFirst = true
    while true {
      switch reader.nextMember(first: isFirst) {
      case .end: return
      case .failed: return nil
      case .name:
        let name = reader.takeString()
        guard let value = reader.rawValue() else { return nil }
        members.append((name, value))
        isFirst = false
      }
    }
  }

  subscript(name: JSONString) -> JSONSlice? { members.first { $0.name == name }?.value }

  /// The elements of a member that is an array; nil for anything else.
  func elements(_ name: JSONString) -> [JSONSlice]? {
    guard let array = self[name] else { return nil }
    var reader = JSONReader(array, maxDepth: JSONReader.messageDepth)
    guard reader.beginArray() else { return nil }
    return reader.emptyArray() ? [] : reader.elements { $0.rawValue() }
  }

  /// Whether a member is that text.
  func has(_ name: JSONString, _ text: JSONString) -> Bool {
    guard let value = self[name] else { return false }
    var reader = JSONReader(value)
    guard reader.peek() == UInt8(ascii: "\""), reader.string() else { return false }
    return reader.takeString() == text
  }

  /// Whether a member is there and says something.
  func hasValue(_ name: JSONString) -> Bool {
    guard let value = self[name] else { return false }
    var reader = JSONReader(value)
    if reader.peek() == UInt8(ascii: "n") { return false }
    if reader.peek() == UInt8(ascii: "["), reader.beginArray(), reader.emptyArray() { return false }
    return true
  }

  /// All members but some, each with a comma behind it.
  func write(without left: Set<JSONString>, to writer: inout JSONWriter) {
    for (name, value) in members where !left.contains(name) {
      writer.string(name)
      writer.literal(":")
      writer.raw(value)
      writer.literal(",")
    }
  }
}
