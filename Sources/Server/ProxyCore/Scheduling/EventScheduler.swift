/// What the core asks of the event loop that it runs on. The transport implements it; tests have one whose time they
/// turn themselves. All methods but what `hopping` returns are called on the loop.
package protocol EventScheduler: AnyObject {
  /// Monotonic, in nanoseconds.
  var nanoseconds: UInt64 { get }

  /// Runs `body` when what runs now has returned.
  func later(_ body: @escaping () -> Void)

  /// It cannot be cancelled: `body` looks whether it is still wanted.
  func after(milliseconds: Int, _ body: @escaping () -> Void)

  /// A function for other threads: it brings a value to this loop, and to `body` there.
  func hopping<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void
}

extension EventScheduler {
  /// A function for other threads that brings nothing but the call.
  package func hopping(_ body: @escaping () -> Void) -> @Sendable () -> Void {
    let hop: @Sendable (Bool) -> Void = hopping { _ in body() }
    return { hop(true) }
  }
}
