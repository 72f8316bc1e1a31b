/// How a client starts the server: what is written into its settings.
package struct ServerEntry: Equatable, Sendable {
  /// The variable that says which folder the tools work in.
  package static let projectVariable = "SECURELLM_PROJECT_ROOT"
  package static let arguments = ["mcp"]

  /// Absolute.
  package var command: String
  package var arguments: [String]
  /// In the order in which they are written.
  package var environment: [Variable]

  package struct Variable: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(command: String, arguments: [String] = Self.arguments, environment: [Variable] = []) {
    self.command = command
    self.arguments = arguments
    self.environment = environment
  }

  /// Whether an entry is one of this program, wherever it lies: another server must not be replaced because it has the
  /// same name.
  static func isOurs(command: String?, arguments: [String]?) -> Bool {
    guard let command = command?.bytes, let first = arguments?.first else { return false }
    let name = command.lastIndex(of: UInt8(ascii: "/")).map { command[($0 + 1)...] } ?? command[...]
    return name.elementsEqual("securellm".utf8) && first.bytes == Self.arguments[0].bytes
  }
}
