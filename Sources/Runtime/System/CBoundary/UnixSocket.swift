// The address is a structure of this frame, lent to the kernel for one call; its path is copied into it byte by byte.
import Glibc

/// A socket in the file system, on which a server listens for programs of this machine.
package struct UnixSocket: Sendable {
  package enum Failure: Error, Equatable {
    /// The path is longer than the kernel takes.
    case tooLong
    /// Something else has the name, which is not ours to remove.
    case notASocket
    /// Another server listens on it.
    case inUse
    case system(SystemError)
  }

  /// Bytes of a path that a socket's address has room for, the zero behind it not counted.
  package static let longestPath = 107

  package let path: String
  /// Listening, and of whoever asked for it.
  package let descriptor: CInt
  private let status: FileStatus?

  /// Makes it and listens. One that a server has left behind, on which nobody listens, is replaced.
  ///
  /// - Parameters:
  ///   - mode: its permission bits: who may connect. They are set before anybody can.
  ///   - backlog: connections that the kernel may hold until they are accepted.
  package init(_ path: String, mode: UInt32, backlog: CInt) throws(Failure) {
    guard path.utf8.count <= Self.longestPath else { throw .tooLong }
    try Self.removeStale(path)
    let descriptor = socket(AF_UNIX, Self.streamType, 0)
    guard descriptor >= 0 else { throw .system(.last) }
    guard unsafe Self.call(path, { address, size in unsafe bind(descriptor, address, size) }) == 0 else {
      let failure = errno == EADDRINUSE ? Failure.inUse : .system(.last)
      close(descriptor)
      throw failure
    }
    guard unsafe chmod(path, mode) == 0, listen(descriptor, backlog) == 0 else {
      let failure = Failure.system(.last)
      close(descriptor)
      _ = unsafe unlink(path)
      throw failure
    }
    self.path = path
    self.descriptor = descriptor
    status = FileStatus(ofLink: path)
  }

  /// Why it could not be made now; nil when it could. Makes and removes nothing.
  package static func failure(listeningOn path: String) -> Failure? {
    guard path.utf8.count <= longestPath else { return .tooLong }
    do { _ = try isStale(path) } catch { return error }
    return FileAccess.failure(changing: Folders.parent(of: path) ?? "/").map { .system($0) }
  }

  /// Takes the name away, unless it is another's by now. To be called before the descriptor is closed: as long as it is
  /// open no other file has its inode.
  package func remove() {
    guard let now = FileStatus(ofLink: path), now.inode == status?.inode, now.device == status?.device else { return }
    _ = unsafe unlink(path)
  }

  private static var streamType: CInt { CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue) }

  private static func removeStale(_ path: String) throws(Failure) {
    if try isStale(path), unsafe unlink(path) != 0, errno != ENOENT { throw .system(.last) }
  }

  /// A server that was killed leaves its socket, on which nobody can listen again. Whether somebody does is asked by
  /// connecting.
  private static func isStale(_ path: String) throws(Failure) -> Bool {
    var found = stat()
    guard unsafe lstat(path, &found) == 0 else { return false }
    guard found.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
    let probe = socket(AF_UNIX, streamType, 0)
    guard probe >= 0 else { throw .system(.last) }
    defer { close(probe) }
    if unsafe call(path, { address, size in unsafe connect(probe, address, size) }) == 0 { throw .inUse }
    switch errno {
    case ENOENT: return false
    // Its queue is full.
    case EAGAIN: throw .inUse
    case ECONNREFUSED: return true
    default: throw .system(.last)
    }
  }

  private static func call(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      for (index, byte) in path.utf8.prefix(longestPath).enumerated() { unsafe room[index] = byte }
    }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
