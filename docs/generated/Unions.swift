// Generated from Tests/Fixtures/Schemas/fixtures/unions.json. Edit the schema, not this file.
public import JSONCore
public import SchemaRuntime

/// Does not compile against a runtime of another generation.
private typealias Handshake = GeneratedCodeVersion1

public enum Unions {}

extension Unions {
  /// Schema: `fixtures/unions.json#`.
  public struct Value: Sendable, Hashable {
    public var maybeNumber: Int??
    public var maybePoint: Unions.Point??
    public var shape: Unions.ValueShape?
    public var site: Unions.ValueSite?
    public var animal: Unions.ValueAnimal??
    public var color: Unions.ValueColor?
    public var unit: Unions.ValueUnit?
    public var level: Unions.ValueLevel?
    public var constant: Unions.ValueConstant?
    public var yes: Bool?
    public var maybeLevel: Unions.ValueMaybeLevel??
    public var text: Unions.ValueText??
    public var overlap: Unions.ValueOverlap?
    public var narrow: Unions.ValueNarrow?
  }

  /// Schema: `fixtures/unions.json#/$defs/point`.
  public struct Point: Sendable, Hashable {
    public var x: Int
    public var y: Int

    public init(x: Int, y: Int = 0) {
      self.x = x
      self.y = y
    }
  }

  /// Schema: `fixtures/unions.json#/properties/shape`.
  public enum ValueShape: Sendable, Hashable {
    case circle(Unions.Circle)
    case square(Unions.Square)
  }

  /// Schema: `fixtures/unions.json#/$defs/circle`.
  public struct Circle: Sendable, Hashable {
    public var radius: Double
    public var label: JSONString?

    public init(radius: Double, label: JSONString? = nil) {
      self.radius = radius
      self.label = label
    }
  }

  /// Schema: `fixtures/unions.json#/$defs/square`.
  public struct Square: Sendable, Hashable {
    public var side: Double
    public var label: JSONString?

    public init(side: Double, label: JSONString? = nil) {
      self.side = side
      self.label = label
    }
  }

  /// Schema: `fixtures/unions.json#/properties/site`.
  public enum ValueSite: Sendable, Hashable {
    case city(Unions.ValueSiteCity)
    case lat(Unions.ValueSiteLat)
  }

  /// Schema: `fixtures/unions.json#/properties/site/anyOf/0`.
  public struct ValueSiteCity: Sendable, Hashable {
    public var city: JSONString
    /// Members the schema does not name, as they came.
    public var additional: [JSONMember<JSONSlice>]

    public init(city: JSONString, additional: [JSONMember<JSONSlice>] = []) {
      self.city = city
      self.additional = additional
    }
  }

  /// Schema: `fixtures/unions.json#/properties/site/anyOf/1`.
  public struct ValueSiteLat: Sendable, Hashable {
    public var lat: Double
    public var lon: Double
    /// Members the schema does not name, as they came.
    public var additional: [JSONMember<JSONSlice>]

    public init(lat: Double, lon: Double, additional: [JSONMember<JSONSlice>] = []) {
      self.lat = lat
      self.lon = lon
      self.additional = additional
    }
  }

  /// Schema: `fixtures/unions.json#/properties/animal`.
  public enum ValueAnimal: Sendable, Hashable {
    case cat(Unions.ValueAnimalCat)
    case dog(Unions.Dog)
  }

  /// Schema: `fixtures/unions.json#/properties/animal/anyOf/0`.
  public struct ValueAnimalCat: Sendable, Hashable {
    public var kind: Unions.ValueAnimalCatKind
    public var lives: Int?
    public var name: JSONString
    /// Members the schema does not name, as they came.
    public var additional: [JSONMember<JSONSlice>]
  }

  /// Schema: `fixtures/unions.json#/properties/animal/anyOf/0/properties/kind`.
  public enum ValueAnimalCatKind: UInt8, Sendable, CaseIterable {
    case cat
  }

  /// Schema: `fixtures/unions.json#/$defs/dog`.
  public struct Dog: Sendable, Hashable {
    public var barks: Bool
    public var kind: Unions.DogKind

    public init(barks: Bool, kind: Unions.DogKind = .dog) {
      self.barks = barks
      self.kind = kind
    }
  }

  /// Schema: `fixtures/unions.json#/$defs/dog/properties/kind`.
  public enum DogKind: UInt8, Sendable, CaseIterable {
    case dog
  }

  /// Schema: `fixtures/unions.json#/properties/color`.
  public enum ValueColor: Sendable, Hashable {
    case red
    case green
    /// A string that the schema does not list.
    case unknown(JSONString)
  }

  /// Schema: `fixtures/unions.json#/properties/unit`.
  public enum ValueUnit: UInt8, Sendable, CaseIterable {
    case mm
    case m
  }

  /// Schema: `fixtures/unions.json#/properties/level`.
  public enum ValueLevel: Int, Sendable, CaseIterable {
    case _1 = 1
    case _2 = 2
    case _30 = 30
    case minus1 = -1
  }

  /// Schema: `fixtures/unions.json#/properties/constant`.
  public enum ValueConstant: Int, Sendable, CaseIterable {
    case _42 = 42
  }

  /// Schema: `fixtures/unions.json#/properties/maybeLevel`.
  public enum ValueMaybeLevel: Int, Sendable, CaseIterable {
    case _1 = 1
    case _2 = 2
  }

  /// Schema: `fixtures/unions.json#/properties/text`.
  public enum ValueText: Sendable, Hashable {
    case string(JSONString)
    case array([JSONString])
  }

  /// Schema: `fixtures/unions.json#/properties/overlap`.
  public enum ValueOverlap: Sendable, Hashable {
    case option1(Int)
    case option2(Int)
  }

  /// Schema: `fixtures/unions.json#/properties/narrow`.
  public struct ValueNarrow: Sendable, Hashable {
    public var a: Int?
    public var b: Int?

    public init(a: Int? = nil, b: Int? = nil) {
      self.a = a
      self.b = b
    }
  }

}

extension Unions.Value: SchemaType {
  public static var program: SchemaProgram { UnionsValueProgram.program }

  public static func validate(_ reader: inout JSONReader) -> Bool {
    guard UnionsValueChecks.check0(&reader) else { return false }
    return true
  }
}

extension Unions.Value {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#" }

