import SchemaRuntime

/// What to do about a violation, from the schema's side alone.
/// Made from the sentence of the violation, which says what was expected from the schema alone: so the hint cannot show
/// a value either. Whoever rewords a violation (`Wording.swift`) has to look here; a sentence that is not recognised is
/// passed on as it is.
enum Hint {
  /// A sentence without a point.
  /// By keyword: people know what they wanted to say, and need the verb.
  static func hint(_ violation: Violation) -> String {
    let message = violation.message
    switch violation.keyword {
    case "syntax": return "correct the text: it is not JSON"
    case "required", "dependentRequired", "dependencies": return added(message)
    case "additionalProperties", "unevaluatedProperties": return renamed(message)
    case "unevaluatedItems", "additionalItems", "false": return "remove it"
    case "type": return "put " + upTo(", is ", rest(message, after: "must be ")) + " there"
    case "const", "enum": return "use " + rest(message, after: "must be ")
    case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
      return "use a number that is " + rest(message, after: "must be ")
    case "minLength": return "lengthen it to " + rest(message, after: "must have ")
    case "maxLength": return "shorten it to " + rest(message, after: "must have ")
    case "minItems", "minProperties": return "add some, so that there are " + rest(message, after: "must have ")
    case "maxItems", "maxProperties": return "take some away, so that there are " + rest(message, after: "must have ")
    case "uniqueItems": return "remove one of the two"
    case "format": return "write it " + rest(message, after: "must be ")
    case "pattern": return "use a text that matches " + rest(message, after: "must match ")
    case "anyOf": return "make it match one of the alternatives"
    case "oneOf": return oneOf(message)
    default: return "change it: it " + message
    }
  }

  private static func oneOf(_ message: String) -> String {
    if contains(message, "must have the member ") { return added(message) }
    return contains(message, "must be ")
      ? "use " + rest(message, after: "must be ") : "make it match exactly one of the alternatives"
  }

  private static func added(_ message: String) -> String {
    "add the member " + upTo(", ", rest(message, after: "must have the member "))
  }

  /// The nearest name is found where the names are, in the interpreter; here it is only read off.
  private static func renamed(_ message: String) -> String {
    guard contains(message, "did you mean ") else { return "remove it" }
    return "rename it to " + upTo("?", rest(message, after: "did you mean "))
  }

  // MARK: bytes of sentences

  /// Bytes, because Unicode's rules of equality have no part in sentences of our own and cost a table look-up per
  /// character.
  private static func contains(_ text: String, _ part: StaticString) -> Bool {
    index(of: part, in: Array(text.utf8)) != nil
  }

  /// What follows the part; all of it when the part is not there.
  private static func rest(_ text: String, after part: StaticString) -> String {
    let bytes = Array(text.utf8)
    guard let start = index(of: part, in: bytes) else { return text }
    return String(decoding: bytes[(start + part.utf8CodeUnitCount)...], as: UTF8.self)
  }

  private static func upTo(_ part: StaticString, _ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let end = index(of: part, in: bytes) else { return text }
    return String(decoding: bytes[..<end], as: UTF8.self)
  }

  private static func index(of part: StaticString, in bytes: [UInt8]) -> Int? {
    let wanted = Array("\(part)".utf8)
    guard bytes.count >= wanted.count else { return nil }
    return (0...(bytes.count - wanted.count)).first { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
