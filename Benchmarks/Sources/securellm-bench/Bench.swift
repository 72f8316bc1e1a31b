import Glibc
import JSONCore
import SchemaRuntime
import Workloads

/// `securellm-bench FOLDER WORKLOAD [ROUND-TRIP-FILE]`: the generated code of one workload.
///
/// For every mode (`decode`, `validate`, `interpret`, `serialize`) on standard input it runs one pass and responds with
/// one line of JSON; `Benchmarks/json_pairs.py` makes it and the peers take turns. `securellm-bench FOLDER WORKLOAD
/// --repeat MODE COUNT` runs a mode that often and ends, for a profiler.
@main
enum Bench {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 2 else {
      complain("usage: securellm-bench FOLDER WORKLOAD [ROUND-TRIP-FILE | --repeat MODE COUNT]")
      exit(2)
    }
    do {
      try run(arguments[1], folder: arguments[0], rest: Array(arguments.dropFirst(2)))
    } catch {
      complain("securellm-bench: error: \(error)")
      exit(1)
    }
  }

  private static func run(_ name: String, folder: String, rest: [String]) throws {
    switch name {
    case "mcp": try run(Workload(name, Mcp.Value.self, folder: folder), rest)
    case "chatreq": try run(Workload(name, Chatreq.Value.self, folder: folder), rest)
    case "chatresp": try run(Workload(name, Chatresp.Value.self, folder: folder), rest)
    case "audit": try run(Workload(name, Audit.Value.self, folder: folder), rest)
    case "knowledge": try run(Workload(name, Knowledge.Value.self, folder: folder), rest)
    default: throw WrongResult(description: "no workload is called \(name)")
    }
  }

  private static func run<Value>(_ workload: Workload<Value>, _ rest: [String]) throws {
    var workload = workload
    if rest.count == 3, rest[0] == "--repeat", let count = Int(rest[2]) {
      for _ in 0..<count { try workload.run(rest[1]) }
      return
    }
    try workload.checkResults()
    let written = try workload.roundTrip()
    if let path = rest.first { try WholeFile.write(path, written) }
    response { $0.literal("{\"ready\":true}\n") }
    while let mode = readLine() {
      let pass = try workload.measure(mode)
      response { line in
        line.literal("{\"ns_op\":")
        line.double(pass.nanoseconds)
        line.literal(",\"allocations\":")
        line.double(pass.allocations)
        line.literal("}\n")
      }
    }
  }

  private static func response(_ body: (inout JSONWriter) -> Void) {
    var line = JSONWriter()
    body(&line)
    _ = line.flush(to: 1)
  }

  private static func complain(_ text: String) {
    var line = JSONWriter()
    line.raw(Array((text + "\n").utf8))
    _ = line.flush(to: 2)
  }
}
