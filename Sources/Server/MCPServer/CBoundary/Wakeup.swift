import Glibc

/// Wakes the thread that waits for input. A process has one, which is never closed: a signal may come at any time.
struct Wakeup: Sendable {
  enum Event {
    case input, woken
  }

  private let readEnd: CInt
  /// A byte written here, also by a signal handler, makes this and every later `wait` return at once.
  let writeEnd: CInt

  init() throws(DescriptorError) {
    var ends: [CInt] = [0, 0]
    if unsafe pipe(&ends) < 0 { throw DescriptorError(operation: "making a pipe", code: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  /// Waits until the descriptor has something to read (or its end), or something was written to `writeEnd`.
  func wait(for descriptor: CInt) -> Event {
    var watched = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
    ]
    while unsafe poll(&watched, 2, -1) < 0 {
      // Anything but an interruption shows itself again in the read that follows.
      if errno != EINTR { return .input }
    }
    return watched[1].revents != 0 ? .woken : .input
  }
}
