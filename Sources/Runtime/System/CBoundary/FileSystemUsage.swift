// Each call lends the kernel a structure of its frame, which is looked at only when the call succeeded.
import Glibc

/// What a file system holds (statvfs(3)).
package struct FileSystemUsage: Equatable, Sendable {
  /// Bytes; saturated, since block counts come from whoever wrote the file system.
  package let totalBytes: UInt64
  package let freeBytes: UInt64
  /// Free for ordinary users; less than `freeBytes` where some is kept back for root.
  package let availableBytes: UInt64
  /// 0 where the file system makes inodes as needed (btrfs, vfat).
  package let totalInodes: UInt64
  package let freeInodes: UInt64
  package let isReadOnly: Bool

  /// Of the file system that holds `path`; nil when it cannot be asked, or has no blocks, as `/proc`. May wait for a
  /// server where the file system is remote.
  package init?(at path: String) {
    var found = statvfs()
    guard unsafe statvfs(path, &found) == 0, found.f_blocks > 0 else { return nil }
    let unit = UInt64(found.f_frsize)
    totalBytes = Self.saturated(UInt64(found.f_blocks), unit)
    freeBytes = Self.saturated(UInt64(found.f_bfree), unit)
    availableBytes = Self.saturated(UInt64(found.f_bavail), unit)
    totalInodes = UInt64(found.f_files)
    freeInodes = UInt64(found.f_ffree)
    isReadOnly = UInt(found.f_flag) & UInt(ST_RDONLY) != 0
  }

  private static func saturated(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }
}

/// Units in which the kernel counts.
package enum KernelUnits {
  /// Bytes per page of memory.
  package static var pageBytes: UInt64 { UInt64(max(0, sysconf(Int32(_SC_PAGESIZE)))) }

  /// Ticks per second of the times in `/proc/<pid>/stat`.
  package static var ticksPerSecond: Double { Double(max(1, sysconf(Int32(_SC_CLK_TCK)))) }
}
