import JSONCore
import System

/// The `exec` member, read but not yet proved.
///
/// Apart from the proof, so that everything which can be said of the declaration alone is said even when the schemas
/// have errors.
struct ExecDeclaration {
  var program: String
  var elements: [ArgvElement]
  var timeoutSeconds: Int
  var maxOutputBytes: Int
  var successCodes: [Int]
  var environment: [(name: String, value: String)]
  var reportsProgress: Bool
  var output: ProgramPlan.Output
  var additions: ProgramPlan.Additions
  var readsResultFile: Bool
  var sandbox: SandboxDeclaration
  /// What the author takes upon himself: option or subcommand, reason.
  var acknowledgements: [ToolAcknowledgement]
  /// Those that the environment needed.
  var usedAcknowledgements: Set<String>
  /// For messages.
  var argv: DocumentNode?
  var acknowledgementNode: DocumentNode?
  /// What the program reads on standard input.
  var standardInput: ArgvElement?
  /// Where it starts; nil for the root of the project.
  var folder: Folder?
  var secrets: [ProgramInput.SecretVariable] = []
  var hosts: HostsDeclaration?
  /// The programs that the output goes to.
  var pipe: [ExecDeclaration] = []
  /// A part of what goes in could not be read, which has been reported: whether a member is used nobody knows then.
  var isIncomplete = false

  /// The member that names the folder to start in.
  struct Folder {
    var member: String
    /// For messages.
    var node: DocumentNode
  }

  static let members = [
    "program", "argv", "stdin", "timeoutSeconds", "maxOutputBytes", "exitCodes", "exitCodeAs", "environment", "cwd",
    "hosts", "pipe", "progress", "output", "sandbox", "runs", "x-ack",
  ]
  /// An hour: what takes longer is not a call that somebody waits for.
  static let timeouts = 1...3600
  /// The output is kept whole until it has been checked, so its limit is one on memory: 64 MiB at most.
  static let outputBytes = 1024...67_108_864
  /// No tool that a person can review has more.
  static let elementLimit = 256
}

/// A dangerous option or subcommand that a tool file uses with open eyes.
package struct ToolAcknowledgement: Sendable, Equatable {
  package let option: String
  package let reason: String
}

extension ToolReader {
  /// Nil when a part is missing or wrong; all of them are reported.
  func exec(_ node: DocumentNode, output schema: CompiledSchema) -> ExecDeclaration? {
    guard object(node, of: ExecDeclaration.members, "\"exec\"") else { return nil }
    let program = program(node, runs: node["runs"])
    let elements = elements(node)
    let timeout = integer("timeoutSeconds", in: node, "\"exec\"", ExecDeclaration.timeouts, rule: .resources)
    let bytes = integer("maxOutputBytes", in: node, "\"exec\"", ExecDeclaration.outputBytes, rule: .resources)
    let codes = exitCodes(node)
    let acknowledgements = acknowledgements(node)
    var used = shellSyntax(node, acknowledged: Set(acknowledgements.map(\.option)))
    let environment = environment(
      node, program ?? "", acknowledged: Set(acknowledgements.map(\.option)), used: &used)
    let progress = boolean("progress", in: node, "\"exec\"", required: false)
    let sandbox = sandbox(node)
    let output = output(node, schema)
    let additions = additions(node, codes, output, OutputSchema(schema))
    let readsResultFile = readsResultFile(node, elements, sandbox, maxOutputBytes: bytes)
    var declaration = ExecDeclaration(
      program: program ?? "", elements: elements ?? [], timeoutSeconds: timeout ?? 1, maxOutputBytes: bytes ?? 0,
      successCodes: codes ?? [], environment: environment, reportsProgress: progress ?? false,
      output: output ?? .json(member: nil), additions: additions ?? .init(), readsResultFile: readsResultFile,
      sandbox: sandbox, acknowledgements: acknowledgements, usedAcknowledgements: used, argv: node["argv"],
      acknowledgementNode: node["x-ack"])
    // Read whatever is missing above, so that all errors of a file come at once.
    declaration.standardInput = standardInput(node)
    declaration.folder = workingDirectory(node)
    declaration.secrets = secrets(node)
    declaration.hosts = hosts(node)
    declaration.pipe = pipe(node, after: declaration)
    declaration.isIncomplete =
      (node["stdin"] != nil && declaration.standardInput == nil)
      || (node["cwd"].map { $0.string != "project" } == true && declaration.folder == nil)
      || (node["pipe"]?.elements?.count ?? 0) != declaration.pipe.count
    guard program != nil, elements != nil, timeout != nil, bytes != nil, codes != nil, output != nil, additions != nil
    else { return nil }
    return declaration
  }

