import SchemaRuntime

/// Sentences for mistakes that are made often, and that the schema's own words would explain badly.
enum ConfigurationHints {
  /// Other names for `key`, too far from it to be taken for a misspelling.
  private static let namesOfKeys = ["api_key", "apiKey", "apikey", "api-key", "token", "apiKeyEnv", "api_key_env"]

  static func message(of violation: Violation) -> String {
    let member = String(violation.instanceLocation.split(separator: "/").last ?? "")
    if violation.instanceLocation.hasPrefix("/providers/"), namesOfKeys.contains(member),
      violation.message.hasPrefix("is not a declared member")
    {
      return #"is not a declared member; write "key": { "env": "NAME" } with the variable that has the key"#
    }
    return violation.message
  }
}
