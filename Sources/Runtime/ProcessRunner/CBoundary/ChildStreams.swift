import CLauncher
import Glibc

/// A descriptor that is closed with its owner.
final class OwnedDescriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }
}

/// A pipe between this process and a child. Ours is the end that does not block.
struct ChildPipe {
  var ours: OwnedDescriptor
  var theirs: OwnedDescriptor

  enum Direction { case toChild, fromChild }

  init(_ direction: Direction) throws(LaunchFailure) {
    var (first, second): (Int32, Int32) = (-1, -1)
    guard unsafe launcher_pipe(&first, &second) == 0 else {
      throw LaunchFailure(step: launcher_step_descriptors, errno: errno)
    }
    let reading = try Self.above(first)
    let writing = try Self.above(second)
    (ours, theirs) = direction == .toChild ? (writing, reading) : (reading, writing)
    _ = fcntl(ours.number, F_SETFL, O_NONBLOCK)
  }

  /// The numbers 0 to 2 are what the child's descriptors become; where this process has closed its own, they are free.
  fileprivate static func above(_ descriptor: Int32) throws(LaunchFailure) -> OwnedDescriptor {
    if descriptor > STDERR_FILENO { return OwnedDescriptor(descriptor) }
    let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
    let error = errno
    close(descriptor)
    guard moved >= 0 else { throw LaunchFailure(step: launcher_step_descriptors, errno: error) }
    return OwnedDescriptor(moved)
  }
}

extension OwnedDescriptor {
  /// What a child without input reads.
  static func null() throws(LaunchFailure) -> OwnedDescriptor {
    let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LaunchFailure(step: launcher_step_descriptors, errno: errno) }
    return try ChildPipe.above(descriptor)
  }

  /// A folder to start in.
  static func folder(_ path: String) throws(LaunchFailure) -> OwnedDescriptor {
    let descriptor = unsafe open(path, FolderCalls.pathFlag | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LaunchFailure(step: launcher_step_directory, errno: errno) }
    return OwnedDescriptor(descriptor)
  }
}

/// What a read or write of a descriptor that does not block came to.
enum Transfer: Equatable {
  case bytes(Int)
  /// Nothing can be moved now.
  case wouldBlock
  case end
  case failed(errno: Int32)
}

enum StreamCalls {
  /// Reads into `buffer` from its beginning.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Transfer {
    let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress!, $0.count) }
    return count == 0 ? .end : transfer(count)
  }

  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Transfer {
    let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    return transfer(count)
  }

  private static func transfer(_ count: Int) -> Transfer {
    if count >= 0 { return .bytes(count) }
    return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed(errno: errno)
  }

  /// Waits until one of the descriptors is ready, or for `milliseconds`; for ever when negative. The result has the
  /// same order; a wait that a signal ended finds none ready.
  static func wait(for descriptors: [(number: Int32, events: Int16)], milliseconds: Int32) -> [Bool] {
    var polled = descriptors.map { pollfd(fd: $0.number, events: $0.events, revents: 0) }
    let count = unsafe poll(&polled, nfds_t(polled.count), milliseconds)
    return polled.map { count > 0 && $0.revents != 0 }
  }

  /// Reads a counter so that it is not ready any more.
  static func drain(_ counter: Int32) {
    var value: UInt64 = 0
    _ = unsafe Glibc.read(counter, &value, MemoryLayout<UInt64>.size)
  }

  static func ring(_ counter: Int32) {
    var one: UInt64 = 1
    _ = unsafe Glibc.write(counter, &one, MemoryLayout<UInt64>.size)
  }

  /// A counter that threads wake each other with.
  static func makeCounter() -> OwnedDescriptor? {
    let descriptor = launcher_counter()
    return descriptor < 0 ? nil : OwnedDescriptor(descriptor)
  }
}

extension StartedProcess {
  /// Whether it has ended; it stays a zombie, and its number its own, until `reap`.
  var hasEnded: Bool { collect(reaps: false) != nil }

  /// How it ended; nil while it runs.
  func reap() -> ProcessOutput.Termination? { collect(reaps: true) }

  private func collect(reaps: Bool) -> ProcessOutput.Termination? {
    var (wasSignalled, status): (Int32, Int32) = (0, 0)
    guard unsafe launcher_collect(descriptor, reaps ? 1 : 0, &wasSignalled, &status) == 1 else { return nil }
    return wasSignalled == 0 ? .exited(code: status) : .signalled(status)
  }
}
