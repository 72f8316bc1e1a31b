import Glibc
import System

/// What `/proc/<pid>/stat` reports of a process.
struct ProcessStatus: Equatable {
  var parent: pid_t
  var session: pid_t
  /// Not reaped yet.
  var hasEnded: Bool

  init?(of process: pid_t) {
    // The line is at most about 350 bytes; the command name in it is cut to 15.
    guard let line = try? Files.readPrefix("/proc/\(process)/stat", limit: 1024) else { return nil }
    self.init(parsing: line)
  }

  /// Reads `pid (name) state parent group session ...`. The name may hold anything, `)` included, so fields are
  /// counted from the last one.
  init?(parsing line: [UInt8]) {
    guard let nameEnd = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = line[(nameEnd + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 3, let parent = pid_t(ascii: fields[1]), let session = pid_t(ascii: fields[3]) else {
      return nil
    }
    self.parent = parent
    self.session = session
    hasEnded = fields[0].elementsEqual("Z".utf8)
  }
}

/// The children of the main thread of this process. The kernel hands orphans to that thread; children that were started
/// belong to the thread of their run and are not listed.
func mainThreadChildren() -> [pid_t] {
  guard let line = try? Files.readPrefix("/proc/self/task/\(getpid())/children", limit: 16_384) else { return [] }
  return line.split(separator: UInt8(ascii: " ")).compactMap { pid_t(ascii: $0) }
}

extension pid_t {
  fileprivate init?(ascii digits: ArraySlice<UInt8>) {
    self.init(String(decoding: digits, as: UTF8.self))
  }
}
