// Every pointer here is lent to the kernel for one call: nothing keeps it.
import Glibc

/// The descriptor that replies leave by. Writing to it takes what fits at the moment and never waits.
///
/// `O_NONBLOCK` belongs to the open file, which the client and other programs may have too, so that it is neither set
/// nor taken away there. Sockets take a flag with each call; a pipe or a terminal is opened once more, which makes an
/// open file of this process alone.
struct OutputEnd: Sendable {
  enum Outcome: Equatable, Sendable {
    case wrote(Int)
    case isFull
    /// The `errno`: nobody will read.
    case failed(CInt)
  }

  enum Manner: Sendable {
    /// Each call says that it must not wait.
    case socket
    /// The open file is this process's own and does not wait, or it is a file, which has room.
    case plain
    /// The open file is shared: written when it is known to have room, and no more than it surely has. Only another
    /// writer of the same pipe could take that away in between.
    case piecewise
  }

  /// What a pipe that is ready for writing takes without waiting.
  private static let pieceSize = Int(PIPE_BUF)

  /// To be watched for room and for its end.
  let descriptor: CInt
  let manner: Manner

  /// Takes the descriptor over: it is closed when another one does its work better.
  init(_ descriptor: CInt) {
    guard let own = Self.reopened(descriptor) else {
      self.descriptor = descriptor
      manner = Self.manner(descriptor)
      return
    }
    close(descriptor)
    self.descriptor = own
    manner = .plain
  }

  init(_ descriptor: CInt, manner: Manner) {
    self.descriptor = descriptor
    self.manner = manner
  }

  private static func status(_ descriptor: CInt) -> stat? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? status : nil
  }

  private static func manner(_ descriptor: CInt) -> Manner {
    switch (status(descriptor)?.st_mode ?? 0) & S_IFMT {
    case S_IFSOCK: .socket
    case S_IFREG: .plain
    default: .piecewise
    }
  }

  /// The same pipe or terminal as an open file of its own that does not wait. A regular file keeps the descriptor that
  /// has its position; other devices may be something else when they are opened again, as the controlling side of a
  /// terminal is.
  private static func reopened(_ descriptor: CInt) -> CInt? {
    guard let status = status(descriptor) else { return nil }
    let isPipe = status.st_mode & S_IFMT == S_IFIFO
    let isTerminal = isatty(descriptor) == 1 && status.st_rdev >> 8 != controllingSides
    guard isPipe || isTerminal else { return nil }
    let own = unsafe open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    return own < 0 ? nil : own
  }

  /// The major number of `/dev/tty` and `/dev/ptmx`.
  private static let controllingSides: dev_t = 5

  func write(_ bytes: Span<UInt8>) -> Outcome {
    if manner == .piecewise, !hasRoom { return .isFull }
    while true {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        switch manner {
        case .socket: unsafe send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
        case .plain: unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        case .piecewise: unsafe Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, Self.pieceSize))
        }
      }
      if count >= 0 { return .wrote(count) }
      let code = errno
      if code == EINTR { continue }
      return code == EAGAIN || code == EWOULDBLOCK ? .isFull : .failed(code)
    }
  }

  private var hasRoom: Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&watched, 1, 0) > 0
  }
}
