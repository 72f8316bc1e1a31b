import Glibc
import JSONCore
import SchemaRuntime
import Workloads

/// `securellm-bench FOLDER WORKLOAD PASSES [ROUND-TRIP-FILE]`: measures the generated code of one workload and prints
/// one JSON line per mode. `Benchmarks/run.py` makes the folder, calls this and the peers in turn, and compares.
@main
enum Bench {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 3, let passes = Int(arguments[2]) else {
      complain("usage: securellm-bench FOLDER WORKLOAD PASSES [ROUND-TRIP-FILE]")
      exit(2)
    }
    do {
      try run(arguments[1], folder: arguments[0], passes: passes, roundTrip: arguments.dropFirst(3).first)
    } catch {
      complain("securellm-bench: error: \(error)")
      exit(1)
    }
  }

  private static func run(_ name: String, folder: String, passes: Int, roundTrip: String?) throws {
    switch name {
    case "mcp": try run(Workload(name, Mcp.Value.self, folder: folder), passes, roundTrip)
    case "chatreq": try run(Workload(name, Chatreq.Value.self, folder: folder), passes, roundTrip)
    case "chatresp": try run(Workload(name, Chatresp.Value.self, folder: folder), passes, roundTrip)
    case "audit": try run(Workload(name, Audit.Value.self, folder: folder), passes, roundTrip)
    case "knowledge": try run(Workload(name, Knowledge.Value.self, folder: folder), passes, roundTrip)
    default: throw WrongAnswer(description: "no workload is called \(name)")
    }
  }

  private static func run<Value>(_ workload: Workload<Value>, _ passes: Int, _ roundTrip: String?) throws {
    try workload.checkAnswers()
    let written = try workload.roundTrip()
    if let roundTrip { try WholeFile.write(roundTrip, written) }
    var line = JSONWriter()
    workload.measure(passes: passes) { mode, measurement in
      line.reset()
      line.literal("{\"peer\":\"securellm\",\"mode\":")
      line.string(mode)
      line.literal(",\"ns_op\":")
      line.double(measurement.median)
      line.literal(",\"ns_op_best\":")
      line.double(measurement.best)
      line.literal(",\"allocations\":")
      line.double(measurement.allocations)
      line.literal(",\"bytes_op\":")
      line.double(Double(workload.valid.byteCount) / Double(workload.valid.lines.count))
      line.literal("}\n")
      _ = line.flush(to: 1)
    }
  }

  private static func complain(_ text: String) {
    var line = JSONWriter()
    line.raw(Array((text + "\n").utf8))
    _ = line.flush(to: 2)
  }
}
