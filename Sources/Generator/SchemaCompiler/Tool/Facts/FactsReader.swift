import JSONCore

/// Reads what a file of facts says about one command line.
///
/// What is true of all subcommands comes first, then every entry that names the one of this command line: lists are
/// joined, and of anything else the last entry counts.
struct FactsReader {
  private let root: DocumentNode
  private let subcommands: [String: [DocumentNode]]
  private var facts = ProgramFacts.unknown
  private var options = OptionLists()
  /// Options with which the first operand is a path as well.
  private var pathMakers: Set<String> = []
  private var isWords: Bool { root.text("spelling") == "words" }

  init(_ file: ProgramFile) {
    root = file.root
    subcommands = file.subcommands
    facts.seen = file.seen
    facts.sigils = []
  }

  mutating func read(_ literals: [String?], _ words: [String]) -> ProgramFacts {
    facts.joinsValues = root["joinsValues"]?.boolean ?? true
    facts.abbreviates = root["abbreviates"]?.boolean
    if root["samples"] != nil { facts.samples = root.texts("samples") }
    readGlobals()
    if let all = root["all"] { add(all) }
    if root["subcommands"] != nil {
      facts.needsSubcommand = true
      chooseSubcommand(literals)
    }
    complete(words)
    return facts
  }

  private mutating func readGlobals() {
    guard let node = root["globalOptions"] else { return }
    var lists = OptionLists()
    lists.add(node)
    facts.globals = lists.table(isWords: isWords)
    facts.dangerousGlobals = lists.dangerous
    facts.neverOptions = lists.never
    facts.untestedOptions = lists.untested
  }

  // MARK: subcommands

  /// One word, or two where an entry names both: of `git worktree` one part only lists.
  private mutating func chooseSubcommand(_ literals: [String?]) {
    let table = facts.globals ?? options.table(isWords: isWords)
    guard let index = Self.subcommand(literals, in: table), let word = literals[index] else { return }
    facts.subcommand = word
    var names = [word]
    if let next = literals.dropFirst(index + 1).first, let next { names.insert("\(word) \(next)", at: 0) }
    for name in names + ["*"] {
      guard let rules = subcommands[name] else { continue }
      return rules.forEach { add($0) }
    }
    facts.refusedSubcommand = "nothing is known of it"
  }

  /// The first literal that is neither an option nor an option's value; its index among `literals`.
  ///
  /// Where not all options are known, none may be in front of it: the word behind one may be its value.
  private static func subcommand(_ literals: [String?], in table: OptionTable?) -> Int? {
    var index = 0
    while index < literals.count {
      guard let word = literals[index] else { return nil }
      if word.utf8.first != 0x2D { return index }
      guard let table else { return nil }
      switch OptionEntry(word, in: table).following {
      case .following(let count): index += count
      case .plainFollowing: index += 1
      case .none, .optional: break
      }
      index += 1
    }
    return nil
  }

  // MARK: rules

  private mutating func add(_ rules: DocumentNode) {
    if let lists = rules["options"] { options.add(lists) }
    facts.literalOnlyOptions += rules.texts("literalOnly")
    facts.harmless += rules.texts("safeSettings")
    addMarkers(rules)
    addOperands(rules)
    addGuards(rules)
    addEffects(rules)
  }

  private mutating func addMarkers(_ rules: DocumentNode) {
    for marker in rules["markers"]?.elements ?? [] {
      if let word = marker.text("word") { facts.markers.append(word) }
      if let option = marker.text("with") { facts.markerGuard = option }
      facts.markerOperands = max(facts.markerOperands, marker["behindOperands"]?.number?.int ?? 0)
    }
    if let sigils = rules["sigils"] {
      facts.sigils = Array((sigils.text("first") ?? "").utf8)
      facts.sigilGuard = sigils.text("guard")
      facts.sigilsEndAtMarker = sigils["endAtMarker"]?.boolean == true
    }
    facts.specialOperands += rules.texts("specialOperands")
  }

