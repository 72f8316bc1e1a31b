package import JSONCore

extension AuditLog {
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
