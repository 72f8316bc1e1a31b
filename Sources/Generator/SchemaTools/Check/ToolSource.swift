import JSONCore
package import SchemaCompiler

/// A tool file as it lies on the disk, with everything that it refers to, and what the compiler says of it.
///
/// By the same functions as `generate` and `lint`, so that all three say the same of a file, and with the paths that
/// people have given.
package struct ToolSource {
  /// The path as messages have it.
  package let displayPath: String
  package let bytes: [UInt8]
  package let compilation: ToolCompilation

  /// - Throws: when the file cannot be read, or is no JSON object.
  package init(_ path: String) throws(ToolFailure) {
    var corpus = SchemaCorpus(CorpusOptions())
    _ = try corpus.add(path)
    try corpus.resolveAll()
    let document = corpus.files[0].document
    displayPath = document.displayPath
    bytes = document.bytes.bytes
    var compilation = ToolCompiler.examine(corpus.files[0].path, in: corpus.sources)
    compilation.diagnostics = corpus.shown(compilation.diagnostics)
    self.compilation = compilation
  }
}
