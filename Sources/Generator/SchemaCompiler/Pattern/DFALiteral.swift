package import SchemaRuntime

extension DFA {
  /// The automaton as a Swift expression, for generated code that imports `SchemaRuntime`.
  package func swiftLiteral() -> String {
    let words = accepting.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
    return """
      DFA(
        classes: [\(Self.list(classes))],
        transitions: [\(Self.list(transitions))],
        start: \(start), accepting: [\(words)])
      """
  }

  private static func list(_ numbers: [some FixedWidthInteger]) -> String {
    numbers.map { String($0) }.joined(separator: ", ")
  }
}
