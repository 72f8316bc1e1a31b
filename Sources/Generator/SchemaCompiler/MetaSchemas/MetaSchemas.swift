import JSONCore

/// The meta-schemas of all drafts and their vocabularies, for references to them and for `securellm metaschema`. In
/// code and not in files (27 kB altogether): no file is needed at run time, nothing is ever fetched, and the compiler
/// stays a function of its input. Each is parsed when a reference first leads to it.
enum MetaSchemas {
  /// By URI without its scheme: `http` and `https` are one here, as in `Draft.init(metaSchema:)`.
  private static let texts: [JSONString: String] = {
    let all = draft4 + draft6 + draft7 + draft2019 + draft2020
    return Dictionary(uniqueKeysWithValues: all.map { (withoutScheme(JSONString($0.uri)), $0.text) })
  }()

  /// The text of the schema with a URI, which has no fragment; nil when it is none of the specification's.
  static func text(_ uri: JSONString) -> String? {
    let name = withoutScheme(uri)
    return name.utf8Count < uri.utf8Count ? texts[name] : nil
  }

  private static func withoutScheme(_ uri: JSONString) -> JSONString {
    for scheme in ["https:", "http:"] where uri.bytes.starts(with: scheme.utf8) {
      return JSONString(validating: Array(uri.bytes.dropFirst(scheme.utf8.count))) ?? uri
    }
    return uri
  }
}
