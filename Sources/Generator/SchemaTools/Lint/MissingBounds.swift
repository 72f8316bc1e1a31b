import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Upper lengths for strings and arrays that have none, as strict mode wants them: `--fix-bounds`. Unlike a fix this
/// changes results, so it is done only when it is asked for.
enum MissingBounds {
  /// What is added, unless a lower bound is greater.
  static let maxLength = 4096
  static let maxItems = 1000

  /// The first file's text with the bounds, and how many there are.
  static func added(to corpus: SchemaCorpus) -> (text: JSONBytes, count: Int) {
    let document = corpus.files[0].document
    var count = 0
    var edits: [TextEdit] = []
    for site in corpus.sites where site.document == 0 {
      let bounds = missing(site)
      guard !bounds.isEmpty, let type = site.node.member("type") else { continue }
      count += bounds.count
      edits.append(document.inserting(bounds, after: type, of: site.node))
    }
    return (TextEdits.applyAll(edits, to: document.bytes).text, count)
  }

  /// The members that a schema lacks.
  /// The same conditions as in strict mode (`inspectLength`, `inspectElements`): what is added is what it asks for.
  private static func missing(_ site: SchemaSite) -> [[UInt8]] {
    guard site.reads("type"), let types = site.types, site["enum"] == nil, site["const"] == nil
    else { return [] }
    var bounds: [[UInt8]] = []
    if types.contains(.string), site["maxLength"] == nil, site["format"] == nil,
      !isBounded(site["pattern"])
    {
      bounds.append(bound("maxLength", maxLength, atLeast: site["minLength"]))
    }
    // A closed tuple is bounded by its parts.
    let isTuple = site["prefixItems"] != nil && site["items"]?.boolean == false
    if types.contains(.array), site["maxItems"] == nil, !isTuple {
      bounds.append(bound("maxItems", maxItems, atLeast: site["minItems"]))
    }
    return bounds
  }

  private static func bound(_ name: JSONString, _ most: Int, atLeast least: DocumentNode?)
    -> [UInt8]
  {
    JSONText.member(name, Array(String(max(most, least?.number?.int ?? 0)).utf8))
  }

  /// Whether a pattern leaves no room for longer and longer strings.
  private static func isBounded(_ pattern: DocumentNode?) -> Bool {
    guard let source = pattern?.string,
      let compiled = try? CompiledPattern.compile(source.bytes, allowsBacktracking: true)
    else { return false }
    return compiled.maxCodePointCount != nil
  }
}
