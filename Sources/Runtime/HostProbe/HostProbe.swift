import System

/// Reads what Linux reports about a host from /proc and /sys.
///
/// Never waits: only regular files are read, 64 KiB each at most, and remote file systems are not asked for their size.
/// What is missing (as thermal zones in a container) is nil or absent in the result, never made up.
package struct HostProbe: Sendable {
  /// 64 KiB: the largest file read here, the mount table, is a few KiB on ordinary hosts.
  static let fileLimit = 64 * 1024
  /// Hosts have a dozen zones; a zone costs a sensor read.
  static let zoneLimit = 64

  private let root: String
  private let clock: @Sendable () -> Double

  /// - Parameter root: the directory that holds `proc`, `sys` and `etc`; `/` except in tests.
  package init(root: String = "/") { self.init(root: root) { Double(WallClock.nanoseconds) / 1e9 } }

  /// - Parameter clock: seconds since 1970.
  init(root: String, clock: @escaping @Sendable () -> Double) {
    self.root = root.utf8.last == UInt8(ascii: "/") ? root : root + "/"
    self.clock = clock
  }

  /// Everything at once.
  ///
  /// - Parameter mountPoints: absolute paths whose file systems are measured.
  package func snapshot(mountPoints: [String] = ["/"]) -> HostSnapshot {
    HostSnapshot(
      identity: identity(), load: loadAverages(), memory: memory(), uptimeSeconds: uptimeSeconds(),
      disks: disks(mountPoints), thermalZones: thermalZones(),
      pressure: PressureSet(cpu: pressure("cpu"), memory: pressure("memory"), io: pressure("io")))
  }

  /// A snapshot and what it means.
  package func healthReport(mountPoints: [String] = ["/"]) -> HealthReport {
    HealthReport(snapshot(mountPoints: mountPoints))
  }

  /// - Parameter path: relative to the root, without a leading slash.
  func file(_ path: String, limit: Int = HostProbe.fileLimit) -> [UInt8]? {
    try? Files.readPrefix(root + path, limit: limit)
  }

  /// Names in a folder except those with a leading dot; empty when there is none.
  func names(_ path: String, limit: Int) -> [String] {
    let names = (try? Folders.names(in: root + path, limit: limit)) ?? []
    return names.filter { $0.first != UInt8(ascii: ".") }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The path as seen from outside the root.
  func location(_ mountPoint: String) -> String {
    root + String(decoding: mountPoint.utf8.drop { $0 == UInt8(ascii: "/") }, as: UTF8.self)
  }

  func now() -> Double { clock() }
}
