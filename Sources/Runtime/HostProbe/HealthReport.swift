/// Ordered: a worse status is greater, so the worst of many is their maximum.
package enum HealthStatus: String, Comparable, Sendable {
  case ok, warning, critical

  private var severity: Int {
    switch self {
    case .ok: 0
    case .warning: 1
    case .critical: 2
    }
  }

  package static func < (left: HealthStatus, right: HealthStatus) -> Bool { left.severity < right.severity }
}

/// Where good ends.
package enum HealthThresholds {
  /// Percent of memory still available. Below a tenth the page cache is squeezed and everything slows down.
  package static let memoryWarning = 10.0
  /// Below a twentieth a burst is enough to wake the out-of-memory killer.
  package static let memoryCritical = 5.0
  /// Percent of a disk (bytes or inodes) still free. Below a tenth file systems fragment and logs soon fill the rest.
  package static let diskWarning = 10.0
  /// ext4 keeps a twentieth back for root; below it, services can no longer write.
  package static let diskCritical = 5.0
  /// Tasks per CPU over one minute: half as many again as can run means a queue that others feel.
  package static let loadWarning = 1.5
  /// Three tasks for each CPU: interactive work is starved.
  package static let loadCritical = 3.0
  /// Degrees Celsius. Laptops and servers run up to 80 under load; beyond, cooling is not keeping up.
  package static let temperatureWarning = 80.0
  /// Processors throttle or switch off between 95 and 105.
  package static let temperatureCritical = 95.0
}

/// One thing that was looked at.
package struct HealthItem: Equatable, Sendable {
  /// `load`, `memory`, `disk <mount point>`, `temperature <zone>`.
  package let name: String
  /// Nil when it could not be measured here.
  package let status: HealthStatus?
  /// One sentence for people, with the numbers.
  package let finding: String
}

/// What a snapshot means.
package struct HealthReport: Equatable, Sendable {
  package let snapshot: HostSnapshot
  package let items: [HealthItem]

  /// The worst of all items that were measured; nil when none was.
  package var overall: HealthStatus? { items.compactMap(\.status).max() }

  package init(_ snapshot: HostSnapshot) {
    self.snapshot = snapshot
    items =
      [Self.load(snapshot.load, cpus: snapshot.identity.cpuCount), Self.memory(snapshot.memory)]
      + snapshot.disks.map(Self.disk) + Self.temperatures(snapshot.thermalZones)
  }
}
