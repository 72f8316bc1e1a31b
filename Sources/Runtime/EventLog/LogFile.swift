import JSONCore
import System

/// The file behind the log: opened when needed, moved aside when it is full, left alone for a while when it fails.
struct LogFile {
  /// After a failure the file is not touched for this long: an unreachable disk must not be asked for every line.
  private static let pause = Duration.seconds(1)

  private let path: String?
  private let limit: Int
  private var descriptor: CInt = -1
  private var size = 0
  private var failedAt: ContinuousClock.Instant?
  /// Whether a failure has been reported already.
  private var hasWarned = false
  /// A write stopped in the middle of a line.
  private var isTorn = false

  /// `limit`: bytes after which the file is moved to `<path>.1`.
  init(path: String?, limit: Int) {
    self.path = path
    self.limit = limit
  }

  /// Appends whole lines. False when they are lost, which is said on standard error the first time.
  mutating func write(_ lines: [UInt8]) -> Bool {
    // Without a file nothing can be lost.
    guard let path else { return true }
    if let failedAt, failedAt.duration(to: .now) < Self.pause { return false }
    do {
      if descriptor >= 0, size + lines.count > limit { try rotate(path) }
      if descriptor < 0 { try open(path) }
      try append(lines)
      failedAt = nil
      return true
    } catch {
      fail(path, error.code)
      return false
    }
  }

  /// One write of the batch, which the kernel puts at the end whole where it fits (O_APPEND): several processes may
  /// share a file.
  private mutating func append(_ lines: [UInt8]) throws(SystemError) {
    var writer = JSONWriter(capacity: lines.count + 1)
    // Ends the half line, so that the next one is whole.
    if isTorn { writer.literal("\n") }
    writer.raw(lines)
    let written = writer.count
    let code = writer.flush(to: descriptor)
    isTorn = code != 0
    if code != 0 { throw SystemError(code: code) }
    size += written
  }

  /// The file may be full already, by this process's last run or by another process.
  private mutating func open(_ path: String) throws(SystemError) {
    if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex {
      try Folders.make(String(path[..<slash]))
    }
    descriptor = try LogFileSystem.openForAppending(path)
    size = try FileStatus(descriptor).size
    if size >= limit {
      try rotate(path)
      descriptor = try LogFileSystem.openForAppending(path)
      size = try FileStatus(descriptor).size
    }
  }

  /// Moves the file aside, unless another process that writes to it has done so already.
  private mutating func rotate(_ path: String) throws(SystemError) {
    defer { closeFile() }
    // By inode: the path may lead to another file by now.
    let mine = try FileStatus(descriptor)
    guard let current = FileStatus(path) else { return }
    if mine.inode == current.inode, mine.device == current.device {
      try LogFileSystem.rename(path, to: path + ".1")
    }
  }

  private mutating func closeFile() {
    if descriptor >= 0 { LogFileSystem.close(descriptor) }
    descriptor = -1
  }

  /// Reported once on standard error: a line for each failure would fill a terminal.
  private mutating func fail(_ path: String, _ code: CInt) {
    closeFile()
    failedAt = .now
    if hasWarned { return }
    hasWarned = true
    let text = "the log \(path) cannot be written (error \(code)): its lines are lost until this is fixed\n"
    StandardError.write(Array(text.utf8))
  }
}
