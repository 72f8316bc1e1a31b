// Generated from Tests/Fixtures/Schemas/fixtures/recursion.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public enum Recursion {}

extension Recursion {
  /// Schema: `fixtures/recursion.json#`.
  public struct Value: Sendable, Hashable {
    public var list: Recursion.Cell?
    public var expression: Recursion.Expression?
    public var json: Recursion.Json?
    public var matrix: JSONSlice?
  }

  /// Schema: `fixtures/recursion.json#/$defs/cell`.
  public struct Cell: Sendable, Hashable {
    public var value: Int
    @JSONIndirect
    public var next: Recursion.Cell?
    @JSONIndirect
    public var previous: Recursion.Cell??

    public init(value: Int, next: Recursion.Cell?, previous: Recursion.Cell?? = nil) {
      self.value = value
      self.next = next
      self.previous = previous
    }
  }

  /// Schema: `fixtures/recursion.json#/$defs/expression`.
  public indirect enum Expression: Sendable, Hashable {
    case number(Double)
    case object(Recursion.Sum)
  }

  /// Schema: `fixtures/recursion.json#/$defs/sum`.
  public struct Sum: Sendable, Hashable {
    public var left: Recursion.Expression
    public var right: Recursion.Expression

    public init(left: Recursion.Expression, right: Recursion.Expression) {
      self.left = left
      self.right = right
    }
  }

  /// Schema: `fixtures/recursion.json#/$defs/json`.
  public enum Json: Sendable, Hashable {
    case nullOrBooleanOrNumberOrString(Recursion.JsonNullOrBooleanOrNumberOrString?)
    case array([Recursion.Json])
    case object(JSONMap<Recursion.Json>)
  }

  /// Schema: `fixtures/recursion.json#/$defs/json/anyOf/0`.
  public enum JsonNullOrBooleanOrNumberOrString: Sendable, Hashable {
    case boolean(Bool)
    case number(Double)
    case string(JSONString)
  }

}

extension Recursion.Value: SchemaType {
  public static var program: SchemaProgram { RecursionValueProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard RecursionValueChecks.check0(&reader) else { return false }
    return true
  }
}

extension Recursion.Value {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#" }

  public init(list: Recursion.Cell? = nil, expression: Recursion.Expression? = nil, json: Recursion.Json? = nil, matrix: JSONSlice? = nil, _: Void = ()) {
    self.init(list: list, expression: expression, json: json, matrix: matrix)
  }

  static var __blank: Recursion.Value { Recursion.Value(list: nil, expression: nil, json: nil, matrix: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Recursion.Value) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227473696C22, count: 7) ? 0 : RecursionValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = Recursion.Cell(from: &reader) else { return false }
        JSONSlot.fill(&value.list, __value)
        if reader.takes(0x736572707865222C, 0x3A226E6F69737365, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = Recursion.Expression(from: &reader) else { return false }
        value.expression = __value
        if reader.takes(0x3A226E6F736A222C, count: 8) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard let __value = Recursion.Json(from: &reader) else { return false }
        JSONSlot.fill(&value.json, __value)
        if reader.takes(0x78697274616D222C, 0x3A2278697274616D, count: 10) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        let __start = reader.valueOffset()
        guard RecursionValueChecks.check8(&reader) else { return false }
        JSONSlot.fill(&value.matrix, reader.slice(from: __start))
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member0(&reader, first: false)
    }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    let start = writer.count
    if self.list != nil {
      writer.literal(",\"list\":")
      self.list!.write(to: &writer)
    }
    if self.expression != nil {
      writer.literal(",\"expression\":")
      self.expression!.write(to: &writer)
    }
    if self.json != nil {
      writer.literal(",\"json\":")
      self.json!.write(to: &writer)
    }
    if self.matrix != nil {
      writer.literal(",\"matrix\":")
      writer.raw(self.matrix!)
    }
    writer.openObject(at: start)
    writer.literal("}")
  }
}

extension Recursion.Cell {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#/$defs/cell" }

