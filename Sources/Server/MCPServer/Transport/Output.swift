import JSONCore

/// Replies on their way to the client.
struct Output: ~Copyable {
  /// Replies beyond this are written before the next line is looked at.
  private static let batch = 1 << 18
  private static let initial = 1 << 16

  var writer = JSONWriter(capacity: Output.initial)
  private let descriptor: Int32
  private var isBroken = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Writes what there is. False when the client is gone; nothing is kept for it then.
  mutating func flush() -> Bool {
    let size = writer.count
    if size > 0, !isBroken { isBroken = writer.flush(to: descriptor) != 0 }
    // A buffer that one large reply has grown is given back.
    if size > Self.batch * 4 { writer = JSONWriter(capacity: Self.initial) } else { writer.reset() }
    return !isBroken
  }

  mutating func flushIfLarge() {
    if writer.count > Self.batch { _ = flush() }
  }
}