  /// By what it is instead: a command line, or a path.
  private static func hint(forProgram text: [UInt8]) -> String? {
    if text.contains(where: { $0 == 0x20 || $0 == 0x09 }) {
      return "write the program alone; options and arguments go to \"argv\", one string each"
    }
    guard text.contains(UInt8(ascii: "/")) else { return nil }
    return
      "write the name without its folder: it is looked up in the allowed directories, which SECURELLM_PROGRAM_PATH adds to"
  }

  /// A bare name and no path: which file it is, the operator of the machine decides. Or a program of the project, where
  /// running its code is what the tool is for.
  ///
  /// - Parameter runs: `runs` of the tool, which holds for all of its programs.
  func program(_ node: DocumentNode, runs: DocumentNode?) -> String? {
    let hint = "write the bare name of a program, such as \"git\": it is looked up in the allowed directories"
    guard let text = string("program", in: node, "\"exec\"", hint: hint), let location = node["program"] else {
      return nil
    }
    let bytes = text.bytes
    if ProjectProgram.isOne(bytes), !bytes.contains(where: { $0 == 0x20 || $0 == 0x09 }) {
      return projectProgram(text, at: location, runs: runs)
    }
    let isBare = (1...64).contains(bytes.count) && bytes.allSatisfy(Self.isProgramByte) && !"-.".utf8.contains(bytes[0])
    guard isBare else {
      report(
        location, "this is not the bare name of a program", hint: Self.hint(forProgram: bytes) ?? hint, rule: .program)
      return nil
    }
    guard let kind = programs.refusal(of: String(text)) else { return String(text) }
    if kind.isForProjectCode, runs?.string == "project-code" { return String(text) }
    report(
      location, "a tool may not run \"\(text)\": \(kind.reason)",
      hint: kind.isForProjectCode
        ? "write \"runs\": \"project-code\" if that is what the tool is for, or a handler"
        : "name the program that does the work itself, or write a handler",
      rule: kind.rule)
    return nil
  }

  /// No slash, which would make it a path, and no blank, which would look like two words in every report.
  private static func isProgramByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x2B: true
    default: false
    }
  }

  /// The reason is for whoever reviews the file; ten characters keep "ok" and "safe" out.
  private func acknowledgements(_ exec: DocumentNode) -> [ToolAcknowledgement] {
    guard let node = exec["x-ack"] else { return [] }
    let hint = "write {\"--option\": \"why this use is safe\"}"
    guard let members = node.members else {
      report(node, "\"x-ack\" must be an object", hint: hint, rule: .dangerousOption)
      return []
    }
    return members.compactMap { member in
      guard let reason = member.value.string, reason.codePointCount >= 10 else {
        report(
          member.value, "an acknowledgement needs a reason of at least 10 characters", hint: hint,
          rule: .dangerousOption)
        return nil
      }
      return ToolAcknowledgement(option: String(member.name), reason: String(reason))
    }
  }

  /// An array and never a command line: there is no shell, so there is nothing to quote.
  func elements(_ exec: DocumentNode) -> [ArgvElement]? {
    let hint = "write one string per argument, such as [\"log\", \"--max-count={limit}\"]"
    guard let node = require("argv", in: exec, "\"exec\"", hint: hint) else { return nil }
    guard let values = node.elements, values.count <= ExecDeclaration.elementLimit else {
      report(
        node, "\"argv\" must be an array of at most \(ExecDeclaration.elementLimit) elements", hint: hint,
        rule: .freeArguments)
      return nil
    }
    let elements = values.compactMap { element($0) }
    return elements.count == values.count ? elements : nil
  }

  /// A string with its braces read, or an object; the forms cannot be mistaken for each other.
  func element(_ node: DocumentNode) -> ArgvElement? {
    guard let text = node.string else { return objectElement(node) }
    if text.bytes.contains(0) {
      report(
        node, "an argument cannot hold NUL", hint: "remove \\u0000: programs would only see the text before it",
        rule: .nul)
      return nil
    }
    return template(node, text).map { ArgvElement(content: $0, node: node, text: String(text)) }
  }
}
