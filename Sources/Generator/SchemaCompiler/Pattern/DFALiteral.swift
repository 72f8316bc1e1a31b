package import SchemaRuntime

extension DFA {
  /// The automaton as a Swift expression on one line, for generated code that imports `SchemaRuntime`.
  package func swiftLiteral() -> String { "DFA(packed: \"\(packed())\")" }

  /// The text that `DFA(packed:)` reads.
  package func packed() -> String {
    [Self.runs(classes), Self.runs(transitions), String(start), Self.runs(accepting)].joined(separator: ";")
  }

  private static func runs(_ numbers: [some FixedWidthInteger]) -> String {
    var items: [String] = []
    var index = 0
    while index < numbers.count {
      let end = numbers[index...].firstIndex { $0 != numbers[index] } ?? numbers.count
      items.append(end == index + 1 ? "\(numbers[index])" : "\(numbers[index])*\(end - index)")
      index = end
    }
    return items.joined(separator: " ")
  }
}
