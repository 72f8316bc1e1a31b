/// One function for each kind of thing: a status by the thresholds, and a sentence that shows the numbers it comes
/// from.
extension HealthReport {
  /// By CPU, since four tasks are much for one and nothing for sixteen.
  static func load(_ load: LoadAverages?, cpus: Int?) -> HealthItem {
    guard let load, let cpus, cpus > 0 else {
      return absent("load", "The load or the number of CPUs is not known here.")
    }
    let perCPU = load.one / Double(cpus)
    let status = rising(perCPU, HealthThresholds.loadWarning, HealthThresholds.loadCritical)
    let reading = "\(tenths(perCPU)) tasks per CPU over the last minute on \(cpus) CPUs"
    let sentence =
      switch status {
      case .ok: "The load is \(reading)."
      case .warning: "The load is high: \(reading), more than \(tenths(HealthThresholds.loadWarning))."
      case .critical: "The load is far too high: \(reading), more than \(tenths(HealthThresholds.loadCritical))."
      }
    return HealthItem(name: "load", status: status, finding: sentence)
  }

  /// By what is available and not by what is free: caches give way.
  static func memory(_ memory: MemoryUsage?) -> HealthItem {
    guard let memory, let available = memory.availableBytes, memory.totalBytes > 0 else {
      return absent("memory", "The available memory is not known here.")
    }
    let percent = share(available, of: memory.totalBytes)
    let status = falling(percent, HealthThresholds.memoryWarning, HealthThresholds.memoryCritical)
    let reading = "\(tenths(percent)) % of \(gibibytes(memory.totalBytes)) GiB"
    let sentence =
      switch status {
      case .ok: "\(reading) of memory is available."
      case .warning: "Memory is short: only \(reading) is available."
      case .critical: "Memory is nearly used up: only \(reading) is available, programs may be killed."
      }
    return HealthItem(name: "memory", status: status, finding: sentence)
  }

  static func disk(_ reading: DiskReading) -> HealthItem {
    switch reading {
    case .measured(let usage): measured(usage)
    case .absent(let mountPoint): absent("disk \(mountPoint)", "There is nothing to measure at \(mountPoint).")
    case .skippedRemote(let mountPoint, let fileSystem):
      absent("disk \(mountPoint)", "\(mountPoint) is a remote file system (\(fileSystem)) and was not asked.")
    }
  }

  /// Space as df counts it: what root keeps back is neither used nor available. The scarcer of bytes and inodes counts.
  private static func measured(_ usage: DiskUsage) -> HealthItem {
    let name = "disk \(usage.mountPoint)"
    if usage.isReadOnly {
      return HealthItem(name: name, status: .ok, finding: "\(usage.mountPoint) is read-only and cannot fill up.")
    }
    let used = usage.totalBytes - min(usage.freeBytes, usage.totalBytes)
    let (sum, overflow) = used.addingReportingOverflow(usage.availableBytes)
    let bytes = share(usage.availableBytes, of: overflow ? .max : max(1, sum))
    let inodes = usage.totalInodes > 0 ? share(usage.freeInodes, of: usage.totalInodes) : 100
    let status = falling(min(bytes, inodes), HealthThresholds.diskWarning, HealthThresholds.diskCritical)
    let reading =
      inodes < bytes
      ? "\(tenths(inodes)) % of the inodes"
      : "\(tenths(bytes)) % of the space (\(gibibytes(usage.availableBytes)) GiB)"
    let sentence =
      switch status {
      case .ok: "\(usage.mountPoint) has \(reading) free."
      case .warning: "\(usage.mountPoint) is filling up: only \(reading) is free."
      case .critical: "\(usage.mountPoint) is nearly full: only \(reading) is free, writes will soon fail."
      }
    return HealthItem(name: name, status: status, finding: sentence)
  }

  /// One item for each zone, or one that says there is none.
  static func temperatures(_ zones: [ThermalZone]) -> [HealthItem] {
    if zones.isEmpty { return [absent("temperature", "This host shows no thermal zones.")] }
    return zones.map { zone in
      let name = "temperature \(zone.type) \(zone.number)"
      guard let reading = zone.milliCelsius else { return absent(name, "\(zone.type) gives no reading now.") }
      let degrees = Double(reading) / 1000
      let status = rising(degrees, HealthThresholds.temperatureWarning, HealthThresholds.temperatureCritical)
      let sentence =
        switch status {
        case .ok: "\(zone.type) is at \(tenths(degrees)) C."
        case .warning: "\(zone.type) is hot: \(tenths(degrees)) C."
        case .critical: "\(zone.type) is dangerously hot: \(tenths(degrees)) C, the hardware may switch off."
        }
      return HealthItem(name: name, status: status, finding: sentence)
    }
  }
}

extension HealthReport {
  /// Not measured is no status: it neither reassures nor alarms.
  private static func absent(_ name: String, _ finding: String) -> HealthItem {
    HealthItem(name: name, status: nil, finding: finding)
  }

  /// Bad when it rises above.
  private static func rising(_ value: Double, _ warning: Double, _ critical: Double) -> HealthStatus {
    value > critical ? .critical : value > warning ? .warning : .ok
  }

  /// Bad when it falls below.
  private static func falling(_ value: Double, _ warning: Double, _ critical: Double) -> HealthStatus {
    value < critical ? .critical : value < warning ? .warning : .ok
  }

  /// Percent, 0 to 100.
  private static func share(_ part: UInt64, of whole: UInt64) -> Double {
    min(100, Double(part) / Double(whole) * 100)
  }

  /// One decimal, without Foundation.
  private static func tenths(_ value: Double) -> String {
    let scaled = (min(max(value, -1e9), 1e9) * 10).rounded()
    let whole = Int64(scaled)
    return "\(whole < 0 ? "-" : "")\(whole.magnitude / 10).\(whole.magnitude % 10)"
  }

  private static func gibibytes(_ bytes: UInt64) -> String { tenths(Double(bytes) / 1_073_741_824) }
}
