import JSONCore
import SchemaRuntime

/// Prints explanations: the value that must change, the way to it, what to do.
enum ExplainOutput {
  static func write(_ result: InstanceResult, _ terminal: Terminal, to output: inout JSONWriter) {
    for explanation in Explanation.explain(result.violations) {
      write(explanation, result, terminal, to: &output)
    }
  }

  private static func write(
    _ explanation: Explanation, _ result: InstanceResult, _ terminal: Terminal, to output: inout JSONWriter
  ) {
    let last = explanation.last
    let location = "\(Printable.path(result.file)):\(result.locations.location(of: last.offset))"
    output.line("\(terminal.styled(location, .bold)): \(terminal.styled(shown(last), .cyan)) \(last.message)")
    // From the outside in, as a compiler's notes: the last line is the one to act on, beside the cursor.
    for (step, choice) in zip(explanation.chain, explanation.choices) {
      let schema = step.schemaLocation.isEmpty ? "(the text)" : step.schemaLocation
      output.line("  \(terminal.styled(schema, .faint)) at \(shown(step)): \(step.message)")
      if let choice {
        let others = choice.others == 0 ? "" : ", the closest of \(choice.others + 1)"
        output.line("    alternative \(choice.alternative)\(others):")
      }
    }
    output.line("  \(terminal.styled("hint", .green)): \(Hint.hint(last))")
  }

  private static func shown(_ violation: Violation) -> String {
    violation.instanceLocation.isEmpty ? "(root)" : violation.instanceLocation
  }

  /// `{"file", "valid", "explanations": [{"line", "column", …, "hint", "path": [{…}]}]}`
  static func writeJSON(_ result: InstanceResult, to output: inout JSONWriter) {
    JSONOutput.writeHead(result.file, line: result.line, document: result.document, to: &output)
    output.literal(",\"valid\":")
    output.boolean(result.isValid)
    if !result.violations.isEmpty {
      output.literal(",\"explanations\":[")
      for (index, explanation) in Explanation.explain(result.violations).enumerated() {
        if index > 0 { output.byte(0x2C) }
        writeJSON(explanation, result.locations, to: &output)
      }
      output.byte(0x5D)
    }
    output.literal("}\n")
  }

  /// The members of the last step are at the top as in the list of errors, so that a reader of one reads the other.
  private static func writeJSON(_ explanation: Explanation, _ locations: Locations, to output: inout JSONWriter) {
    output.byte(0x7B)
    JSONOutput.writeMembers(explanation.last, locations, to: &output)
    output.hint(Hint.hint(explanation.last))
    output.literal(",\"path\":[")
    for (index, step) in explanation.chain.enumerated() {
      output.literal(index > 0 ? ",{" : "{")
      JSONOutput.writeMembers(step, locations, to: &output)
      if let choice = explanation.choices[index] {
        output.literal(",\"alternative\":")
        // Counted from 0 as in the schema's pointers; people are shown the one that counts from 1.
        output.integer(choice.alternative - 1)
        output.literal(",\"others\":")
        output.integer(choice.others)
      }
      output.byte(0x7D)
    }
    output.literal("]}")
  }
}
