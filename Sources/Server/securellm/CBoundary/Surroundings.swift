// Every pointer here is lent for one call. `environ` is walked before anything else could change it: nothing in this
// program calls `setenv`, and `ProcessPrivacy` changes it before there is a second thread.
import CProcess
import Glibc

/// What the operating system gave this process: environment, streams, directories. Commands ask it instead of the C
/// library, so that pointers stay in this file.
enum Surroundings {
  /// All environment variables that the process was started with. The process's own environment has lost most of them
  /// (`ProcessPrivacy`).
  static let environment = readEnvironment()

  private static func readEnvironment() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text)
      if let sign = pair.utf8.firstIndex(of: 0x3D) {
        variables[String(pair[..<sign])] = String(pair[pair.utf8.index(after: sign)...])
      }
      unsafe entry += 1
    }
    return variables
  }

  /// Gives the memory of large buffers back to the system when they are freed: opening the audit needs two of 1 MiB.
  static func returnLargeBuffers() { large_buffers_return() }

  /// Which of standard input and output was closed when the program started; nil when neither was.
  static var closedStream: String? {
    switch standard_descriptors_missing() & 3 {
    case 0: nil
    case 1: "standard input is closed"
    case 2: "standard output is closed"
    default: "standard input and output are closed"
    }
  }

  /// Processors that are online, at least 1.
  static var processors: Int {
    let count = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return max(1, count)
  }

  /// Absolute path of the working directory; `/` when it is gone.
  static var currentDirectory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "/" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// Everything on standard input; nil on an error, or when it is more than `limit` bytes: a part would be another
  /// text.
  static func readStandardInput(limit: Int) -> [UInt8]? { readAll(STDIN_FILENO, limit: limit) }

  /// All of it, however often the kernel takes only a part; an error ends it without a report, since there is nobody
  /// left to report to.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Makes writing to a pipe without a reader an error instead of the end of the process.
  static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  /// The whole of a regular file; nil when it cannot be read or is larger.
  static func readFile(_ path: String, limit: Int) -> [UInt8]? {
    // Without waiting: opening a named pipe would otherwise wait for a writer.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
    var file = unsafe open(path, flags)
    while file < 0, errno == EINTR { file = unsafe open(path, flags) }
    if file < 0 { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return readAll(file, limit: limit)
  }

  /// Everything on a descriptor; nil on an error, or when it is more.
  private static func readAll(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 && errno == EINTR { continue }
      if count < 0 || bytes.count + count > limit { return nil }
      bytes += chunk[..<count]
    }
  }

  /// Whether a directory exists and this user may write in it.
  static func isWritable(_ path: String) -> Bool { unsafe access(path, W_OK | X_OK) == 0 }

  /// The permission bits of a file; nil when it cannot be looked at.
  static func permissions(_ path: String) -> UInt32? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// Days since 1970, UTC.
  static var today: Int { time(nil) / 86_400 }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
