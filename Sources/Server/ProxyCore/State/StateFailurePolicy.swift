/// What becomes of something that instances share, while the store of it is away.
package enum StateFailurePolicy: Sendable, Equatable {
  /// Each instance goes on with what it has itself.
  case local
  /// Nothing that needs it is served.
  case refuse
  /// What needs it is served unchecked.
  case open
}
