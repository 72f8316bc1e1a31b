/// Every bound of the store, with its reason. All are checked before the database is touched.
package enum Limits {
  /// 256 KiB: a note, not a file store; 100 hits with full content then stay under 25 MiB.
  package static let contentBytes = 256 * 1024
  /// 64 KiB of JSON beside a note is already more than any caller has a use for.
  package static let metadataBytes = 64 * 1024
  /// One line of a list.
  package static let titleBytes = 500
  /// Tags narrow a search; past a few dozen they stop narrowing.
  package static let tags = 32
  package static let tagBytes = 100
  /// 16 KiB: each distinct word costs a look-up in the index for its rank.
  package static let queryBytes = 16 * 1024
  package static let hits = 100
  /// Each row found for any of several words is ranked by all of them: rows times words must stay short of a second.
  static let alternatives = 64
  /// A snippet has 24 words; this bounds it when the words themselves are huge.
  static let snippetBytes = 600
}
