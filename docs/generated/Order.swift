// Generated from Examples/Orders/Sources/Orders/Schemas/order.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public enum Order {}

extension Order {
  /// An order as the shop sends it. Open: members added by a newer shop are preserved.
  ///
  /// Schema: `order.json#`.
  public struct Value: Sendable, Hashable {
    public var id: JSONUUID
    public var placed: JSONDateTime
    public var status: Order.ValueStatus
    /// Null: the customer deleted it.
    public var note: JSONString??
    public var currency: JSONString
    public var payment: Order.ValuePayment
    public var lines: [Order.Line]
    public var labels: JSONMap<JSONString>?
    /// Members the schema does not name, as they came.
    public var additional: [JSONMember<JSONSlice>]
  }

  /// Schema: `order.json#/properties/status`.
  public enum ValueStatus: UInt8, Sendable, CaseIterable {
    case open
    case paid
    case shipped
  }

  /// Schema: `order.json#/properties/payment`.
  public enum ValuePayment: Sendable, Hashable {
    case card(Payment.Card)
    case transfer(Payment.Transfer)
  }

  /// An article, or a bundle of further lines.
  ///
  /// Schema: `order.json#/$defs/line`.
  public struct Line: Sendable, Hashable {
    public var article: JSONString
    public var quantity: Int
    public var price: Double?
    public var parts: [Order.Line]?
  }

}

extension Order.Value: SchemaType {
  public static var program: SchemaProgram { OrderValueProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard OrderValueChecks.check0(&reader) else { return false }
    return true
  }
}