  static var __blank: Recursion.Cell { Recursion.Cell(value: 0, next: nil, previous: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Recursion.Cell) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A2265756C617622, count: 8) ? 0 : RecursionValueNames.member5(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.integer() else { return false }
        value.value = __value
        if reader.takes(0x3A227478656E222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          value.next = nil
        } else {
          guard let __value = Recursion.Cell(from: &reader) else { return false }
          value.next = __value
        }
        if reader.takes(0x6F6976657270222C, 0x3A2273756F697665, count: 12) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          value.previous = .some(nil)
        } else {
          guard let __value = Recursion.Cell(from: &reader) else { return false }
          value.previous = __value
        }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member5(&reader, first: false)
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
    writer.literal("{\"value\":")
    writer.integer(self.value)
    if self.next == nil {
      writer.literal(",\"next\":null")
    } else {
      writer.literal(",\"next\":")
      self.next!.write(to: &writer)
    }
    if self.previous != nil {
      if self.previous! == nil {
        writer.literal(",\"previous\":null")
      } else {
        writer.literal(",\"previous\":")
        self.previous!!.write(to: &writer)
      }
    }
    writer.literal("}")
  }
}

extension Recursion.Expression {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#/$defs/expression" }

  static var __blank: Recursion.Expression { .number(0) }

  static func __read(_ reader: inout JSONReader, into value: inout Recursion.Expression) -> Bool {
    switch reader.peek() {
    case 0x2D, 0x30...0x39:
      let payload: Double
      guard let __value = reader.double() else { return false }
      payload = __value
      value = .number(payload)
    case 0x7B:
      let payload: Recursion.Sum
      guard let __value = Recursion.Sum(from: &reader) else { return false }
      payload = __value
      value = .object(payload)
    default: return reader.unexpectedKind()
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
    case .number(let value):
      writer.double(value)
    case .object(let value):
      value.write(to: &writer)
    }
  }
}

extension Recursion.Sum {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#/$defs/sum" }

  static var __blank: Recursion.Sum { Recursion.Sum(left: Recursion.Expression.__blank, right: Recursion.Expression.__blank) }

  static func __read(_ reader: inout JSONReader, into value: inout Recursion.Sum) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227466656C22, count: 7) ? 0 : RecursionValueNames.member22(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard Recursion.Expression.__read(&reader, into: &value.left) else { return false }
        if reader.takes(0x227468676972222C, 0x3A22746867697222, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard Recursion.Expression.__read(&reader, into: &value.right) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member22(&reader, first: false)
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
    writer.literal("{\"left\":")
    self.left.write(to: &writer)
    writer.literal(",\"right\":")
    self.right.write(to: &writer)
    writer.literal("}")
  }
}

extension Recursion.Json {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#/$defs/json" }

  static var __blank: Recursion.Json { .nullOrBooleanOrNumberOrString(nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Recursion.Json) -> Bool {
    switch reader.peek() {
    case 0x6E, 0x74, 0x66, 0x2D, 0x30...0x39, 0x22:
      let payload: Recursion.JsonNullOrBooleanOrNumberOrString?
      if reader.peek() == 0x6E {
        guard reader.null() else { return false }
        payload = nil
      } else {
        guard let __value = Recursion.JsonNullOrBooleanOrNumberOrString(from: &reader) else { return false }
        payload = __value
      }
      JSONSlot.fill(&value, .nullOrBooleanOrNumberOrString(payload))
    case 0x5B:
      let payload: [Recursion.Json]
      var elements1: [Recursion.Json] = []
      guard reader.beginArray() else { return false }
      if !reader.emptyArray() {
        let all: [Recursion.Json]? = reader.elements { (reader: inout JSONReader) -> (Recursion.Json)? in
          let element1: Recursion.Json
          guard let __value = Recursion.Json(from: &reader) else { return nil }
          element1 = __value
          return element1
        }
        guard let all else { return false }
        elements1 = all
        guard reader.endArray() else { return false }
      }
      payload = elements1
      JSONSlot.fill(&value, .array(payload))
    case 0x7B:
      let payload: JSONMap<Recursion.Json>
      var members1: [JSONMember<Recursion.Json>] = []
      guard reader.beginObject() else { return false }
      if !reader.emptyObject() {
        let keyLevel1 = reader.beginKeys()
        let all: [JSONMember<Recursion.Json>]? = reader.elements { (reader: inout JSONReader) -> (JSONMember<Recursion.Json>)? in
          guard reader.key(), reader.noteKey(keyLevel1) else { return nil }
          let name1 = reader.takeString()
          let element1: Recursion.Json
          guard let __value = Recursion.Json(from: &reader) else { return nil }
          element1 = __value
          return JSONMember(name: name1, value: element1)
        }
        guard let all else { return false }
        members1 = all
        reader.endKeys(keyLevel1)
        guard reader.endObject() else { return false }
      }
      payload = JSONMap(distinct: members1)
      JSONSlot.fill(&value, .object(payload))
    default: return reader.unexpectedKind()
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
    case .nullOrBooleanOrNumberOrString(let value):
      if value == nil {
        writer.literal("null")
      } else {
        value!.write(to: &writer)
      }
    case .array(let value):
      writer.array(value) { element0, writer in
        element0.write(to: &writer)
      }
    case .object(let value):
      writer.object(value.members) { member0, writer in
        writer.literal("\"")
        writer.text(member0.name)
        writer.literal("\":")
        member0.value.write(to: &writer)
      }
    }
  }
}

extension Recursion.JsonNullOrBooleanOrNumberOrString {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/recursion.json#/$defs/json/anyOf/0" }

