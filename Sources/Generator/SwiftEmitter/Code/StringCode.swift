import JSONCore
import SchemaRuntime

/// Strings: `JSONString`, or the type of their format.
struct StringCode {
  let code: SchemaCode

  // MARK: decode

  /// Takes a string as a value. Only patterns and formats need it as a token first.
  ///
  /// Without a pattern the reader finds the end of the string, checks UTF-8 and counts in one pass; as a token it would
  /// be looked at twice.
  func decode(_ facts: NodeFacts, into destination: Destination, _ printer: inout CodePrinter) {
    guard facts.patterns.isEmpty, facts.formats.isEmpty else {
      takeToken(facts, destination.refusal, &printer)
      return printer.line(code.store("reader.takeString()", .string, destination))
    }
    let length = facts.lengthArguments
    guard destination.kind == .property, destination.wraps < 2 else {
      printer.line("guard let __value = reader.text(\(length)) else { \(destination.refusal) }")
      return printer.line(code.store("__value", .string, destination))
    }
    let arguments = length.isEmpty ? "" : ", " + length
    printer.line("guard reader.text(into: &\(destination.name)\(arguments)) else { \(destination.refusal) }")
  }

  func decode(_ facts: NodeFacts, as type: TextType, into destination: Destination, _ printer: inout CodePrinter) {
    takeToken(facts, destination.refusal, &printer)
    printer.line(code.store("\(type.rawValue)(checked: reader.takeString())", .text(type), destination))
  }

  /// Takes a string and leaves it as the token, all its checks done.
  func takeToken(_ facts: NodeFacts, _ refusal: Refusal, _ printer: inout CodePrinter) {
    printer.line("guard reader.string() else { \(refusal) }")
    checkToken(facts, refusal, &printer)
  }

  // MARK: check

  func check(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    if facts.stringConstants != nil {
      printer.line("guard \(code.helpers.lookup(.values(facts.id)))(&reader) >= 0 else { return false }")
    } else if facts.patterns.isEmpty, facts.formats.isEmpty {
      printer.line("guard reader.skipText(\(facts.lengthArguments)) else { return false }")
    } else {
      takeToken(facts, .returnsFalse, &printer)
    }
  }

  /// From the cheap to the dear: a length is known already, an automaton reads every byte.
  func checkToken(_ facts: NodeFacts, _ refusal: Refusal, _ printer: inout CodePrinter) {
    if let length = facts.length {
      let maximum = length.maximum == .max ? ".max" : String(length.maximum)
      let fits = "reader.tokenFits(minimum: \(length.minimum), maximum: \(maximum))"
      printer.line("guard \(fits) || reader.mismatch() else { \(refusal) }")
    }
    for index in facts.patterns.indices {
      let pattern = code.helpers.constant(.pattern(facts.id, index))
      printer.line("guard reader.tokenMatches(\(pattern)) else { \(refusal) }")
    }
    for format in facts.formats {
      printer.line("guard reader.tokenIs(.\(format)) else { \(refusal) }")
    }
  }

  // MARK: write

  /// The quotes are text, so that they join what is around the string.
  func write(_ expression: String, _ out: inout SerializerCode) {
    out.text("\"")
    out.statement("writer.text(\(expression))")
    out.text("\"")
  }
}

extension NodeFacts {
  /// `minimum: 1, maximum: 128`, what bounds nothing left out.
  fileprivate var lengthArguments: String {
    guard let length else { return "" }
    let minimum = length.minimum > 0 ? ["minimum: \(length.minimum)"] : []
    return (minimum + (length.maximum < .max ? ["maximum: \(length.maximum)"] : [])).joined(separator: ", ")
  }
}
