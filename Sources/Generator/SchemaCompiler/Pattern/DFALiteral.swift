package import SchemaRuntime

extension DFA {
  /// The automaton as a Swift expression on one line, for generated code that imports `SchemaRuntime`. A string,
  /// because an array literal costs the Swift compiler about 0.1 ms for each element: 200 patterns took 8 s as arrays
  /// and 0.3 s as strings.
  package func swiftLiteral() -> String { "DFA(packed: \"\(packed())\")" }

  /// The text that `DFA(packed:)` reads; the two must change together.
  package func packed() -> String {
    [Self.runs(classes), Self.runs(transitions), String(start), Self.runs(accepting)].joined(separator: ";")
  }

  /// Numbers separated by spaces, repetitions as `value*count`: a row of a table often leads to one state for most
  /// classes.
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
