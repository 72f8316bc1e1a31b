// Names are lent to the kernel for one call, each with the NUL that it wants; a descriptor is closed after the last use of
// the value.
import Glibc

/// A folder that is open. What is in it is looked up in the folder itself and not by a path, on which somebody could put
/// another one meanwhile.
package struct OpenFolder: ~Copyable {
  private let descriptor: CInt

  /// - Parameter followsLink: whether the last name of the path may be a symbolic link.
  package init(_ path: String, followsLink: Bool) throws(SystemError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
    var opened = unsafe open(path, flags)
    while opened < 0, errno == EINTR { opened = unsafe open(path, flags) }
    if opened < 0 { throw .last }
    descriptor = opened
  }

  private init(adopting descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  package func status() throws(SystemError) -> FileStatus { try FileStatus(descriptor) }

  /// The names in it, without `.` and `..`, in the order of their bytes.
  package func names(limit: Int) throws(SystemError) -> [[UInt8]] {
    // By the descriptor's own entry of `/proc`: a copy of it would share its position.
    try Folders.names(in: "/proc/self/fd/\(descriptor)", limit: limit).sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// What has a name in it, a link included; nil when nothing has.
  package func status(of name: [UInt8]) -> FileStatus? {
    FileStatus(descriptor, name)
  }

  /// A folder in it.
  package func folder(_ name: [UInt8], followsLink: Bool) throws(SystemError) -> OpenFolder {
    OpenFolder(adopting: try opened(name, O_DIRECTORY | (followsLink ? 0 : O_NOFOLLOW)))
  }

  /// The whole of a regular file in it, and what the kernel says of that file.
  ///
  /// - Parameters:
  ///   - limit: in bytes; a larger file is refused.
  ///   - followsLink: whether the name may be a symbolic link.
  package func read(
    _ name: [UInt8], limit: Int, followsLink: Bool
  ) throws(FileReadError) -> (bytes: [UInt8], status: FileStatus) {
    let file: CInt
    // A FIFO without a writer would wait otherwise.
    do { file = try opened(name, O_NONBLOCK | O_NOCTTY | (followsLink ? 0 : O_NOFOLLOW)) } catch {
      throw .system(error)
    }
    defer { close(file) }
    let (status, bytes): (FileStatus, [UInt8])
    do throws(SystemError) {
      status = try FileStatus(file)
      // One byte more distinguishes a file of exactly the limit from a larger one.
      bytes = status.kind == .regular ? try Files.readAll(file, limit: limit + 1, expected: status.size) : []
    } catch {
      throw .system(error)
    }
    if status.kind != .regular { throw .notRegular }
    if bytes.count > limit { throw .tooLarge }
    return (bytes, status)
  }

  private func opened(_ name: [UInt8], _ flags: CInt) throws(SystemError) -> CInt {
    let name = name.map { CChar(bitPattern: $0) } + [0]
    var opened = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | flags)
    while opened < 0, errno == EINTR { opened = unsafe openat(descriptor, name, O_RDONLY | O_CLOEXEC | flags) }
    if opened < 0 { throw .last }
    return opened
  }
}
