/// What a generated file has of a schema: only what the program around it calls.
package struct EmittedParts: OptionSet, Sendable, Hashable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Types, and what reads JSON text into them.
  package static let decode = EmittedParts(rawValue: 1)
  /// The result for a JSON text, nothing built.
  package static let validate = EmittedParts(rawValue: 2)
  /// Types, and what writes them as JSON text.
  package static let write = EmittedParts(rawValue: 4)
  /// The schema as JSON text, its references inlined.
  package static let publish = EmittedParts(rawValue: 8)
  /// The compiled schema as data, for error reports. Decoding and validating have it too.
  static let program = EmittedParts(rawValue: 16)

  /// What a type has that is used as a whole.
  package static let type: EmittedParts = [.decode, .validate, .write]

  /// As the settings call them.
  static let named: [(name: String, part: EmittedParts)] = [
    ("decode", .decode), ("validate", .validate), ("write", .write), ("publish", .publish),
  ]

  /// Whether values of the schema exist in Swift.
  var declaresTypes: Bool { !isDisjoint(with: [.decode, .write]) }

  /// Whether there is anything but text.
  var hasCode: Bool { !isDisjoint(with: [.decode, .validate, .write, .program]) }

  /// The protocols that a type with these parts conforms to.
  var protocols: [String] {
    if isSuperset(of: .type) { return ["SchemaType"] }
    let parts: [(EmittedParts, String)] = [
      (.decode, "SchemaDecodable"), (.validate, "SchemaValidatable"), (.write, "SchemaWritable"),
    ]
    let named = parts.filter { contains($0.0) }.map(\.1)
    return isDisjoint(with: [.decode, .validate]) && contains(.program) ? named + ["SchemaDescribed"] : named
  }
}
