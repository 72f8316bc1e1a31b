import Foundation
import System
import Testing

@testable import HostProbe

struct ReadingTests {
  @Test func readsEverythingOfAFullHost() throws {
    let tree = try Tree(fullHost)
    let host = tree.probe.snapshot(mountPoints: [])
    #expect(
      host.identity
        == HostIdentity(
          hostname: "atlas", kernelRelease: "6.1.0-18-amd64", osName: "Debian GNU/Linux 12 (bookworm)", cpuCount: 5,
          cpuModel: "AMD EPYC 7763"))
    #expect(host.load == LoadAverages(one: 1.25, five: 0.5, fifteen: 0.75))
    #expect(
      host.memory
        == MemoryUsage(
          totalBytes: 16_384_000_000, availableBytes: 8_192_000_000, swapTotalBytes: 2_097_152,
          swapFreeBytes: 1_048_576))
    #expect(host.uptimeSeconds == 1000.5)
    #expect(
      host.thermalZones == [
        ThermalZone(number: 2, type: "x86_pkg_temp", milliCelsius: 81_500),
        ThermalZone(number: 3, type: "iwlwifi", milliCelsius: nil),
        ThermalZone(number: 10, type: "acpitz", milliCelsius: 27_800),
      ])
    #expect(host.pressure.cpu?.some.average10 == 1.5)
    #expect(host.pressure.cpu?.full == nil)
    #expect(host.pressure.memory?.full?.totalMicroseconds == 5)
    #expect(host.pressure.io == nil)
  }

  @Test func inventsNothingForAnEmptyRoot() throws {
    let tree = try Tree()
    let host = tree.probe.snapshot(mountPoints: ["/missing"])
    #expect(
      host.identity
        == HostIdentity(hostname: nil, kernelRelease: nil, osName: nil, cpuCount: nil, cpuModel: nil))
    #expect(host.load == nil && host.memory == nil && host.uptimeSeconds == nil)
    #expect(host.thermalZones.isEmpty)
    #expect(host.pressure == PressureSet(cpu: nil, memory: nil, io: nil))
    #expect(host.disks == [.absent(mountPoint: "/missing")])
    #expect(
      tree.probe.ownProcess()
        == OwnProcess(residentBytes: nil, startedAfterBootSeconds: nil, startedAtUnixSeconds: nil))
  }

  @Test func ownProcessWithABracketedName() throws {
    let process = try Tree.reading(fullHost) { $0.ownProcess() }
    let ticks = KernelUnits.ticksPerSecond
    #expect(process.residentBytes == 391 * KernelUnits.pageBytes)
    #expect(process.startedAfterBootSeconds == 25_000 / ticks)
    #expect(process.startedAtUnixSeconds == 2_000_000 - (1000.5 - 25_000 / ticks))
  }

  @Test func seesTheRunningProcess() throws {
    let process = HostProbe().ownProcess()
    #expect(try #require(process.residentBytes) > 1_000_000)
    let age = Double(WallClock.nanoseconds) / 1e9 - (try #require(process.startedAtUnixSeconds))
    #expect((0..<3600).contains(age))
  }

  @Test(
    arguments: [
      ("PRETTY_NAME=\"A \\\"B\\\" \\$C \\n\"", "A \"B\" $C \\n"), ("PRETTY_NAME='NixOS \\ 24'", "NixOS \\ 24"),
      ("PRETTY_NAME=Plain\n", "Plain"), ("PRETTY_NAME=\"\"", nil), ("PRETTY_NAME=", nil), ("X_PRETTY_NAME=no", nil),
      ("# PRETTY_NAME=no", nil), ("PRETTY_NAME=\"unclosed", "\"unclosed"), ("PRETTY_NAME=\"", "\""),
    ] as [(String, String?)])
  func osNames(_ text: String, _ name: String?) throws {
    #expect(try Tree.reading(["usr/lib/os-release": text]) { $0.identity().osName } == name)
  }

  @Test(
    arguments: [
      ("0", 1), ("0-127", 128), ("0,2,4-7", 6), ("3-1", nil), ("", nil), ("0-", nil), ("-1", nil), ("a", nil),
      ("0-1-2", nil), ("99999999999", nil),
    ] as [(String, Int?)])
  func cpuLists(_ text: String, _ count: Int?) throws {
    #expect(try Tree.reading(["sys/devices/system/cpu/online": text]) { $0.identity().cpuCount } == count)
  }

  @Test func cpusAreCountedFromCpuinfoWhenItIsWhole() throws {
    let paragraph = "processor\t: 0\nmodel name\t: M\nflags\t: \(String(repeating: "x ", count: 500))\n\n"
    let four = try Tree.reading(["proc/cpuinfo": String(repeating: paragraph, count: 4)]) { $0.identity() }
    #expect(four.cpuCount == 4 && four.cpuModel == "M")
    let many = try Tree.reading(["proc/cpuinfo": String(repeating: paragraph, count: 128)]) { $0.identity() }
    #expect(many.cpuCount == nil && many.cpuModel == "M")
  }

  @Test(arguments: [
    "", "\n\n", "nan inf 0x1p3", "1.0 2.0", "MemTotal: kB", "MemTotal: 18446744073709551615 kB", "MemTotal: 0 kB",
    "MemTotal: -5 kB", "MemTotal: 5 MB", ":", "some", "some avg10=x avg60=1 avg300=1 total=1", "=\n==", ")", "1 (x",
    "\0\0\0", "some avg10=1 avg60=1 avg300=1 total=99999999999999999999",
  ])
  func treatsMalformedFilesAsAbsent(_ text: String) throws {
    let tree = try Tree(fullHost.mapValues { _ in text })
    let host = tree.probe.snapshot(mountPoints: [])
    #expect(host.load == nil && host.memory == nil && host.pressure.memory == nil)
    #expect(host.thermalZones.allSatisfy { $0.milliCelsius == nil })
    #expect(tree.probe.ownProcess().residentBytes == nil)
    #expect(HealthReport(host).overall == nil)
  }

  @Test func ignoresImplausibleSensors() throws {
    for reading in ["-273200", "-274000", "9223372036854775807", "99999999999999999999", "27.8", ""] {
      let tree = try Tree([
        "sys/class/thermal/thermal_zone0/type": "t", "sys/class/thermal/thermal_zone0/temp": reading,
      ])
      #expect(tree.probe.thermalZones() == [ThermalZone(number: 0, type: "t", milliCelsius: nil)])
    }
    let cold = try Tree(["sys/class/thermal/thermal_zone0/type": "t", "sys/class/thermal/thermal_zone0/temp": "-5000"])
    #expect(cold.probe.thermalZones().first?.milliCelsius == -5000)
  }

  @Test func doesNotWaitForPipesAndDirectories() throws {
    let tree = try Tree(["proc/uptime/x": "directory"])
    let made = unsafe mkfifo(tree.root + "/proc/loadavg", 0o600)
    #expect(made == 0)
    #expect(tree.probe.loadAverages() == nil)
    #expect(tree.probe.uptimeSeconds() == nil)
  }

  @Test func readsAreBounded() throws {
    let tree = try Tree(["big": String(repeating: "x", count: 200_000), "small": "abc", "empty": ""])
    #expect(tree.probe.file("big")?.count == 65_536)
    #expect(tree.probe.file("big", limit: 10)?.count == 10)
    #expect(tree.probe.file("small") == Array("abc".utf8))
    #expect(tree.probe.file("empty") == [])
    #expect(tree.probe.file("none") == nil)
  }
}
