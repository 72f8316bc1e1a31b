package import JSONCore

/// Where the value of a setting is from: whoever has to change it is told there, and not where the value leads to.
package enum SettingSource: Equatable, Sendable {
  /// A member of the configuration's file.
  case member(file: String, SourceLocation, pointer: String)
  /// An option of the command line, as it is written there.
  case option(String)
  /// A variable of the environment.
  case variable(String)
  /// Nobody has said anything: the member that would.
  case standard(pointer: String)

  /// What is wrong with the value.
  package func error(_ message: String) -> ConfigurationError {
    switch self {
    case .member(let file, let location, let pointer):
      ConfigurationError(file: file, location: location, pointer: pointer, message)
    case .option(let name), .variable(let name): ConfigurationError("\(name): \(message)")
    case .standard(let pointer): ConfigurationError("the default of \(Self.dotted(pointer)): \(message)")
    }
  }

  /// `/audit/folder` as sentences name it: `audit.folder`.
  private static func dotted(_ pointer: String) -> String {
    pointer.split(separator: "/").joined(separator: ".")
  }
}

extension ConfigurationFile {
  /// Where the value of a member is from.
  ///
  /// - Parameters:
  ///   - pointer: of the member.
  ///   - name: of the file.
  package func source(of pointer: String, inFile name: String) -> SettingSource {
    guard has(pointer), let location = location(of: pointer) else { return .standard(pointer: pointer) }
    return .member(file: name, location, pointer: pointer)
  }

  /// What is wrong with a member, at its location, or at that of what it is missing from. An empty pointer is for what
  /// is in no file.
  package func error(_ message: String, at pointer: String, inFile name: String) -> ConfigurationError {
    let location = pointer.isEmpty ? nil : location(of: pointer)
    return ConfigurationError(file: location.map { _ in name }, location: location, pointer: pointer, message)
  }
}
