/// A setting that cannot be served with. The message never has the value, which may be a key.
package struct SettingsFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// JSON pointer into the configuration.
  package let pointer: String
  package let message: String

  package init(pointer: String, _ message: String) {
    self.pointer = pointer
    self.message = message
  }

  package var description: String { "\(pointer): \(message)" }
}
