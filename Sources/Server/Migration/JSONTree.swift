import JSONCore

/// A configuration that is being put together: members in the order in which they came.
struct JSONTree {
  enum Value: Equatable {
    case string(String)
    case integer(Int64)
    case boolean(Bool)
    case strings([String])
  }

  private indirect enum Node {
    case value(Value)
    case object(JSONTree)
  }

  private var members: [(name: String, node: Node)] = []

  /// Objects on the way are made when they are missing; a value that is there is replaced.
  mutating func set(_ path: [String], _ value: Value) {
    guard let name = path.first else { return }
    let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    guard path.count > 1 else {
      if let index { members[index].node = .value(value) } else { members.append((name, .value(value))) }
      return
    }
    var inner = JSONTree()
    if let index, case .object(let tree) = members[index].node { inner = tree }
    inner.set(Array(path.dropFirst()), value)
    if let index { members[index].node = .object(inner) } else { members.append((name, .object(inner))) }
  }

  /// An object without members, where there is nothing.
  mutating func setObject(_ path: [String]) {
    guard let name = path.first else { return }
    let index = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    var inner = JSONTree()
    if let index, case .object(let tree) = members[index].node { inner = tree }
    inner.setObject(Array(path.dropFirst()))
    if let index { members[index].node = .object(inner) } else { members.append((name, .object(inner))) }
  }

  func write(to writer: inout JSONWriter) {
    writer.byte(0x7B)
    for (index, member) in members.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.string(member.name)
      writer.byte(0x3A)
      switch member.node {
      case .object(let tree): tree.write(to: &writer)
      case .value(.string(let text)): writer.string(text)
      case .value(.integer(let number)): writer.raw(Array("\(number)".utf8))
      case .value(.boolean(let value)): writer.boolean(value)
      case .value(.strings(let items)):
        writer.byte(0x5B)
        for (index, item) in items.enumerated() {
          if index > 0 { writer.byte(0x2C) }
          writer.string(item)
        }
        writer.byte(0x5D)
      }
    }
    writer.byte(0x7D)
  }
}
