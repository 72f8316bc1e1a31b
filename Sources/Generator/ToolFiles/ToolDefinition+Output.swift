import JSONCore
import SchemaCompiler
import ToolRuntime

/// How outputs are read, from the compiler's words to those of the runtime: as `SwiftEmitter/Tools/OutputCode` prints it.
extension ToolDefinition.Program.Output {
  init(_ output: ProgramPlan.Output) {
    typealias Field = ToolDefinition.Program.Field
    switch output {
    case .json(let member, let empty):
      self = .json(
        member: member.map { JSONString($0) },
        empty: empty.map { text in
          let bytes = JSONBytes(text)
          return JSONSlice(unchecked: bytes, range: 0..<bytes.count)
        })
    case .jsonLines(let member): self = .jsonLines(member: JSONString(member))
    case .lines(let member): self = .lines(member: JSONString(member))
    case .text(let member): self = .text(member: JSONString(member))
    case .records(let member, let separator, let fieldSeparator, let fields):
      self = .records(
        member: JSONString(member), separator: separator, fieldSeparator: fieldSeparator, fields: fields.map(Field.init)
      )
    case .columns(let member, let skipLines, let fields):
      self = .columns(member: JSONString(member), skipLines: skipLines, fields: fields.map(Field.init))
    case .csv(let member, let delimiter, let header, let fields):
      self = .csv(
        member: JSONString(member), delimiter: delimiter, header: ToolDefinition.Program.Header(header),
        fields: fields.map(Field.init))
    case .keyValues(let member, let separator, let fields, let others):
      self = .keyValues(
        member: member.map { JSONString($0) }, separator: separator, fields: fields.map(Field.init),
        others: others.map(Field.Kind.init))
    }
  }
}

extension ToolDefinition.Program.Header {
  init(_ header: ProgramPlan.Header) {
    self =
      switch header {
      case .none: .none
      case .names: .names
      case .skipped: .skipped
      }
  }
}

extension ToolDefinition.Program.Field {
  init(_ field: ProgramPlan.Field) { self.init(name: JSONString(field.name), kind: Kind(field.kind)) }
}

extension ToolDefinition.Program.Field.Kind {
  init(_ kind: ProgramPlan.Field.Kind) {
    self =
      switch kind {
      case .string: .string
      case .integer: .integer
      case .number: .number
      case .boolean: .boolean
      }
  }
}

extension ToolDefinition.Program.Additions {
  init(_ additions: ProgramPlan.Additions) {
    self.init(
      truncatedAs: additions.truncatedAs.map { JSONString($0) },
      exitCodeAs: additions.exitCodeAs.map { JSONString($0) },
      meanings: additions.meanings.map { (code: $0.code, text: JSONString($0.text)) })
  }
}
