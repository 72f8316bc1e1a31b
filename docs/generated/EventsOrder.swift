// Generated from Examples/Orders/Sources/Orders/Schemas/events/order.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public enum EventsOrder {}

extension EventsOrder {
  /// A change of an order. The other file with this name generates Order; this one generates EventsOrder.
  ///
  /// Schema: `events/order.json#`.
  public struct Value: Sendable, Hashable {
    public var order: JSONUUID
    public var change: Order.ValueStatus

    public init(order: JSONUUID, change: Order.ValueStatus) {
      self.order = order
      self.change = change
    }
  }

}

extension EventsOrder.Value: SchemaType {
  public static var program: SchemaProgram { EventsOrderValueProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard EventsOrderValueChecks.check0(&reader) else { return false }
    return true
  }
}

extension EventsOrder.Value {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "events/order.json#" }

  static var __blank: EventsOrder.Value { EventsOrder.Value(order: JSONUUID(checked: JSONString()), change: Order.ValueStatus.open) }

  static func __read(_ reader: inout JSONReader, into value: inout EventsOrder.Value) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A22726564726F22, count: 8) ? 0 : EventsOrderValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenIs(.uuid) else { return false }
        JSONSlot.fill(&value.order, JSONUUID(checked: reader.takeString()))
        if reader.takes(0x65676E616863222C, 0x3A2265676E616863, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = Order.ValueStatus(from: &reader) else { return false }
        value.change = __value
      default: return false
      }
      if reader.objectEnds() { break }
      __member = EventsOrderValueNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"order\":\"")
    writer.text(self.order.text)
    writer.literal("\",\"change\":")
    self.change.write(to: &writer)
    writer.literal("}")
  }
}

private enum EventsOrderValueNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x726564726F {
        return 0
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x65676E616863 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  static func value4(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226E65706F22, count: 6) { return 0 }
    if reader.takes(0x226469617022, count: 6) { return 1 }
    if reader.takes(0x6465707069687322, 0x2264657070696873, count: 9) { return 2 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x6E65706F {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x64696170 {
        return 1
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x64657070696873 {
        return 2
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
}

private enum EventsOrderValueChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A22726564726F22, count: 8) ? 0 : EventsOrderValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenIs(.uuid) else { return false }
        if reader.takes(0x65676E616863222C, 0x3A2265676E616863, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard EventsOrderValueNames.value4(&reader) >= 0 else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = EventsOrderValueNames.member0(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
}

private enum EventsOrderValueProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"events/order.json#\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"order\",1],[\"change\",2]],[\"order\",\"change\"],[]]],[\"events/order.json#/properties/order\",[\"reference\",3]],[\"events/order.json#/properties/change\",[\"reference\",4]],[\"order.json#/properties/id\",[\"type\",16],[\"format\",\"uuid\"]],[\"order.json#/properties/status\",[\"enumeration\",\"open\",\"paid\",\"shipped\"]]]")
}
