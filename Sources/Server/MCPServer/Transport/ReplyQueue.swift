import JSONCore

/// Replies on their way to the client: the session appends them, and what the client has not taken yet waits here.
///
/// Nothing here waits for the client. What does not fit stays until the descriptor has room (`isBlocked`), and beyond
/// `limit` bytes nothing more should be appended (`isFull`) until half of that has gone.
/// One buffer holds replies that are sent, being sent and not sent yet: a reply is never copied between writer and
/// `write`, and one system call takes all there are.
struct ReplyQueue: ~Copyable {
  /// What whoever serves the connection has to know.
  struct State: Equatable, Sendable {
    /// The client is gone: nothing is kept for it.
    var isBroken = false
    /// Bytes wait until the descriptor has room.
    var isBlocked = false
    /// So many of them that no further input is read.
    var isFull = false
  }

  /// Replies beyond this are written before the next line is looked at: 256 KiB, so that a client which pipelines
  /// reads the first while the others are made.
  private static let batch = 1 << 18
  /// 64 KiB, what an empty pipe of Linux holds.
  private static let initial = 1 << 16

  var writer = JSONWriter(capacity: ReplyQueue.initial)
  private(set) var state = State()
  /// How much the client has taken, ever: who waits for it can see that it goes on.
  private(set) var delivered = 0
  private let end: OutputEnd
  private let limit: Int
  /// Bytes at the beginning of `writer` that the client has.
  private var sent = 0
  /// Bytes at the beginning of `writer` that are fit for readers of lines.
  private var checked = 0

  init(_ end: OutputEnd, limit: Int) {
    self.end = end
    self.limit = limit
  }

  private var pending: Int { writer.count - sent }

  /// Passes on what the client takes at once.
  mutating func flush() {
    writer.escapeLineSeparators(from: checked)
    checked = writer.count
    if !state.isBlocked { write() }
    settle()
  }

  mutating func flushIfLarge() {
    if writer.count - checked > Self.batch { flush() }
  }

  /// The descriptor has room again.
  mutating func resume() {
    state.isBlocked = false
    flush()
  }

  /// Until all is gone, or the descriptor takes no more. Interrupted calls are repeated by `OutputEnd`.
  private mutating func write() {
    while pending > 0, !state.isBroken {
      switch writer.withSpan({ end.write($0.extracting(sent...)) }) {
      case .wrote(let count):
        sent += count
        delivered += count
      case .isFull:
        state.isBlocked = true
        return
      case .failed: state.isBroken = true
      }
    }
  }

  /// Frees room, and says how full it is.
  private mutating func settle() {
    if state.isBroken { sent = writer.count }
    if pending == 0 {
      // A buffer that one large reply has grown is freed.
      if writer.count > Self.batch * 4 { writer = JSONWriter(capacity: Self.initial) } else { writer.reset() }
      (sent, checked) = (0, 0)
      state.isBlocked = false
    } else if sent > Self.batch, sent > pending {
      // More was sent than is left, so that no more bytes are moved than have been sent.
      writer.removeFirst(sent)
      (sent, checked) = (0, checked - sent)
    }
    // Half of the limit between the two, so that a client reading in small pieces does not switch input on and off.
    if pending >= limit { state.isFull = true } else if pending <= limit / 2 { state.isFull = false }
  }
}
