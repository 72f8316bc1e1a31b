import SchemaRuntime

/// Sentences for mistakes that are made often, and that the schema's own words would explain badly.
enum ConfigurationHints {
  /// Other names for `key`, too far from it to be taken for a misspelling.
  private static let namesOfKeys = ["api_key", "apiKey", "apikey", "api-key", "token", "apiKeyEnv", "api_key_env"]

  static func message(of violation: Violation) -> String {
    let path = violation.instanceLocation.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let isUndeclared = violation.message.hasPrefix("is not a declared member")
    switch (path.first, path.count, path.last) {
    case ("providers", 3, let member?) where isUndeclared && namesOfKeys.contains(String(member)):
      return #"is not a declared member; write "key": { "env": "NAME" } with the variable that has the key"#
    // A key itself, most often.
    case ("providers", 3, "key") where violation.keyword == "type":
      return violation.message + #": write { "env": "NAME" } with the variable that has the key, or { "file": "PATH" }"#
    case ("state", 3, "url") where violation.keyword == "type":
      return violation.message + #": write { "env": "NAME" } with the variable that has the URL, or { "file": "PATH" }"#
    case ("providers", 2, _) where violation.keyword == "pattern":
      return "must be a name of lower-case letters, digits, - and _, since models are asked for as name/model"
    case ("aliases", 2, _) where violation.keyword == "pattern":
      return "must name the provider and its model, as in openai/gpt-5-mini"
    default: return violation.message
    }
  }
}