  static var __blank: Recursion.JsonNullOrBooleanOrNumberOrString { .boolean(false) }

  public init?(from reader: inout JSONReader) {
    switch reader.peek() {
    case 0x74, 0x66:
      let payload: Bool
      guard let __value = reader.boolean() else { return nil }
      payload = __value
      self = .boolean(payload)
    case 0x2D, 0x30...0x39:
      let payload: Double
      guard let __value = reader.double() else { return nil }
      payload = __value
      self = .number(payload)
    case 0x22:
      let payload: JSONString
      guard let __value = reader.text() else { return nil }
      payload = __value
      self = .string(payload)
    default:
      _ = reader.unexpectedKind()
      return nil
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .boolean(let value):
      writer.boolean(value)
    case .number(let value):
      writer.double(value)
    case .string(let value):
      writer.literal("\"")
      writer.text(value)
      writer.literal("\"")
    }
  }
}

private enum RecursionValueNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x7473696C {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x6E6F736A {
        return 2
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x78697274616D {
        return 3
      }
    case 10:
      if reader.tokenWord(0) == 0x6973736572707865 && reader.tokenWord(2) == 0x6E6F697373657270 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member5(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x7478656E {
        return 1
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x65756C6176 {
        return 0
      }
    case 8:
      if reader.tokenWord(0) == 0x73756F6976657270 {
        return 2
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member22(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x7466656C {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x7468676972 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
}

private enum RecursionValueChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227473696C22, count: 7) ? 0 : RecursionValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard RecursionValueChecks.check5(&reader) else { return false }
        if reader.takes(0x736572707865222C, 0x3A226E6F69737365, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard RecursionValueChecks.check6(&reader) else { return false }
        if reader.takes(0x3A226E6F736A222C, count: 8) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard RecursionValueChecks.check7(&reader) else { return false }
        if reader.takes(0x78697274616D222C, 0x3A2278697274616D, count: 10) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard RecursionValueChecks.check8(&reader) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member0(&reader, first: false)
    }
    return true
  }
  static func check5(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A2265756C617622, count: 8) ? 0 : RecursionValueNames.member5(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.wholeNumber() else { return false }
        if reader.takes(0x3A227478656E222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard RecursionValueChecks.check10(&reader) else { return false }
        if reader.takes(0x6F6976657270222C, 0x3A2273756F697665, count: 12) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard RecursionValueChecks.check11(&reader) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member5(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check6(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x2D, 0x30...0x39:
      guard RecursionValueChecks.check12(&reader) else { return false }
    case 0x7B:
      guard RecursionValueChecks.check22(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check7(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x6E, 0x74, 0x66, 0x2D, 0x30...0x39, 0x22:
      guard RecursionValueChecks.check14(&reader) else { return false }
    case 0x5B:
      guard RecursionValueChecks.check15(&reader) else { return false }
    case 0x7B:
      guard RecursionValueChecks.check16(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check8(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard RecursionValueChecks.check8(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check10(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard RecursionValueChecks.check5(&reader) else { return false }
    case 0x6E:
      guard RecursionValueChecks.check19(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check11(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      guard RecursionValueChecks.check5(&reader) else { return false }
    case 0x6E:
      guard RecursionValueChecks.check21(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check12(_ reader: inout JSONReader) -> Bool {
    guard reader.anyNumber() else { return false }
    return true
  }
  static func check14(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x6E, 0x74, 0x66, 0x2D, 0x30...0x39, 0x22:
      guard reader.skipValue() else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check15(_ reader: inout JSONReader) -> Bool {
    guard reader.beginArray() else { return false }
    if !reader.emptyArray() {
      repeat {
        guard RecursionValueChecks.check7(&reader) else { return false }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    return true
  }
  static func check16(_ reader: inout JSONReader) -> Bool {
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return false }
        guard reader.noteKey(__level) else { return false }
        guard RecursionValueChecks.check7(&reader) else { return false }
      } while reader.comma()
      guard reader.endObject() else { return false }
    }
    reader.endKeys(__level)
    return true
  }
  static func check19(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check21(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check22(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227466656C22, count: 7) ? 0 : RecursionValueNames.member22(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard RecursionValueChecks.check6(&reader) else { return false }
        if reader.takes(0x227468676972222C, 0x3A22746867697222, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard RecursionValueChecks.check6(&reader) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = RecursionValueNames.member22(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
}

private enum RecursionValueProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"fixtures/recursion.json#\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"list\",1],[\"expression\",2],[\"json\",3],[\"matrix\",4]],[],[]]],[\"fixtures/recursion.json#/properties/list\",[\"reference\",5]],[\"fixtures/recursion.json#/properties/expression\",[\"reference\",6]],[\"fixtures/recursion.json#/properties/json\",[\"reference\",7]],[\"fixtures/recursion.json#/properties/matrix\",[\"reference\",8]],[\"fixtures/recursion.json#/$defs/cell\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"value\",9],[\"next\",10],[\"previous\",11]],[\"value\",\"next\"],[]]],[\"fixtures/recursion.json#/$defs/expression\",[\"oneOf\",[12,13]]],[\"fixtures/recursion.json#/$defs/json\",[\"anyOf\",[14,15,16]]],[\"fixtures/recursion.json#/$defs/nested\",[\"type\",32],[\"array\",17,0,null,0,0,[]]],[\"fixtures/recursion.json#/$defs/cell/properties/value\",[\"type\",4]],[\"fixtures/recursion.json#/$defs/cell/properties/next\",[\"anyOf\",[18,19]]],[\"fixtures/recursion.json#/$defs/cell/properties/previous\",[\"anyOf\",[20,21]]],[\"fixtures/recursion.json#/$defs/expression/oneOf/0\",[\"type\",8]],[\"fixtures/recursion.json#/$defs/expression/oneOf/1\",[\"reference\",22]],[\"fixtures/recursion.json#/$defs/json/anyOf/0\",[\"type\",27]],[\"fixtures/recursion.json#/$defs/json/anyOf/1\",[\"type\",32],[\"array\",23,0,null,0,0,[]]],[\"fixtures/recursion.json#/$defs/json/anyOf/2\",[\"type\",64],[\"object\",null,0,null,0,24,[],[],[]]],[\"fixtures/recursion.json#/$defs/nested/items\",[\"reference\",8]],[\"fixtures/recursion.json#/$defs/cell/properties/next/anyOf/0\",[\"reference\",5]],[\"fixtures/recursion.json#/$defs/cell/properties/next/anyOf/1\",[\"type\",1]],[\"fixtures/recursion.json#/$defs/cell/properties/previous/anyOf/0\",[\"reference\",5]],[\"fixtures/recursion.json#/$defs/cell/properties/previous/anyOf/1\",[\"type\",1]],[\"fixtures/recursion.json#/$defs/sum\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"left\",25],[\"right\",26]],[\"left\",\"right\"],[]]],[\"fixtures/recursion.json#/$defs/json/anyOf/1/items\",[\"reference\",7]],[\"fixtures/recursion.json#/$defs/json/anyOf/2/additionalProperties\",[\"reference\",7]],[\"fixtures/recursion.json#/$defs/sum/properties/left\",[\"reference\",6]],[\"fixtures/recursion.json#/$defs/sum/properties/right\",[\"reference\",6]]]")
}
