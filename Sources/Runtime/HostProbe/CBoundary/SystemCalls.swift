import Glibc

/// The few facts that come from calls rather than files. Each lends the kernel a structure for one call and looks at it
/// only when the call succeeded.
enum SystemCalls {
  /// statvfs(3) of the file system that holds `path`; nil when it fails or the file system has no blocks (as /proc).
  static func diskUsage(_ path: String, mountPoint: String) -> DiskUsage? {
    var found = statvfs()
    guard unsafe statvfs(path, &found) == 0, found.f_blocks > 0 else { return nil }
    let unit = UInt64(found.f_frsize)
    return DiskUsage(
      mountPoint: mountPoint, totalBytes: saturated(UInt64(found.f_blocks), unit),
      freeBytes: saturated(UInt64(found.f_bfree), unit), availableBytes: saturated(UInt64(found.f_bavail), unit),
      totalInodes: UInt64(found.f_files), freeInodes: UInt64(found.f_ffree),
      isReadOnly: UInt(found.f_flag) & UInt(ST_RDONLY) != 0)
  }

  /// Bytes per page of memory.
  static var pageBytes: UInt64 { UInt64(max(0, sysconf(Int32(_SC_PAGESIZE)))) }

  /// Ticks per second of the times in /proc/<pid>/stat.
  static var ticksPerSecond: Double { Double(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

  /// Seconds since 1970-01-01T00:00:00Z.
  static func wallClock() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func saturated(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }
}
