import JSONCore
import SchemaCompiler

/// What one step, from one draft to the next, changes in the files it is made on.
/// Collects changes and makes none: what a step refuses is known before a byte is different, and all refusals are
/// reported at once.
struct UpgradePlan {
  /// A member of an object, by the offset of the object.
  struct Name: Hashable {
    let file: Int
    let object: Int
    let member: JSONString
  }

  private struct Location: Hashable {
    let file: Int
    let object: Int
  }

  let corpus: SchemaCorpus
  /// Files that may be changed: the first ones of the corpus.
  let fileCount: Int
  let from: Dialect
  let to: Dialect
  /// What references lead to, by file.
  /// Built once for a step: sites are asked about in thousands.
  private let targets: [SortedOffsets]
  /// Members that get another name, so that pointers through them follow.
  var renamed: [Name: JSONString] = [:]
  private var changes: [Int: [TextEdit]] = [:]
  /// Objects that lose members, by the offset of the object.
  /// Collected until the end: only then is it known whether an object loses all of its members.
  private var losses: [Location: (object: DocumentNode, names: Set<JSONString>)] = [:]
  /// What has no equal meaning in the next draft.
  var refusals: [Diagnostic] = []

  init(_ corpus: SchemaCorpus, fileCount: Int, from: Dialect, to: Dialect) {
    self.corpus = corpus
    self.fileCount = fileCount
    self.from = from
    self.to = to
    targets = (0..<fileCount).map { SortedOffsets(corpus.targets(in: $0)) }
  }

  /// Sites that the step is about.
  var sites: [SchemaSite] {
    corpus.sites.filter { $0.document < fileCount && $0.dialect == from && $0.node.kind == .object }
  }

  func document(_ site: SchemaSite) -> Document { corpus.files[site.document].document }

  mutating func change(_ site: SchemaSite, _ edits: TextFix) { changes[site.document, default: []] += edits }

  mutating func remove(_ member: DocumentMember, of site: SchemaSite) {
    remove([member.name], from: site.node, of: site)
  }

  mutating func remove(_ names: [JSONString], from object: DocumentNode, of site: SchemaSite) {
    losses[Location(file: site.document, object: object.offset), default: (object, [])].names.formUnion(names)
  }

  /// Everything that changes in a file. Members that go from one object go together, each with one comma.
  /// In no order: the edits are sorted when they are made.
  func edits(_ file: Int) -> [TextEdit] {
    let document = corpus.files[file].document
    return (changes[file] ?? [])
      + losses.filter { $0.key.file == file }.flatMap { document.removing($0.value.names, from: $0.value.object) }
  }

  /// Noted by the offset of its object, since the same name may be a keyword here and a property there.
  mutating func rename(_ member: DocumentMember, to name: JSONString, of site: SchemaSite) {
    renamed[Name(file: site.document, object: site.node.offset, member: member.name)] = name
    change(site, [document(site).renaming(member, to: name)])
  }

  mutating func refuse(_ member: DocumentMember, of site: SchemaSite, _ message: String, hint: String) {
    refusals.append(
      corpus.diagnostic(
        site.document, offset: member.nameOffset, pointer: member.value.pointer, message, hint: hint))
  }

  /// Whether a reference of any file leads into these bytes, or they hold a name of their own.
  /// Asked before anything is taken out: what a reference leads to is used, whatever the old draft made of the keyword
  /// around it.
  func isReferenced(_ range: Range<Int>, of site: SchemaSite) -> Bool { targets[site.document].meet(range) }

  // MARK: what every step does

  /// `$schema`, and names that the next draft begins to read.
  /// Last in each step: until then the sites are those of the old draft.
  mutating func changeDialect() {
    for site in sites {
      for member in site.node.members ?? [] { refuseNew(member, of: site) }
      if let member = site.node.member("$schema"), member.value.string.flatMap({ Dialect(uri: $0) }) == from {
        change(site, [TextEdit(member.value.range, JSONText.quoted(JSONString(to.uri)))])
      } else if site.parent == nil, site.node.pointer.isEmpty, site.node.member("$schema") == nil {
        insertDialect(site)
      }
    }
  }

  private mutating func insertDialect(_ site: SchemaSite) {
    let member = JSONText.member("$schema", JSONText.quoted(JSONString(to.uri)))
    let location = Location(file: site.document, object: site.node.offset)
    // An object that loses all of its members has none left that the new one could be put before.
    if let loss = losses[location], (site.node.members ?? []).allSatisfy({ loss.names.contains($0.name) }) {
      losses[location] = nil
      return change(site, [TextEdit(site.node.range, [0x7B] + member + [0x7D])])
    }
    change(site, [document(site).insertingFirst([member], into: site.node)])
  }

  /// Fails closed: a keyword that did nothing and would refuse values from now on is the author's to decide about.
  private mutating func refuseNew(_ member: DocumentMember, of site: SchemaSite) {
    guard let facts = KeywordTable.facts[member.name], facts.drafts.lowerBound == to, site.reads(member.name),
      facts.asserts || member.name.isEqual(to: "$id")
    else { return }
    refuse(
      member, of: site, "\"\(member.name)\" has no meaning in \(from.name) but would have one in \(to.name)",
      hint: "remove it, or say in the old draft what it is meant to say")
  }

  // MARK: references

  /// References whose pointer passes a member with another name now.
  /// References of every file, because a pointer may lead into any of them.
  mutating func changeReferences() {
    for reference in corpus.references {
      let site = corpus.sites[reference.site]
      guard site.document < fileCount, case .site = reference.target, let text = reference.member.value.string,
        let fragment = changed(reference)
      else { continue }
      let kept = text.bytes.prefix { $0 != 0x23 }
      guard let value = JSONString(validating: Array(kept) + [0x23] + fragment) else { continue }
      change(site, [TextEdit(reference.member.value.range, JSONText.quoted(value))])
    }
  }

  /// The new fragment; nil when it stays as it is.
  /// Step by step along the old text: a pointer says nothing about which of its steps are keywords.
  private func changed(_ reference: SchemaReference) -> [UInt8]? {
    guard let fragment = reference.uri.fragment, let pointer = URIText.unescaped(fragment), pointer.first == 0x2F,
      let steps = JSONPointer.steps(String(decoding: pointer, as: UTF8.self)),
      let resource = corpus.resource(reference.uri.resource)
    else { return nil }
    var node = corpus.sites[corpus.resources[resource].site].node
    let file = corpus.resources[resource].document
    var isChanged = false
    let next = steps.map { step in
      let new = renamed[Name(file: file, object: node.offset, member: step)]
      isChanged = isChanged || new != nil
      node = node.descendant([step]) ?? node
      return new ?? step
    }
    guard isChanged else { return nil }
    return next.reduce(into: []) { $0 += [0x2F] + URIText.fragment($1) }
  }
}

extension URIText {
  /// A step of a JSON pointer, fit for a fragment.
  static func fragment(_ step: JSONString) -> [UInt8] {
    var result: [UInt8] = []
    for byte in step.bytes {
      switch byte {
      case 0x7E: result += Array("~0".utf8)
      case 0x2F: result += Array("~1".utf8)
      case 0x21, 0x24, 0x26...0x3B, 0x3D, 0x3F...0x5A, 0x5F, 0x61...0x7A: result.append(byte)
      default: result += escape(byte)
      }
    }
    return result
  }
}
