import Testing

@testable import HostProbe

struct HealthTests {
  private func memory(_ available: UInt64?) -> HealthItem {
    HealthReport.memory(
      MemoryUsage(totalBytes: 1000, availableBytes: available, swapTotalBytes: nil, swapFreeBytes: nil))
  }

  private func disk(
    free: UInt64 = 500, available: UInt64 = 500, inodes: (UInt64, UInt64) = (0, 0), readOnly: Bool = false
  ) -> HealthItem {
    HealthReport.disk(
      .measured(
        DiskUsage(
          mountPoint: "/data", totalBytes: 1000, freeBytes: free, availableBytes: available, totalInodes: inodes.0,
          freeInodes: inodes.1, isReadOnly: readOnly)))
  }

  @Test(arguments: [(1000, "ok"), (100, "ok"), (99, "warning"), (50, "warning"), (49, "critical"), (0, "critical")])
  func memoryThresholds(_ available: Int, _ status: String) {
    #expect(memory(UInt64(available)).status?.rawValue == status)
  }

  @Test(arguments: [(100, "ok"), (99, "warning"), (50, "warning"), (49, "critical"), (0, "critical")])
  func diskThresholds(_ available: Int, _ status: String) {
    #expect(disk(free: UInt64(available), available: UInt64(available)).status?.rawValue == status)
  }

  @Test func diskDetails() {
    // 100 of 1000 free, all of it kept back for root: df reports 100 % used.
    #expect(disk(free: 100, available: 0).status == .critical)
    #expect(disk(inodes: (1000, 40)).status == .critical)
    #expect(disk(inodes: (1000, 40)).finding.contains("inodes"))
    #expect(disk(free: 0, available: 0, readOnly: true).status == .ok)
    #expect(disk(free: 2000, available: .max).status == .ok)
    let remote = HealthReport.disk(.skippedRemote(mountPoint: "/net", fileSystem: "nfs4"))
    #expect(remote.status == nil && remote.finding.contains("nfs4"))
    #expect(HealthReport.disk(.absent(mountPoint: "/x")).status == nil)
  }

  @Test(arguments: [(0.0, "ok"), (3.0, "ok"), (3.01, "warning"), (6.0, "warning"), (6.01, "critical")])
  func loadThresholdsOnTwoCPUs(_ one: Double, _ status: String) {
    let item = HealthReport.load(LoadAverages(one: one, five: 0, fifteen: 0), cpus: 2)
    #expect(item.status?.rawValue == status)
  }

  @Test(arguments: [(-5000, "ok"), (80_000, "ok"), (80_001, "warning"), (95_000, "warning"), (95_001, "critical")])
  func temperatureThresholds(_ reading: Int, _ status: String) {
    let items = HealthReport.temperatures([ThermalZone(number: 0, type: "cpu", milliCelsius: reading)])
    #expect(items.map(\.status?.rawValue) == [status])
  }

  @Test func missingReadingsHaveNoStatus() throws {
    #expect(HealthReport.load(nil, cpus: 2).status == nil)
    #expect(HealthReport.load(LoadAverages(one: 1, five: 1, fifteen: 1), cpus: nil).status == nil)
    #expect(memory(nil).status == nil)
    let report = try Tree.reading([:]) { $0.healthReport(mountPoints: ["/x"]) }
    #expect(report.overall == nil)
    #expect(report.items.map(\.name) == ["load", "memory", "disk /x", "temperature"])
    #expect(report.items.allSatisfy { $0.status == nil && $0.finding.hasSuffix(".") })
  }

  @Test func theWorstItemDecides() throws {
    let tree = try Tree(fullHost)
    let report = tree.probe.healthReport(mountPoints: [])
    #expect(report.overall == .warning)
    #expect(report.items.map(\.name).contains("temperature x86_pkg_temp 2"))
    #expect(report.items.first { $0.status == .warning }?.finding == "x86_pkg_temp is hot: 81.5 C.")
    #expect(report.items.first { $0.name == "memory" }?.finding == "50.0 % of 15.3 GiB of memory is available.")
    #expect(report.items.first { $0.name == "load" }?.finding.contains("0.3 tasks per CPU") == true)
    try tree.write("proc/loadavg", "99 1 1 1/1 1\n")
    #expect(tree.probe.healthReport(mountPoints: []).overall == .critical)
  }

  @Test func reportsThisHostWithinTwoMilliseconds() {
    let probe = HostProbe()
    let clock = ContinuousClock()
    // The fastest of many: the others share the machine with the rest of the test run.
    let fastest = (0..<30).map { _ in clock.measure { _ = probe.healthReport() } }.min() ?? .zero
    #expect(fastest < .milliseconds(2), "\(fastest)")

  }
}
