import JSONCore
import SchemaRuntime

/// `exec.sandbox` and `exec.runs` as the author wrote them: limits that are left out are nil.
///
/// Profiles and not single permissions: four words can be understood and tested, sixteen combinations cannot.
struct SandboxDeclaration {
  typealias Profile = ProgramPlan.Sandbox.Profile

  var profile = Profile.readProject
  /// `"network": true` beside `write-project`.
  var addsNetwork = false
  var memoryBytes: Int?
  var cpuSeconds: Int?
  var fileBytes: Int?
  var openFiles: Int?
  var processes: Int?
  var tier = ProgramPlan.Sandbox.Tier.kernel
  var runsProjectCode = false
  /// For messages.
  var node: DocumentNode?
  var runs: DocumentNode?

  static let members = [
    "profile", "network", "memoryBytes", "cpuSeconds", "fileBytes", "openFiles", "processes", "tier",
  ]
  /// From 16 MiB, below which hardly any program starts, to a terabyte, which is as good as no limit.
  static let memory = 16_777_216...1_099_511_627_776
  static let seconds = 1...86_400
  static let file = 0...1_099_511_627_776
  static let descriptors = 16...65_536
  static let processRange = 1...4096

  /// Enough for what the shipped programs were seen to need; a repository that wants more than this wants harm.
  private static let usualMemory = 2_147_483_648
  private static let usualFile = 4_294_967_296
  private static let usualDescriptors = 1024
  private static let usualProcesses = 512
  /// Programs with threads use more than one second of processor time in a second.
  private static let processorsPerProgram = 4

  /// The name by which `x-ack` lets a tool that calls itself read-only write.
  static let acknowledgement = Profile.writeProject.rawValue

  /// Every limit filled in.
  /// - Parameters:
  ///   - startsProcesses: Whether the program needs other processes, by what is known of it.
  ///   - resultBytes: What a file may have that the program writes its result to; nil when there is none. One byte more
  ///     is let through, which shows that it wanted to write more.
  ///
  /// Every limit has a value in the plan: the runner has no defaults of its own that could be forgotten.
  func complete(timeoutSeconds: Int, startsProcesses: Bool, resultBytes: Int? = nil) -> ProgramPlan.Sandbox {
    let count = startsProcesses ? processes ?? Self.usualProcesses : 1
    return ProgramPlan.Sandbox(
      profile: profile, hasNetwork: profile == .network || addsNetwork, runsProjectCode: runsProjectCode,
      memoryBytes: memoryBytes ?? Self.usualMemory,
      cpuSeconds: cpuSeconds ?? timeoutSeconds * Self.processorsPerProgram,
      fileBytes: fileBytes ?? (profile == .writeProject ? Self.usualFile : resultBytes.map { $0 + 1 } ?? 0),
      openFiles: openFiles ?? Self.usualDescriptors, processes: count, mayStartProcesses: count > 1, tier: tier)
  }
}

extension ToolReader {
  /// What is missing or wrong is reported and takes its standard value.
  ///
  /// The strictest that lets a program see the project is what a tool gets which says nothing.
  func sandbox(_ exec: DocumentNode) -> SandboxDeclaration {
    var sandbox = SandboxDeclaration()
    sandbox.runs = exec["runs"]
    sandbox.runsProjectCode = runsProjectCode(exec)
    guard let node = exec["sandbox"] else { return sandbox }
    sandbox.node = node
    guard node.members != nil else {
      if let profile = profile(node) { sandbox.profile = profile }
      return sandbox
    }
    if isOldForm(node) { return sandbox }
    guard object(node, of: SandboxDeclaration.members, "\"sandbox\"") else { return sandbox }
    if let value = require("profile", in: node, "\"sandbox\"", hint: Self.profileHint), let profile = profile(value) {
      sandbox.profile = profile
    }
    sandbox.addsNetwork = addsNetwork(node, sandbox.profile)
    sandbox.memoryBytes = limit("memoryBytes", node, SandboxDeclaration.memory)
    sandbox.cpuSeconds = limit("cpuSeconds", node, SandboxDeclaration.seconds)
    sandbox.fileBytes = limit("fileBytes", node, SandboxDeclaration.file)
    sandbox.openFiles = limit("openFiles", node, SandboxDeclaration.descriptors)
    sandbox.processes = limit("processes", node, SandboxDeclaration.processRange)
    sandbox.tier = tier(node)
    return sandbox
  }

  /// The kernel's own confinement is for nearly all programs; the other one is for those that need namespaces
  /// themselves.
  private func tier(_ node: DocumentNode) -> ProgramPlan.Sandbox.Tier {
    guard let location = node["tier"] else { return .kernel }
    if let tier = location.string.flatMap({ ProgramPlan.Sandbox.Tier(rawValue: String($0)) }) { return tier }
    report(
      location, "unknown sandbox tier",
      hint: "leave it out, or write \"bubblewrap\" for a program that makes namespaces and mounts of its own",
      rule: .resources)
    return .kernel
  }

  private static let profileHint =
    "write one of " + ToolReader.list(SandboxDeclaration.Profile.allCases.map(\.rawValue))

  /// A word instead of an object, as most tools need to say no more.
  private func profile(_ node: DocumentNode) -> SandboxDeclaration.Profile? {
    guard let word = node.string else {
      report(node, "a sandbox must be a profile, or an object with one", hint: Self.profileHint, rule: .resources)
      return nil
    }
    if let profile = SandboxDeclaration.Profile(rawValue: String(word)) { return profile }
    let hint = ClosestName.hint(String(word), among: SandboxDeclaration.Profile.allCases.map(\.rawValue))
    report(node, "unknown profile \"\(word)\"\(hint)", hint: Self.profileHint, rule: .resources)
    return nil
  }

