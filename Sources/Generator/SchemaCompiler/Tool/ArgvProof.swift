import JSONCore
import SchemaRuntime

/// Proves that no string the input schema admits can be more than the one plain argument it is meant to be.
///
/// An entry that begins with inserted text is safe when it is behind a marker that this program honours, or is the
/// value of an option that takes whatever comes, or when the automaton of its strings accepts nothing that begins like
/// an option. Everything else is an error that shows a string which would get through.
///
/// The proof is over the schema and not over values: it is made once, when the tool is built, and nothing of it is left
/// to be checked when a request comes. A schema that cannot be proved is an error of the build, so the author finds out
/// and not the operator.
struct ArgvProof {
  /// Linux takes 131,072 bytes per argument with its NUL.
  ///
  /// A larger one makes `execve` fail, whatever the limit for all of them is.
  static let entryLimit = 131_071
  static let totalLimit = 1_048_576

  let exec: ExecDeclaration
  let members: [JSONString: ArgvMember]
  let facts: ProgramFacts
  /// By the hints.
  let isReadOnly: Bool
  let reader: ToolReader
  /// The marker passed last.
  var marker: String?
  /// The option whose values come next, and how many are missing.
  var option: (name: String, values: Int, isPlain: Bool)?
  /// The options in front of the marker.
  var given: [GivenOption] = []
  /// Whether the subcommand is passed.
  var isBehindSubcommand = false
  var usedAcknowledgements: Set<String> = []
  /// Whether a value makes the program start itself once more.
  var needsHelper = false
  var usedMembers: Set<JSONString> = []
  var totalBytes = 0
  /// The entries that are checked as paths of the project, by index.
  var paths: [Int: ProgramPlan.PathForm] = [:]
  /// How many operands there were so far, and their entries.
  var operands = 0
  var operandEntries: [ArgvOperand] = []
  /// The report, and what is found out about the entry at hand.
  var slots: [ProofReport.Slot] = []
  var notes = SlotNotes()
  /// Whether somebody reads the report: the automata of whole entries are made for it only.
  var countsStates = false
  var entries: [ProgramPlan.Entry] = []
  var entryCount: Int { entries.count }

