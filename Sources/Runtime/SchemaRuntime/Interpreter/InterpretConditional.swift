import JSONCore

extension Interpretation {
  /// `if`, and then `then` or `else`.
  mutating func interpretConditional(_ check: ConditionalCheck) -> Bool {
    let mark = reader.mark
    let holds = attempt(check.condition, by: [.keyword("if")])
    guard let next = holds ? check.consequence : check.alternative else {
      if holds { return true }
      reader.reset(to: mark)
      return reader.skipValue()
    }
    reader.reset(to: mark)
    return evaluate(next, by: [.keyword(holds ? "then" : "else")])
  }
}
