import JSONCore

/// In which order members are written.
package enum MemberOrder: Sendable {
  /// As they are in the file.
  case keep
  /// Keywords of schemas in the canonical order, everything else as it is.
  case canonical
  /// `canonical` for files that are schemas by their `$schema` or their name, `keep` for all others.
  case automatic
}

/// The canonical order of keywords: what the schema is, what it is called, what it accepts from the outside in, how it
/// combines, what nobody knows, and last the definitions.
/// One order for all schemas of a project makes a difference between two versions one of content; it is never applied
/// inside of values, where order may mean something to a reader.
enum KeywordOrder {
  /// The order in which people read a schema: what it is for before what it checks, and an object's members before
  /// rules about all of them.
  private static let known: [JSONString] = [
    "$schema", "$id", "id", "$vocabulary", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$ref", "$dynamicRef",
    "$recursiveRef", "$comment", "title", "description", "deprecated", "readOnly", "writeOnly", "default", "examples",
    "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType",
    "contentSchema", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "required",
    "properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "propertyNames",
    "minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "dependencies", "prefixItems", "items",
    "additionalItems", "unevaluatedItems", "contains", "minContains", "maxContains", "minItems", "maxItems",
    "uniqueItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
  ]
  private static let ranks = Dictionary(uniqueKeysWithValues: zip(known, known.indices))

  /// Position of a keyword; unknown ones are before the definitions.
  /// Definitions last: they are often longer than the schema, which would otherwise begin on the second screen.
  static func rank(_ name: JSONString) -> Int {
    if let rank = ranks[name] { return rank }
    return name.isEqual(to: "$defs") || name.isEqual(to: "definitions") ? known.count + 1 : known.count
  }

  /// Whether a file is a schema: `$schema` names a draft, or the file is called `….schema.json`.
  /// `$schema` alone is not enough: an instance names its own schema in a member of that name.
  static func isSchema(_ bytes: JSONBytes, path: String) -> Bool {
    // The ending that editors and SchemaStore take for schemas. `package.json` must never be put into another order.
    if path.utf8.suffix(12).elementsEqual(".schema.json".utf8) { return true }
    var reader = JSONReader(bytes, maxDepth: SyntaxReport.maxDepth)
    guard reader.beginObject(), !reader.emptyObject() else { return false }
    repeat {
      guard reader.key() else { return false }
      if reader.tokenEquals(Array("$schema".utf8)), reader.peek() == 0x22 {
        return reader.string() && reader.withToken { span in contains(span, Array("json-schema.org".utf8)) }
      }
      guard reader.skipValue() else { return false }
    } while reader.comma()
    return false
  }

  private static func contains(_ span: Span<UInt8>, _ part: [UInt8]) -> Bool {
    guard span.count >= part.count else { return false }
    return (0...span.count - part.count).contains { start in
      part.indices.allSatisfy { span[start + $0] == part[$0] }
    }
  }
}
