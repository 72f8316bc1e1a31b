import JSONCore
import SchemaCompiler
import SchemaValidation

/// A proof for people: a line for each slot, and what holds for all of them.
enum ProofTable {
  /// Columns of a row: place, kind, states, bytes, text, reason.
  private typealias Row = [String]

  static func write(_ proof: ProofReport, to output: inout JSONWriter) {
    output.line("\(proof.tool): proved from \(proof.file)")
    let command = ([proof.facts.program] + [proof.facts.subcommand].compactMap(\.self)).joined(separator: " ")
    output.line("program   \(command): \(proof.knowledge)")
    output.line("")
    table(rows(proof), &output)
    output.line("")
    output.line("arguments at most \(grouped(proof.totalBytes)) of \(grouped(ProofReport.totalLimit)) bytes")
    let risks = proof.acknowledgements
    output.line("risks     " + (risks.isEmpty ? "none acknowledged" : "acknowledged, with the author's reasons:"))
    for risk in risks { output.line("          \(Printable.text(risk.option)): \(Printable.text(risk.reason))") }
    output.line("sandbox   \(sandbox(proof.sandbox))")
  }

  /// Literals that follow each other are one row: what is between them is what somebody looks for.
  private static func rows(_ proof: ProofReport) -> [Row] {
    var rows: [Row] = [["slot", "kind", "states", "bytes", "text", "safe because"]]
    var index = 0
    while index < proof.slots.count {
      let slot = proof.slots[index]
      var end = index + 1
      while slot.kind == .literal, end < proof.slots.count, follows(proof.slots[end], slot) { end += 1 }
      rows.append(end > index + 1 ? row(proof.slots[index..<end], proof) : row(slot, proof))
      index = end
    }
    return rows
  }

  /// Whether two literals are in the same place: among the arguments, or among the variables.
  private static func follows(_ slot: ProofReport.Slot, _ first: ProofReport.Slot) -> Bool {
    slot.kind == .literal && isVariable(slot) == isVariable(first)
  }

  private static func isVariable(_ slot: ProofReport.Slot) -> Bool { slot.place.utf8.starts(with: "env".utf8) }

  private static func row(_ group: ArraySlice<ProofReport.Slot>, _ proof: ProofReport) -> Row {
    let places = group.map(\.place)
    let last = places.last?.split(separator: " ").last.map(String.init) ?? ""
    let areVariables = group.first.map(isVariable) == true
    let texts = areVariables ? places.map { String($0.split(separator: " ").last ?? "") } : group.map(\.text)
    return [
      areVariables ? "environment" : "\(places.first ?? "")-\(last)", "literal", "",
      grouped(group.map(\.maxBytes).reduce(0, +)), shortened(texts.joined(separator: " ")), proof.text(.constant),
    ]
  }

  private static func row(_ slot: ProofReport.Slot, _ proof: ProofReport) -> Row {
    var reasons = slot.reasons.map(proof.text)
    if slot.isOptional, slot.kind != .flag { reasons.append("may be missing") }
    if slot.admitsInvisible { reasons.append("may hold invisible characters, as text does") }
    let bytes = grouped(slot.maxBytes)
    return [
      slot.place, slot.kind.rawValue, slot.states.map(grouped) ?? "",
      slot.maxCount == 1 ? bytes : "\(grouped(slot.maxCount)) x \(bytes)", shortened(slot.text),
      reasons.joined(separator: "; "),
    ]
  }

  /// Numbers at the right of their columns, text at the left; the last column is as long as it is.
  private static func table(_ rows: [Row], _ output: inout JSONWriter) {
    let widths = rows[0].indices.map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
    for row in rows {
      let cells = row.indices.map { column -> String in
        guard column < row.count - 1 else { return Printable.text(row[column]) }
        let blanks = String(repeating: " ", count: widths[column] - row[column].unicodeScalars.count)
        return column == 2 || column == 3 ? blanks + row[column] : Printable.text(row[column]) + blanks
      }
      output.line(cells.joined(separator: "  "))
    }
  }

  private static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.count <= 48 ? text : String(String.UnicodeScalarView(scalars.prefix(45))) + "..."
  }

  /// 1048576 as 1,048,576.
  private static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)".utf8)
    var result: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(0x2C) }
      result.append(digit)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func sandbox(_ sandbox: ProgramPlan.Sandbox) -> String {
    [
      sandbox.profile.rawValue, sandbox.hasNetwork ? "may use the network" : "no network",
      sandbox.mayStartProcesses ? "may start processes" : "starts no process",
      sandbox.runsProjectCode ? "runs the project's code" : "runs no code of the project",
    ].joined(separator: ", ")
  }
}
