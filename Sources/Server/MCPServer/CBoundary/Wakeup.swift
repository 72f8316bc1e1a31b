import Glibc
import Synchronization

/// What the thread that serves a connection waits for. A process has one, which is never closed: a signal may come at
/// any time.
struct Wakeup: Sendable {
  /// The most urgent first, when several are there.
  enum Event: Sendable {
    /// Something was written to `stopDescriptor`.
    case stop
    /// Nobody reads the output any more.
    case clientGone
    /// The output takes more.
    case room
    /// `nudge` was called: there is something to look at.
    case nudged
    /// The input has something to read, or its end.
    case input
    case timeOut
  }

  /// A byte written here, also by a signal handler, makes this and every later wait end with `stop`.
  let stopDescriptor: CInt
  private let stopReadEnd: CInt
  private let nudgeDescriptor: CInt
  private let nudgeReadEnd: CInt

  init() throws(DescriptorError) {
    (stopReadEnd, stopDescriptor) = try Self.makePipe()
    (nudgeReadEnd, nudgeDescriptor) = try Self.makePipe()
  }

  private static func makePipe() throws(DescriptorError) -> (CInt, CInt) {
    var ends: [CInt] = [0, 0]
    if unsafe pipe(&ends) < 0 { throw DescriptorError(operation: "making a pipe", code: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    return (ends[0], ends[1])
  }

  /// Ends the wait that is going on, or the next one.
  func nudge() {
    var byte: UInt8 = 1
    _ = unsafe write(nudgeDescriptor, &byte, 1)
  }

  /// - Parameters:
  ///   - input: nil when nothing is to be read.
  ///   - output: watched for its other end being closed.
  ///   - forRoom: whether `output` is waited for to take more.
  ///   - isStopping: a stop has been heeded already.
  ///   - deadline: none when nil.
  func wait(
    input: CInt?, output: CInt, forRoom: Bool, isStopping: Bool = false, until deadline: ContinuousClock.Instant? = nil
  ) -> Event {
    // This is on the path of every request: nothing is allocated. The kernel passes over negative descriptors.
    let readable = Int16(POLLIN)
    var watched: InlineArray<4, pollfd> = [
      pollfd(fd: isStopping ? -1 : stopReadEnd, events: readable, revents: 0),
      pollfd(fd: output, events: forRoom ? Int16(POLLOUT) : 0, revents: 0),
      pollfd(fd: nudgeReadEnd, events: readable, revents: 0),
      pollfd(fd: input ?? -1, events: readable, revents: 0),
    ]
    var span = watched.mutableSpan
    var count: CInt
    repeat {
      count = unsafe span.withUnsafeMutableBufferPointer {
        unsafe poll($0.baseAddress, 4, Self.milliseconds(until: deadline))
      }
      // Anything but an interruption shows itself again in the read that follows.
    } while count < 0 && errno == EINTR
    if count == 0 { return .timeOut }
    if watched[0].revents != 0 { return .stop }
    if watched[1].revents & ~Int16(POLLOUT) != 0 { return .clientGone }
    if watched[1].revents != 0 { return .room }
    if watched[2].revents != 0 {
      forgetNudges()
      return .nudged
    }
    return .input
  }

  private func forgetNudges() {
    var bytes: InlineArray<64, UInt8> = InlineArray(repeating: 0)
    var span = bytes.mutableSpan
    _ = unsafe span.withUnsafeMutableBytes { unsafe read(nudgeReadEnd, $0.baseAddress, $0.count) }
  }

  /// What `poll` takes: -1 for ever; at most a day, after which the caller asks again.
  private static func milliseconds(until deadline: ContinuousClock.Instant?) -> CInt {
    guard let deadline else { return -1 }
    let left = ContinuousClock.now.duration(to: deadline).components
    guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
    return CInt(min(left.seconds, 86_400) * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
  }
}