  public init(maybeNumber: Int?? = nil, maybePoint: Unions.Point?? = nil, shape: Unions.ValueShape? = nil, site: Unions.ValueSite? = nil, animal: Unions.ValueAnimal?? = nil, color: Unions.ValueColor? = nil, unit: Unions.ValueUnit? = nil, level: Unions.ValueLevel? = nil, constant: Unions.ValueConstant? = nil, yes: Bool? = nil, maybeLevel: Unions.ValueMaybeLevel?? = nil, text: Unions.ValueText?? = nil, overlap: Unions.ValueOverlap? = nil, narrow: Unions.ValueNarrow? = nil, _: Void = ()) {
    self.init(maybeNumber: maybeNumber, maybePoint: maybePoint, shape: shape, site: site, animal: animal, color: color, unit: unit, level: level, constant: constant, yes: yes, maybeLevel: maybeLevel, text: text, overlap: overlap, narrow: narrow)
  }

  static var __blank: Unions.Value { Unions.Value(maybeNumber: nil, maybePoint: nil, shape: nil, site: nil, animal: nil, color: nil, unit: nil, level: nil, constant: nil, yes: nil, maybeLevel: nil, text: nil, overlap: nil, narrow: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.Value) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x754E656279616D22, 0x3A227265626D754E, count: 14) ? 0 : UnionsValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.maybeNumber, .some(nil))
        } else {
          guard let __value = reader.integer() else { return false }
          guard __value >= 1 || reader.mismatch() else { return false }
          value.maybeNumber = __value
        }
        if reader.takes(0x50656279616D222C, 0x3A22746E696F5065, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.maybePoint, .some(nil))
        } else {
          guard let __value = Unions.Point(from: &reader) else { return false }
          JSONSlot.fill(&value.maybePoint, __value)
        }
        if reader.takes(0x226570616873222C, 0x3A22657061687322, count: 9) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard let __value = Unions.ValueShape(from: &reader) else { return false }
        JSONSlot.fill(&value.shape, __value)
        if reader.takes(0x3A2265746973222C, count: 8) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard let __value = Unions.ValueSite(from: &reader) else { return false }
        JSONSlot.fill(&value.site, __value)
        if reader.takes(0x6C616D696E61222C, 0x3A226C616D696E61, count: 10) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.animal, .some(nil))
        } else {
          guard let __value = Unions.ValueAnimal(from: &reader) else { return false }
          JSONSlot.fill(&value.animal, __value)
        }
        if reader.takes(0x22726F6C6F63222C, 0x3A22726F6C6F6322, count: 9) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        guard let __value = Unions.ValueColor(from: &reader) else { return false }
        JSONSlot.fill(&value.color, __value)
        if reader.takes(0x3A2274696E75222C, count: 8) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        guard let __value = Unions.ValueUnit(from: &reader) else { return false }
        value.unit = __value
        if reader.takes(0x226C6576656C222C, 0x3A226C6576656C22, count: 9) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        guard let __value = Unions.ValueLevel(from: &reader) else { return false }
        value.level = __value
        if reader.takes(0x6174736E6F63222C, 0x3A22746E6174736E, count: 12) { fallthrough }
      case 8:
        guard __seen0 & 0x100 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x100
        guard let __value = Unions.ValueConstant(from: &reader) else { return false }
        value.constant = __value
        if reader.takes(0x3A22736579222C, count: 7) { fallthrough }
      case 9:
        guard __seen0 & 0x200 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x200
        guard reader.probe({ UnionsValueChecks.check10(&$0) }) || reader.mismatch() else { return false }
        guard let __value = reader.boolean() else { return false }
        value.yes = __value
        if reader.takes(0x4C656279616D222C, 0x3A226C6576654C65, count: 14) { fallthrough }
      case 10:
        guard __seen0 & 0x400 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x400
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.maybeLevel, .some(nil))
        } else {
          guard let __value = Unions.ValueMaybeLevel(from: &reader) else { return false }
          value.maybeLevel = __value
        }
        if reader.takes(0x3A2274786574222C, count: 8) { fallthrough }
      case 11:
        guard __seen0 & 0x800 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x800
        if reader.peek() == 0x6E {
          guard reader.null() else { return false }
          JSONSlot.fill(&value.text, .some(nil))
        } else {
          guard let __value = Unions.ValueText(from: &reader) else { return false }
          JSONSlot.fill(&value.text, __value)
        }
        if reader.takes(0x616C7265766F222C, 0x3A2270616C726576, count: 11) { fallthrough }
      case 12:
        guard __seen0 & 0x1000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1000
        guard let __value = Unions.ValueOverlap(from: &reader) else { return false }
        JSONSlot.fill(&value.overlap, __value)
        if reader.takes(0x776F7272616E222C, 0x3A22776F7272616E, count: 10) { fallthrough }
      case 13:
        guard __seen0 & 0x2000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2000
        guard let __value = Unions.ValueNarrow(from: &reader) else { return false }
        JSONSlot.fill(&value.narrow, __value)
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member0(&reader, first: false)
    }
    return true
  }

  fileprivate init?(rounding reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public init?(from reader: inout JSONReader) {
    guard let value = reader.keepingValid({ Self(rounding: &$0) }) else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    let start = writer.count
    if self.maybeNumber != nil {
      if self.maybeNumber! == nil {
        writer.literal(",\"maybeNumber\":null")
      } else {
        writer.literal(",\"maybeNumber\":")
        writer.integer(self.maybeNumber!!)
      }
    }
    if self.maybePoint != nil {
      if self.maybePoint! == nil {
        writer.literal(",\"maybePoint\":null")
      } else {
        writer.literal(",\"maybePoint\":")
        self.maybePoint!!.write(to: &writer)
      }
    }
    if self.shape != nil {
      writer.literal(",\"shape\":")
      self.shape!.write(to: &writer)
    }
    if self.site != nil {
      writer.literal(",\"site\":")
      self.site!.write(to: &writer)
    }
    if self.animal != nil {
      if self.animal! == nil {
        writer.literal(",\"animal\":null")
      } else {
        writer.literal(",\"animal\":")
        self.animal!!.write(to: &writer)
      }
    }
    if self.color != nil {
      writer.literal(",\"color\":")
      self.color!.write(to: &writer)
    }
    if self.unit != nil {
      writer.literal(",\"unit\":")
      self.unit!.write(to: &writer)
    }
    if self.level != nil {
      writer.literal(",\"level\":")
      self.level!.write(to: &writer)
    }
    if self.constant != nil {
      writer.literal(",\"constant\":")
      self.constant!.write(to: &writer)
    }
    writer.member(",\"yes\":", boolean: self.yes)
    if self.maybeLevel != nil {
      if self.maybeLevel! == nil {
        writer.literal(",\"maybeLevel\":null")
      } else {
        writer.literal(",\"maybeLevel\":")
        self.maybeLevel!!.write(to: &writer)
      }
    }
    if self.text != nil {
      if self.text! == nil {
        writer.literal(",\"text\":null")
      } else {
        writer.literal(",\"text\":")
        self.text!!.write(to: &writer)
      }
    }
    if self.overlap != nil {
      writer.literal(",\"overlap\":")
      self.overlap!.write(to: &writer)
    }
    if self.narrow != nil {
      writer.literal(",\"narrow\":")
      self.narrow!.write(to: &writer)
    }
    writer.openObject(at: start)
    writer.literal("}")
  }
}

