/// A setting that cannot be served with. The message never has the value, which may be a key.
package struct SettingsFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// JSON pointer into the configuration; empty for what is in no file.
  package let pointer: String
  package let message: String

  package init(pointer: String, _ message: String) {
    self.pointer = pointer
    self.message = message
  }

  /// What a variable of the environment has wrong.
  init(environment message: String) { self.init(pointer: "", message) }

  package var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
