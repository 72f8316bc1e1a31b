import Glibc

/// The file behind the ring: one process at a time has it.
enum RingFile {
  /// "SLaudit1", read as a word.
  private static let magic: UInt64 = 0x3174_6964_7561_4C53

  /// Takes the file for this process, making it when it is missing. The descriptor holds the lock.
  static func open(_ path: String) throws(AuditOpenFailure) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW
    var file = unsafe Glibc.open(path, flags, 0o600)
    while file < 0, errno == EINTR { file = unsafe Glibc.open(path, flags, 0o600) }
    guard file >= 0 else { throw .last("open", path) }
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      Glibc.close(file)
      throw code == EWOULDBLOCK
        ? .inUse(path: path) : .system(operation: "flock", path: path, code: code)
    }
    return file
  }

  /// Looks at a ring that is there, as `open` and `map` would, and leaves it as it is. Its lock is asked for the moment
  /// that this takes, shared with others who only look.
  ///
  /// - Throws: why the ring could not be opened.
  static func check(_ path: String) throws(AuditOpenFailure) {
    let file = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { throw .last("open", path) }
    defer { close(file) }
    if flock(file, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK { throw .inUse(path: path) }
    _ = try existing(file, path)
  }

  /// Releases the file. The lock would otherwise last as long as the mapping.
  static func close(_ file: Int32) {
    flock(file, LOCK_UN)
    _ = Glibc.close(file)
  }

  /// Maps the ring of a file that is ours, made when there is none yet. An existing ring keeps its size, whatever the
  /// configuration says now: records may be in it.
  static func map(_ file: Int32, _ path: String, orMake size: Int) throws(AuditOpenFailure) -> RecordRing {
    if let ring = try existing(file, path) { return ring }
    return try make(file, capacity: size, path)
  }

  /// Nil when there has never been a ring in the file.
  private static func existing(_ file: Int32, _ path: String) throws(AuditOpenFailure) -> RecordRing? {
    var words: [UInt64] = [0, 0]
    var received = unsafe pread(file, &words, 16, 0)
    while received < 0, errno == EINTR { received = unsafe pread(file, &words, 16, 0) }
    guard received >= 0 else { throw .last("read", path) }
    // The magic is written last, so without it there has never been a record.
    guard received == 16, words[0] != 0 else { return nil }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw .last("fstat", path) }
    let capacity = Int(truncatingIfNeeded: words[1])
    guard words[0] == magic, capacity > 0, capacity & 4095 == 0,
      Int(status.st_size) == RecordRing.headerBytes + capacity
    else { throw .damagedQueue(path: path) }
    let ring = try ring(file, capacity, path)
    guard ring.hasPlausibleHeader else { throw .damagedQueue(path: path) }
    return ring
  }

  /// Makes the ring anew: every block of the file is written, so that storing to its memory never lacks space.
  private static func make(_ file: Int32, capacity: Int, _ path: String) throws(AuditOpenFailure) -> RecordRing {
    guard ftruncate(file, 0) == 0 else { throw .last("ftruncate", path) }
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    let size = RecordRing.headerBytes + capacity
    var offset = 0
    while offset < size {
      let part = min(zeros.count, size - offset)
      let written = unsafe zeros.withUnsafeBytes { unsafe pwrite(file, $0.baseAddress, part, offset) }
      if written < 0, errno == EINTR { continue }
      guard written >= 0 else { throw .last("write", path) }
      offset += written
    }
    guard fsync(file) == 0 else { throw .last("fsync", path) }
    let ring = try ring(file, capacity, path)
    ring[.capacity] = UInt64(capacity)
    // Zeros are the free words of the first lap, so nothing has to be filled in.
    ring.flags = .clean
    ring[.magic] = magic
    guard fsync(file) == 0 else { throw .last("fsync", path) }
    return ring
  }

  /// A failed mapping as the log's own error.
  private static func ring(_ file: Int32, _ capacity: Int, _ path: String) throws(AuditOpenFailure) -> RecordRing {
    do {
      return try RecordRing(file: file, capacity: capacity)
    } catch {
      throw .system(operation: error.operation, path: path, code: error.code)
    }
  }
}
