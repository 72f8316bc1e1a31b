import JSONCore
import SchemaCompiler
import SchemaValidation

/// What a schema is made of, as one line of JSON.
/// For scripts that draw or check how schemas hang together; everything has its location, so that they can lead back.
enum InspectJSON {
  /// All lists are there even when they are empty: a script need not ask whether a member exists.
  static func write(_ corpus: SchemaCorpus, to output: inout JSONWriter) {
    output.literal("{\"file\":")
    output.string(corpus.files[0].document.displayPath)
    output.literal(",\"dialect\":")
    output.string(corpus.resources[0].foreignDialect.map { String($0) } ?? corpus.resources[0].dialect.name)
    output.literal(",\"resources\":")
    list(corpus.resources, &output) { resource, output in writeResource(resource, corpus, &output) }
    output.literal(",\"anchors\":")
    list(corpus.anchors, &output) { anchor, output in
      location(corpus.sites[anchor.site], corpus, &output)
      output.member("name")
      output.string(anchor.name)
      output.member("dynamic")
      output.boolean(anchor.isDynamic)
      output.member("resource")
      output.string(corpus.resources[anchor.resource].uri.text)
    }
    output.literal(",\"references\":")
    list(corpus.references, &output) { reference, output in writeReference(reference, corpus, &output) }
    output.literal(",\"schemas\":")
    list(corpus.sites, &output) { site, output in
      location(site, corpus, &output)
      output.member("resource")
      output.string(corpus.resources[site.resource].uri.text)
    }
    output.literal("}\n")
  }

  private static func list<Element>(
    _ elements: [Element], _ output: inout JSONWriter, _ body: (Element, inout JSONWriter) -> Void
  ) {
    output.byte(0x5B)
    for (index, element) in elements.enumerated() {
      if index > 0 { output.byte(0x2C) }
      output.byte(0x7B)
      body(element, &output)
      output.byte(0x7D)
    }
    output.byte(0x5D)
  }

  private static func location(_ site: SchemaSite, _ corpus: SchemaCorpus, _ output: inout JSONWriter) {
    location(site.document, site.node.offset, site.node.pointer, corpus, &output)
  }

  private static func location(
    _ file: Int, _ offset: Int, _ pointer: String, _ corpus: SchemaCorpus, _ output: inout JSONWriter
  ) {
    let location = corpus.files[file].text.location(of: offset)
    output.member("file", first: true)
    output.string(corpus.files[file].document.displayPath)
    output.member("line")
    output.integer(location.line)
    output.member("column")
    output.integer(location.column)
    output.member("pointer")
    output.string(pointer)
  }

  private static func writeResource(
    _ resource: SchemaResource, _ corpus: SchemaCorpus, _ output: inout JSONWriter
  ) {
    location(corpus.sites[resource.site], corpus, &output)
    output.member("uri")
    output.string(resource.uri.text)
    output.member("dialect")
    output.string(resource.foreignDialect.map { String($0) } ?? resource.dialect.name)
    output.member("vocabularies")
    output.byte(0x5B)
    for (index, vocabulary) in Vocabularies.of(resource, in: corpus).enumerated() {
      if index > 0 { output.byte(0x2C) }
      output.string(vocabulary)
    }
    output.byte(0x5D)
  }

  private static func writeReference(
    _ reference: SchemaReference, _ corpus: SchemaCorpus, _ output: inout JSONWriter
  ) {
    let value = reference.member.value
    location(corpus.sites[reference.site].document, value.offset, value.pointer, corpus, &output)
    output.member("keyword")
    output.string(reference.keyword)
    output.member("uri")
    output.string(reference.uri.text)
    switch reference.target {
    case .site(let index):
      output.literal(",\"target\":{")
      location(corpus.sites[index], corpus, &output)
      output.byte(0x7D)
    case .metaSchema: output.literal(",\"target\":\"meta-schema\"")
    case .unresolved(let reason):
      output.member("unresolved")
      output.string(reason)
    }
  }
}
