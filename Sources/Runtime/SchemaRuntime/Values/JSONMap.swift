public import JSONCore

/// An object whose names the schema does not fix: its members in the order they came, which is the order they are
/// written in.
///
/// Looking a name up walks the list, which for the sizes that messages have is faster than hashing; build a
/// `Dictionary` to look up many names in a large one.
public struct JSONMap<Value: Sendable>: Sendable {
  /// In the order they came.
  public internal(set) var members: [JSONMember<Value>]

  public init() { members = [] }

  /// Members whose names are known to be distinct: for generated decoders.
  public init(distinct members: [JSONMember<Value>]) { self.members = members }

  public var names: [JSONString] { members.map(\.name) }

  /// The value of a name. Setting one that is there keeps its position, a new one goes to the end, nil removes it.
  public subscript(name: JSONString) -> Value? {
    get { members.first { $0.name == name }?.value }
    set {
      let index = members.firstIndex { $0.name == name }
      switch (index, newValue) {
      case (let index?, let value?): members[index] = JSONMember(name: name, value: value)
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(JSONMember(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONMap: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { members.count }
  public subscript(position: Int) -> JSONMember<Value> { members[position] }
}

extension JSONMap: ExpressibleByDictionaryLiteral {
  /// Of names that are written twice the last one counts.
  ///
  /// Inlinable, so that the empty default of a member costs a decoder nothing: unspecialized, it looks its types up by
  /// name, 1,300 instructions for each value.
  @inlinable
  public init(dictionaryLiteral elements: (JSONString, Value)...) {
    self.init()
    for (name, value) in elements { self[name] = value }
  }
}

extension JSONMap: Equatable where Value: Equatable {}
extension JSONMap: Hashable where Value: Hashable {}

extension JSONMap where Value == JSONSlice {
  /// Appends the object as JSON, each value as it came.
  public func write(to writer: inout JSONWriter) {
    writer.byte(0x7B)
    for (index, member) in members.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.string(member.name)
      writer.byte(0x3A)
      writer.raw(member.value)
    }
    writer.byte(0x7D)
  }
}