extension Order.Value {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "order.json#" }

  public init(id: JSONUUID, placed: JSONDateTime, status: Order.ValueStatus, note: JSONString?? = nil, currency: JSONString = "EUR", payment: Order.ValuePayment, lines: [Order.Line], labels: JSONMap<JSONString>? = nil, additional: [JSONMember<JSONSlice>] = [], _: Void = ()) {
    self.init(id: id, placed: placed, status: status, note: note, currency: currency, payment: payment, lines: lines, labels: labels, additional: additional)
  }

  static var __blank: Order.Value { Order.Value(id: JSONUUID(checked: JSONString()), placed: JSONDateTime(checked: JSONString()), status: Order.ValueStatus.open, note: nil, currency: JSONString(), payment: Order.ValuePayment.__blank, lines: [], labels: nil, additional: []) }

  static func __read(_ reader: inout JSONReader, into value: inout Order.Value) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22646922, count: 5) ? 0 : OrderValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenIs(.uuid) else { return false }
        JSONSlot.fill(&value.id, JSONUUID(checked: reader.takeString()))
        if reader.takes(0x646563616C70222C, 0x3A22646563616C70, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenIs(.dateTime) else { return false }
        JSONSlot.fill(&value.placed, JSONDateTime(checked: reader.takeString()))
        if reader.takes(0x737574617473222C, 0x3A22737574617473, count: 10) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard let __value = Order.ValueStatus(from: &reader) else { return false }
        value.status = __value
        if reader.takes(0x3A2265746F6E222C, count: 8) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.note, .some(nil))
        } else {
          guard let __value = reader.text(maximum: 200) else { return false }
          JSONSlot.fill(&value.note, __value)
        }
        if reader.takes(0x6E6572727563222C, 0x3A2279636E657272, count: 12) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard reader.string() else { return false }
        guard reader.tokenMatches(OrderValueConstants.pattern5_0) else { return false }
        JSONSlot.fill(&value.currency, reader.takeString())
        if reader.takes(0x6E656D796170222C, 0x3A22746E656D7961, count: 11) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        guard Order.ValuePayment.__read(&reader, into: &value.payment) else { return false }
        if reader.takes(0x2273656E696C222C, 0x3A2273656E696C22, count: 9) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        var elements1: [Order.Line] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [Order.Line]? = reader.elements { (reader: inout JSONReader) -> (Order.Line)? in
            let element1: Order.Line
            guard let __value = Order.Line(from: &reader) else { return nil }
            element1 = __value
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard (elements1.count >= 1 && elements1.count <= 1000) || reader.mismatch() else { return false }
        JSONSlot.fill(&value.lines, elements1)
        if reader.takes(0x736C6562616C222C, 0x3A22736C6562616C, count: 10) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        var members1: [JSONMember<JSONString>] = []
        guard reader.beginObject() else { return false }
        if !reader.emptyObject() {
          let keyLevel1 = reader.beginKeys()
          let all: [JSONMember<JSONString>]? = reader.elements { (reader: inout JSONReader) -> (JSONMember<JSONString>)? in
            guard reader.key(), reader.noteKey(keyLevel1) else { return nil }
            let name1 = reader.takeString()
            let element1: JSONString
            guard let __value = reader.text(maximum: 40) else { return nil }
            element1 = __value
            return JSONMember(name: name1, value: element1)
          }
          guard let all else { return false }
          members1 = all
          reader.endKeys(keyLevel1)
          guard reader.endObject() else { return false }
        }
        JSONSlot.fill(&value.labels, JSONMap(distinct: members1))
      case -3:
        guard reader.noteKey(__level) else { return false }
        let name = reader.takeString()
        guard let text = reader.rawValue() else { return false }
        value.additional.append(JSONMember(name: name, value: text))
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member0(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x67 == 0x67 || reader.mismatch() else { return false }
    if __seen0 & 0x10 == 0 { JSONSlot.fill(&value.currency, OrderValueConstants.default5) }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"id\":\"")
    writer.text(self.id.text)
    writer.literal("\",\"placed\":\"")
    writer.text(self.placed.text)
    writer.literal("\",\"status\":")
    self.status.write(to: &writer)
    writer.literal(",\"currency\":\"")
    writer.text(self.currency)
    writer.literal("\",\"payment\":")
    self.payment.write(to: &writer)
    writer.literal(",\"lines\":")
    writer.array(self.lines) { element0, writer in
      element0.write(to: &writer)
    }
    if self.note != nil {
      writer.literal(",\"note\":")
      writer.nullable(self.note!)
    }
    if self.labels != nil {
      writer.literal(",\"labels\":")
      writer.object(self.labels!.members) { member0, writer in
        writer.literal("\"")
        writer.text(member0.name)
        writer.literal("\":\"")
        writer.text(member0.value)
        writer.literal("\"")
      }
    }
    writer.members(self.additional) { member, writer in
      writer.literal("\"")
      writer.text(member.name)
      writer.literal("\":")
      writer.raw(member.value)
    }
    writer.literal("}")
  }
}

extension Order.ValueStatus {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "order.json#/properties/status" }

  public init?(from reader: inout JSONReader) {
    switch OrderValueNames.value3(&reader) {
    case 0: self = .open
    case 1: self = .paid
    case 2: self = .shipped
    default: return nil
    }
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .open: "open"
    case .paid: "paid"
    case .shipped: "shipped"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .open: writer.literal("\"open\"")
    case .paid: writer.literal("\"paid\"")
    case .shipped: writer.literal("\"shipped\"")
    }
  }
}

extension Order.ValuePayment {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "order.json#/properties/payment" }

  static var __blank: Order.ValuePayment { .card(Payment.Card.__blank) }

  static func __read(_ reader: inout JSONReader, into value: inout Order.ValuePayment) -> Bool {
    switch OrderValueNames.tag6_0(&reader) {
    case 0:
      let payload: Payment.Card
      guard let __value = Payment.Card(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .card(payload))
    case 1:
      let payload: Payment.Transfer
      guard let __value = Payment.Transfer(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .transfer(payload))
    default: return reader.mismatch()
    }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .card(let value):
      value.write(to: &writer)
    case .transfer(let value):
      value.write(to: &writer)
    }
  }
}

