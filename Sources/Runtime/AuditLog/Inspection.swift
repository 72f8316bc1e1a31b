package import JSONCore
import System

extension AuditLog {
  /// Whether `open` would succeed now: the folder is there or can be made, only its owner may write to it, no other
  /// process has it, its newest files can be opened and its disk has room for the queue. Makes and changes nothing.
  ///
  /// - Throws: why not.
  package static func check(folder: String, queueBytes: Int) throws(AuditOpenFailure) {
    if let (error, path) = Folders.failure(preparing: folder) {
      throw .system(operation: "write", path: path, code: error.code)
    }
    guard FileStatus(folder) != nil else { return try checkSpace(folder, queueBytes) }
    try checkFolder(folder)
    let ring = ringPath(folder)
    guard let status = FileStatus(ofLink: ring) else { return try checkSpace(folder, queueBytes) }
    try RingFile.check(ring)
    // Where a start was cut off, the next one writes the ring anew.
    if status.size == 0 { try checkSpace(folder, queueBytes) }
    do throws(DeviceFailure) {
      let days = DayFolder(path: folder, device: SystemDevice())
      for day in try days.days().suffix(2) { days.device.close(try days.device.open(days.path(day), creating: false)) }
    } catch {
      throw .system(operation: error.operation, path: folder, code: error.code)
    }
  }

  /// All blocks of a new ring are written when it is made.
  private static func checkSpace(_ folder: String, _ queueBytes: Int) throws(AuditOpenFailure) {
    var existing = folder
    while FileStatus(existing) == nil, let above = Folders.parent(of: existing) { existing = above }
    guard let usage = FileSystemUsage(at: existing) else { return }
    guard usage.availableBytes < UInt64(RecordRing.headerBytes + ringCapacity(queueBytes)) else { return }
    throw .system(operation: "write", path: ringPath(folder), code: SystemDevice.noSpace)
  }

  /// How many requests of a folder nothing has closed: those in flight in a process that has the log open, or those of
  /// one that was killed, which the next start closes. It changes nothing and takes no lock.
  ///
  /// - Parameter limit: bytes at the end of each of the last two files that are looked at.
  package static func openRequests(
    in path: String, role: @escaping @Sendable (JSONSlice) -> AuditRole, lookingBack limit: Int = 32 << 20
  ) throws(AuditOpenFailure) -> Int {
    let folder = DayFolder(path: path, device: SystemDevice())
    do throws(DeviceFailure) {
      var open: Set<JSONString> = []
      for day in try folder.days().suffix(2) {
        let file = try folder.open(day)
        defer { folder.device.close(file) }
        let start = max(0, try folder.device.size(file) - limit)
        // Where it begins in the middle of a line, that piece means nothing to `role`.
        _ = try LineScanner(device: folder.device, file: file).scan(from: start) { line, _ in
          switch role(line) {
          case .opens(let id): open.insert(id.detached())
          case .closes(let id): open.remove(id)
          case .other: break
          }
          return true
        }
      }
      return open.count
    } catch {
      throw .system(operation: error.operation, path: path, code: error.code)
    }
  }
}
