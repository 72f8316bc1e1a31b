package import SchemaRuntime

/// What filling in the defaults of a schema asks of its types.
package struct DefaultFilling: Sendable, Equatable {
  /// Schemas of numbers that some default needs with more digits than an `Int` or a `Double` has.
  package var exactNumbers: Set<SchemaNodeID> = []
  /// Schemas whose default makes a value that is filled in with the same default again, endlessly: `{}` in a schema
  /// of schemas.
  package var endless: Set<SchemaNodeID> = []

  package init() {}
}