extension Order.Line {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "order.json#/$defs/line" }

  public init(article: JSONString, quantity: Int, price: Double? = nil, parts: [Order.Line]? = nil, _: Void = ()) {
    self.init(article: article, quantity: quantity, price: price, parts: parts)
  }

  static var __blank: Order.Line { Order.Line(article: JSONString(), quantity: 0, price: nil, parts: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Order.Line) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x656C636974726122, 0x3A22656C63697472, count: 10) ? 0 : OrderValueNames.member15(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.text(into: &value.article, minimum: 1, maximum: 40) else { return false }
        if reader.takes(0x69746E617571222C, 0x3A22797469746E61, count: 12) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.integer() else { return false }
        guard (__value >= 1 && __value <= 10000) || reader.mismatch() else { return false }
        value.quantity = __value
        if reader.takes(0x226563697270222C, 0x3A22656369727022, count: 9) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        let __start = reader.offset
        if let __value = reader.plainDouble() {
          guard (__value >= 0) || reader.mismatch() else { return false }
          value.price = __value
        }
        else {
          guard let __value = reader.double(), reader.exactNumber(at: __start, in: OrderValueConstants.range22) else { return false }
          value.price = __value
        }
        if reader.takes(0x227374726170222C, 0x3A22737472617022, count: 9) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        var elements1: [Order.Line] = []
        guard reader.beginArray() else { return false }
        if !reader.emptyArray() {
          let all: [Order.Line]? = reader.elements { (reader: inout JSONReader) -> (Order.Line)? in
            let element1: Order.Line
            guard let __value = Order.Line(from: &reader) else { return nil }
            element1 = __value
            return element1
          }
          guard let all else { return false }
          elements1 = all
          guard reader.endArray() else { return false }
        }
        guard elements1.count <= 50 || reader.mismatch() else { return false }
        JSONSlot.fill(&value.parts, elements1)
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member15(&reader, first: false)
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
    writer.literal("{\"article\":\"")
    writer.text(self.article)
    writer.literal("\",\"quantity\":")
    writer.integer(self.quantity)
    writer.member(",\"price\":", double: self.price)
    if self.parts != nil {
      writer.literal(",\"parts\":")
      writer.array(self.parts!) { element0, writer in
        element0.write(to: &writer)
      }
    }
    writer.literal("}")
  }
}

