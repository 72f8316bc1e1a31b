import JSONCore
import SchemaCompiler

/// The vocabularies that a resource's keywords are read by.
enum Vocabularies {
  private static let draft2020 = [
    "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content",
  ].map { "https://json-schema.org/draft/2020-12/vocab/" + $0 }
  private static let draft2019 = ["core", "applicator", "validation", "meta-data", "format", "content"].map {
    "https://json-schema.org/draft/2019-09/vocab/" + $0
  }

  /// Those of the draft; for a meta-schema of somebody's own, what its file says under `$vocabulary`. Drafts before
  /// 2019-09 know none.
  /// By resource and not by file: a subschema with an `$id` may name another meta-schema.
  static func of(_ resource: SchemaResource, in corpus: SchemaCorpus) -> [String] {
    if let foreign = resource.foreignDialect { return declared(by: foreign, in: corpus) }
    switch resource.dialect {
    case .draft4, .draft6, .draft7: return []
    case .draft2019: return draft2019
    case .draft2020: return draft2020
    }
  }

  /// As the file lists them, those that may be ignored (`false`) among them.
  private static func declared(by uri: JSONString, in corpus: SchemaCorpus) -> [String] {
    let wanted = URIText(uri).resource
    guard let meta = corpus.resources.first(where: { $0.uri == wanted }) else { return [] }
    let members = corpus.sites[meta.site].node["$vocabulary"]?.members ?? []
    return members.map { String($0.name) }
  }
}
