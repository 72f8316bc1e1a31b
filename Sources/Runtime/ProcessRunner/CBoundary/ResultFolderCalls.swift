// Each call lends a name to the kernel for its own time; a descriptor is closed after the last use of it.
import CLauncher
import CProcessControl
import Glibc
import System

enum ResultFolderCalls {
  /// Makes a folder for this user alone; a name that is taken is an error.
  static func make(_ path: String) throws(SystemError) -> OwnedDescriptor {
    guard unsafe mkdir(path, 0o700) == 0 else { throw SystemError(code: errno) }
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      let error = SystemError(code: errno)
      _ = unsafe rmdir(path)
      throw error
    }
    return OwnedDescriptor(descriptor)
  }

  /// Opens a file for reading; a link is none, and nothing that is opened is waited for.
  static func openFile(_ name: String, in folder: OwnedDescriptor) throws(SystemError) -> OwnedDescriptor {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let descriptor = unsafe openat(folder.number, name, flags)
    guard descriptor >= 0 else { throw SystemError(code: errno) }
    return OwnedDescriptor(descriptor)
  }

  /// The size of a regular file that has no second name; nil for anything else.
  static func size(ofOwnFile descriptor: Int32) -> Int? {
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0, found.st_mode & S_IFMT == S_IFREG, found.st_nlink == 1 else {
      return nil
    }
    return Int(found.st_size)
  }

  static func remove(_ path: String, _ folder: OwnedDescriptor) {
    _ = launcher_empty_folder(folder.number)
    _ = unsafe rmdir(path)
  }

  static let noEntry = ENOENT
  static let isLink = ELOOP
}