extension Unions.Point {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/$defs/point" }

  static var __blank: Unions.Point { Unions.Point(x: 0, y: 0) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.Point) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227822, count: 4) ? 0 : UnionsValueNames.member37(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.integer() else { return false }
        value.x = __value
        if reader.takes(0x3A2279222C, count: 5) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.integer() else { return false }
        value.y = __value
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member37(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"x\":")
    writer.integer(self.x)
    writer.literal(",\"y\":")
    writer.integer(self.y)
    writer.literal("}")
  }
}

extension Unions.ValueShape {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/shape" }

  static var __blank: Unions.ValueShape { .circle(Unions.Circle.__blank) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueShape) -> Bool {
    switch UnionsValueNames.tag3_0(&reader) {
    case 0:
      let payload: Unions.Circle
      guard let __value = Unions.Circle(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .circle(payload))
    case 1:
      let payload: Unions.Square
      guard let __value = Unions.Square(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .square(payload))
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
    case .circle(let value):
      value.write(to: &writer)
    case .square(let value):
      value.write(to: &writer)
    }
  }
}

extension Unions.Circle {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/$defs/circle" }

  static var __blank: Unions.Circle { Unions.Circle(radius: 0, label: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.Circle) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x2273756964617222, 0x3A22737569646172, count: 9) ? 0 : UnionsValueNames.member38(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.notedDouble() else { return false }
        value.radius = __value
        if reader.takes(0x226C6562616C222C, 0x3A226C6562616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.text(into: &value.label) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member38(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"radius\":")
    writer.double(self.radius)
    writer.member(",\"label\":\"", text: self.label)
    writer.literal("}")
  }
}

extension Unions.Square {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/$defs/square" }

  static var __blank: Unions.Square { Unions.Square(side: 0, label: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.Square) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A226564697322, count: 7) ? 0 : UnionsValueNames.member39(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.notedDouble() else { return false }
        value.side = __value
        if reader.takes(0x226C6562616C222C, 0x3A226C6562616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.text(into: &value.label) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member39(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"side\":")
    writer.double(self.side)
    writer.member(",\"label\":\"", text: self.label)
    writer.literal("}")
  }
}

extension Unions.ValueSite {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/site" }

  static var __blank: Unions.ValueSite { .city(Unions.ValueSiteCity.__blank) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueSite) -> Bool {
    if reader.probe({ UnionsValueChecks.check21(&$0) }) {
      let payload: Unions.ValueSiteCity
      guard let __value = Unions.ValueSiteCity(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .city(payload))
      return true
    }
    if reader.probe({ UnionsValueChecks.check22(&$0) }) {
      let payload: Unions.ValueSiteLat
      guard let __value = Unions.ValueSiteLat(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .lat(payload))
      return true
    }
    guard reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .city(let value):
      value.write(to: &writer)
    case .lat(let value):
      value.write(to: &writer)
    }
  }
}

extension Unions.ValueSiteCity {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/site/anyOf/0" }

  static var __blank: Unions.ValueSiteCity { Unions.ValueSiteCity(city: JSONString(), additional: []) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueSiteCity) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A227974696322, count: 7) ? 0 : UnionsValueNames.member21(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.text(into: &value.city) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        let name = reader.takeString()
        guard let text = reader.rawValue() else { return false }
        value.additional.append(JSONMember(name: name, value: text))
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member21(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"city\":\"")
    writer.text(self.city)
    writer.literal("\"")
    writer.members(self.additional) { member, writer in
      writer.literal("\"")
      writer.text(member.name)
      writer.literal("\":")
      writer.raw(member.value)
    }
    writer.literal("}")
  }
}

extension Unions.ValueSiteLat {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/site/anyOf/1" }

  static var __blank: Unions.ValueSiteLat { Unions.ValueSiteLat(lat: 0, lon: 0, additional: []) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueSiteLat) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A2274616C22, count: 6) ? 0 : UnionsValueNames.member22(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.notedDouble() else { return false }
        value.lat = __value
        if reader.takes(0x3A226E6F6C222C, count: 7) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.notedDouble() else { return false }
        value.lon = __value
      case -3:
        guard reader.noteKey(__level) else { return false }
        let name = reader.takeString()
        guard let text = reader.rawValue() else { return false }
        value.additional.append(JSONMember(name: name, value: text))
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member22(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"lat\":")
    writer.double(self.lat)
    writer.literal(",\"lon\":")
    writer.double(self.lon)
    writer.members(self.additional) { member, writer in
      writer.literal("\"")
      writer.text(member.name)
      writer.literal("\":")
      writer.raw(member.value)
    }
    writer.literal("}")
  }
}

extension Unions.ValueAnimal {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/animal" }

  static var __blank: Unions.ValueAnimal { .cat(Unions.ValueAnimalCat.__blank) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueAnimal) -> Bool {
    switch UnionsValueNames.anyTag5_0(&reader) {
    case 0:
      let payload: Unions.ValueAnimalCat
      guard let __value = Unions.ValueAnimalCat(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .cat(payload))
    case 1:
      let payload: Unions.Dog
      guard let __value = Unions.Dog(from: &reader) else { return false }
      payload = __value
      JSONSlot.fill(&value, .dog(payload))
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
    case .cat(let value):
      value.write(to: &writer)
    case .dog(let value):
      value.write(to: &writer)
    }
  }
}

extension Unions.ValueAnimalCat {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/animal/anyOf/0" }

  public init(kind: Unions.ValueAnimalCatKind = .cat, lives: Int? = nil, name: JSONString, additional: [JSONMember<JSONSlice>] = [], _: Void = ()) {
    self.init(kind: kind, lives: lives, name: name, additional: additional)
  }

