package import JSONCore
import SchemaCompiler
package import SchemaValidation
import System

/// One run of `securellm bundle`.
package enum Bundling {
  /// Runs the request. The bundle goes to the descriptor `output`, everything else to `messages`.
  /// The text is checked before its first byte is written: what is redirected into a file is a bundle or nothing.
  package static func run(_ request: BundleRequest, output: Int32, messages: Int32) -> CommandStatus {
    var streams = ToolStreams(output: output, messages: messages, json: request.json)
    var status = CommandStatus.ok
    do throws(ToolFailure) {
      let bundle = try bundle(request)
      if let path = request.output {
        try DocumentFiles.replaceOrCreate(path) { descriptor in print(bundle, descriptor) }
      } else {
        let code = print(bundle, streams.outputDescriptor())
        if code != 0 {
          throw .file(FileFailure(path: "(standard output)", reason: SystemError(code: code).description))
        }
      }
    } catch {
      status = streams.complain(error)
    }
    return streams.finish(status)
  }

  /// Formatted, because edits have put whole documents on one line; the order of members is kept.
  private static func print(_ bundle: JSONBytes, _ descriptor: Int32) -> Int32 {
    JSONFormatter.run(
      bundle, isSchema: false, width: JSONFormatter.defaultWidth, to: .descriptor(descriptor)
    ).failure
  }

  /// The files of `--ref` are added even when nothing refers to them: an `$id` that only their text shows may be what a
  /// reference means. Only what is referred to comes into the bundle.
  private static func bundle(_ request: BundleRequest) throws(ToolFailure) -> JSONBytes {
    var corpus = SchemaCorpus(request.sources)
    _ = try corpus.add(request.file)
    try corpus.addReferences()
    let bundle = try bundle(&corpus)
    try check(bundle, request, corpus.metaSchemas)
    return bundle
  }

  /// The bundle of the corpus's first file, not formatted.
  package static func bundle(_ corpus: inout SchemaCorpus) throws(ToolFailure) -> JSONBytes {
    try corpus.resolveAll()
    try requireResolved(corpus)
    return try Bundler.bundle(corpus)
  }

  /// All of them at once: whoever gives one file with `--ref` would only learn of the next.
  private static func requireResolved(_ corpus: SchemaCorpus) throws(ToolFailure) {
    let errors = corpus.references.compactMap { reference -> Diagnostic? in
      guard case .unresolved(let reason) = reference.target else { return nil }
      let node = reference.member.value
      return corpus.diagnostic(
        corpus.sites[reference.site].document, offset: node.offset, pointer: node.pointer,
        "the reference leads nowhere: \(reason)", hint: "correct it, or give the file it names with --ref")
    }
    if !errors.isEmpty { throw .diagnostics(errors.sorted()) }
  }

  /// The bundle must compile alone: nothing outside it is needed any more but meta-schemas of somebody's own, which say
  /// how it is read.
  private static func check(
    _ bundle: JSONBytes, _ request: BundleRequest, _ metaSchemas: [SchemaCorpus.File]
  ) throws(ToolFailure) {
    // Closed: the check must not find on this disk what is missing on the disk where the bundle goes.
    var corpus = SchemaCorpus(CorpusOptions(dialect: request.sources.dialect), isClosed: true)
    _ = try corpus.add(bundle, path: request.file)
    for file in metaSchemas {
      _ = try corpus.add(file.document.bytes, path: file.document.displayPath, absolute: file.path, uri: file.uri)
    }
    try corpus.resolveAll()
    try requireResolved(corpus)
    let errors = corpus.compile(.standard(assertFormat: false)).errors
    if !errors.isEmpty { throw .diagnostics(errors) }
  }
}

extension DocumentFiles {
  /// Writes a file in one step, whether it is there or not.
  static func replaceOrCreate(_ path: String, _ body: (Int32) -> Int32) throws(ToolFailure) {
    do throws(FileFailure) {
      try AtomicFile.replace(path, creating: true, body)
    } catch {
      throw .file(error)
    }
  }
}
