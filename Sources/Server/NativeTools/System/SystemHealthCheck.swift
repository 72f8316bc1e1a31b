import HostProbe
import JSONCore
package import ToolRuntime
package import Tools

extension NativeTools {
  /// `system_health_check`: measurements of the host and what they mean. `abandons`: a file system that hangs cannot be
  /// interrupted, so that the call ends without the thread.
  package func systemHealthCheck(_ input: SystemHealthCheck.Input) async throws(ToolFailure) -> SystemHealthCheck.Output
  {
    // The root alone unless others are named: which file systems matter is the caller's to say.
    let mountPoints = input.mountPoints.map { $0.map { String($0) } } ?? ["/"]
    return try await probing.run(abandons: true) { () throws(ToolFailure) in
      SystemHealthCheck.Output(probe.healthReport(mountPoints: mountPoints))
    }
  }
}

extension SystemHealthCheck.Output {
  /// Longest name of a host, a system, a processor, a sensor or a file system that is passed on.
  static let nameLimit = 256
  /// Those of the output schema: what is longer would make the result invalid, and the call an error.
  private static let subjectLimit = 1100
  private static let findingLimit = 2048

  /// Parts that the host does not report are absent, not zero.
  fileprivate init(_ report: HealthReport) {
    let snapshot = report.snapshot
    self.init(
      status: Self.status(report.overall),
      findings: report.items.map { item in
        .init(
          subject: JSONString(item.name, limit: Self.subjectLimit), status: Self.itemStatus(item.status),
          finding: JSONString(item.finding, limit: Self.findingLimit))
      },
      host: .init(snapshot), load: snapshot.load.map { .init(one: $0.one, five: $0.five, fifteen: $0.fifteen) },
      pressure: .init(snapshot.pressure), memory: snapshot.memory.map { .init($0) },
      disks: snapshot.disks.map { .init($0) }, thermalZones: snapshot.thermalZones.map { .init($0) })
  }

  /// Nil, where nothing could be measured, is a word of its own: silence must not look like health.
  private static func status(_ status: HealthStatus?) -> SystemHealthCheck.OutputStatus {
    switch status {
    case .ok: .ok
    case .warning: .warning
    case .critical: .critical
    case nil: .unknown
    }
  }

  /// The same words for a single finding, whose type is generated apart.
  private static func itemStatus(_ status: HealthStatus?) -> SystemHealthCheck.OutputFindingsItemStatus {
    switch status {
    case .ok: .ok
    case .warning: .warning
    case .critical: .critical
    case nil: .unknown
    }
  }
}
