package import JSONCore
import SchemaCompiler
package import SchemaValidation

/// One run of `securellm lint`.
/// File by file, each with everything that it refers to: a finding is about the file that was given, and the same
/// whatever else is given with it.
package struct Linting: ~Copyable {
  private let request: LintRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok
  private var counts: [LintRule.Severity: Int] = [:]
  private var fixable = 0
  private var fixed = 0
  private var bounds = 0

  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: LintRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = Linting(request, ToolStreams(output: output, messages: messages, json: request.json))
    let extensions = request.writes ? ["json"] : SchemaSource.extensions
    for file in run.streams.find(request.files, extensions, status: &run.status) { run.lint(file) }
    run.summarize()
    return run.streams.finish(run.status)
  }

  private init(_ request: LintRequest, _ streams: consuming ToolStreams) {
    self.request = request
    self.streams = streams
  }

  private mutating func lint(_ file: String) {
    do throws(ToolFailure) {
      var text = try contents(file)
      if request.writes { text = SchemaSource(json: try fix(file, text.json)) }
      let corpus = try Self.load(file, text, request)
      report(corpus)
    } catch {
      status = max(status, streams.complain(error))
    }
    _ = streams.drain()
  }

  private func contents(_ file: String) throws(ToolFailure) -> SchemaSource {
    // Refused and not ignored: somebody would believe that the text was fixed.
    if request.writes, file.utf8.elementsEqual(DocumentFiles.standardInput.utf8) {
      throw .file(FileFailure(path: file, reason: "cannot be written back: leave --fix and --fix-bounds out"))
    }
    let text = try SchemaCorpus.contents(file)
    if request.writes, text.isYAML {
      throw .file(
        FileFailure(path: file, reason: "is YAML, which is not written back: leave --fix and --fix-bounds out"))
    }
    return text
  }

  private static func load(_ file: String, _ text: SchemaSource, _ request: LintRequest) throws(ToolFailure)
    -> SchemaCorpus
  {
    var corpus = SchemaCorpus(request.sources)
    _ = try corpus.add(text, path: file)
    try corpus.addReferences()
    try corpus.resolveAll()
    return corpus
  }

  private mutating func fix(_ file: String, _ bytes: JSONBytes) throws(ToolFailure) -> JSONBytes {
    // Fixes first: a bound is not added to what a fix takes away.
    let (whole, count) = request.fix ? try Self.fixed(file, bytes, request) : (text: bytes, count: 0)
    let (text, added) = request.fixBounds ? try Self.bounded(file, whole, request) : (text: whole, count: 0)
    guard count + added > 0 else { return bytes }
    try AtomicFile.replace(file, with: text)
    fixed += count
    bounds += added
    return text
  }

  /// The text with upper lengths where strings and arrays have none, and how many; as it was when it would have more
  /// errors than before.
  /// Compiled before and after, because a bound may meet a pattern or a constant that it contradicts.
  private static func bounded(
    _ file: String, _ bytes: JSONBytes, _ request: LintRequest
  ) throws(ToolFailure) -> (text: JSONBytes, count: Int) {
    let corpus = try load(file, SchemaSource(json: bytes), request)
    let (text, count) = MissingBounds.added(to: corpus)
    guard count > 0 else { return (bytes, 0) }
    let after = try load(file, SchemaSource(json: text), request)
    return after.outcome().errors.count > corpus.outcome().errors.count ? (bytes, 0) : (text, count)
  }

  /// The text with everything fixed that the request's rules find, and how many fixes that took.
  package static func fixed(
    _ file: String, _ bytes: JSONBytes, _ request: LintRequest
  ) throws(ToolFailure) -> (text: JSONBytes, count: Int) {
    var fixer = LintFixer(rules: request.rules) { (text) throws(ToolFailure) in
      try load(file, SchemaSource(json: text), request)
    }
    return try fixer.fix(bytes)
  }

  // MARK: output

  private mutating func report(_ corpus: SchemaCorpus) {
    let compiledSchema = corpus.outcome()
    let errors = compiledSchema.errors
    if !errors.isEmpty {
      streams.complain(errors)
      status = max(status, .badSchema)
    }
    var findings = Linter.run(corpus, compiledSchema, rules: request.rules)
    if request.rules.contains(.toolFile), corpus.isToolFile(0) {
      findings += corpus.toolFaults.map { LintFinding(rule: .toolFile, diagnostic: $0, fix: nil) }
    } else if request.rules.contains(.strict) {
      // What a rule has found in standard mode is not said again because strict mode refuses it.
      let errors = corpus.strictFaults.filter { error in
        error.finding.map { !request.rules.contains(LintRule($0)) } ?? true
      }
      findings += errors.map { LintFinding(rule: .strict, diagnostic: $0, fix: nil) }
    }
    let compiled = Set(errors.map(Location.init))
    var locations = compiled
    for finding in findings.sorted(by: { $0.diagnostic < $1.diagnostic }) {
      // What the compiler says of a location, in either mode, is not said again.
      guard finding.rule != .strict || locations.insert(Location(finding.diagnostic)).inserted else { continue }
      guard finding.rule != .toolFile || !compiled.contains(Location(finding.diagnostic)) else { continue }
      locations.insert(Location(finding.diagnostic))
      write(finding)
    }
  }

  /// Without the message: strict mode and a rule say the same thing in different words.
  private struct Location: Hashable {
    let file: String
    let line: Int
    let column: Int

    init(_ diagnostic: Diagnostic) {
      file = diagnostic.file
      line = diagnostic.line
      column = diagnostic.column
    }
  }

  /// The rule's name is in the line, because it is what `--ignore` takes.
  private mutating func write(_ finding: LintFinding) {
    status = max(status, .found)
    counts[finding.rule.severity, default: 0] += 1
    if finding.fix != nil { fixable += 1 }
    if request.json { return writeJSON(finding) }
    let severity = finding.rule.severity
    let style: Terminal.Style = severity == .error ? .red : severity == .warning ? .yellow : .cyan
    let label = request.terminal.styled("\(severity.rawValue)[\(finding.rule.rawValue)]", style)
    var lines = finding.diagnostic.description.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[0] = lines[0].replacingFirst(": error: ", with: ": \(label): ")
    for line in lines { streams.output.line(line) }
  }

  private mutating func writeJSON(_ finding: LintFinding) {
    streams.output.byte(0x7B)
    streams.output.members(of: finding.diagnostic)
    streams.output.member("rule")
    streams.output.string(finding.rule.rawValue)
    streams.output.member("severity")
    streams.output.string(finding.rule.severity.rawValue)
    streams.output.member("fixable")
    streams.output.boolean(finding.fix != nil)
    streams.output.literal("}\n")
  }

  /// On standard error, so that standard output has findings only and can be counted and compared.
  private mutating func summarize() {
    let severities: [LintRule.Severity] = [.error, .warning, .style]
    let total = counts.values.reduce(0, +)
    let parts = severities.compactMap { severity in counts[severity].map { "\($0) \(severity.rawValue)" } }
    let detail = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    let fixable = fixable == 0 || request.fix ? "" : "; --fix fixes \(fixable)"
    let done = request.fix ? "; \(fixed) fixed" : ""
    let added = request.fixBounds ? "; \(bounds) bound\(bounds == 1 ? "" : "s") added" : ""
    streams.messages.line("\(total) finding\(total == 1 ? "" : "s")\(detail)\(fixable)\(done)\(added)")
  }
}

extension String {
  /// The text with the first occurrence of `part` replaced, found by bytes.
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    let text = Array(utf8)
    let wanted = Array(part.utf8)
    guard text.count >= wanted.count,
      let start = (0...text.count - wanted.count).first(where: { text[$0..<$0 + wanted.count].elementsEqual(wanted) })
    else { return self }
    return String(decoding: text[..<start] + Array(other.utf8) + text[(start + wanted.count)...], as: UTF8.self)
  }
}
