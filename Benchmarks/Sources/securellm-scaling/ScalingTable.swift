import JSONCore

/// Prints one line for each thing measured and remembers what was not linear.
struct ScalingTable {
  private(set) var current = ""
  private var part = ""
  private var columns: [String] = []
  private var count = 0
  private var refusedCount = 0
  private var worst = (ratio: 0.0, name: "")
  private var exceeding: [String] = []

  mutating func heading(_ part: String, _ columns: [String]) {
    (self.part, self.columns) = (part, columns)
    say("\n\(part): time for 2n over time for n")
    say(Self.line("", columns.map { "\($0), n" }))
  }

  mutating func refused(_ name: String) {
    refusedCount += 1
    say(Self.line(name, ["refused"]))
  }

  /// Measures each column at a size of its own. `onlyWorst`: the columns are variants of which one is shown.
  mutating func row(
    _ name: String, from size: Int, atMost largest: Int = 1 << 20, _ bodies: [(Int) -> () -> Bool],
    onlyWorst: Bool = false
  ) throws(WrongResult) {
    var found: [Doubling] = []
    for (index, body) in bodies.enumerated() {
      current = "\(part), \(name)\(onlyWorst ? "" : ", \(columns[index])")"
      let doubling = try Doubling(from: size, atMost: largest, body)
      count += 1
      if doubling.ratio > worst.ratio { worst = (doubling.ratio, current) }
      if !doubling.isLinear { exceeding.append("\(current): \(Self.text(doubling))") }
      found.append(doubling)
    }
    if onlyWorst { found = found.max { $0.ratio < $1.ratio }.map { [$0] } ?? [] }
    say(Self.line(name, found.map(Self.text)))
  }

  /// Whether everything was linear.
  func summary(patterns: Int) -> Bool {
    say("\n\(count) ratios, the greatest \(Self.decimal(worst.ratio)): \(worst.name)")
    if patterns == 0 { say("no patterns were given on standard input") }
    if refusedCount > 0 { say("\(refusedCount) of \(patterns) patterns are refused when they are compiled") }
    for line in exceeding { say("above \(Self.decimal(Doubling.limit)): \(line)") }
    return exceeding.isEmpty
  }

  func complain(_ text: String) { write("securellm-scaling: error: \(text)\n", to: 2) }

  private func say(_ text: String) { write(text + "\n", to: 1) }

  private func write(_ text: String, to descriptor: Int32) {
    var line = JSONWriter()
    line.raw(Array(text.utf8))
    _ = line.flush(to: descriptor)
  }

  private static func text(_ doubling: Doubling) -> String {
    "\(decimal(doubling.ratio))\(doubling.isLinear ? "" : " !"), \(doubling.size)"
  }

  private static func decimal(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    let title =
      name.unicodeScalars.count > 38 ? String(String.UnicodeScalarView(name.unicodeScalars.prefix(37))) + "…" : name
    return "  " + title + String(repeating: " ", count: max(1, 40 - title.unicodeScalars.count))
      + cells.map { String(repeating: " ", count: max(1, 18 - $0.utf8.count)) + $0 }.joined()
  }
}
