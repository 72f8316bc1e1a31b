// Every pointer here is lent for one call.
import Glibc
import System

/// A system call that failed, with its `errno`.
struct DeviceFailure: Error, Equatable {
  let operation: String
  let code: Int32

  static func last(_ operation: String) -> DeviceFailure { DeviceFailure(operation: operation, code: errno) }
}

/// The files of the log. Tests use devices that fail instead.
protocol AuditDevice: Sendable {
  /// Opens a file to append to and read, mode 0600; with `creating`, one that must not exist yet.
  func open(_ path: String, creating: Bool) throws(DeviceFailure) -> Int32
  func close(_ file: Int32)
  /// Writes some of the bytes from `start` on, at the end of the file; how many.
  func write(_ file: Int32, _ bytes: [UInt8], from start: Int) throws(DeviceFailure) -> Int
  func read(_ file: Int32, at offset: Int, count: Int) throws(DeviceFailure) -> [UInt8]
  func size(_ file: Int32) throws(DeviceFailure) -> Int
  /// Waits until the file's content is on the disk.
  func sync(_ file: Int32) throws(DeviceFailure)
  func truncate(_ file: Int32, to size: Int) throws(DeviceFailure)
  func remove(_ path: String) throws(DeviceFailure)
  /// Gives a file another name, which no other has.
  func rename(_ path: String, to other: String) throws(DeviceFailure)
  /// Waits until the names in a folder are on the disk.
  func syncFolder(_ path: String) throws(DeviceFailure)
  func names(in folder: String) throws(DeviceFailure) -> [String]
}

/// The real one. Reads and writes that a signal interrupts are repeated.
struct SystemDevice: AuditDevice {
  func open(_ path: String, creating: Bool) throws(DeviceFailure) -> Int32 {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | (creating ? O_CREAT | O_EXCL : 0)
    while true {
      let file = unsafe Glibc.open(path, flags, 0o600)
      if file >= 0 { return file }
      if errno != EINTR { throw .last("open") }
    }
  }

  func close(_ file: Int32) { _ = Glibc.close(file) }

  func write(_ file: Int32, _ bytes: [UInt8], from start: Int) throws(DeviceFailure) -> Int {
    precondition(start >= 0 && start <= bytes.count)
    while true {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress?.advanced(by: start), bytes.count - start)
      }
      if written >= 0 { return written }
      if errno != EINTR { throw .last("write") }
    }
  }

  func read(_ file: Int32, at offset: Int, count: Int) throws(DeviceFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let received = unsafe bytes.withUnsafeMutableBytes { unsafe pread(file, $0.baseAddress, count, offset) }
      if received >= 0 {
        bytes.removeLast(count - received)
        return bytes
      }
      if errno != EINTR { throw .last("read") }
    }
  }

  func size(_ file: Int32) throws(DeviceFailure) -> Int {
    var status = stat()
    if unsafe fstat(file, &status) < 0 { throw .last("fstat") }
    return Int(status.st_size)
  }

  func sync(_ file: Int32) throws(DeviceFailure) {
    // Not repeated after an error: the kernel has thrown the pages away, and a second call would succeed. A signal does
    // not interrupt it here: the writer's thread takes none.
    if fdatasync(file) < 0 { throw .last("fdatasync") }
  }

  func truncate(_ file: Int32, to size: Int) throws(DeviceFailure) {
    while ftruncate(file, size) < 0 { if errno != EINTR { throw .last("ftruncate") } }
  }

  func remove(_ path: String) throws(DeviceFailure) {
    if unsafe unlink(path) < 0, errno != ENOENT { throw .last("unlink") }
  }

  func rename(_ path: String, to other: String) throws(DeviceFailure) {
    if unsafe Glibc.rename(path, other) < 0 { throw .last("rename") }
  }

  func syncFolder(_ path: String) throws(DeviceFailure) {
    let folder = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0 { throw .last("open") }
    defer { close(folder) }
    if fsync(folder) < 0 { throw .last("fsync") }
  }

  func names(in folder: String) throws(DeviceFailure) -> [String] {
    do { return try Folders.names(in: folder).map { String(decoding: $0, as: UTF8.self) } } catch {
      throw DeviceFailure(operation: "readdir", code: error.code)
    }
  }

  /// Makes a folder with mode 0700, and missing ones above it; one that exists is left as it is.
  static func makeFolder(_ path: String) throws(DeviceFailure) {
    do { try Folders.make(path) } catch { throw DeviceFailure(operation: "mkdir", code: error.code) }
  }

  /// The permission bits of a folder; nil when there is none.
  static func permissions(ofFolder path: String) throws(DeviceFailure) -> UInt32? {
    var status = stat()
    if unsafe stat(path, &status) == 0 { return status.st_mode & 0o7777 }
    if errno == ENOENT { return nil }
    throw .last("stat")
  }

  /// Whether trying again is safe and may help: a file that cannot be opened, or no space, no quota, a file-size limit
  /// or no memory for a write. After any other failure nobody knows what is on the disk.
  static func isPassing(_ failure: DeviceFailure) -> Bool {
    switch failure.operation {
    case "open": true
    case "write": [ENOSPC, EDQUOT, EFBIG, ENOMEM, EAGAIN].contains(failure.code)
    default: false
    }
  }

  static let doesNotExist = ENOENT
  static let alreadyExists = EEXIST
  static let noSpace = ENOSPC
}
