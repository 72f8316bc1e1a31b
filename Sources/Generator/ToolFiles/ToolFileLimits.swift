/// How much is read of tool files. They are written by hand: what is larger than this is something else.
package enum ToolFileLimits {
  /// Bytes of one file.
  package static let fileBytes = 1 << 20
  /// Files of one place, those of shared definitions among them.
  package static let files = 1000
  /// Bytes of all of them together.
  package static let bytes = 16 << 20
  /// Names in one folder, whatever they are.
  static let names = 10_000
}
