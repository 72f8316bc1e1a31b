import JSONCore
import SchemaRuntime

/// Proves what goes into a program beside its arguments: standard input, the folder to start in, the host.
///
/// A text that nobody reads as options is free: it may hold lines and begin with anything. Text that a template puts
/// between other text is a part of a protocol, and there a line of its own would be one that the author has not written.
struct InputProof {
  /// All of it is held in memory until the program has read it.
  static let inputLimit = 67_108_864
  /// What the kernel takes for a path, with its NUL: 1,024 code points, as `projectPath` has them. It refuses one byte
  /// too many itself.
  static let pathLimit = 4096

  let exec: ExecDeclaration
  let members: [JSONString: ArgvMember]
  let isIdempotent: Bool
  let reader: ToolReader
  private(set) var usedMembers: Set<JSONString> = []
  private var secretMembers: [String] = []
  /// For the report.
  private(set) var slots: [ProofReport.Slot] = []

  init(_ exec: ExecDeclaration, members: [JSONString: ArgvMember], isIdempotent: Bool, reader: ToolReader) {
    self.exec = exec
    self.members = members
    self.isIdempotent = isIdempotent
    self.reader = reader
  }

  /// Without the programs that the output goes to.
  mutating func run() throws(PatternError) -> ProgramInput {
    let standardInput = try standardInput()
    let folder = try folder()
    let hosts = hosts()
    slots += Self.slots(of: exec.secrets)
    return ProgramInput(
      standardInput: standardInput, secretMembers: secretMembers, folder: folder, secrets: exec.secrets, hosts: hosts)
  }

  // MARK: standard input

  private mutating func standardInput() throws(PatternError) -> [ProgramPlan.Piece]? {
    guard let element = exec.standardInput, case .composed(let pieces) = element.content else { return nil }
    let isFree = pieces.count == 1
    var total = 0
    for piece in pieces {
      switch piece {
      case .text(let text): total += text.utf8.count
      case .result: break
      case .member(let name): total += try inserted(name, isFree: isFree, element)
      }
      total = min(total, Self.inputLimit * 2)
    }
    if total > Self.inputLimit {
      report(
        element, "may have \(total) bytes; the limit is \(Self.inputLimit)",
        hint: "lower \"maxLength\": a code point has up to 4 bytes", rule: .size)
    }
    var slot = ProofReport.Slot(
      place: "stdin", text: element.text, kind: .stdin, reasons: [.outsideArguments], maxBytes: total)
    slot.members = pieces.compactMap { if case .member(let name) = $0 { name } else { nil } }
    slots.append(slot)
    return pieces
  }

  /// Bytes of the longest value; 0 after a report.
  private mutating func inserted(_ name: String, isFree: Bool, _ element: ArgvElement) throws(PatternError) -> Int {
    guard let member = member(name, element.node, "standard input") else { return 0 }
    if member.isSecret, !secretMembers.contains(name) { secretMembers.append(name) }
    switch member.shape {
    case .text(let strings): return try inspect(name, strings, isFree: isFree, element)
    case .integer: return String(Int.min).utf8.count
    case .boolean, .list, .other:
      report(
        element, "\"\(name)\" is \(ArgvProof.kind(member.shape)), and only strings and integers can be inserted",
        hint: "declare \"\(name)\" as a string, or pass it in \"argv\"",
        rule: .freeArguments)
      return 0
    }
  }

  private func inspect(_ name: String, _ strings: StringSet, isFree: Bool, _ element: ArgvElement)
    throws(PatternError) -> Int
  {
    if let witness = try strings.witness(in: .any.concat(.literal([0])).concat(.any)) {
      report(
        element, name, "may hold NUL, where many programs end a text", witness,
        hint: "give it a pattern without it: \"^[^\\\\u0000]*$\"", rule: .nul)
    } else if !isFree, let witness = try strings.witnessWithControl() {
      report(
        element, name, "may hold control characters, and so a line of its own among those of the template", witness,
        hint: """
          give it a pattern without them, such as "^[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*$";
          only a text that is all of standard input ("{\(name)}") may have lines
          """, rule: .controlBytes)
    }
    if let bytes = strings.maxByteCount { return min(bytes, Self.inputLimit * 2) }
    report(
      element, "the string \"\(name)\" has no maximum length", hint: "add \"maxLength\" to \"\(name)\"",
      rule: .size)
    return 0
  }

  // MARK: the folder

