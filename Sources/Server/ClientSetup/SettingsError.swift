package import JSONCore

/// Why a settings file is left as it is. Never a value of the file: other servers keep their tokens there.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Sendable {
    /// The file is not what it should be, by its syntax or its form.
    case invalid
    /// The file is in order, and what was asked for would change something that is not ours.
    case refused
  }

  package let kind: Kind
  package let location: SourceLocation?
  package let message: String

  package init(_ kind: Kind, at location: SourceLocation? = nil, _ message: String) {
    self.kind = kind
    self.location = location
    self.message = message
  }

  /// A caller puts the file's name before it, so that editors make a link of it.
  package var description: String { location.map { "\($0): \(message)" } ?? message }
}
