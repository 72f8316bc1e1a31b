import JSONCore
import SchemaCompiler
import SchemaValidation

/// What a schema is made of, for people.
enum InspectText {
  /// Resources first: every other line is only understood from the resource that it is in.
  static func write(_ corpus: SchemaCorpus, to output: inout JSONWriter) {
    writeResources(corpus, &output)
    writeAnchors(corpus, &output)
    writeReferences(corpus, &output)
    output.line("schemas (\(corpus.sites.count))")
    for site in corpus.sites {
      output.line("  \(corpus.location(site.document, site.node.offset)): \(text(corpus.pointer(site)))")
    }
  }

  private static func writeResources(_ corpus: SchemaCorpus, _ output: inout JSONWriter) {
    output.line("resources (\(corpus.resources.count))")
    for resource in corpus.resources {
      let site = corpus.sites[resource.site]
      let dialect = resource.foreignDialect.map { "meta-schema \($0)" } ?? resource.dialect.name
      output.line(
        "  \(corpus.location(site.document, site.node.offset)): \(text(corpus.pointer(site))): "
          + text("\(resource.uri.text) (\(dialect))"))
      for vocabulary in Vocabularies.of(resource, in: corpus) { output.line("    vocabulary \(text(vocabulary))") }
    }
  }

  private static func writeAnchors(_ corpus: SchemaCorpus, _ output: inout JSONWriter) {
    let anchors = corpus.anchors
    output.line("anchors (\(anchors.count))")
    for anchor in anchors {
      let site = corpus.sites[anchor.site]
      let kind = anchor.isDynamic ? " (dynamic)" : ""
      output.line(
        "  \(corpus.location(site.document, site.node.offset)): \(text(corpus.pointer(site))): #"
          + text(String(anchor.name)) + kind)
    }
  }

  private static func writeReferences(_ corpus: SchemaCorpus, _ output: inout JSONWriter) {
    output.line("references (\(corpus.references.count))")
    for reference in corpus.references {
      let file = corpus.sites[reference.site].document
      let location = corpus.location(file, reference.member.value.offset)
      output.line(
        "  \(location): \(text(reference.member.value.pointer)): \(text(reference.uri.text)) -> "
          + text(target(reference, corpus)))
    }
  }

  /// The location and not the URI, which is on the same line already and is what the author is not sure of.
  private static func target(_ reference: SchemaReference, _ corpus: SchemaCorpus) -> String {
    switch reference.target {
    case .site(let index):
      let site = corpus.sites[index]
      return "\(corpus.location(site.document, site.node.offset)): \(corpus.pointer(site))"
    case .metaSchema: return "the specification's meta-schema"
    case .unresolved(let reason): return "unresolved: \(reason)"
    }
  }

  /// Schema text for a terminal.
  /// Names and URIs come from the file: control characters in them would act on the terminal.
  private static func text(_ text: String) -> String { Printable.path(text) }
}