  static var __blank: Unions.ValueAnimalCat { Unions.ValueAnimalCat(kind: Unions.ValueAnimalCatKind.cat, lives: nil, name: JSONString(), additional: []) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueAnimalCat) -> Bool {
    guard reader.probe({ UnionsValueChecks.check23(&$0) }) || reader.mismatch() else { return false }
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22646E696B22, count: 7) ? 0 : UnionsValueNames.structure23(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = Unions.ValueAnimalCatKind(from: &reader) else { return false }
        value.kind = __value
        if reader.takes(0x22736576696C222C, 0x3A22736576696C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.integer() else { return false }
        value.lives = __value
        if reader.takes(0x3A22656D616E222C, count: 8) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard reader.text(into: &value.name, minimum: 1) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        let name = reader.takeString()
        guard let text = reader.rawValue() else { return false }
        value.additional.append(JSONMember(name: name, value: text))
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.structure23(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x5 == 0x5 || reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    writer.literal("{\"kind\":\"cat\",\"name\":\"")
    writer.text(self.name)
    writer.literal("\"")
    writer.member(",\"lives\":", integer: self.lives)
    writer.members(self.additional) { member, writer in
      writer.literal("\"")
      writer.text(member.name)
      writer.literal("\":")
      writer.raw(member.value)
    }
    writer.literal("}")
  }
}

extension Unions.ValueAnimalCatKind {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/animal/anyOf/0/properties/kind" }

  public init?(from reader: inout JSONReader) {
    switch UnionsValueNames.value43(&reader) {
    case 0: self = .cat
    default: return nil
    }
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .cat: "cat"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .cat: writer.literal("\"cat\"")
    }
  }
}

extension Unions.Dog {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/$defs/dog" }

  static var __blank: Unions.Dog { Unions.Dog(barks: false, kind: Unions.DogKind.dog) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.Dog) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A22736B72616222, count: 8) ? 0 : UnionsValueNames.member46(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.boolean() else { return false }
        value.barks = __value
        if reader.takes(0x3A22646E696B222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = Unions.DogKind(from: &reader) else { return false }
        value.kind = __value
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member46(&reader, first: false)
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
    writer.literal("{\"barks\":")
    writer.boolean(self.barks)
    writer.literal(",\"kind\":\"dog\"}")
  }
}

extension Unions.DogKind {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/$defs/dog/properties/kind" }

  public init?(from reader: inout JSONReader) {
    switch UnionsValueNames.value55(&reader) {
    case 0: self = .dog
    default: return nil
    }
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .dog: "dog"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .dog: writer.literal("\"dog\"")
    }
  }
}

extension Unions.ValueColor {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/color" }

  public init?(from reader: inout JSONReader) {
    guard reader.string() else { return nil }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x646572 {
        self = .red
        return
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6E65657267 {
        self = .green
        return
      }
    default: break
    }
    guard reader.tokenFits(minimum: 0, maximum: 8) || reader.mismatch() else { return nil }
    self = .unknown(reader.takeString())
  }

  /// The value's text.
  public var text: JSONString {
    switch self {
    case .red: "red"
    case .green: "green"
    case .unknown(let text): text
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .red: writer.literal("\"red\"")
    case .green: writer.literal("\"green\"")
    case .unknown(let text): writer.string(text)
    }
  }
}

extension Unions.ValueUnit {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/unit" }

  public init?(from reader: inout JSONReader) {
    guard reader.string() else { return nil }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x6D {
        self = .m
        return
      }
    case 2:
      if reader.tokenWord(0) & 0xFFFF == 0x6D6D {
        self = .mm
        return
      }
    default: break
    }
    _ = reader.mismatch()
    return nil
  }

  /// The value's text.
  public var text: StaticString {
    switch self {
    case .mm: "mm"
    case .m: "m"
    }
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .mm: writer.literal("\"mm\"")
    case .m: writer.literal("\"m\"")
    }
  }
}

extension Unions.ValueLevel {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/level" }

  public init?(from reader: inout JSONReader) {
    guard let integer = reader.integer() else { return nil }
    guard let value = Self(rawValue: integer) else {
      _ = reader.mismatch()
      return nil
    }
    self = value
  }

  public func write(to writer: inout JSONWriter) { writer.integer(rawValue) }
}

extension Unions.ValueConstant {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/constant" }

  public init?(from reader: inout JSONReader) {
    guard let integer = reader.integer() else { return nil }
    guard let value = Self(rawValue: integer) else {
      _ = reader.mismatch()
      return nil
    }
    self = value
  }

  public func write(to writer: inout JSONWriter) { writer.integer(rawValue) }
}

extension Unions.ValueMaybeLevel {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/maybeLevel" }

  public init?(from reader: inout JSONReader) {
    guard let integer = reader.integer() else { return nil }
    guard let value = Self(rawValue: integer) else {
      _ = reader.mismatch()
      return nil
    }
    self = value
  }

  public func write(to writer: inout JSONWriter) { writer.integer(rawValue) }
}

extension Unions.ValueText {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/text" }

  static var __blank: Unions.ValueText { .string(JSONString()) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueText) -> Bool {
    switch reader.peek() {
    case 0x22:
      let payload: JSONString
      guard let __value = reader.text(maximum: 9) else { return false }
      payload = __value
      JSONSlot.fill(&value, .string(payload))
    case 0x5B:
      let payload: [JSONString]
      var elements1: [JSONString] = []
      guard reader.beginArray() else { return false }
      if !reader.emptyArray() {
        let all: [JSONString]? = reader.elements { (reader: inout JSONReader) -> (JSONString)? in
          let element1: JSONString
          guard let __value = reader.text(maximum: 4) else { return nil }
          element1 = __value
          return element1
        }
        guard let all else { return false }
        elements1 = all
        guard reader.endArray() else { return false }
      }
      payload = elements1
      JSONSlot.fill(&value, .array(payload))
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
    case .string(let value):
      writer.literal("\"")
      writer.text(value)
      writer.literal("\"")
    case .array(let value):
      writer.array(value)
    }
  }
}

extension Unions.ValueOverlap {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/overlap" }

  static var __blank: Unions.ValueOverlap { .option1(0) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueOverlap) -> Bool {
    guard reader.probe({ UnionsValueChecks.check13(&$0) }) || reader.mismatch() else { return false }
    if reader.probe({ UnionsValueChecks.check31(&$0) }) {
      let payload: Int
      guard let __value = reader.integer() else { return false }
      guard __value >= 0 || reader.mismatch() else { return false }
      payload = __value
      JSONSlot.fill(&value, .option1(payload))
      return true
    }
    if reader.probe({ UnionsValueChecks.check32(&$0) }) {
      let payload: Int
      guard let __value = reader.integer() else { return false }
      guard __value <= 10 || reader.mismatch() else { return false }
      payload = __value
      JSONSlot.fill(&value, .option2(payload))
      return true
    }
    guard reader.mismatch() else { return false }
    return true
  }

  public init?(from reader: inout JSONReader) {
    let value: Self? = JSONSlot.filled(.__blank) { Self.__read(&reader, into: &$0) }
    guard let value else { return nil }
    self = value
  }

  public func write(to writer: inout JSONWriter) {
    switch self {
    case .option1(let value):
      writer.integer(value)
    case .option2(let value):
      writer.integer(value)
    }
  }
}

extension Unions.ValueNarrow {
  /// The location of the type's schema.
  public static var schemaLocation: StaticString { "fixtures/unions.json#/properties/narrow" }

  static var __blank: Unions.ValueNarrow { Unions.ValueNarrow(a: nil, b: nil) }