  init(_ exec: ExecDeclaration, members: [ArgvMember], isReadOnly: Bool, reader: ToolReader) {
    self.exec = exec
    self.members = Dictionary(members.map { (JSONString($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    self.reader = reader
    let literals: [String?] = exec.elements.map { if case .literal(let text) = $0.content { text } else { nil } }
    self.isReadOnly = isReadOnly
    facts = ProgramFacts.lookup(exec.program, literals: literals, words: exec.elements.map(\.text), in: reader.programs)
  }

  /// The entries of the plan; complete only when nothing was reported.
  ///
  /// From left to right, as programs read their arguments: what an entry means depends on those in front of it.
  mutating func run() throws(PatternError) -> [ProgramPlan.Entry] {
    for (index, element) in exec.elements.enumerated() {
      let slot = ArgvSlot(index: index, element: element)
      switch element.content {
      case .literal(let text): try literal(text, slot)
      case .composed(let pieces) where pieces.contains(.result): try resultPath(pieces, slot)
      case .flag(let text, let member):
        entries.append(.flag(text, member: member))
        try flag(text, member, slot)
      case .choice(let text, let otherwise, let member): try choice(text, otherwise, member, slot)
      case .repeated(let literals, let member, let prefix, let suffix):
        try repeated(literals, member, prefix, suffix, slot)
      case .composed(let pieces): try composed(pieces, slot)
      case .spread(let member, let prefix, let suffix): try spread(member, prefix, suffix, slot)
      }
      try closeSlot(slot, entry: entryCount - 1)
    }
    try inspectEnd()
    return entries
  }

  // MARK: literals

  /// Literals are trusted to be what the author wants, but not to be what the author thinks: an option that the program
  /// does not know may swallow the marker behind it.
  private mutating func literal(_ text: String, _ slot: ArgvSlot) throws(PatternError) {
    entries.append(.literal(text))
    count(text.utf8.count)
    reader.inspectInvisible(JSONString(text), at: slot.element.node)
    if let option {
      given[given.count - 1].words.append(text)
      try inspectLiteralValue(text, of: option.name, isPlain: option.isPlain, slot)
      return _ = takeValueSlot()
    }
    if marker != nil {
      if text == "--" { marker = text } else { operand(slot, .literal) }
      return
    }
    if facts.markers.contains(text), isMarkerGuarded {
      marker = text
    } else if text.utf8.first != 0x2D || text == "-" {
      // Behind an option of which nothing is known it may be a value.
      if !isBehindUnknownOption(slot) { operand(slot, .literal) }
      isBehindSubcommand = true
    } else {
      let entry = OptionEntry(text, in: optionTable)
      take(entry, text, isAlways: true)
      try inspectOption(entry, text, slot)
      switch entry.following {
      case .following(let count): option = (entry.names.last ?? text, count, false)
      case .plainFollowing: option = (entry.names.last ?? text, 1, true)
      case .none, .optional: break
      }
    }
  }

  /// The path of the result's file is no input: an absolute path of the runner's own, with a name that it has made up. To
  /// the program it is a literal, which begins with a slash.
  private mutating func resultPath(_ pieces: [ProgramPlan.Piece], _ slot: ArgvSlot) throws(PatternError) {
    let text = pieces.reduce("") { if case .text(let text) = $1 { $0 + text } else { $0 + Self.resultPath } }
    try literal(text, slot)
    entries[entries.count - 1] = .composed(pieces)
    count(Self.pathLimit)
  }

  /// Longer ones the kernel does not open.
  private static let pathLimit = 4096
  private static let resultPath = "/result"

  /// Being there or not must not change what any other entry means.
  mutating func flag(_ text: String, _ name: String, _ slot: ArgvSlot) throws(PatternError) {
    count(text.utf8.count)
    guard let member = member(name, slot) else { return }
    guard case .boolean = member.shape else {
      return report(
        slot, "a flag needs a boolean, and \"\(name)\" is \(Self.kind(member.shape))",
        hint: "declare \"\(name)\" as {\"type\": \"boolean\"}, or insert it: \"\(text)={\(name)}\"",
        rule: .freeArguments)
    }
    if let option {
      self.option = nil
      return report(
        slot, "the option \"\(option.name)\" in front of it takes the next argument as its value",
        hint: "write the value behind \"\(option.name)\", or move the flag", rule: .position)
    }
    if let marker {
      return report(
        slot, "\"\(text)\" behind \"\(marker)\" is not read as an option", hint: "move it in front of \"\(marker)\"",
        rule: .position)
    }
    let entry = OptionEntry(text, in: optionTable)
    switch entry.following {
    case .following, .plainFollowing:
      report(
        slot, "\"\(text)\" would take the argument behind it as its value",
        hint: "use an option without a value, or join the two with \"=\"", rule: .position)
    case .none, .optional: break
    }
    take(entry, text, isAlways: false)
    try inspectOption(entry, text, slot)
  }

  /// Some programs honour a marker only beside a certain option, or behind an operand.
  private var isMarkerGuarded: Bool {
    guard operands >= facts.markerOperands else { return false }
    return facts.markerGuard.map { option in given.contains { $0.name == option && $0.isAlways } } ?? true
  }

  /// Where no table says so, a word behind an option is either its value or an operand: it is counted as neither.
  func isBehindUnknownOption(_ slot: ArgvSlot) -> Bool {
    guard optionTable == nil, slot.index > 0, case .literal(let text) = exec.elements[slot.index - 1].content else {
      return false
    }
    return text.utf8.first == 0x2D && !text.utf8.contains(0x3D)
  }

  /// The options that are allowed here.
  ///
  /// In front of the subcommand other options are known than behind it, and the same letter may be in both.
  var optionTable: OptionTable? {
    facts.globals != nil && !isBehindSubcommand ? facts.globals : facts.options
  }

  /// Bundled letters are several options, and each of them is one that is given.
  mutating func take(_ entry: OptionEntry, _ text: String, isAlways: Bool) {
    let isGlobal = facts.globals != nil && !isBehindSubcommand
    for name in entry.names {
      given.append(GivenOption(name: name, words: [text], isAlways: isAlways, isGlobal: isGlobal))
    }
  }

  mutating func operand(_ slot: ArgvSlot, _ presence: ArgvOperand.Presence) {
    operands += 1
    operandEntries.append(
      ArgvOperand(slot: slot, entry: entryCount - 1, presence: presence, isBehindPaths: marker == "--"))
  }

  /// Whether the entry is the value of the option in front of it.
  ///
  /// Options with two values exist, so the count goes down and the option ends with the last of them.
  mutating func takeValueSlot() -> Bool {
    guard let current = option else { return false }
    option = current.values > 1 ? (current.name, current.values - 1, current.isPlain) : nil
    return true
  }

  // MARK: inserted text

  /// One entry, whatever is inserted: there is no shell that could split it.
  private mutating func composed(_ pieces: [ProgramPlan.Piece], _ slot: ArgvSlot) throws(PatternError) {
    entries.append(.composed(pieces))
    var parts: [ArgvPart] = []
    for piece in pieces {
      switch piece {
      case .text(let text): parts.append(.text(Array(text.utf8)))
      case .result: parts.append(.text(Array(Self.resultPath.utf8)))
      case .member(let name):
        guard let part = try part(name, slot) else { return _ = takeValueSlot() }
        parts.append(part)
      }
    }
    notes.form = option != nil ? .value : joinedOption(parts) != nil ? .glued : .operand
    notes.parts = parts
    try inspectJoints(parts, slot)
    guard let bytes = inspectSize(parts, slot) else { return _ = takeValueSlot() }
    count(bytes)
    let isAlways = parts.allSatisfy { part in
      if case .member(let name, _) = part { members[JSONString(name)]?.isAlwaysPresent == true } else { true }
    }
    notes.isOptional = !isAlways
    if !isAlways { inspectUnknownOption(slot) }
    try notePath(parts, option: option?.name ?? joinedOption(parts), isAlways: isAlways, slot)
    if let option {
      _ = takeValueSlot()
      given[given.count - 1].words.append("{}")
      try inspectValue(of: option.name, isPlain: option.isPlain, parts, slot)
    } else {
      try inspectLocation(parts, isAlways: isAlways, slot)
    }
  }

  /// As many entries as the array has elements, so every element must be safe by itself, and their number has to be
  /// bounded.
  private mutating func spread(_ name: String, _ prefix: String, _ suffix: String, _ slot: ArgvSlot)
    throws(PatternError)
  {
    entries.append(.spread(member: name, prefix: prefix, suffix: suffix))
    if let option {
      self.option = nil
      usedMembers.insert(JSONString(name))
      return report(
        slot, "the option \"\(option.name)\" in front of it takes one argument, and this is any number of them",
        hint: "repeat the option with each: \"\(option.name)={\(name)...}\"", rule: .position)
    }
    guard let member = member(name, slot) else { return }
    guard case .list(let element, let minItems, let maxItems) = member.shape else {
      return report(
        slot, "\"\(name)\" is \(Self.kind(member.shape)), and \"...\" spreads arrays",
        hint: "write {\(name)}, or declare it as an array", rule: .array)
    }
    guard maxItems < .max else {
      return report(
        slot, "the array \"\(name)\" has no maximum length", hint: "add \"maxItems\" to \"\(name)\"", rule: .array)
    }
    guard let value = try part(name, shape: element, slot) else { return }
    let isAlways = minItems > 0 && member.isAlwaysPresent
    let parts = [ArgvPart.text(Array(prefix.utf8)), value, .text(Array(suffix.utf8))].filter { !$0.isNothing }
    notes.form = joinedOption(parts) != nil ? .glued : .operand
    notes.parts = parts
    guard let bytes = inspectSize(parts, slot) else { return }
    count(bytes, times: maxItems)
    notes.isOptional = !isAlways
    notes.count = maxItems
    if !isAlways { inspectUnknownOption(slot) }
    try notePath(parts, option: joinedOption(parts), isSpread: true, isAlways: isAlways, slot)
    try inspectLocation(parts, isAlways: isAlways, slot)
  }

  /// The option that the text is joined to with "=".
  func joinedOption(_ parts: [ArgvPart]) -> String? {
    guard marker == nil, case .text(let text)? = parts.first, text.first == 0x2D else { return nil }
    return String(decoding: text.prefix { $0 != 0x3D }, as: UTF8.self)
  }

  /// The strings of a member, after the checks that hold wherever it is inserted.
  private mutating func part(_ name: String, _ slot: ArgvSlot) throws(PatternError) -> ArgvPart? {
    guard let member = member(name, slot) else { return nil }
    return try part(name, shape: member.shape, slot)
  }

  mutating func part(_ name: String, shape: ArgvMember.Shape, _ slot: ArgvSlot) throws(PatternError)
    -> ArgvPart?
  {
    switch shape {
    case .text(let strings):
      try inspectControls(name, strings, slot)
      try inspectInvisible(name, strings, slot)
      return .member(name, strings)
    case .integer(let minimum?, let maximum?): return .member(name, try Self.numerals(minimum, maximum))
    case .integer:
      report(
        slot, "the integer \"\(name)\" has no bounds", hint: "add \"minimum\" and \"maximum\" to \"\(name)\"",
        rule: .number)
    case .boolean:
      report(
        slot, "the boolean \"\(name)\" cannot be inserted as text",
        hint: "write a flag: {\"flag\": \"--\(name)\", \"if\": \"\(name)\"}", rule: .freeArguments)
    case .list:
      report(
        slot, "\"\(name)\" is an array", hint: "spread it: {\(name)...} gives one argument per element", rule: .array)
    case .other(let types):
      report(
        slot, "\"\(name)\" may be \(types.isEmpty ? "nothing" : types.joined(separator: ", "))",
        hint: "give it the one type string or integer",
        rule: types.contains("number") && !types.contains("string") ? .number : .freeArguments)
    }
    return nil
  }

  /// A secret on a command line is visible in `/proc` for as long as the program runs.
  mutating func member(_ name: String, _ slot: ArgvSlot) -> ArgvMember? {
    let key = JSONString(name)
    usedMembers.insert(key)
    if let member = members[key] {
      guard member.isSecret else { return member }
      report(
        slot, "\"\(name)\" is secret, and every user of the machine can read a program's arguments",
        hint: "write a handler for this tool", rule: .secret)
      return nil
    }
    let hint = ClosestName.hint(name, among: members.keys.map { String($0) }.sorted())
    report(
      slot, "the input schema has no member \"\(name)\"\(hint)",
      hint: "declare it in /inputSchema/properties, or correct the name", rule: .freeArguments)
    return nil
  }

  static func kind(_ shape: ArgvMember.Shape) -> String {
    switch shape {
    case .text: "a string"
    case .integer: "an integer"
    case .boolean: "a boolean"
    case .list: "an array"
    case .other(let types): types.isEmpty ? "never valid" : types.joined(separator: " or ")
    }
  }

  /// The canonical decimals of a range, and perhaps more of the same sign.
  ///
  /// Numbers are written by the runtime in one form, so their language is known: no sign but `-`, no zeros in front.
  private static func numerals(_ minimum: Int, _ maximum: Int) throws(PatternError) -> StringSet {
    let digits = CountRange(minimum: 1, maximum: max(String(minimum).utf8.count, String(maximum).utf8.count))
    let pattern = minimum < 0 ? "^(0|-?[1-9][0-9]*)$" : "^(0|[1-9][0-9]*)$"
    return StringSet(parts: [StringSet.Part(language: try PatternCompiler.compile(pattern), length: digits)])
  }
}