private enum OrderValueNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 2:
      if reader.tokenWord(0) & 0xFFFF == 0x6469 {
        return 0
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65746F6E {
        return 3
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x73656E696C {
        return 6
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x646563616C70 {
        return 1
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x737574617473 {
        return 2
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x736C6562616C {
        return 7
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x746E656D796170 {
        return 5
      }
    case 8:
      if reader.tokenWord(0) == 0x79636E6572727563 {
        return 4
      }
    default: break
    }
    return -3
  }
  static func value3(_ reader: inout JSONReader) -> Int {
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
  static func tag6_0(_ reader: inout JSONReader) -> Int {
    if reader.starts(0x646F6874656D227B, 0x2264726163223A22, count: 16) { return 0 }
    if reader.starts(0x646F6874656D227B, 0x736E617274223A22, 0x22726566736E6172, count: 20) { return 1 }
    guard reader.tag([109, 101, 116, 104, 111, 100]) else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x64726163 {
        return 0
      }
    case 8:
      if reader.tokenWord(0) == 0x726566736E617274 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member13(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x347473616C {
        return 1
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x646F6874656D {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member14(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x6E616269 {
        return 1
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x646F6874656D {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member15(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6563697270 {
        return 2
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7374726170 {
        return 3
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x656C6369747261 {
        return 0
      }
    case 8:
      if reader.tokenWord(0) == 0x797469746E617571 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  static func value16(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226472616322, count: 6) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x64726163 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value18(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x6566736E61727422, 0x22726566736E6172, count: 10) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 8:
      if reader.tokenWord(0) == 0x726566736E617274 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
}

private enum OrderValueChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22646922, count: 5) ? 0 : OrderValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.string() else { return false }
        guard reader.tokenIs(.uuid) else { return false }
        if reader.takes(0x646563616C70222C, 0x3A22646563616C70, count: 10) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenIs(.dateTime) else { return false }
        if reader.takes(0x737574617473222C, 0x3A22737574617473, count: 10) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard OrderValueNames.value3(&reader) >= 0 else { return false }
        if reader.takes(0x3A2265746F6E222C, count: 8) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
        } else {
          guard reader.skipText(maximum: 200) else { return false }
        }
        if reader.takes(0x6E6572727563222C, 0x3A2279636E657272, count: 12) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard reader.string() else { return false }
        guard reader.tokenMatches(OrderValueConstants.pattern5_0) else { return false }
        if reader.takes(0x6E656D796170222C, 0x3A22746E656D7961, count: 11) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        guard OrderValueChecks.check6(&reader) else { return false }
        if reader.takes(0x2273656E696C222C, 0x3A2273656E696C22, count: 9) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        guard OrderValueChecks.check7(&reader) else { return false }
        if reader.takes(0x736C6562616C222C, 0x3A22736C6562616C, count: 10) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        guard OrderValueChecks.check8(&reader) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member0(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x67 == 0x67 || reader.mismatch() else { return false }
    return true
  }
  static func check6(_ reader: inout JSONReader) -> Bool {
    switch OrderValueNames.tag6_0(&reader) {
    case 0:
      guard OrderValueChecks.check13(&reader) else { return false }
    case 1:
      guard OrderValueChecks.check14(&reader) else { return false }
    default: return false
    }
    return true
  }
  static func check7(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    var __elements = 0
    if !reader.emptyArray() {
      repeat {
        guard OrderValueChecks.check15(&reader) else { return false }
        __elements += 1
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    guard (__elements >= 1 && __elements <= 1000) || reader.mismatch() else { return false }
    return true
  }
  static func check8(_ reader: inout JSONReader) -> Bool {
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return false }
        guard reader.noteKey(__level) else { return false }
        guard reader.skipText(maximum: 40) else { return false }
      } while reader.comma()
      guard reader.endObject() else { return false }
    }
    reader.endKeys(__level)
    return true
  }
  static func check13(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x22646F6874656D22, 0x3A22646F6874656D, count: 9) ? 0 : OrderValueNames.member13(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard OrderValueNames.value16(&reader) >= 0 else { return false }
        if reader.takes(0x22347473616C222C, 0x3A22347473616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenMatches(OrderValueConstants.pattern17_0) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member13(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check14(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x22646F6874656D22, 0x3A22646F6874656D, count: 9) ? 0 : OrderValueNames.member14(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard OrderValueNames.value18(&reader) >= 0 else { return false }
        if reader.takes(0x3A226E616269222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenMatches(OrderValueConstants.pattern19_0) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member14(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check15(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x656C636974726122, 0x3A22656C63697472, count: 10) ? 0 : OrderValueNames.member15(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(minimum: 1, maximum: 40) else { return false }
        if reader.takes(0x69746E617571222C, 0x3A22797469746E61, count: 12) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if let __value = reader.plainInteger() {
          guard (__value >= 1 && __value <= 10000) || reader.mismatch() else { return false }
        } else {
          guard reader.number(in: OrderValueConstants.range21, whole: true) else { return false }
        }
        if reader.takes(0x226563697270222C, 0x3A22656369727022, count: 9) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        if let __value = reader.plainDouble() {
          guard (__value >= 0) || reader.mismatch() else { return false }
        } else {
          guard reader.number(in: OrderValueConstants.range22, whole: false) else { return false }
        }
        if reader.takes(0x227374726170222C, 0x3A22737472617022, count: 9) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard OrderValueChecks.check23(&reader) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = OrderValueNames.member15(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check23(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    var __elements = 0
    if !reader.emptyArray() {
      repeat {
        guard OrderValueChecks.check15(&reader) else { return false }
        __elements += 1
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    guard __elements <= 50 || reader.mismatch() else { return false }
    return true
  }
}

private enum OrderValueConstants {
  /// `^[A-Z]{3}$`
  static let pattern5_0 = ScalarRun(packed: "3;3;65 90")
  /// `^[0-9]{4}$`
  static let pattern17_0 = ScalarRun(packed: "4;4;48 57")
  /// `^[A-Z]{2}[0-9A-Z]{13,32}$`
  static let pattern19_0 = ScalarRun(packed: "13;32;48 57 65 90;65 90;=")
  static let range21 = NumberRange(minimum: JSONDecimal(text: "1"), maximum: JSONDecimal(text: "10000"))
  static let range22 = NumberRange(minimum: JSONDecimal(text: "0"))
  static let default5: JSONString = "EUR"
}

private enum OrderValueProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"order.json#\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"id\",1],[\"placed\",2],[\"status\",3],[\"note\",4],[\"currency\",5],[\"payment\",6],[\"lines\",7],[\"labels\",8]],[\"id\",\"placed\",\"status\",\"payment\",\"lines\"],[]]],[\"order.json#/properties/id\",[\"type\",16],[\"format\",\"uuid\"]],[\"order.json#/properties/placed\",[\"type\",16],[\"format\",\"date-time\"]],[\"order.json#/properties/status\",[\"enumeration\",\"open\",\"paid\",\"shipped\"]],[\"order.json#/properties/note\",[\"type\",17],[\"length\",0,200]],[\"order.json#/properties/currency\",[\"type\",16],[\"pattern\",\"^[A-Z]{3}$\",0]],[\"order.json#/properties/payment\",[\"oneOf\",[9,10],\"method\",[[\"card\"],[\"transfer\"]]]],[\"order.json#/properties/lines\",[\"type\",32],[\"array\",11,1,1000,0,0,[]]],[\"order.json#/properties/labels\",[\"type\",64],[\"object\",null,0,null,0,12,[],[],[]]],[\"order.json#/properties/payment/oneOf/0\",[\"reference\",13]],[\"order.json#/properties/payment/oneOf/1\",[\"reference\",14]],[\"order.json#/properties/lines/items\",[\"reference\",15]],[\"order.json#/properties/labels/additionalProperties\",[\"type\",16],[\"length\",0,40]],[\"common/payment.json#/$defs/card\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"method\",16],[\"last4\",17]],[\"method\",\"last4\"],[]]],[\"common/payment.json#/$defs/transfer\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"method\",18],[\"iban\",19]],[\"method\",\"iban\"],[]]],[\"order.json#/$defs/line\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"article\",20],[\"quantity\",21],[\"price\",22],[\"parts\",23]],[\"article\",\"quantity\"],[]]],[\"common/payment.json#/$defs/card/properties/method\",[\"const\",\"card\"]],[\"common/payment.json#/$defs/card/properties/last4\",[\"type\",16],[\"pattern\",\"^[0-9]{4}$\",1]],[\"common/payment.json#/$defs/transfer/properties/method\",[\"const\",\"transfer\"]],[\"common/payment.json#/$defs/transfer/properties/iban\",[\"type\",16],[\"pattern\",\"^[A-Z]{2}[0-9A-Z]{13,32}$\",2]],[\"order.json#/$defs/line/properties/article\",[\"type\",16],[\"length\",1,40]],[\"order.json#/$defs/line/properties/quantity\",[\"type\",4],[\"range\",1,10000,null,null]],[\"order.json#/$defs/line/properties/price\",[\"type\",8],[\"range\",0,null,null,null]],[\"order.json#/$defs/line/properties/parts\",[\"type\",32],[\"array\",24,0,50,0,0,[]]],[\"order.json#/$defs/line/properties/parts/items\",[\"reference\",15]]]",
    matchers: [.run(OrderValueConstants.pattern5_0), .run(OrderValueConstants.pattern17_0), .run(OrderValueConstants.pattern19_0)])
}
