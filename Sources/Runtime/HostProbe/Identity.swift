extension HostProbe {
  /// Name, system and processor.
  package func identity() -> HostIdentity {
    HostIdentity(
      hostname: file("proc/sys/kernel/hostname").flatMap(Text.trimmed),
      kernelRelease: file("proc/sys/kernel/osrelease").flatMap(Text.trimmed), osName: osName(), cpuCount: cpuCount(),
      cpuModel: cpuModel())
  }

  /// The second path is where the file is, the first usually a link to it.
  private func osName() -> String? {
    let release = file("etc/os-release") ?? file("usr/lib/os-release") ?? []
    return Text.value(of: "PRETTY_NAME", separator: "=", in: release).flatMap(Self.unquoted)
  }

  /// os-release is read by shells: single quotes keep all, double quotes keep all but `\` before `" $ \` and backtick.
  private static func unquoted(_ value: ArraySlice<UInt8>) -> String? {
    guard let text = Text.trimmed(value) else { return nil }
    let bytes = Array(text.utf8)
    guard bytes.count >= 2, let quote = bytes.first, quote == bytes.last, [0x22, 0x27].contains(quote) else {
      return text
    }
    var result: [UInt8] = []
    var escaped = false
    for byte in bytes.dropFirst().dropLast() {
      if !escaped && byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") {
        escaped = true
        continue
      }
      if escaped && !Array("\"$\\`".utf8).contains(byte) { result.append(UInt8(ascii: "\\")) }
      escaped = false
      result.append(byte)
    }
    return result.isEmpty ? nil : String(decoding: result, as: UTF8.self)
  }

  /// From `online` ("0-3,6"), which stays short on any machine; cpuinfo has over 1 KiB per CPU.
  private func cpuCount() -> Int? {
    if let online = file("sys/devices/system/cpu/online").flatMap(Text.trimmed), let count = Self.members(online) {
      return count
    }
    // A file that was cut would be counted short.
    guard let information = file("proc/cpuinfo"), information.count < HostProbe.fileLimit else { return nil }
    let count = Text.lines(information).count { $0.starts(with: "processor".utf8) }
    return count > 0 ? count : nil
  }

  /// How many numbers a kernel list like "0-3,6" has; nil when it is not such a list.
  private static func members(_ list: String) -> Int? {
    var count = 0
    for range in list.utf8.split(separator: UInt8(ascii: ",")) {
      let ends = range.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        .map { UInt16(String(decoding: $0, as: UTF8.self)) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
        return nil
      }
      count += Int(last - first) + 1
    }
    return count > 0 ? count : nil
  }

  /// 4 KiB: the first CPU's paragraph. The kernel writes the file as it is read, so a short read is also a cheap one.
  private func cpuModel() -> String? {
    guard let information = file("proc/cpuinfo", limit: 4096) else { return nil }
    // What x86, MIPS, older ARM and RISC-V call it.
    for key in ["model name", "cpu model", "Hardware", "uarch"] {
      if let value = Text.value(of: key, separator: ":", in: information), let text = Text.trimmed(value) {
        return text
      }
    }
    return nil
  }
}