  private mutating func addOperands(_ rules: DocumentNode) {
    if let pattern = rules.text("operands") { facts.operandPattern = pattern }
    if let words = rules.text("operandsAre") { facts.operandsAre = words }
    if let first = rules["firstArgument"] {
      facts.firstArgument = ProgramFacts.FirstArgument(
        words: first.texts("oneOf"), otherwise: first.text("otherwise") ?? "")
    }
    if let code = rules["code"] {
      let start = code["first"]?.number?.int ?? 0
      let end = code["last"]?.number?.int ?? .max
      facts.code = ProgramFacts.CodeOperands(
        range: start...max(start, end), exceptions: Set(code.texts("unless")), what: code.text("is") ?? "")
    }
    if let closing = rules["closing"], let word = closing.text("word") {
      facts.closing = (word, closing.text("reason") ?? "")
    }
    pathMakers.formUnion(rules.texts("pathsUnless"))
    facts.pathOptions.formUnion(rules.texts("pathOptions"))
    if let paths = rules.text("paths") { facts.paths = Self.paths(paths) }
  }

  private static func paths(_ word: String) -> ProgramFacts.PathSlots {
    switch word {
    case "operands": .operands(skipsFirst: false)
    case "operandsButFirst": .operands(skipsFirst: true)
    case "behindMarker": .behind("--")
    case "flakes": .flakes
    case "none": .none
    default: .all
    }
  }

  private mutating func addGuards(_ rules: DocumentNode) {
    facts.guards += (rules["guards"]?.elements ?? []).map { node in
      ProgramFacts.OptionGuard(
        needed: node.texts("needs"), otherwise: node.text("otherwise") ?? "",
        acknowledgement: node.text("acknowledgement"),
        triggers: node["onlyWith"].map { Set($0.texts) }, exceptions: Set(node.texts("unless")))
    }
    facts.formats += (rules["values"]?.elements ?? []).map { node in
      ProgramFacts.FormatRule(
        options: Set(node.texts("of")), allowed: node.text("allowed"), refused: node.text("refused"),
        helper: node.text("startsProcess"), reason: node.text("reason") ?? "")
    }
  }

  private mutating func addEffects(_ rules: DocumentNode) {
    if let processes = rules.text("processes") { facts.startsProcesses = processes != "one" }
    if let network = rules["network"]?.boolean { facts.needsNetwork = network }
    if let reason = rules.text("refused") { facts.refusedSubcommand = reason }
    if let risk = rules.text("risk") { facts.riskySubcommand = risk }
    if let option = rules.text("riskGuard") { facts.riskGuard = option }
    if let reason = rules.text("projectCode") { facts.projectCode = reason }
    facts.changingOptions.formUnion(rules.texts("changes"))
    if let lists = rules["lists"] { facts.listingOptions = Set(lists.texts) }
  }

  // MARK: the end

  private mutating func complete(_ words: [String]) {
    facts.options = options.table(isWords: isWords)
    facts.dangerousOptions = options.dangerous
    facts.neverOptions.formUnion(options.never)
    facts.untestedOptions.formUnion(options.untested)
    facts.knowledge = facts.options == nil ? .some : .all
    if facts.options == nil {
      facts.markers = []
      if facts.sigils.isEmpty { facts.sigils = ProgramFacts.unknown.sigils }
    }
    guard case .operands(true) = facts.paths else { return }
    // Also by an option that is there in some calls only: then the first operand is checked although it is no path.
    let given = words.prefix { $0 != "--" }.filter { $0.utf8.first == 0x2D }.flatMap { word in
      OptionEntry(String(decoding: word.utf8.prefix { $0 != 0x7B }, as: UTF8.self), in: facts.options).names
    }
    facts.paths = .operands(skipsFirst: pathMakers.isDisjoint(with: given))
  }
}
