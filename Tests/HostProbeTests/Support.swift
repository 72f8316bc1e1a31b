import Foundation

@testable import HostProbe

/// A made-up root directory, removed at the end.
final class Tree {
  let root: String

  init(_ files: [String: String] = [:]) throws {
    root = NSTemporaryDirectory() + "/hostprobe-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// What `read` finds under a root with these files, which is there until it returns.
  static func reading<T>(_ files: [String: String], _ read: (HostProbe) -> T) throws -> T {
    let tree = try Tree(files)
    return withExtendedLifetime(tree) { read(tree.probe) }
  }

  /// The clock is at 2,000,000 seconds.
  var probe: HostProbe { HostProbe(root: root, clock: { 2_000_000 }) }
}

/// A host with everything.
let fullHost = [
  "proc/sys/kernel/hostname": "atlas\n", "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
  "etc/os-release": "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=x\n",
  "sys/devices/system/cpu/online": "0-3,6\n",
  "proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD EPYC 7763\n\nprocessor\t: 1\nmodel name\t: other\n",
  "proc/loadavg": "1.25 0.50 0.75 2/345 6789\n", "proc/uptime": "1000.50 3000.00\n",
  "proc/meminfo":
    "MemTotal:       16000000 kB\nMemFree: 1 kB\nMemAvailable:    8000000 kB\nSwapTotal: 2048 kB\nSwapFree: 1024 kB\n",
  "sys/class/thermal/thermal_zone10/type": "acpitz\n", "sys/class/thermal/thermal_zone10/temp": "27800\n",
  "sys/class/thermal/thermal_zone2/type": "x86_pkg_temp\n", "sys/class/thermal/thermal_zone2/temp": "81500\n",
  "sys/class/thermal/thermal_zone3/type": "iwlwifi\n", "sys/class/thermal/cooling_device0/type": "Fan\n",
  "proc/pressure/cpu": "some avg10=1.50 avg60=0.25 avg300=0.00 total=123456\n",
  "proc/pressure/memory":
    "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\nfull avg10=2.00 avg60=1.00 avg300=0.50 total=5\n",
  "proc/self/statm": "765 391 363 5 0 123 0\n",
  "proc/self/stat":
    "42 (a) b (c d) S 1 2 3 4 -1 4194304 1 0 0 0 5 6 0 0 20 0 1 0 25000 3133440 391 18446744073709551615 1 2\n",
]
