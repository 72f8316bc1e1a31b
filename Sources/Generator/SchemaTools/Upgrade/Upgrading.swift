import JSONCore
import SchemaCompiler
package import SchemaValidation

/// One run of `securellm upgrade`.
/// Nothing is written before everything is known to be right: a set of schemas that is half upgraded refers to
/// locations that are gone.
package struct Upgrading: ~Copyable {
  private let request: UpgradeRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok

  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: UpgradeRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = Upgrading(request, ToolStreams(output: output, messages: messages, json: request.json))
    let files = run.streams.find(request.files, status: &run.status)
    if run.status == .ok, let sentence = run.misuse(files) {
      run.streams.complain(sentence)
      run.status = .usage
    }
    if run.status == .ok {
      do throws(ToolFailure) { try run.upgrade(files) } catch { run.status = run.streams.complain(error) }
    }
    return run.streams.finish(run.status)
  }

  private init(_ request: UpgradeRequest, _ streams: consuming ToolStreams) {
    self.request = request
    self.streams = streams
  }

  private mutating func upgrade(_ files: [String]) throws(ToolFailure) {
    var before: [(path: String, bytes: JSONBytes)] = []
    for file in files {
      let text = try SchemaCorpus.contents(file)
      if text.isYAML { throw .file(FileFailure(path: file, reason: "is YAML: only JSON is rewritten")) }
      before.append((file, text.json))
    }
    try requireDialects(before)
    var sources = request.sources
    if let from = request.from { sources.dialect = from }
    var upgrade = Upgrade(before, sources)
    try upgrade.run(to: request.to)
    try check(upgrade)
    // After all of them are known to compile: references between files hold only when all have been moved.
    for (old, new) in zip(before, upgrade.texts) { try deliver(new.path, old.bytes, new.bytes) }
  }

  private func misuse(_ files: [String]) -> String? {
    if !request.write, files.count != 1 { return "give one file, or --write for several" }
    if !request.write, request.json { return "--json requires --write" }
    if request.write, files.contains(where: { $0.utf8.elementsEqual(DocumentFiles.standardInput.utf8) }) {
      return "standard input cannot be written back: leave --write out"
    }
    return nil
  }

  /// Which steps are right depends on the draft: it is not guessed.
  private func requireDialects(_ texts: [(path: String, bytes: JSONBytes)]) throws(ToolFailure) {
    guard request.from == nil else { return }
    for text in texts {
      let outcome = Document.parse(SourceFile(path: Printable.path(text.path), bytes: text.bytes.bytes))
      guard let document = outcome.value else { throw .diagnostics(outcome.diagnostics) }
      if document.root["$schema"]?.string.flatMap({ Dialect(uri: $0) }) != nil { continue }
      throw .refused([
        document.diagnostic(
          at: document.root["$schema"] ?? document.root, "the schema does not say which known draft it is written in",
          hint: "add \"$schema\", or say it with --from")
      ])
    }
  }

  /// The result must compile as the original did.
  private mutating func check(_ upgrade: Upgrade) throws(ToolFailure) {
    let corpus = try upgrade.load()
    for file in upgrade.texts.indices {
      let outcome = corpus.compile(.standard(assertFormat: false), file: file)
      if !outcome.errors.isEmpty { throw .diagnostics(upgrade.located(outcome.errors)) }
      // Such as a `deprecated` that was an unknown keyword in the old draft: nothing fails for it.
      streams.warn(upgrade.located(outcome.warnings))
    }
  }

  private mutating func deliver(_ file: String, _ old: JSONBytes, _ new: JSONBytes) throws(ToolFailure) {
    guard request.write else { return streams.output.raw(new.bytes) }
    let isChanged = old.bytes != new.bytes
    if isChanged { try AtomicFile.replace(file, with: new) }
    if request.json {
      streams.output.literal("{\"file\":")
      streams.output.string(Printable.path(file))
      if isChanged {
        streams.output.literal(",\"status\":\"upgraded\"}\n")
      } else {
        streams.output.literal(",\"status\":\"unchanged\"}\n")
      }
    } else if isChanged {
      streams.output.line(Printable.path(file))
    }
  }
}

extension AtomicFile {
  /// Replaces the file by these bytes.
  static func replace(_ path: String, with bytes: JSONBytes) throws(ToolFailure) {
    do throws(FileFailure) {
      try replace(path) { descriptor in
        var writer = JSONWriter(capacity: bytes.count)
        writer.raw(bytes.bytes)
        return writer.flush(to: descriptor)
      }
    } catch {
      throw .file(error)
    }
  }
}
