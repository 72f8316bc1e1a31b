// Generated from Examples/Orders/Sources/Orders/Schemas/common/payment.json. Edit the schema, not this file.
public import JSONCore
import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public enum Payment {}

extension Payment {
  /// Schema: `common/payment.json#/$defs/card`.
  public struct Card: Sendable, Hashable {
    public var method: Payment.CardMethod
    public var last4: JSONString

    public init(method: Payment.CardMethod = .card, last4: JSONString) {
      self.method = method
      self.last4 = last4
    }
  }

  /// Schema: `common/payment.json#/$defs/card/properties/method`.
  public enum CardMethod: UInt8, Sendable, CaseIterable {
    case card
  }

  /// Schema: `common/payment.json#/$defs/transfer`.
  public struct Transfer: Sendable, Hashable {
    public var method: Payment.TransferMethod
    public var iban: JSONString

    public init(method: Payment.TransferMethod = .transfer, iban: JSONString) {
      self.method = method
      self.iban = iban
    }
  }

  /// Schema: `common/payment.json#/$defs/transfer/properties/method`.
  public enum TransferMethod: UInt8, Sendable, CaseIterable {
    case transfer
  }

}

extension Payment.Card {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "common/payment.json#/$defs/card" }

  static var __blank: Payment.Card { Payment.Card(method: Payment.CardMethod.card, last4: JSONString()) }

  static func __read(_ reader: inout JSONReader, into value: inout Payment.Card) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x22646F6874656D22, 0x3A22646F6874656D, count: 9) ? 0 : PaymentValueNames.member1(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = Payment.CardMethod(from: &reader) else { return false }
        value.method = __value
        if reader.takes(0x22347473616C222C, 0x3A22347473616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenMatches(PaymentValueConstants.pattern3_0) else { return false }
        JSONSlot.fill(&value.last4, reader.takeString())
      default: return false
      }
      if reader.objectEnds() { break }
      __member = PaymentValueNames.member1(&reader, first: false)
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
    writer.literal("{\"method\":\"card\",\"last4\":\"")
    writer.text(self.last4)
    writer.literal("\"}")
  }
}

extension Payment.CardMethod {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "common/payment.json#/$defs/card/properties/method" }

  public init?(from reader: inout JSONReader) {
    switch PaymentValueNames.value2(&reader) {
    case 0: self = .card
    default: return nil
    }
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .card: "card"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .card: writer.literal("\"card\"")
    }
  }
}

extension Payment.Transfer {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "common/payment.json#/$defs/transfer" }

  static var __blank: Payment.Transfer { Payment.Transfer(method: Payment.TransferMethod.transfer, iban: JSONString()) }

  static func __read(_ reader: inout JSONReader, into value: inout Payment.Transfer) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x22646F6874656D22, 0x3A22646F6874656D, count: 9) ? 0 : PaymentValueNames.member4(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = Payment.TransferMethod(from: &reader) else { return false }
        value.method = __value
        if reader.takes(0x3A226E616269222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.string() else { return false }
        guard reader.tokenMatches(PaymentValueConstants.pattern6_0) else { return false }
        JSONSlot.fill(&value.iban, reader.takeString())
      default: return false
      }
      if reader.objectEnds() { break }
      __member = PaymentValueNames.member4(&reader, first: false)
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
    writer.literal("{\"method\":\"transfer\",\"iban\":\"")
    writer.text(self.iban)
    writer.literal("\"}")
  }
}

extension Payment.TransferMethod {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "common/payment.json#/$defs/transfer/properties/method" }

  public init?(from reader: inout JSONReader) {
    switch PaymentValueNames.value5(&reader) {
    case 0: self = .transfer
    default: return nil
    }
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .transfer: "transfer"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .transfer: writer.literal("\"transfer\"")
    }
  }
}

private enum PaymentValueNames {
  @inline(never)
  static func member1(_ reader: inout JSONReader, first: Bool) -> Int {
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
  static func value2(_ reader: inout JSONReader) -> Int {
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
  @inline(never)
  static func member4(_ reader: inout JSONReader, first: Bool) -> Int {
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
  static func value5(_ reader: inout JSONReader) -> Int {
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

private enum PaymentValueConstants {
  /// `^[0-9]{4}$`
  static let pattern3_0 = ScalarRun(packed: "4;4;48 57")
  /// `^[A-Z]{2}[0-9A-Z]{13,32}$`
  static let pattern6_0 = ScalarRun(packed: "13;32;48 57 65 90;65 90;=")
}

