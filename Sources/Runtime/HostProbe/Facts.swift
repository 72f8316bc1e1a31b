/// Load averages over 1, 5 and 15 minutes: tasks that run, wait to run, or wait for a disk.
package struct LoadAverages: Equatable, Sendable {
  package let one: Double
  package let five: Double
  package let fifteen: Double
}

/// Bytes. What the kernel does not report is nil.
package struct MemoryUsage: Equatable, Sendable {
  package let totalBytes: UInt64
  /// What programs can still get without swapping; kernels before 3.14 do not report it.
  package let availableBytes: UInt64?
  package let swapTotalBytes: UInt64?
  package let swapFreeBytes: UInt64?
}

package struct DiskUsage: Equatable, Sendable {
  package let mountPoint: String
  package let totalBytes: UInt64
  package let freeBytes: UInt64
  /// Free for ordinary users; less than `freeBytes` where some is kept back for root.
  package let availableBytes: UInt64
  /// 0 where the file system makes inodes as needed (btrfs, vfat).
  package let totalInodes: UInt64
  package let freeInodes: UInt64
  package let isReadOnly: Bool

  package init(
    mountPoint: String, totalBytes: UInt64, freeBytes: UInt64, availableBytes: UInt64, totalInodes: UInt64,
    freeInodes: UInt64, isReadOnly: Bool
  ) {
    self.mountPoint = mountPoint
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.availableBytes = availableBytes
    self.totalInodes = totalInodes
    self.freeInodes = freeInodes
    self.isReadOnly = isReadOnly
  }
}

/// What became of one requested mount point.
package enum DiskReading: Equatable, Sendable {
  case measured(DiskUsage)
  /// No such path, no permission, or a file system without blocks.
  case absent(mountPoint: String)
  /// A network or FUSE file system: asking one whose server is gone waits for ever.
  case skippedRemote(mountPoint: String, fileSystem: String)
}

package struct ThermalZone: Equatable, Sendable {
  /// The number in `thermal_zone<number>`.
  package let number: Int
  /// What the driver calls it, for example `x86_pkg_temp`.
  package let type: String
  /// Thousandths of a degree Celsius; nil when the sensor gives no reading now.
  package let milliCelsius: Int?
}

/// Share of time, in percent, in which tasks waited for a resource (pressure stall information).
package struct Pressure: Equatable, Sendable {
  package struct Line: Equatable, Sendable {
    package let average10: Double
    package let average60: Double
    package let average300: Double
    package let totalMicroseconds: UInt64
  }

  /// At least one task waited.
  package let some: Line
  /// All tasks waited; older kernels do not report this for the CPU.
  package let full: Line?
}

/// Each nil where the kernel was built or started without pressure information.
package struct PressureSet: Equatable, Sendable {
  package let cpu: Pressure?
  package let memory: Pressure?
  package let io: Pressure?
}

/// The machine and its system; nil is what could not be read.
package struct HostIdentity: Equatable, Sendable {
  package let hostname: String?
  package let kernelRelease: String?
  /// `PRETTY_NAME` of os-release.
  package let osName: String?
  /// CPUs that are switched on.
  package let cpuCount: Int?
  package let cpuModel: String?
}

/// The process that asks.
package struct OwnProcess: Equatable, Sendable {
  package let residentBytes: UInt64?
  /// Seconds between the start of the system and of the process.
  package let startedAfterBootSeconds: Double?
  /// Seconds since 1970; right to about a hundredth of a second.
  package let startedAtUnixSeconds: Double?
}

/// Everything, read at one time.
package struct HostSnapshot: Equatable, Sendable {
  package let identity: HostIdentity
  package let load: LoadAverages?
  package let memory: MemoryUsage?
  package let uptimeSeconds: Double?
  package let disks: [DiskReading]
  /// Empty in most containers and virtual machines.
  package let thermalZones: [ThermalZone]
  package let pressure: PressureSet
}
