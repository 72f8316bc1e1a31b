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
    /// The input has something to read, or its end.
    case input
    /// The input has ended, and so have the calls that were in flight.
    case idle
    case timeOut
  }

  /// A byte written here, also by a signal handler, makes this and every later wait end with `stop`.
  let stopDescriptor: CInt
  private let stopReadEnd: CInt
  private let idleDescriptor: CInt
  private let idleReadEnd: CInt

  init() throws(DescriptorError) {
    (stopReadEnd, stopDescriptor) = try Self.makePipe()
    (idleReadEnd, idleDescriptor) = try Self.makePipe()
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

  /// Makes every wait without input end with `idle`, unless something more urgent is there.
  func callsHaveEnded() {
    var byte: UInt8 = 1
    _ = unsafe write(idleDescriptor, &byte, 1)
  }

  /// - Parameters:
  ///   - input: nil when its end has been read.
  ///   - output: watched for its other end being closed.
  ///   - deadline: none when nil.
  func wait(input: CInt?, output: CInt, until deadline: ContinuousClock.Instant? = nil) -> Event {
    // This is on the path of every request: calls end unnoticed while there is input, and nothing is allocated.
    var watched: InlineArray<3, pollfd> = [
      pollfd(fd: stopReadEnd, events: Int16(POLLIN), revents: 0), pollfd(fd: output, events: 0, revents: 0),
      pollfd(fd: input ?? idleReadEnd, events: Int16(POLLIN), revents: 0),
    ]
    var span = watched.mutableSpan
    var count: CInt
    repeat {
      count = unsafe span.withUnsafeMutableBufferPointer {
        unsafe poll($0.baseAddress, 3, Self.milliseconds(until: deadline))
      }
      // Anything but an interruption shows itself again in the read that follows.
    } while count < 0 && errno == EINTR
    if count == 0 { return .timeOut }
    if watched[0].revents != 0 { return .stop }
    if watched[1].revents != 0 { return .clientGone }
    return input == nil ? .idle : .input
  }

  /// What `poll` takes: -1 for ever; at most a day, after which the caller asks again.
  private static func milliseconds(until deadline: ContinuousClock.Instant?) -> CInt {
    guard let deadline else { return -1 }
    let left = ContinuousClock.now.duration(to: deadline).components
    guard left.seconds >= 0, left.attoseconds >= 0 else { return 0 }
    return CInt(min(left.seconds, 86_400) * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
  }
}
