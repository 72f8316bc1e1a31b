public import JSONCore

/// The form of generated code this runtime serves. Generated files name it, so that code made by another generation of
/// the compiler does not build instead of failing at run time. A change of what generated code may call makes it
/// `GeneratedCodeVersion2`.
public enum GeneratedCodeVersion1 {}

/// A Swift type generated from a schema, with everything: the parts can be had alone (the setting `emit`).
public protocol SchemaType: SchemaDecodable, SchemaValidatable, SchemaWritable {}

/// A generated type with its compiled schema.
public protocol SchemaDescribed: Sendable {
  /// The compiled schema, for the interpreter: error reports and `securellm validate --builtin`.
  static var program: SchemaProgram { get }
}

/// A generated type that JSON text is decoded into.
public protocol SchemaDecodable: SchemaDescribed {
  /// Decodes and validates the next value in one pass; nil leaves the first reason in the reader.
  init?(from reader: inout JSONReader)
}

/// A generated type that checks whether JSON text is valid.
public protocol SchemaValidatable: SchemaDescribed {
  /// Takes the next value and returns whether it is valid, building nothing.
  static func validate(_ reader: inout JSONReader) -> Bool
}

/// A generated type whose values are written as JSON text.
public protocol SchemaWritable: Sendable {
  /// Appends the value as compact JSON.
  func write(to writer: inout JSONWriter)
}

/// A member of an object whose name the schema does not fix.
public struct JSONMember<Value: Sendable>: Sendable {
  public let name: JSONString
  public let value: Value

  public init(name: JSONString, value: Value) {
    self.name = name
    self.value = value
  }
}

extension JSONMember: Equatable where Value: Equatable {}
extension JSONMember: Hashable where Value: Hashable {}
