public import JSONCore

// What a programmer calls; the requirements of the protocols are for generated code and hot paths.

extension SchemaDecodable {
  /// Decodes and validates one JSON text. Throws everything that is wrong with it. A valid text is read once; only a
  /// refused one is read again, by the interpreter.
  public init(json: JSONBytes) throws(InvalidJSON) {
    var reader = JSONReader(json)
    guard let value = Self(from: &reader), reader.finish() else {
      throw InvalidJSON(json, Self.program, reader.failure, at: reader.failureOffset)
    }
    self = value
  }

  /// Decodes and validates one JSON text: bytes of any collection, an array or Foundation's `Data`. Copies them once.
  public init(json: some Collection<UInt8>) throws(InvalidJSON) { try self.init(json: JSONBytes(Array(json))) }

  /// Decodes and validates one JSON text.
  public init(json: String) throws(InvalidJSON) { try self.init(json: JSONBytes(json)) }

  /// Decodes and validates a value cut out of a larger text, such as an unknown member.
  public init(json: JSONSlice) throws(InvalidJSON) { try self.init(json: JSONBytes(json.bytes)) }
}

extension SchemaValidatable {
  /// Whether it is one JSON text that the schema accepts; builds nothing.
  public static func isValid(_ json: JSONBytes) -> Bool {
    var reader = JSONReader(json)
    return validate(&reader) && reader.finish()
  }

  /// Whether it is one JSON text that the schema accepts; builds nothing.
  public static func isValid(_ json: some Collection<UInt8>) -> Bool { isValid(JSONBytes(Array(json))) }

  /// Whether it is one JSON text that the schema accepts; builds nothing.
  public static func isValid(_ json: String) -> Bool { isValid(JSONBytes(json)) }
}

extension SchemaDescribed {
  /// Everything that is wrong with a JSON text, at most `limit` entries; empty when the schema accepts it.
  public static func violations(
    in json: JSONBytes, maxDepth: Int = JSONReader.defaultMaxDepth, limit: Int = 100
  ) -> [Violation] {
    SchemaInterpreter(program).violations(json, maxDepth: maxDepth, limit: limit)
  }

  /// Everything that is wrong with a JSON text, at most `limit` entries; empty when the schema accepts it.
  public static func violations(in json: some Collection<UInt8>, limit: Int = 100) -> [Violation] {
    violations(in: JSONBytes(Array(json)), limit: limit)
  }

  /// Everything that is wrong with a JSON text, at most `limit` entries; empty when the schema accepts it.
  public static func violations(in json: String, limit: Int = 100) -> [Violation] {
    violations(in: JSONBytes(json), limit: limit)
  }
}

extension SchemaWritable {
  /// The value as compact JSON. Code that writes often keeps a `JSONWriter` and calls `write(to:)`.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// The value as compact JSON text.
  public func jsonText() -> String { String(decoding: json(), as: UTF8.self) }
}
