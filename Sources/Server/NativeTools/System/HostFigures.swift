import HostProbe
import JSONCore
import ToolRuntime
import Tools

// From what `HostProbe` has read to what the tool's output schema says. Names come from the host, so that they are
// cleaned and bounded: a host name may hold anything.
extension SystemHealthCheck.OutputHost {
  init(_ snapshot: HostSnapshot) {
    let identity = snapshot.identity
    func name(_ text: String?) -> JSONString? {
      text.map { JSONString($0, limit: SystemHealthCheck.Output.nameLimit) }
    }
    self.init(
      name: name(identity.hostname), kernel: name(identity.kernelRelease), os: name(identity.osName),
      cpuModel: name(identity.cpuModel), cpuCount: identity.cpuCount, uptimeSeconds: snapshot.uptimeSeconds)
  }
}

extension SystemHealthCheck.OutputPressure {
  /// Nil when the kernel reports nothing of it: it is built without pressure stall information, or it is switched
  /// off.
  init?(_ pressure: PressureSet) {
    guard pressure.cpu != nil || pressure.memory != nil || pressure.io != nil else { return nil }
    self.init(
      cpu: pressure.cpu?.some.average10, memory: pressure.memory?.some.average10, io: pressure.io?.some.average10)
  }
}

extension SystemHealthCheck.OutputMemory {
  init(_ memory: MemoryUsage) {
    self.init(
      totalBytes: Int(exactInJSON: memory.totalBytes),
      availableBytes: memory.availableBytes.map { Int(exactInJSON: $0) },
      swapTotalBytes: memory.swapTotalBytes.map { Int(exactInJSON: $0) },
      swapFreeBytes: memory.swapFreeBytes.map { Int(exactInJSON: $0) })
  }
}

extension SystemHealthCheck.OutputDisksItem {
  /// File systems of the network are not asked: one whose server is gone would hold the thread.
  init(_ reading: DiskReading) {
    switch reading {
    case .measured(let usage):
      self.init(
        mountPoint: JSONString(OutputText.clean(usage.mountPoint)), state: .measured, readOnly: usage.isReadOnly,
        totalBytes: Int(exactInJSON: usage.totalBytes), availableBytes: Int(exactInJSON: usage.availableBytes),
        totalInodes: Int(exactInJSON: usage.totalInodes), freeInodes: Int(exactInJSON: usage.freeInodes))
    case .absent(let mountPoint): self.init(mountPoint: JSONString(OutputText.clean(mountPoint)), state: .absent)
    case .skippedRemote(let mountPoint, let fileSystem):
      self.init(
        mountPoint: JSONString(OutputText.clean(mountPoint)), state: .remote,
        fileSystem: JSONString(fileSystem, limit: SystemHealthCheck.Output.nameLimit))
    }
  }
}

extension SystemHealthCheck.OutputThermalZonesItem {
  /// The kernel has thousandths of a degree; a sensor that cannot be read has no temperature.
  init(_ zone: ThermalZone) {
    self.init(
      number: zone.number, type: JSONString(zone.type, limit: SystemHealthCheck.Output.nameLimit),
      celsius: zone.milliCelsius.map { Double($0) / 1000 })
  }
}

extension Int {
  /// The largest integer that every JSON reader holds exactly, and a bound of the output schema: 2^53 - 1.
  private static let greatestInJSON: UInt64 = 1 << 53 - 1

  /// The value, or the largest exact one, for a disk of 9 PB or more: a number that readers round would be worse than
  /// one that is too small.
  fileprivate init(exactInJSON value: UInt64) { self = Int(Swift.min(value, Self.greatestInJSON)) }
}
