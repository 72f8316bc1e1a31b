import SchemaCompiler
import ToolRuntime

/// What a tool of a file may do, for whoever decides whether to allow it: everything that its file can bring about, in
/// words, and nothing that needs to be looked up.
package struct ToolPermissions: Sendable {
  private let tool: ToolFolder.Tool

  package init(_ tool: ToolFolder.Tool) { self.tool = tool }

  /// The name first; what belongs to it is indented. No text of the file can move what is on the screen.
  package var lines: [String] {
    guard case .program(let plan) = tool.compiled.work else { return [] }
    var lines = ["\(tool.compiled.name): \(tool.compiled.title)", "  file      \(tool.shown)"]
    lines += Self.program(plan.program, plan.entries, plan.sandbox, plan.input.secrets)
    if let text = plan.input.standardInput {
      lines.append("  input     " + Self.quoted(text.map(Self.text).joined()))
    }
    if let folder = plan.input.folder { lines.append("  starts in {\(folder)}") }
    if let hosts = plan.input.hosts {
      lines.append("  hosts     {\(hosts.member)} is one of \(hosts.allow.joined(separator: ", "))")
    }
    for step in plan.input.pipe {
      lines.append("  its output goes to")
      lines += Self.program(step.program, step.entries, step.sandbox, step.secrets)
    }
    lines.append("  effects   " + effects(tool.compiled.hints))
    for acknowledgement in tool.acknowledgements {
      lines.append("  risk      \(acknowledgement.option): \(acknowledgement.reason)")
    }
    return lines.map { Self.onOneLine($0) }
  }

  /// A command line as the file has it, what is between braces comes from the call; and what holds it.
  private static func program(
    _ name: String, _ entries: [ProgramPlan.Entry], _ sandbox: ProgramPlan.Sandbox,
    _ secrets: [ProgramInput.SecretVariable]
  ) -> [String] {
    var lines = [
      "  runs      " + ([name] + entries.map(text)).map(quoted).joined(separator: " "),
      "  sandbox   " + access(sandbox), "  network   " + (sandbox.hasNetwork ? "yes" : "no"),
    ]
    if !secrets.isEmpty {
      lines.append("  secrets   " + secrets.map { "\($0.secret) as \($0.variable)" }.joined(separator: ", "))
    }
    return lines
  }

  private static func text(_ entry: ProgramPlan.Entry) -> String {
    switch entry {
    case .literal(let text): text
    case .composed(let pieces): pieces.map(text).joined()
    case .spread(let member, let prefix, let suffix): "\(prefix){\(member)...}\(suffix)"
    case .flag(let text, let member): "[\(text) if \(member)]"
    case .choice(let text, let otherwise, let member): "[\(text) if \(member), else \(otherwise)]"
    case .repeated(let literals, let member, let prefix, let suffix):
      "[\((literals + ["\(prefix){\(member)...}\(suffix)"]).joined(separator: " "))]"
    }
  }

  private static func text(_ piece: ProgramPlan.Piece) -> String {
    switch piece {
    case .text(let text): text
    case .member(let name): "{\(name)}"
    case .result: "{@result}"
    }
  }

  /// One argument is one word.
  private static func quoted(_ text: String) -> String {
    text.utf8.contains { $0 <= 0x20 } || text.utf8.isEmpty ? "\"\(text)\"" : text
  }

  private static func access(_ sandbox: ProgramPlan.Sandbox) -> String {
    let project =
      switch sandbox.profile {
      case .pure: "sees nothing of the project"
      case .readProject, .network: "reads the project"
      case .writeProject: "reads and writes the project"
      }
    var words = [project, sandbox.mayStartProcesses ? "may start processes" : "starts no process"]
    if sandbox.runsProjectCode { words.append("runs the project's own code") }
    return words.joined(separator: ", ")
  }

  private func effects(_ hints: ToolHead.Hints) -> String {
    if hints.readOnly { return "says that it only reads" }
    return hints.destructive ? "says that it may destroy things" : "says that it changes things"
  }

  private static func onOneLine(_ text: String) -> String {
    OutputText.clean(String(decoding: text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self))
  }
}
