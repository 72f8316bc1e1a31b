/// `reliability-bench limits` and `reliability-bench audit FOLDER`: what a limiter's check and an audit record cost,
/// and what they do when many threads want them.
@main
enum ReliabilityBench {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    switch (arguments.first, arguments.count) {
    case ("limits", 1): try LimitsBench.run()
    case ("audit", 2): try AuditBench.run(folder: arguments[2])
    default: print("usage: reliability-bench limits | audit FOLDER")
    }
  }

  static func report(_ what: String, _ number: Double, _ unit: String) {
    let tenths = Int((number * 10).rounded())
    print("\(what): \(tenths / 10).\(tenths % 10) \(unit)")
  }
}
