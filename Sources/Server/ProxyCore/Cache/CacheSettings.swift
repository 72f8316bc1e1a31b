package import ResponseCache

/// Which responses are kept, for how long and for whom.
package struct CacheSettings: Sendable, Equatable {
  package var limits: ResponseCache.Limits
  package var width: CacheScope.Width
  /// Patterns of models whose responses are kept whatever the temperature.
  package var models: [String]
  /// Instances share them.
  package var usesStore: Bool
  /// Nil where the process makes its own.
  var secret: CacheSecret?
}

/// What keys and encryption of stored responses are derived from. Whatever prints it by mistake prints nothing of it.
struct CacheSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  var description: String { "(secret)" }

  var customMirror: Mirror { Mirror(self, children: []) }
}
