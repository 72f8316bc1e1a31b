// Every pointer here is lent to the kernel for one call; the descriptor is closed after the last use of the value.
import Glibc

/// A regular file that is read in parts, because it may be larger than the memory. Closed with the value.
package struct ReadableFile: ~Copyable {
  package let descriptor: Int32

  /// Links are followed. A folder, a pipe or a device is refused: reading one may wait for ever.
  package init(_ path: String) throws(FileReadError) {
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    var opened = unsafe open(path, flags)
    while opened < 0, errno == EINTR { opened = unsafe open(path, flags) }
    if opened < 0 { throw .system(.last) }
    guard let found = try? FileStatus(opened), found.kind == .regular else {
      close(opened)
      throw .notRegular
    }
    self.init(adopting: opened)
  }

  private init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  package func status() throws(SystemError) -> FileStatus { try FileStatus(descriptor) }

  /// The bytes of a place, fewer where the file ends. The position stays.
  package func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let received = unsafe bytes.withUnsafeMutableBytes { room in
        unsafe pread(descriptor, room.baseAddress?.advanced(by: filled), count - filled, offset + filled)
      }
      if received < 0, errno != EINTR { throw .last }
      if received == 0 { break }
      filled += max(0, received)
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Sets where whoever reads from the descriptor goes on.
  package func move(to offset: Int) throws(SystemError) {
    if lseek(descriptor, offset, SEEK_SET) < 0 { throw .last }
  }
}

extension Files {
  /// Puts a file for this user alone in the place of another in one step: whoever reads at that moment has all of the
  /// old one or all of the new one. It is not synced: after a loss of power it may be empty, so that this is for what
  /// can be made again.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    // In the same folder, and of no other process: several may replace the same file.
    let fresh = path + ".\(getpid()).\(RandomBits.word())"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = unsafe open(fresh, flags, 0o600)
    while descriptor < 0, errno == EINTR { descriptor = unsafe open(fresh, flags, 0o600) }
    if descriptor < 0 { throw .last }
    do throws(SystemError) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor)
    } catch {
      unsafe unlink(fresh)
      throw error
    }
    if unsafe rename(fresh, path) == 0 { return }
    let error = SystemError.last
    unsafe unlink(fresh)
    throw error
  }
}
