/// Bounds that hold for every database.
package enum DatabaseLimits {
  /// How long a writer waits for another process before it says "busy".
  package static let busyMilliseconds: Int32 = 5000
  /// Databases up to this size are checked as a whole when opened; beyond, the wait would be felt and damage shows
  /// when it is met.
  static let checkedOnOpenBytes: Int64 = 64 * 1024 * 1024
}
