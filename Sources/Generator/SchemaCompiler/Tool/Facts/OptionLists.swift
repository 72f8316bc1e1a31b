import JSONCore

/// The options of one part of a file of facts, by what they can do.
struct OptionLists {
  private var words: [String] = []
  /// What runs, reads, writes, connects or pages, in the order of the file.
  private(set) var dangerous: [String] = []
  private(set) var untested: Set<String> = []
  private(set) var never: Set<String> = []
  /// Whether these are all options that there are; false as well when nobody has listed any.
  private(set) var areAll = true
  private var isEmpty = true

  private static let dangers: [JSONString] = ["runs", "reads", "writes", "connects", "pages", "never"]

  /// Adds those of another part: subcommands share some of their options with others.
  mutating func add(_ node: DocumentNode) {
    isEmpty = false
    if node["areAll"]?.boolean == false { areAll = false }
    words += Self.words(node, "harmless")
    for kind in Self.dangers {
      let found = Self.words(node, kind)
      words += found
      let names = found.map(OptionTable.name)
      dangerous += names.filter { !dangerous.contains($0) }
      if kind == "never" { never.formUnion(names) }
    }
    let unknown = Self.words(node, "untested")
    words += unknown
    untested.formUnion(unknown.map(OptionTable.name))
  }

  /// Nil when not all are known: then nobody knows what the next argument is.
  func table(isWords: Bool) -> OptionTable? {
    isEmpty || !areAll ? nil : OptionTable(words, isWords: isWords)
  }

  private static func words(_ node: DocumentNode, _ kind: JSONString) -> [String] {
    node.texts(kind).flatMap { line in line.utf8.split(separator: 0x20).map { String(Substring($0)) } }
  }
}
