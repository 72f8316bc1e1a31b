/// What `securellm fmt` was asked to do.
package struct FormatRequest: Sendable {
  /// One of three and not two flags: a file that is checked is never written, whatever else was asked for.
  package enum Action: Sendable {
    /// The formatted text to standard output; one file.
    case print
    /// The names of the files that would change.
    case check
    /// The files themselves.
    case write
  }

  package var files: [String]
  package var action: Action
  package var order: MemberOrder
  /// Code points of a line up to which a value stays on it.
  /// Code points and not bytes, so that a text in another script is formatted by the same rule.
  package var width: Int
  /// One JSON document per file instead of lines; for `check` and `write`.
  package var json: Bool

  package init(
    files: [String], action: Action = .print, order: MemberOrder = .automatic, width: Int? = nil, json: Bool = false
  ) {
    self.files = files
    self.action = action
    self.order = order
    self.width = width ?? JSONFormatter.defaultWidth
    self.json = json
  }
}
