import SchemaCompiler

/// How a program's output becomes the result, as arguments of the tool's definition: it is decided when the tool is
/// built, and held against the output schema then.
enum OutputCode {
  static func form(_ output: ProgramPlan.Output) -> String {
    switch output {
    case .json(let member, nil): ".json(member: \(optional(member)))"
    case .json(let member, let empty?):
      ".json(member: \(optional(member)), empty: JSONSlice(constant: \(SwiftLiteral.string(empty))))"
    case .jsonLines(let member): ".jsonLines(member: \(SwiftLiteral.string(member)))"
    case .lines(let member): ".lines(member: \(SwiftLiteral.string(member)))"
    case .text(let member): ".text(member: \(SwiftLiteral.string(member)))"
    case .records(let member, let separator, let fieldSeparator, let fields):
      ".records(member: \(SwiftLiteral.string(member)), separator: \(separator), fieldSeparator: \(fieldSeparator), "
        + "fields: \(list(fields)))"
    case .columns(let member, let skipLines, let fields):
      ".columns(member: \(SwiftLiteral.string(member)), skipLines: \(skipLines), fields: \(list(fields)))"
    case .csv(let member, let delimiter, let header, let fields):
      ".csv(member: \(SwiftLiteral.string(member)), delimiter: \(delimiter), header: .\(header.rawValue), "
        + "fields: \(list(fields)))"
    case .keyValues(let member, let separator, let fields, let others):
      ".keyValues(member: \(optional(member)), separator: \(separator), fields: \(list(fields)), "
        + "others: \(others.map { ".\($0.rawValue)" } ?? "nil"))"
    }
  }

  /// What is not declared is not printed: most tools have none of it.
  static func additions(_ plan: ProgramPlan) -> String {
    var text = ""
    if plan.additions != ProgramPlan.Additions() {
      let meanings = plan.additions.meanings.map { "(code: \($0.code), text: \(SwiftLiteral.string($0.text)))" }
      text +=
        "additions: .init(truncatedAs: \(optional(plan.additions.truncatedAs)), "
        + "exitCodeAs: \(optional(plan.additions.exitCodeAs)), meanings: [\(meanings.joined(separator: ", "))]), "
    }
    if plan.readsResultFile { text += "readsResultFile: true, " }
    return text
  }

  private static func optional(_ name: String?) -> String { name.map { SwiftLiteral.string($0) } ?? "nil" }

  private static func list(_ fields: [ProgramPlan.Field]) -> String {
    let texts = fields.map { ".init(name: \(SwiftLiteral.string($0.name)), kind: .\($0.kind.rawValue))" }
    return "[\(texts.joined(separator: ", "))]"
  }
}