  private func limit(_ name: String, _ node: DocumentNode, _ range: ClosedRange<Int>) -> Int? {
    integer(name, in: node, "\"sandbox\"", range, required: false, rule: .resources)
  }

  /// `network` beside a profile: it adds sockets to `write-project`, and says nothing new to the others.
  ///
  /// Writing and the network together can carry the project away, so they are never given by one word.
  private func addsNetwork(_ node: DocumentNode, _ profile: SandboxDeclaration.Profile) -> Bool {
    guard let wanted = boolean("network", in: node, "\"sandbox\"", required: false), let location = node["network"]
    else {
      return false
    }
    switch profile {
    case .writeProject: return wanted
    case .network where !wanted:
      report(
        location, "the profile \"network\" already includes the network",
        hint: "write \"profile\": \"read-project\", which is the same without it",
        rule: .resources)
    case .pure, .readProject:
      if wanted {
        report(
          location, "the profile \"\(profile.rawValue)\" has no network",
          hint: "write \"profile\": \"network\", which reads the project and has it",
          rule: .resources)
      }
    case .network: break
    }
    return false
  }

  /// The form of earlier versions, which was not enforced: refused with the word that says the same.
  ///
  /// The message has the new word ready, as the old form was never a mistake when it was written.
  private func isOldForm(_ node: DocumentNode) -> Bool {
    let isOld = node["filesystem"] != nil || (node["profile"] == nil && node["network"] != nil)
    guard isOld else { return false }
    let writes = node["filesystem"]?.string == "read-write"
    let connects = node["network"]?.boolean == true
    let word =
      switch (writes, connects) {
      case (false, false): "\"read-project\""
      case (false, true): "\"network\""
      case (true, false): "\"write-project\""
      case (true, true): "{\"profile\": \"write-project\", \"network\": true}"
      }
    report(
      node, "a sandbox is now written as a profile, and is enforced", hint: "write \"sandbox\": \(word)",
      rule: .resources)
    return true
  }

  /// One value only: the member says why a tool may do more, and there is one such reason.
  private func runsProjectCode(_ exec: DocumentNode) -> Bool {
    guard let node = exec["runs"] else { return false }
    if node.string == "project-code" { return true }
    report(
      node, "\"runs\" must be \"project-code\"",
      hint: "write it for tools that exist to run what the project says, such as builds; remove it for all others",
      rule: .hostileProject)
    return false
  }

  /// What the sandbox, `runs` and the hints say about the same tool must agree.
  /// - Returns: The acknowledgements that were needed.
  ///
  /// Three parts of the file speak about what the tool may do. They are written for different readers and must not
  /// differ.
  func inspectSandbox(_ exec: ExecDeclaration, _ hints: ToolHead.Hints?) -> Set<String> {
    let sandbox = exec.sandbox
    if sandbox.runsProjectCode {
      inspectProjectCode(sandbox, hints)
      return []
    }
    guard let hints, hints.readOnly, sandbox.profile == .writeProject, let location = sandbox.node else {
      return inspectUnknownProgram(exec)
    }
    let name = SandboxDeclaration.acknowledgement
    if exec.acknowledgements.contains(where: { $0.option == name }) { return [name] }
    report(
      location, "a tool with \"readOnlyHint\": true may not write the project",
      hint: """
        write "sandbox": "read-project", set "readOnlyHint" to false,
        or say why nothing is lost: "x-ack": {"\(name)": "…"}
        """, rule: .resources)
    return []
  }

  /// What the project's code does nobody knows beforehand, so the hints have to expect the worst.
  private func inspectProjectCode(_ sandbox: SandboxDeclaration, _ hints: ToolHead.Hints?) {
    let annotations = document.root["annotations"]
    let what = "a tool that runs the project's code may change and delete whatever the sandbox allows"
    if let hints, !hints.destructive, let location = annotations?["destructiveHint"] {
      report(location, what, hint: "set \"destructiveHint\" to true", rule: .hostileProject)
    }
    if let hints, hints.readOnly, let location = annotations?["readOnlyHint"] {
      report(location, what, hint: "set \"readOnlyHint\" to false", rule: .hostileProject)
    }
    if sandbox.profile != .writeProject, let location = sandbox.node ?? sandbox.runs {
      report(
        location, "a tool that runs the project's code must have the profile \"write-project\"",
        hint:
          "write \"sandbox\": \"write-project\", or {\"profile\": \"write-project\", \"network\": true} if it fetches",
        rule: .hostileProject)
    }
  }

  /// A program of which nothing is known gets to read the project and no more, unless the author says why.
  ///
  /// - Returns: The acknowledgements that were needed.
  private func inspectUnknownProgram(_ exec: ExecDeclaration) -> Set<String> {
    let profile = exec.sandbox.profile
    guard profile == .network || profile == .writeProject, programs[exec.program] == nil,
      let location = exec.sandbox.node
    else { return [] }
    let name = profile.rawValue
    if exec.acknowledgements.contains(where: { $0.option == name }) { return [name] }
    report(
      location, "nothing is known of \"\(exec.program)\", so it may read the project and no more",
      hint: """
        write "sandbox": "read-project", or facts about it in programs/\(exec.program).json,
        or say why it needs more: "x-ack": {"\(name)": "…"}
        """, rule: .resources)
    return []
  }
}
