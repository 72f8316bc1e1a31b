package import Database

/// Why the key store could not do what was asked. Descriptions name no submitted value: it may be a key.
package enum KeyStoreError: Error, Equatable, CustomStringConvertible {
  case database(DatabaseFailure)
  /// By a key that is active.
  case nameTaken
  /// Neither active by its id nor by its name; a revoked key counts as unknown.
  case unknownKey
  case invalid(Field)

  /// Which part of a request for a key is invalid.
  package enum Field: Sendable {
    case name, limits, burst, expiry, models, tools, owner, tags, grace
  }

  package var description: String {
    switch self {
    case .database(let failure): "key store \(failure)"
    case .nameTaken: "there is a key of this name already: choose another, or revoke that one first"
    case .unknownKey: "there is no active key with this id or name: see `securellm keys list`"
    case .invalid(.name):
      "a key's name has 1 to \(KeyStore.nameBytes) bytes without control characters, and is not an id or a key itself"
    case .invalid(.limits): "a limit is a number from 1 to \(KeyLimits.range.upperBound)"
    case .invalid(.burst): "a burst belongs to a limit of requests per minute: give both"
    case .invalid(.expiry): "the expiry is not in the future: the key could never be used"
    case .invalid(.models):
      "models are 1 to \(KeyStore.mostModels) entries of at most 200 printable characters without blanks, \"*\" only at"
        + " the end of one: gpt-4o, openai/*, claude-*"
    case .invalid(.tools):
      "tools are at most \(KeyStore.mostTools) names of at most 64 letters, digits, \"_\" and \"-\", \"*\" only at the end of"
        + " one: git_log, nix_*, *"
    case .invalid(.owner): "an owner has 1 to \(KeyStore.ownerBytes) bytes without control characters"
    case .invalid(.tags):
      "tags are at most \(KeyStore.mostTags), each of 1 to 64 letters, digits and \"._:=/@-\": team=search, prod"
    case .invalid(.grace): "a grace is at most 90 days"
    }
  }
}
