/// What the machine has left. Every function reads its file at each call and returns nil for text that is not as
/// expected.
extension HostProbe {
  package func loadAverages() -> LoadAverages? {
    let numbers = Text.words(file("proc/loadavg") ?? []).prefix(3).compactMap(Text.decimal)
    return numbers.count == 3 ? LoadAverages(one: numbers[0], five: numbers[1], fifteen: numbers[2]) : nil
  }

  package func memory() -> MemoryUsage? {
    guard let information = file("proc/meminfo") else { return nil }
    // The kernel says kB and means KiB.
    func bytes(_ key: String) -> UInt64? {
      guard let value = Text.value(of: key, separator: ":", in: information) else { return nil }
      let words = Text.words(value)
      guard words.count == 2, words[1] == "kB", let kibibytes = UInt64(words[0]) else { return nil }
      let (product, overflow) = kibibytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : product
    }
    guard let total = bytes("MemTotal"), total > 0 else { return nil }
    return MemoryUsage(
      totalBytes: total, availableBytes: bytes("MemAvailable"), swapTotalBytes: bytes("SwapTotal"),
      swapFreeBytes: bytes("SwapFree"))
  }

  /// Seconds since the system started, suspended time included.
  package func uptimeSeconds() -> Double? { Text.words(file("proc/uptime") ?? []).first.flatMap(Text.decimal) }

  /// By number. Zones are symbolic links to devices; a zone that vanishes while it is read is left out.
  package func thermalZones() -> [ThermalZone] {
    let prefix = "thermal_zone"
    let directory = "sys/class/thermal/"
    let numbers = names(directory, limit: 4 * Self.zoneLimit)
      .filter { $0.utf8.starts(with: prefix.utf8) }
      .compactMap { Int(String(decoding: $0.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)) }.sorted()
    return numbers.prefix(Self.zoneLimit).compactMap { number in
      let zone = "\(directory)\(prefix)\(number)/"
      guard let type = file(zone + "type").flatMap(Text.trimmed) else { return nil }
      let reading = file(zone + "temp").flatMap(Text.trimmed).flatMap { Int($0) }
      return ThermalZone(number: number, type: type, milliCelsius: reading.flatMap(Self.plausible))
    }
  }

  /// Drivers write nonsense for a sensor that is off: absolute zero and below, or thousands of degrees.
  private static func plausible(_ milliCelsius: Int) -> Int? {
    (-200_000...1_000_000).contains(milliCelsius) ? milliCelsius : nil
  }

  /// - Parameter resource: `cpu`, `memory` or `io`.
  func pressure(_ resource: StaticString) -> Pressure? {
    guard let text = file("proc/pressure/\(resource)") else { return nil }
    var lines: [String: Pressure.Line] = [:]
    for line in Text.lines(text) {
      let words = Text.words(line)
      if let kind = words.first { lines[kind] = Self.pressureLine(words.dropFirst()) }
    }
    return lines["some"].map { Pressure(some: $0, full: lines["full"]) }
  }

  private static func pressureLine(_ words: some Sequence<String>) -> Pressure.Line? {
    var fields: [String: String] = [:]
    for word in words {
      let pair = word.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
      if pair.count == 2 { fields[pair[0]] = pair[1] }
    }
    let averages = ["avg10", "avg60", "avg300"].compactMap { fields[$0].flatMap(Text.decimal) }
    guard averages.count == 3, let total = fields["total"].flatMap({ UInt64($0) }) else { return nil }
    return Pressure.Line(
      average10: averages[0], average60: averages[1], average300: averages[2], totalMicroseconds: total)
  }
}
