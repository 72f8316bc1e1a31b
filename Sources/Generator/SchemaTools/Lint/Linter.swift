import JSONCore
import SchemaCompiler
import SchemaRuntime
import SchemaValidation

/// Looks at every schema of one file.
struct Linter {
  let corpus: SchemaCorpus
  private(set) var findings: [LintFinding] = []
  /// What references lead to.
  /// What is referred to is kept by every fix, even where it has no effect of its own.
  private let targets: SortedOffsets
  private let rules: Set<LintRule>

  /// What the rules find in the corpus's first file, in the order of the file. `compiled`: what the compiler says of
  /// it. Needs no program: a schema that does not compile has the most to be found in it.
  static func run(
    _ corpus: SchemaCorpus, _ compiled: SchemaCorpus.CompilerResult, rules: Set<LintRule>
  ) -> [LintFinding] {
    var linter = Linter(corpus, rules)
    linter.checkReferences()
    linter.checkDocument()
    // The first file only: those that it refers to are given by themselves when somebody wants to hear of them.
    for (index, site) in corpus.sites.enumerated() where site.document == 0 && site.node.kind == .object {
      // The root of a tool file is no schema; its schemas are.
      if site.parent == nil, corpus.isTool(0), site.node.pointer.isEmpty { continue }
      linter.check(site, index)
    }
    if let program = compiled.program { linter.checkDeclaredValues(program) }
    linter.take(compiled.warnings)
    return linter.findings.sorted { $0.diagnostic < $1.diagnostic }
  }

  private init(_ corpus: SchemaCorpus, _ rules: Set<LintRule>) {
    self.corpus = corpus
    self.rules = rules
    targets = SortedOffsets(corpus.targets(in: 0))
  }

  /// The order does not matter: findings are sorted by their location at the end.
  private mutating func check(_ site: SchemaSite, _ index: Int) {
    checkNames(site)
    checkTypes(site)
    checkNumbers(site)
    checkCounts(site)
    checkStrings(site)
    checkObject(site)
    checkArray(site)
    checkCombinators(site)
    checkIdentity(site, index)
  }

  /// Warnings of the compiler, which follows references where the rules above look at one schema. What they have found
  /// at the same location is not said again.
  private mutating func take(_ warnings: [Diagnostic]) {
    for warning in warnings {
      guard let rule = warning.finding.map(LintRule.init), rules.contains(rule) else { continue }
      let isKnown = findings.contains {
        $0.rule == rule && $0.diagnostic.line == warning.line && $0.diagnostic.column == warning.column
      }
      var diagnostic = warning
      // How severe a finding is, is the rule's to say.
      diagnostic.severity = .error
      if !isKnown { findings.append(LintFinding(rule: rule, diagnostic: diagnostic, fix: nil)) }
    }
  }

  // MARK: reporting

  var document: Document { corpus.files[0].document }

  mutating func report(
    _ rule: LintRule, offset: Int, pointer: String, _ message: String, hint: String, fix: TextFix? = nil
  ) {
    guard rules.contains(rule) else { return }
    let diagnostic = corpus.diagnostic(0, offset: offset, pointer: pointer, message, hint: hint)
    // Fixes are edits of JSON.
    findings.append(LintFinding(rule: rule, diagnostic: diagnostic, fix: corpus.files[0].text.isYAML ? nil : fix))
  }

  /// Reports at a member's name.
  mutating func report(
    _ rule: LintRule, _ member: DocumentMember, _ message: String, hint: String, fix: TextFix? = nil
  ) {
    report(rule, offset: member.nameOffset, pointer: member.value.pointer, message, hint: hint, fix: fix)
  }

  /// Reports at a value.
  mutating func report(_ rule: LintRule, at node: DocumentNode, _ message: String, hint: String, fix: TextFix? = nil) {
    report(rule, offset: node.offset, pointer: node.pointer, message, hint: hint, fix: fix)
  }

  /// Reports a member that can go without changing a result. It is only taken out when no reference leads into it.
  /// Taking a member out changes no result, but it takes a location away that a reference may lead to.
  mutating func reportUseless(
    _ rule: LintRule, _ member: DocumentMember, of site: SchemaSite, _ message: String, hint: String
  ) {
    let edit = isReferenced(member.value.range) ? nil : document.removing(member.name, from: site.node)
    report(rule, member, message, hint: hint, fix: edit.map { [$0] })
  }

  /// Whether a reference leads into these bytes of the file, or an `$id` or anchor in them could be named elsewhere.
  func isReferenced(_ range: Range<Int>) -> Bool { targets.meet(range) }
}

extension SchemaCorpus {
  /// Whether a file is a tool: it has what no schema has.
  func isTool(_ file: Int) -> Bool { files[file].document.isTool }

  /// Whether a file is a tool of ours: it says how it runs.
  func isToolFile(_ file: Int) -> Bool {
    let root = files[file].document.root
    return isTool(file) && (root["exec"] != nil || root["handler"] != nil)
  }

  /// What the build says of the first file, which is a tool of ours.
  var toolFaults: [Diagnostic] { shown(ToolCompiler.compile(files[0].path, in: sources).diagnostics) }
}

extension Document {
  /// Whether this is a tool file, which holds schemas and is none. By what only tool files have, also where a part of
  /// it is missing or misspelt: as a schema, each of its members would be an unknown keyword.
  var isTool: Bool {
    let parts = ["inputSchema", "outputSchema", "exec", "annotations"].count { root[JSONString($0)]?.members != nil }
    return parts > 1 || parts == 1 && root["name"]?.string != nil
  }
}
