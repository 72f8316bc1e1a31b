/// Where the secrets of tools come from: the configuration of the server, and variables of its environment.
///
/// Values are looked up when a call needs them, so that a key that was replaced is used from the next call on. They are
/// never part of a description.
package struct ToolSecrets: Sendable {
  /// Why there is no value; without it.
  package enum Missing: Error, Sendable, Equatable {
    /// Nobody has said where it is.
    case notSet
    /// Too short to be found again in what programs print.
    case tooShort
    /// It has a NUL, or is longer than a variable can be.
    case invalid
    /// Of the configuration's source, in words.
    case unreadable(String)
  }

  /// The longest value: more is a file, and not a key.
  package static let longest = 65_536

  /// By name, as the configuration declares them.
  private var sources: [String: @Sendable () async -> Result<[UInt8], Missing>] = [:]
  private let variables: [String: String]

  /// - Parameter environment: of the process; those whose names begin with ``prefix`` are secrets.
  package init(environment: [String: String] = [:]) {
    variables = environment.filter { $0.key.utf8.starts(with: Self.prefix.utf8) }
  }

  package static let prefix = "SECURELLM_SECRET_"

  /// The same with a source for one secret, which goes before the environment.
  package mutating func set(_ name: String, _ source: @escaping @Sendable () async -> Result<[UInt8], Missing>) {
    sources[name] = source
  }

  /// Whether somebody has said where the secret is. Its source may still fail.
  package func isSet(_ name: String) -> Bool { sources[name] != nil || variables[Self.prefix + name] != nil }

  /// What keeps a secret from being used that is read without waiting; nil when nothing is known against it.
  package func objection(_ name: String) -> Missing? {
    if sources[name] != nil { return nil }
    guard let text = variables[Self.prefix + name] else { return .notSet }
    return Self.objection(to: Array(text.utf8))
  }

  /// Why a value cannot be a secret; nil when it can.
  package static func objection(to value: [UInt8]) -> Missing? {
    do throws(Missing) { _ = try checked(value) } catch { return error }
    return nil
  }

  package func value(_ name: String) async throws(Missing) -> [UInt8] {
    if let source = sources[name] { return try Self.checked(try await source().get()) }
    guard let text = variables[Self.prefix + name] else { throw .notSet }
    return try Self.checked(Array(text.utf8))
  }

  /// Without the line end that editors and programs put behind a value.
  private static func checked(_ bytes: [UInt8]) throws(Missing) -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    let value = Array(bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    guard !value.contains(0), value.count <= longest, String(validating: value, as: UTF8.self) != nil else {
      throw .invalid
    }
    guard value.count >= SecretMask.shortest else { throw .tooShort }
    return value
  }
}

extension ToolSecrets.Missing {
  /// What to do about a secret; a sentence that names it and never its value.
  package func sentence(_ name: String) -> String {
    switch self {
    case .notSet:
      "the secret \(name) is not set: set \(ToolSecrets.prefix)\(name), or for `securellm serve` tools.secrets.\(name)"
        + " in its configuration"
    case .tooShort: "the secret \(name) has less than \(SecretMask.shortest) bytes: use a longer one"
    case .invalid:
      "the secret \(name) cannot be given to a program: it has to be text without NUL, of at most"
        + " \(ToolSecrets.longest) bytes"
    case .unreadable(let reason): "the secret \(name) cannot be read: \(reason)"
    }
  }
}
