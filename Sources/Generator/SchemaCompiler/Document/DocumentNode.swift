package import JSONCore
package import SchemaRuntime

/// One value of a document, with its location. It is made once, never changed, and shared between compilations by
/// `SourceSet`. 110 bytes for each value of the file.
package struct DocumentNode: Sendable {
  package indirect enum Value: Sendable {
    case null
    case boolean(Bool)
    case number(JSONDecimal)
    case string(JSONString)
    case array([DocumentNode])
    /// In the order of the file, names distinct.
    case object([DocumentMember])
  }

  package let value: Value
  /// The value's bytes in the file.
  package let range: Range<Int>
  /// JSON pointer from the document's root. Kept in full, since nearly every node that is lowered needs it.
  package let pointer: String

  /// Where the value begins, in bytes.
  package var offset: Int { range.lowerBound }
}

/// One member of an object.
package struct DocumentMember: Sendable {
  package let name: JSONString
  /// The offset of the name's opening quote, in bytes.
  package let nameOffset: Int
  package let value: DocumentNode
}

extension DocumentNode {
  package var kind: JSONKind {
    switch value {
    case .null: .null
    case .boolean: .boolean
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// The members of an object, nil for other values.
  package var members: [DocumentMember]? { if case .object(let members) = value { members } else { nil } }

  /// The elements of an array, nil for other values.
  package var elements: [DocumentNode]? { if case .array(let elements) = value { elements } else { nil } }

  /// The text of a string, nil for other values.
  package var string: JSONString? { if case .string(let text) = value { text } else { nil } }

  /// The value of a number, nil for other values.
  package var number: JSONDecimal? { if case .number(let number) = value { number } else { nil } }

  /// The value of a boolean, nil for other values.
  package var boolean: Bool? { if case .boolean(let value) = value { value } else { nil } }

  /// The member called `name`, nil when there is none or this is not an object. Linear: schemas are small, and
  /// `Subschema` makes a table of the keywords it needs.
  package func member(_ name: JSONString) -> DocumentMember? { members?.first { $0.name == name } }

  /// The value of the member called `name`.
  package subscript(name: JSONString) -> DocumentNode? { member(name)?.value }

  /// The value without its locations: for `const`, `enum` and `default`, whose equality does not depend on where they
  /// are written.
  package var jsonValue: JSONValue {
    switch value {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(\.jsonValue))
    case .object(let members):
      .object(Dictionary(members.map { ($0.name, $0.value.jsonValue) }, uniquingKeysWith: { first, _ in first }))
    }
  }
}
