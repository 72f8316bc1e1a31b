package import RedisWire

/// One event loop's way to what instances of the proxy share. The transport implements it by a connection to Redis; tests
/// have one of their own. Confined to its loop.
///
/// Every call has one reply, on this loop and within the time that the configuration gives it (`state.redis.timeoutMs`):
/// nil when there is none, because the store cannot be reached, did not reply in time, or has lost its connection. What
/// was asked may have been done all the same. Never called before the asking call has returned.
package protocol SharedStore: AnyObject {
  /// A call may be sent. While it is false, `send` has no reply at once, and nobody waits for one.
  var isAvailable: Bool { get }

  /// - Parameter command: its name and its arguments.
  func send(_ command: RedisArguments, _ reply: @escaping (RedisReply?) -> Void)

  /// Runs a script, which the server is sent when it does not know it.
  ///
  /// - Parameters:
  ///   - keys: how many of the arguments are keys; they come first.
  func run(
    _ script: RedisScript, keys: Int, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void)
}