  static func __read(_ reader: inout JSONReader, into value: inout Unions.ValueNarrow) -> Bool {
    guard reader.probe({ UnionsValueChecks.check14(&$0) }) || reader.mismatch() else { return false }
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A226122, count: 4) ? 0 : UnionsValueNames.member14(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard let __value = reader.integer() else { return false }
        value.a = __value
        if reader.takes(0x3A2262222C, count: 5) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard let __value = reader.integer() else { return false }
        value.b = __value
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member14(&reader, first: false)
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
    writer.member(",\"a\":", integer: self.a)
    writer.member(",\"b\":", integer: self.b)
    writer.openObject(at: start)
    writer.literal("}")
  }
}

private enum UnionsValueNames {
  @inline(never)
  static func member0(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x736579 {
        return 9
      }
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65746973 {
        return 3
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74696E75 {
        return 6
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x74786574 {
        return 11
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6570616873 {
        return 2
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x726F6C6F63 {
        return 5
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6C6576656C {
        return 7
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x6C616D696E61 {
        return 4
      }
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x776F7272616E {
        return 13
      }
    case 7:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFFFF == 0x70616C7265766F {
        return 12
      }
    case 8:
      if reader.tokenWord(0) == 0x746E6174736E6F63 {
        return 8
      }
    case 10:
      if reader.tokenWord(0) == 0x696F50656279616D && reader.tokenWord(2) == 0x746E696F50656279 {
        return 1
      }
      if reader.tokenWord(0) == 0x76654C656279616D && reader.tokenWord(2) == 0x6C6576654C656279 {
        return 10
      }
    case 11:
      if reader.tokenWord(0) == 0x6D754E656279616D && reader.tokenWord(3) == 0x7265626D754E6562 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  static func tag3_0(_ reader: inout JSONReader) -> Int {
    let __mark = reader.mark
    guard reader.beginObject() else { return -1 }
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return -1 }
        switch reader.tokenCount {
        case 4:
          if reader.tokenWord(0) & 0xFFFFFFFF == 0x65646973 {
            reader.reset(to: __mark)
            return 1
          }
        case 6:
          if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x737569646172 {
            reader.reset(to: __mark)
            return 0
          }
        default: break
        }
        guard reader.skipValue() else { return -1 }
      } while reader.comma()
    }
    reader.reset(to: __mark)
    return reader.mismatch() ? 0 : -1
  }
  static func anyTag5_0(_ reader: inout JSONReader) -> Int {
    if reader.starts(0x3A22646E696B227B, 0x22746163223A2264, count: 13) { return 0 }
    if reader.starts(0x3A22646E696B227B, 0x22676F64223A2264, count: 13) { return 1 }
    guard reader.tag([107, 105, 110, 100]) else { return -1 }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x746163 {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFF == 0x676F64 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member14(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x61 {
        return 0
      }
      if reader.tokenWord(0) & 0xFF == 0x62 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member21(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x79746963 {
        return 0
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member22(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x74616C {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFF == 0x6E6F6C {
        return 1
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member23(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x646E696B {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x736576696C {
        return 1
      }
    default: break
    }
    return -3
  }
  static func value26(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x2264657222, count: 5) { return 0 }
    if reader.takes(0x226E6565726722, count: 7) { return 1 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x646572 {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6E65657267 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value28(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226D6D22, count: 4) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 2:
      if reader.tokenWord(0) & 0xFFFF == 0x6D6D {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  static func value29(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x226D22, count: 3) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x6D {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member35(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x61 {
        return 0
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member36(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x62 {
        return 0
      }
    default: break
    }
    return -3
  }
  @inline(never)
  static func member37(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 1:
      if reader.tokenWord(0) & 0xFF == 0x78 {
        return 0
      }
      if reader.tokenWord(0) & 0xFF == 0x79 {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member38(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6C6562616C {
        return 1
      }
    case 6:
      if reader.tokenWord(0) & 0xFFFFFFFFFFFF == 0x737569646172 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member39(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x65646973 {
        return 0
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x6C6562616C {
        return 1
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  static func value43(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x2274616322, count: 5) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x746163 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func member46(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x646E696B {
        return 1
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x736B726162 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? -3 : -2
  }
  @inline(never)
  static func member53(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 0
      }
    default: break
    }
    return -3
  }
  static func value55(_ reader: inout JSONReader) -> Int {
    if reader.takes(0x22676F6422, count: 5) { return 0 }
    guard reader.string() else { return -1 }
    switch reader.tokenCount {
    case 3:
      if reader.tokenWord(0) & 0xFFFFFF == 0x676F64 {
        return 0
      }
    default: break
    }
    return reader.mismatch() ? 0 : -1
  }
  @inline(never)
  static func structure23(_ reader: inout JSONReader, first: Bool) -> Int {
    switch reader.nextMember(first: first) {
    case .end: return -1
    case .failed: return -2
    case .name: break
    }
    switch reader.tokenCount {
    case 4:
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x646E696B {
        return 0
      }
      if reader.tokenWord(0) & 0xFFFFFFFF == 0x656D616E {
        return 2
      }
    case 5:
      if reader.tokenWord(0) & 0xFFFFFFFFFF == 0x736576696C {
        return 1
      }
    default: break
    }
    return -3
  }
}

private enum UnionsValueChecks {
  static func check0(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x754E656279616D22, 0x3A227265626D754E, count: 14) ? 0 : UnionsValueNames.member0(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard UnionsValueChecks.check1(&reader) else { return false }
        if reader.takes(0x50656279616D222C, 0x3A22746E696F5065, count: 14) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard UnionsValueChecks.check2(&reader) else { return false }
        if reader.takes(0x226570616873222C, 0x3A22657061687322, count: 9) { fallthrough }
      case 2:
        guard __seen0 & 0x4 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x4
        guard UnionsValueChecks.check3(&reader) else { return false }
        if reader.takes(0x3A2265746973222C, count: 8) { fallthrough }
      case 3:
        guard __seen0 & 0x8 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x8
        guard UnionsValueChecks.check4(&reader) else { return false }
        if reader.takes(0x6C616D696E61222C, 0x3A226C616D696E61, count: 10) { fallthrough }
      case 4:
        guard __seen0 & 0x10 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x10
        guard UnionsValueChecks.check5(&reader) else { return false }
        if reader.takes(0x22726F6C6F63222C, 0x3A22726F6C6F6322, count: 9) { fallthrough }
      case 5:
        guard __seen0 & 0x20 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x20
        guard UnionsValueChecks.check6(&reader) else { return false }
        if reader.takes(0x3A2274696E75222C, count: 8) { fallthrough }
      case 6:
        guard __seen0 & 0x40 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x40
        guard UnionsValueChecks.check7(&reader) else { return false }
        if reader.takes(0x226C6576656C222C, 0x3A226C6576656C22, count: 9) { fallthrough }
      case 7:
        guard __seen0 & 0x80 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x80
        guard UnionsValueChecks.check8(&reader) else { return false }
        if reader.takes(0x6174736E6F63222C, 0x3A22746E6174736E, count: 12) { fallthrough }
      case 8:
        guard __seen0 & 0x100 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x100
        guard UnionsValueChecks.check9(&reader) else { return false }
        if reader.takes(0x3A22736579222C, count: 7) { fallthrough }
      case 9:
        guard __seen0 & 0x200 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x200
        guard UnionsValueChecks.check10(&reader) else { return false }
        if reader.takes(0x4C656279616D222C, 0x3A226C6576654C65, count: 14) { fallthrough }
      case 10:
        guard __seen0 & 0x400 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x400
        guard UnionsValueChecks.check11(&reader) else { return false }
        if reader.takes(0x3A2274786574222C, count: 8) { fallthrough }
      case 11:
        guard __seen0 & 0x800 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x800
        guard UnionsValueChecks.check12(&reader) else { return false }
        if reader.takes(0x616C7265766F222C, 0x3A2270616C726576, count: 11) { fallthrough }
      case 12:
        guard __seen0 & 0x1000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1000
        guard UnionsValueChecks.check13(&reader) else { return false }
        if reader.takes(0x776F7272616E222C, 0x3A22776F7272616E, count: 10) { fallthrough }
      case 13:
        guard __seen0 & 0x2000 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2000
        guard UnionsValueChecks.check14(&reader) else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member0(&reader, first: false)
    }
    return true
  }
  static func check1(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x2D, 0x30...0x39:
      guard UnionsValueChecks.check15(&reader) else { return false }
    case 0x6E:
      guard UnionsValueChecks.check16(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check2(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x6E:
      guard UnionsValueChecks.check17(&reader) else { return false }
    case 0x7B:
      guard UnionsValueChecks.check37(&reader) else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check3(_ reader: inout JSONReader) -> Bool {
    switch UnionsValueNames.tag3_0(&reader) {
    case 0:
      guard UnionsValueChecks.check38(&reader) else { return false }
    case 1:
      guard UnionsValueChecks.check39(&reader) else { return false }
    default: return false
    }
    return true
  }
  static func check4(_ reader: inout JSONReader) -> Bool {
    __any: do {
      let __mark = reader.mark
      if UnionsValueChecks.check21(&reader) { break __any }
      reader.reset(to: __mark)
      guard UnionsValueChecks.check22(&reader) else { return false }
    }
    return true
  }
  static func check5(_ reader: inout JSONReader) -> Bool {
    if reader.peek() == 0x7B {
      switch UnionsValueNames.anyTag5_0(&reader) {
      case 0:
        guard UnionsValueChecks.check23(&reader) else { return false }
      case 1:
        guard UnionsValueChecks.check46(&reader) else { return false }
      case 2:
        guard UnionsValueChecks.check25(&reader) else { return false }
      default: return false
      }
    } else {
      switch reader.peek() {
      case 0x6E:
        guard UnionsValueChecks.check25(&reader) else { return false }
      default: return reader.unexpectedKind()
      }
    }
    return true
  }
  static func check6(_ reader: inout JSONReader) -> Bool {
    __any: do {
      let __mark = reader.mark
      if UnionsValueChecks.check26(&reader) { break __any }
      reader.reset(to: __mark)
      guard UnionsValueChecks.check27(&reader) else { return false }
    }
    return true
  }
  static func check7(_ reader: inout JSONReader) -> Bool {
    do {
      let __mark = reader.mark
      var __end = __mark
      var __matches = 0
      if UnionsValueChecks.check28(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      if UnionsValueChecks.check29(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      guard __matches == 1 || reader.mismatch() else { return false }
      reader.reset(to: __end)
    }
    return true
  }
  static func check8(_ reader: inout JSONReader) -> Bool {
    guard reader.probe({ $0.constant(among: UnionsValueConstants.values8) }) || reader.mismatch() else { return false }
    guard reader.anyNumber() else { return false }
    return true
  }
  static func check9(_ reader: inout JSONReader) -> Bool {
    guard reader.probe({ $0.constant(among: UnionsValueConstants.values9) }) || reader.mismatch() else { return false }
    guard reader.anyNumber() else { return false }
    return true
  }
  static func check10(_ reader: inout JSONReader) -> Bool {
    guard reader.probe({ $0.constant(among: UnionsValueConstants.values10) }) || reader.mismatch() else { return false }
    guard reader.boolean() != nil else { return false }
    return true
  }
  static func check11(_ reader: inout JSONReader) -> Bool {
    guard reader.probe({ $0.constant(among: UnionsValueConstants.values11) }) || reader.mismatch() else { return false }
    if reader.peek() == 0x6E {
      guard reader.null() else { return false }
    } else {
      guard reader.anyNumber() else { return false }
    }
    return true
  }
  static func check12(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x22:
      guard reader.skipText(maximum: 9) else { return false }
    case 0x5B:
      guard reader.beginArray() else { return false }
      if !reader.emptyArray() {
        repeat {
          guard reader.skipText(maximum: 4) else { return false }
        } while reader.comma()
        guard reader.endArray() else { return false }
      }
    case 0x6E:
      guard reader.skipValue() else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check13(_ reader: inout JSONReader) -> Bool {
    do {
      let __mark = reader.mark
      var __end = __mark
      var __matches = 0
      if UnionsValueChecks.check31(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      if UnionsValueChecks.check32(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      guard __matches == 1 || reader.mismatch() else { return false }
      reader.reset(to: __end)
    }
    return true
  }
  static func check14(_ reader: inout JSONReader) -> Bool {
    do {
      let __mark = reader.mark
      var __end = __mark
      var __matches = 0
      if UnionsValueChecks.check35(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      if UnionsValueChecks.check36(&reader) {
        __matches += 1
        __end = reader.mark
      }
      reader.reset(to: __mark)
      guard __matches == 1 || reader.mismatch() else { return false }
      _ = __end
    }
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A226122, count: 4) ? 0 : UnionsValueNames.member14(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.wholeNumber() else { return false }
        if reader.takes(0x3A2262222C, count: 5) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.wholeNumber() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member14(&reader, first: false)
    }
    return true
  }
  static func check15(_ reader: inout JSONReader) -> Bool {
    if let __value = reader.plainInteger() {
      guard __value >= 1 || reader.mismatch() else { return false }
    } else {
      guard reader.number(in: UnionsValueConstants.range15, whole: true) else { return false }
    }
    return true
  }
  static func check16(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check17(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check21(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A227974696322, count: 7) ? 0 : UnionsValueNames.member21(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member21(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check22(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A2274616C22, count: 6) ? 0 : UnionsValueNames.member22(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.anyNumber() else { return false }
        if reader.takes(0x3A226E6F6C222C, count: 7) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.anyNumber() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member22(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check23(_ reader: inout JSONReader) -> Bool {
    guard reader.probe({ UnionsValueChecks.check53(&$0) }) else { return false }
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22646E696B22, count: 7) ? 0 : UnionsValueNames.member23(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard UnionsValueNames.value43(&reader) >= 0 else { return false }
        if reader.takes(0x22736576696C222C, 0x3A22736576696C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.wholeNumber() else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member23(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check25(_ reader: inout JSONReader) -> Bool {
    guard reader.null() else { return false }
    return true
  }
  static func check26(_ reader: inout JSONReader) -> Bool {
    guard UnionsValueNames.value26(&reader) >= 0 else { return false }
    return true
  }
  static func check27(_ reader: inout JSONReader) -> Bool {
    guard reader.skipText(maximum: 8) else { return false }
    return true
  }
  static func check28(_ reader: inout JSONReader) -> Bool {
    guard UnionsValueNames.value28(&reader) >= 0 else { return false }
    return true
  }
  static func check29(_ reader: inout JSONReader) -> Bool {
    guard UnionsValueNames.value29(&reader) >= 0 else { return false }
    return true
  }
  static func check31(_ reader: inout JSONReader) -> Bool {
    if let __value = reader.plainInteger() {
      guard __value >= 0 || reader.mismatch() else { return false }
    } else {
      guard reader.number(in: UnionsValueConstants.range31, whole: true) else { return false }
    }
    return true
  }
  static func check32(_ reader: inout JSONReader) -> Bool {
    if let __value = reader.plainInteger() {
      guard __value <= 10 || reader.mismatch() else { return false }
    } else {
      guard reader.number(in: UnionsValueConstants.range32, whole: true) else { return false }
    }
    return true
  }
  static func check35(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      var __seen0: UInt64 = 0
      guard reader.beginObject() else { return false }
      let __level = reader.beginKeys()
      var __member = reader.takes(0x3A226122, count: 4) ? 0 : UnionsValueNames.member35(&reader, first: true)
      while __member != -1 {
        switch __member {
        case 0:
          guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
          __seen0 |= 0x1
          guard reader.skipValue() else { return false }
        case -3:
          guard reader.noteKey(__level) else { return false }
          guard reader.skipValue() else { return false }
        default: return false
        }
        if reader.objectEnds() { break }
        __member = UnionsValueNames.member35(&reader, first: false)
      }
      reader.endKeys(__level)
      guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    case 0x6E, 0x74, 0x66, 0x2D, 0x30...0x39, 0x22, 0x5B:
      guard reader.skipValue() else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check36(_ reader: inout JSONReader) -> Bool {
    switch reader.peek() {
    case 0x7B:
      var __seen0: UInt64 = 0
      guard reader.beginObject() else { return false }
      let __level = reader.beginKeys()
      var __member = reader.takes(0x3A226222, count: 4) ? 0 : UnionsValueNames.member36(&reader, first: true)
      while __member != -1 {
        switch __member {
        case 0:
          guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
          __seen0 |= 0x1
          guard reader.skipValue() else { return false }
        case -3:
          guard reader.noteKey(__level) else { return false }
          guard reader.skipValue() else { return false }
        default: return false
        }
        if reader.objectEnds() { break }
        __member = UnionsValueNames.member36(&reader, first: false)
      }
      reader.endKeys(__level)
      guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    case 0x6E, 0x74, 0x66, 0x2D, 0x30...0x39, 0x22, 0x5B:
      guard reader.skipValue() else { return false }
    default: return reader.unexpectedKind()
    }
    return true
  }
  static func check37(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A227822, count: 4) ? 0 : UnionsValueNames.member37(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.wholeNumber() else { return false }
        if reader.takes(0x3A2279222C, count: 5) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.wholeNumber() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member37(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check38(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x2273756964617222, 0x3A22737569646172, count: 9) ? 0 : UnionsValueNames.member38(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.anyNumber() else { return false }
        if reader.takes(0x226C6562616C222C, 0x3A226C6562616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member38(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check39(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A226564697322, count: 7) ? 0 : UnionsValueNames.member39(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.anyNumber() else { return false }
        if reader.takes(0x226C6562616C222C, 0x3A226C6562616C22, count: 9) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard reader.skipText() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member39(&reader, first: false)
    }
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
  static func check46(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    var __member = reader.takes(0x3A22736B72616222, count: 8) ? 0 : UnionsValueNames.member46(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.boolean() != nil else { return false }
        if reader.takes(0x3A22646E696B222C, count: 8) { fallthrough }
      case 1:
        guard __seen0 & 0x2 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x2
        guard UnionsValueNames.value55(&reader) >= 0 else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member46(&reader, first: false)
    }
    guard __seen0 & 0x3 == 0x3 || reader.mismatch() else { return false }
    return true
  }
  static func check53(_ reader: inout JSONReader) -> Bool {
    var __seen0: UInt64 = 0
    guard reader.beginObject() else { return false }
    let __level = reader.beginKeys()
    var __member = reader.takes(0x3A22656D616E22, count: 7) ? 0 : UnionsValueNames.member53(&reader, first: true)
    while __member != -1 {
      switch __member {
      case 0:
        guard __seen0 & 0x1 == 0 || reader.duplicate() else { return false }
        __seen0 |= 0x1
        guard reader.skipText(minimum: 1) else { return false }
      case -3:
        guard reader.noteKey(__level) else { return false }
        guard reader.skipValue() else { return false }
      default: return false
      }
      if reader.objectEnds() { break }
      __member = UnionsValueNames.member53(&reader, first: false)
    }
    reader.endKeys(__level)
    guard __seen0 & 0x1 == 0x1 || reader.mismatch() else { return false }
    return true
  }
}

private enum UnionsValueConstants {
  static let values8: [JSONValue] = [JSONValue(constant: "1"), JSONValue(constant: "2"), JSONValue(constant: "30"), JSONValue(constant: "-1")]
  static let values9: [JSONValue] = [JSONValue(constant: "42")]
  static let values10: [JSONValue] = [JSONValue(constant: "true")]
  static let values11: [JSONValue] = [JSONValue(constant: "1"), JSONValue(constant: "2"), JSONValue(constant: "null")]
  static let range15 = NumberRange(minimum: JSONDecimal(text: "1"))
  static let range31 = NumberRange(minimum: JSONDecimal(text: "0"))
  static let range32 = NumberRange(maximum: JSONDecimal(text: "10"))
}

private enum UnionsValueProgram {
  static let program = SchemaProgram(
    packed: "[0,[\"fixtures/unions.json#\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"maybeNumber\",1],[\"maybePoint\",2],[\"shape\",3],[\"site\",4],[\"animal\",5],[\"color\",6],[\"unit\",7],[\"level\",8],[\"constant\",9],[\"yes\",10],[\"maybeLevel\",11],[\"text\",12],[\"overlap\",13],[\"narrow\",14]],[],[]]],[\"fixtures/unions.json#/properties/maybeNumber\",[\"anyOf\",[15,16]]],[\"fixtures/unions.json#/properties/maybePoint\",[\"oneOf\",[17,18]]],[\"fixtures/unions.json#/properties/shape\",[\"oneOf\",[19,20],null,[\"radius\",\"side\"],null]],[\"fixtures/unions.json#/properties/site\",[\"anyOf\",[21,22]]],[\"fixtures/unions.json#/properties/animal\",[\"anyOf\",[23,24,25],\"kind\",[[\"cat\"],[\"dog\"],[]]]],[\"fixtures/unions.json#/properties/color\",[\"anyOf\",[26,27]]],[\"fixtures/unions.json#/properties/unit\",[\"oneOf\",[28,29]]],[\"fixtures/unions.json#/properties/level\",[\"enumeration\",1,2,30,-1]],[\"fixtures/unions.json#/properties/constant\",[\"const\",42]],[\"fixtures/unions.json#/properties/yes\",[\"const\",true]],[\"fixtures/unions.json#/properties/maybeLevel\",[\"enumeration\",1,2,null]],[\"fixtures/unions.json#/properties/text\",[\"type\",49],[\"length\",0,9],[\"array\",30,0,null,0,0,[]]],[\"fixtures/unions.json#/properties/overlap\",[\"oneOf\",[31,32]]],[\"fixtures/unions.json#/properties/narrow\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"a\",33],[\"b\",34]],[],[]],[\"oneOf\",[35,36]]],[\"fixtures/unions.json#/properties/maybeNumber/anyOf/0\",[\"type\",4],[\"range\",1,null,null,null]],[\"fixtures/unions.json#/properties/maybeNumber/anyOf/1\",[\"type\",1]],[\"fixtures/unions.json#/properties/maybePoint/oneOf/0\",[\"type\",1]],[\"fixtures/unions.json#/properties/maybePoint/oneOf/1\",[\"reference\",37]],[\"fixtures/unions.json#/properties/shape/oneOf/0\",[\"reference\",38]],[\"fixtures/unions.json#/properties/shape/oneOf/1\",[\"reference\",39]],[\"fixtures/unions.json#/properties/site/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"city\",40]],[\"city\"],[]]],[\"fixtures/unions.json#/properties/site/anyOf/1\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"lat\",41],[\"lon\",42]],[\"lat\",\"lon\"],[]]],[\"fixtures/unions.json#/properties/animal/anyOf/0\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"kind\",43],[\"lives\",44]],[\"kind\"],[]],[\"allOf\",[45]]],[\"fixtures/unions.json#/properties/animal/anyOf/1\",[\"reference\",46]],[\"fixtures/unions.json#/properties/animal/anyOf/2\",[\"type\",1]],[\"fixtures/unions.json#/properties/color/anyOf/0\",[\"enumeration\",\"red\",\"green\"]],[\"fixtures/unions.json#/properties/color/anyOf/1\",[\"type\",16],[\"length\",0,8]],[\"fixtures/unions.json#/properties/unit/oneOf/0\",[\"const\",\"mm\"]],[\"fixtures/unions.json#/properties/unit/oneOf/1\",[\"const\",\"m\"]],[\"fixtures/unions.json#/properties/text/items\",[\"type\",16],[\"length\",0,4]],[\"fixtures/unions.json#/properties/overlap/oneOf/0\",[\"type\",4],[\"range\",0,null,null,null]],[\"fixtures/unions.json#/properties/overlap/oneOf/1\",[\"type\",4],[\"range\",null,10,null,null]],[\"fixtures/unions.json#/properties/narrow/properties/a\",[\"type\",4]],[\"fixtures/unions.json#/properties/narrow/properties/b\",[\"type\",4]],[\"fixtures/unions.json#/properties/narrow/oneOf/0\",[\"object\",null,0,null,0,-2,[],[\"a\"],[]]],[\"fixtures/unions.json#/properties/narrow/oneOf/1\",[\"object\",null,0,null,0,-2,[],[\"b\"],[]]],[\"fixtures/unions.json#/$defs/point\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"x\",47],[\"y\",48]],[\"x\"],[]]],[\"fixtures/unions.json#/$defs/circle\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"radius\",49],[\"label\",50]],[\"radius\"],[]]],[\"fixtures/unions.json#/$defs/square\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"side\",51],[\"label\",52]],[\"side\"],[]]],[\"fixtures/unions.json#/properties/site/anyOf/0/properties/city\",[\"type\",16]],[\"fixtures/unions.json#/properties/site/anyOf/1/properties/lat\",[\"type\",8]],[\"fixtures/unions.json#/properties/site/anyOf/1/properties/lon\",[\"type\",8]],[\"fixtures/unions.json#/properties/animal/anyOf/0/properties/kind\",[\"const\",\"cat\"]],[\"fixtures/unions.json#/properties/animal/anyOf/0/properties/lives\",[\"type\",4]],[\"fixtures/unions.json#/properties/animal/anyOf/0/allOf/0\",[\"reference\",53]],[\"fixtures/unions.json#/$defs/dog\",[\"type\",64],[\"object\",null,0,null,0,-1,[[\"barks\",54],[\"kind\",55]],[\"barks\",\"kind\"],[]]],[\"fixtures/unions.json#/$defs/point/properties/x\",[\"type\",4]],[\"fixtures/unions.json#/$defs/point/properties/y\",[\"type\",4]],[\"fixtures/unions.json#/$defs/circle/properties/radius\",[\"type\",8]],[\"fixtures/unions.json#/$defs/circle/properties/label\",[\"type\",16]],[\"fixtures/unions.json#/$defs/square/properties/side\",[\"type\",8]],[\"fixtures/unions.json#/$defs/square/properties/label\",[\"type\",16]],[\"fixtures/unions.json#/$defs/named\",[\"type\",64],[\"object\",null,0,null,1,-2,[[\"name\",56]],[\"name\"],[]]],[\"fixtures/unions.json#/$defs/dog/properties/barks\",[\"type\",2]],[\"fixtures/unions.json#/$defs/dog/properties/kind\",[\"const\",\"dog\"]],[\"fixtures/unions.json#/$defs/named/properties/name\",[\"type\",16],[\"length\",1,null]]]")
}