  /// A path of the project that is always checked, and of a program that can see the project.
  private mutating func folder() throws(PatternError) -> String? {
    guard let folder = exec.folder, let member = member(folder.member, folder.node, "\"cwd\"") else { return nil }
    let name = folder.member
    guard case .text(let strings) = member.shape, member.isPath == true else {
      reader.report(
        folder.node, "\"cwd\": \"\(name)\" is not declared as a path of the project",
        hint: "declare it as {\"$ref\": \"../../common/path.json#/$defs/projectPath\"}", rule: .path)
      return nil
    }
    if member.isSecret {
      reader.report(
        folder.node, "\"cwd\": \"\(name)\" is secret", hint: "a folder is seen by everybody who lists it",
        rule: .secret)
    }
    if let witness = try strings.witness(in: PatternCompiler.compile(ArgvProof.outside), samples: ["/etc", "../x"]) {
      report(
        folder.node, "\"cwd\"", name, "may name a folder outside the project", witness, hint: ArgvProof.containedHint,
        rule: .path)
    } else if strings.accepts([]) {
      report(
        folder.node, "\"cwd\"", name, "may be empty", [], hint: "add \"minLength\": 1; leave it out for the root",
        rule: .emptyString)
    } else if let witness = try strings.witnessWithControl() {
      report(
        folder.node, "\"cwd\"", name, "may hold control characters", witness,
        hint: "give it a pattern without them, such as \"^[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*$\"",
        rule: .controlBytes)
    } else if (strings.maxByteCount ?? .max) > Self.pathLimit {
      reader.report(
        folder.node, "\"cwd\": \"\(name)\" may be longer than a path can be",
        hint: "lower \"maxLength\" to 1000: a code point has up to 4 bytes, and a path \(Self.pathLimit)",
        rule: .size)
    }
    if exec.sandbox.profile == .pure {
      reader.report(
        folder.node, "\"cwd\" names a folder of the project, which the profile \"pure\" cannot see",
        hint: "write \"sandbox\": \"read-project\"", rule: .path)
    }
    slots.append(
      ProofReport.Slot(
        place: "cwd", text: "{\(name)}", kind: .path, reasons: [.beneathProject], maxBytes: strings.maxByteCount ?? 0))
    return name
  }

  // MARK: hosts

  /// The member has to be there in every call, or a call without it would go to a host of the program's own choosing.
  private mutating func hosts() -> ProgramInput.Hosts? {
    guard let hosts = exec.hosts else { return nil }
    let location = hosts.node["member"] ?? hosts.node
    guard let member = members[JSONString(hosts.member)] else {
      _ = self.member(hosts.member, location, "\"hosts\"")
      return nil
    }
    if case .text = member.shape {
    } else {
      reader.report(
        location, "\"hosts\": \"\(hosts.member)\" is \(ArgvProof.kind(member.shape)), and a host or URL is a string",
        hint: "name the member that holds the host or the URL")
    }
    if !member.isAlwaysPresent {
      reader.report(
        location, "\"hosts\": without \"\(hosts.member)\" nobody knows which host the program asks",
        hint: "add \"\(hosts.member)\" to \"required\", or give it a default")
    }
    if !([exec] + exec.pipe).contains(where: { $0.sandbox.profile == .network || $0.sandbox.addsNetwork }) {
      reader.report(
        hosts.node, "\"hosts\" is there, and the program has no network",
        hint: "write \"sandbox\": \"network\", or remove \"hosts\"")
    }
    if hosts.retries > 0, !isIdempotent, let node = hosts.node["retries"] {
      reader.report(
        node, "a tool with \"idempotentHint\": false cannot be run again: it may have done its work",
        hint: "remove \"retries\", or set \"idempotentHint\" to true if a second run does nothing further")
    }
    return ProgramInput.Hosts(member: hosts.member, allow: hosts.allow, retries: hosts.retries)
  }

  // MARK: reports

  private mutating func member(_ name: String, _ node: DocumentNode, _ what: String) -> ArgvMember? {
    let key = JSONString(name)
    usedMembers.insert(key)
    if let member = members[key] { return member }
    let hint = ClosestName.hint(name, among: members.keys.map { String($0) }.sorted())
    reader.report(
      node, "\(what): the input schema has no member \"\(name)\"\(hint)",
      hint: "declare it in /inputSchema/properties, or correct the name", rule: .freeArguments)
    return nil
  }

  private func report(_ element: ArgvElement, _ message: String, hint: String, rule: ArgvRule) {
    reader.report(element.node, "standard input \"\(element.text)\": \(message)", hint: hint, rule: rule)
  }

  private func report(
    _ element: ArgvElement, _ name: String, _ message: String, _ witness: [UInt8], hint: String, rule: ArgvRule
  ) {
    report(element.node, "standard input", name, message, witness, hint: hint, rule: rule)
  }

  /// With the string that shows it, as for an argument.
  private func report(
    _ node: DocumentNode, _ what: String, _ name: String, _ message: String, _ witness: [UInt8], hint: String,
    rule: ArgvRule
  ) {
    let schema = JSONPointer.appending(JSONString(name), to: "/inputSchema/properties")
    let shown = String(decoding: witness, as: UTF8.self)
    reader.report(
      node, "\(what): \"\(name)\" \(message)",
      details: ["\"\(name)\" admits \"\(shown)\" (pointer \(node.pointer), schema \(schema))"], hint: hint, rule: rule,
      witness: shown)
  }

  /// Of variables whose values are secrets.
  static func slots(of secrets: [ProgramInput.SecretVariable]) -> [ProofReport.Slot] {
    secrets.map { secret in
      ProofReport.Slot(
        place: "environment \(secret.variable)", text: "secret \(secret.secret)", kind: .secret,
        reasons: [.outsideArguments], maxBytes: 0)
    }
  }
}
