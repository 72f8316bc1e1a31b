import Testing
import ToolRuntime

/// A host with everything, in good health.
private let fullHost = [
  "proc/sys/kernel/hostname": "atlas\n", "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
  "etc/os-release": "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "sys/devices/system/cpu/online": "0-3\n",
  "proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD EPYC 7763\n", "proc/loadavg": "1.25 0.50 0.75 2/345 6789\n",
  "proc/uptime": "1000.50 3000.00\n",
  "proc/meminfo": "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\nSwapTotal: 2048 kB\nSwapFree: 1024 kB\n",
  "sys/class/thermal/thermal_zone2/type": "x86_pkg_temp\n", "sys/class/thermal/thermal_zone2/temp": "51500\n",
  "sys/class/thermal/thermal_zone3/type": "iwlwifi\n",
  "proc/pressure/cpu": "some avg10=1.50 avg60=0.25 avg300=0.00 total=123456\n",
  "proc/self/mounts": "/dev/sda1 / ext4 rw 0 0\nserver:/x /remote nfs4 rw 0 0\n",
]

struct SystemHealthCheckTests {
  @Test func reportsEverything() async throws {
    let bench = try Bench(hostFiles: fullHost)
    let result = try await bench.call("system_health_check")
    let host = result.object("host")
    #expect(host["name"] as? String == "atlas")
    #expect(host["kernel"] as? String == "6.1.0-18-amd64")
    #expect(host["os"] as? String == "Debian GNU/Linux 12 (bookworm)")
    #expect(host["cpuModel"] as? String == "AMD EPYC 7763")
    #expect(host["cpuCount"] as? Int == 4)
    #expect(host["uptimeSeconds"] as? Double == 1000.5)
    #expect(result.object("load") as? [String: Double] == ["one": 1.25, "five": 0.5, "fifteen": 0.75])
    #expect(result.object("pressure") as? [String: Double] == ["cpu": 1.5])
    #expect(
      result.object("memory") as? [String: Int] == [
        "totalBytes": 16_384_000_000, "availableBytes": 8_192_000_000, "swapTotalBytes": 2_097_152,
        "swapFreeBytes": 1_048_576,
      ])
    let zones = result.objects("thermalZones")
    #expect(zones.map { $0["celsius"] as? Double } == [51.5, nil])
    #expect(zones.map { $0["number"] as? Int } == [2, 3])
    // The disk is the one the test runs on.
    let disk = try #require(result.objects("disks").first)
    #expect(disk["mountPoint"] as? String == "/")
    #expect(disk["state"] as? String == "measured")
    #expect(disk["totalBytes"] as? Int ?? 0 > 0)
    let findings = result.objects("findings")
    #expect(
      findings.map { $0["subject"] as? String } == [
        "load", "memory", "disk /", "temperature x86_pkg_temp 2", "temperature iwlwifi 3",
      ])
    #expect(findings.first?["status"] as? String == "ok")
    #expect(findings.last?["status"] as? String == "unknown")
  }

  @Test func theWorstFindingDecides() async throws {
    var files = fullHost
    files["proc/meminfo"] = "MemTotal: 16000000 kB\nMemAvailable: 160000 kB\n"
    let result = try await Bench(hostFiles: files).call("system_health_check")
    #expect(result.string("status") == "critical")
    #expect(result.text.contains("programs may be killed"))
  }

  @Test func omitsAbsentReadings() async throws {
    let result = try await Bench().call("system_health_check", #"{"mountPoints":["/nowhere"]}"#)
    #expect(result.string("status") == "unknown")
    #expect(result.object("host").isEmpty)
    #expect(result.members["load"] == nil && result.members["memory"] == nil && result.members["pressure"] == nil)
    #expect(result.objects("thermalZones").isEmpty)
    #expect(result.objects("disks").map { $0["state"] as? String } == ["absent"])
    #expect(result.objects("findings").allSatisfy { $0["status"] as? String == "unknown" })
  }

  @Test func disksInTheOrderAskedFor() async throws {
    let bench = try Bench(hostFiles: fullHost)
    let result = try await bench.call("system_health_check", #"{"mountPoints":["/remote/home","/","/none"]}"#)
    let disks = result.objects("disks")
    #expect(disks.map { $0["state"] as? String } == ["remote", "measured", "absent"])
    #expect(disks.map { $0["mountPoint"] as? String } == ["/remote/home", "/", "/none"])
    #expect(disks[0]["fileSystem"] as? String == "nfs4")
    #expect(disks[0]["totalBytes"] == nil)
  }

  @Test func longNamesAreCutWithAMark() async throws {
    var files = fullHost
    files["proc/cpuinfo"] = "model name\t: " + String(repeating: "é", count: 900) + "\n"
    let result = try await Bench(hostFiles: files).call("system_health_check")
    let model = try #require(result.object("host")["cpuModel"] as? String)
    #expect(model.unicodeScalars.count == 256)
    #expect(model.hasSuffix("é…"))
  }

  @Test(
    arguments: [
      #"{"mountPoints":[]}"#, #"{"mountPoints":["relative"]}"#, #"{"mountPoints":["/a\u0000b"]}"#,
      #"{"mountPoints":"/"}"#, #"{"mounts":["/"]}"#,
    ])
  func rejectsWrongArguments(_ arguments: String) async throws {
    let failure = try await Bench().failure("system_health_check", arguments)
    #expect(failure.code == .invalidArguments)
    #expect(!failure.violations.isEmpty)
  }
}
