import System

extension HostProbe {
  /// Memory and start time of the calling process.
  package func ownProcess() -> OwnProcess {
    let sizes = Text.words(file("proc/self/statm") ?? []).prefix(2).compactMap { UInt64($0) }
    let pages = sizes.count == 2 ? sizes[1] : nil
    let (resident, overflow) = (pages ?? 0).multipliedReportingOverflow(by: KernelUnits.pageBytes)
    let started = startedAfterBoot()
    // Both counted from the start of the system, so the age needs no boot time, which /proc/stat hides behind lines
    // that grow with the machine.
    let age = uptimeSeconds().flatMap { uptime in started.map { max(0, uptime - $0) } }
    return OwnProcess(
      residentBytes: pages == nil || overflow ? nil : resident, startedAfterBootSeconds: started,
      startedAtUnixSeconds: age.map { now() - $0 })
  }

  /// Field 22 of /proc/self/stat. Field 2, the program's name, may contain blanks and brackets: the last ")" ends it.
  private func startedAfterBoot() -> Double? {
    guard let status = file("proc/self/stat"), let end = status.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = Text.words(status[(end + 1)...])
    return fields.count > 19 ? UInt64(fields[19]).map { Double($0) / KernelUnits.ticksPerSecond } : nil
  }
}
