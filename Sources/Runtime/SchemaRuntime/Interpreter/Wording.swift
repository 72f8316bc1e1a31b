import JSONCore

/// The sentences of violations. They say what was expected, from the schema alone, and never show the value, which may
/// be a secret. What they quote of the schema is bounded, so that a list of violations stays small.
enum Wording {
  /// Allowed values that are listed; then "…".
  private static let listed = 10
  /// Bytes of one schema value, name or pattern that are shown.
  private static let shownBytes = 64
  /// Bytes of a description: a few sentences.
  private static let describedBytes = 300
  /// Bytes of a whole list.
  private static let listBytes = 200

  /// `must be an integer or null, is a string`. Only the kind of the value is named. `integer` beside `number` is left
  /// out: every integer is a number.
  static func type(_ types: JSONTypeSet, found kind: JSONKind) -> String {
    let shown = types.contains(.number) ? types.subtracting(.integer) : types
    let names = shown.names.map { article($0) }
    guard let last = names.last else { return "cannot be of any type" }
    let list = names.count > 1 ? names.dropLast().joined(separator: ", ") + " or " + last : last
    // `1.5` where an integer is wanted: "is a number" would not say what is wrong.
    let isFraction = kind == .number && types.contains(.integer)
    return "must be \(list), is \(isFraction ? "a number with a fraction" : article(name(of: kind)))"
  }

  private static func name(of kind: JSONKind) -> String {
    switch kind {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// `null` is a value and takes none.
  private static func article(_ name: String) -> String {
    switch name {
    case "null": name
    case "integer", "array", "object": "an " + name
    default: "a " + name
    }
  }

  /// `must be 3`, `must be one of "a", "b"`; the values come from the schema.
  static func allowed(_ values: [JSONValue]) -> String {
    if values.count == 1 { return "must be " + text(values[0]) }
    guard !values.isEmpty else { return "cannot be any value" }
    return "must be one of " + list(values.lazy.map(text))
  }

  /// As many as have room: 10 entries and 200 bytes.
  private static func list(_ texts: some Collection<String>) -> String {
    var list = ""
    for (index, text) in texts.enumerated() {
      let next = (index > 0 ? ", " : "") + text
      guard index < listed, list.utf8.count + next.utf8.count <= listBytes else { return list + ", …" }
      list += next
    }
    return list
  }

  /// A value of the schema as compact JSON.
  private static func text(_ value: JSONValue) -> String {
    var writer = JSONWriter(capacity: 64)
    value.write(to: &writer)
    return cut(String(decoding: writer.bytes, as: UTF8.self))
  }

  static func number(_ value: JSONDecimal) -> String { cut(value.text) }

  /// A name or a pattern of the schema as a JSON string.
  static func quoted(_ text: JSONString) -> String { Self.text(.string(text)) }

  /// Escaped as JSON, so a control character in a schema does not reach a terminal.
  static func quoted(_ text: String) -> String { Self.text(.string(JSONString(text))) }

  /// The schema's own words before the pattern, which says the same to machines.
  static func pattern(_ check: PatternCheck) -> String {
    let pattern = "the pattern \(quoted(check.source))"
    guard let description = check.description else { return "must match \(pattern)" }
    var words = String.UnicodeScalarView()
    // No control character of a schema reaches a terminal.
    for scalar in cut(description, to: describedBytes).unicodeScalars {
      words.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
    }
    return "must match the description: \(String(words)) (\(pattern))"
  }

  /// At most 64 bytes unless said otherwise, at the end of a code point.
  private static func cut(_ text: String, to bytes: Int = shownBytes) -> String {
    guard text.utf8.count > bytes else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      guard shown.utf8.count + UTF8.width(scalar) <= bytes else { break }
      shown.unicodeScalars.append(scalar)
    }
    return shown + "…"
  }

  /// `keyword` says which end of the range is broken: `minLength` or `maxLength` and their like.
  static func count(_ range: CountRange, _ keyword: String, _ one: String, _ many: String) -> String {
    let isMinimum = keyword.utf8.starts(with: "min".utf8)
    let bound = isMinimum ? range.minimum : range.maximum
    return "must have at \(isMinimum ? "least" : "most") \(bound) \(bound == 1 ? one : many)"
  }

  /// The one sentence with a number from the text: how many elements match says nothing about what is in them.
  static func contains(_ range: CountRange, isTooFew: Bool, _ matches: Int) -> String {
    let bound = isTooFew ? range.minimum : range.maximum
    let elements = bound == 1 ? "element that matches" : "elements that match"
    return
      "must have at \(isTooFew ? "least" : "most") \(bound) \(elements) the schema under \"contains\", has \(matches)"
  }

  /// `must have the member "unit", because it has "value"`.
  static func dependent(_ name: JSONString, on other: JSONString) -> String {
    "must have the member \(quoted(name)), because it has \(quoted(other))"
  }

  /// For `anyOf` and `oneOf` when no branch holds; what is wrong in each is in the causes.
  static func alternatives(_ count: Int, exactlyOne: Bool) -> String {
    if count == 1 { return "must match the only alternative" }
    return "must match \(exactlyOne ? "exactly one" : "at least one") of \(count) alternatives, matches none"
  }

  /// What an object lacks that distinguishes the alternatives.
  /// For objects without the tag: it has one name. For those without any of the deciding members: as many as fit.
  static func missing(_ discriminator: PreparedAlternatives.Discriminator) -> String {
    switch discriminator {
    case .tag(let tag):
      "must have the member \(quoted(tag.property.names[0])), which distinguishes the alternatives"
    case .member(let member):
      "must have one of the members \(list(member.names.names.lazy.map { quoted($0) })), which distinguish the alternatives"
    }
  }

  /// The name itself is in the violation's pointer; a declared one is offered when it is near.
  static func undeclared(_ name: JSONString, among declared: ArraySlice<JSONString>) -> String {
    guard let nearest = ClosestName.find(name, among: declared) else { return "is not a declared member" }
    return "is not a declared member; did you mean \(quoted(nearest))?"
  }
}

extension UTF8 {
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { scalar.utf8.count }
}
