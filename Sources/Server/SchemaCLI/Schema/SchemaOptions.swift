package import JSONCore

/// How schemas are compiled.
package struct SchemaOptions: Sendable, Equatable {
  /// Whether `format` is checked.
  package var assertFormat: Bool

  package init(assertFormat: Bool = false) { self.assertFormat = assertFormat }

  /// The meta-schemas of the dialects that are understood.
  package static let dialectURIs = ["https://json-schema.org/draft/2020-12/schema"]

  /// Sets the dialect of schemas that do not name theirs; false for one that is not understood.
  package mutating func setDialect(_ uri: JSONString) -> Bool { Self.dialectURIs.contains { JSONString($0) == uri } }
}
