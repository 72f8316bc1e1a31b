import JSONCore

extension Interpretation {
  /// `if`, and then `then` or `else` (Core, 10.2.2). `if` itself never refuses a value; what it has looked at counts
  /// when it holds, with or without a `then`. Without the keyword that is asked for the value is valid.
  mutating func interpretConditional(_ check: ConditionalCheck) -> Bool {
    let mark = reader.mark
    let holds = attempt(check.condition, by: [.keyword("if")])
    guard let next = holds ? check.consequence : check.alternative else {
      // `if` has read the value to its end, as the contract has it.
      if holds { return true }
      reader.reset(to: mark)
      return reader.skipValue()
    }
    reader.reset(to: mark)
    return evaluate(next, by: [.keyword(holds ? "then" : "else")])
  }
}
