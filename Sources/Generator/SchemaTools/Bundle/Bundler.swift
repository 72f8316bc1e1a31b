import JSONCore
import SchemaCompiler
import SchemaValidation

/// Makes one compound document (2020-12, core, 9.3.1) of a schema and everything it refers to: other documents come
/// under the root's definitions as schema resources of their own, with their `$id`, so references stay as they are.
/// Edits of the texts and no new document: comments, layout and the order of members in a schema are its author's.
struct Bundler {
  private let corpus: SchemaCorpus
  private let names: BundleNames

  /// The text of the bundle, not formatted. Precondition: every reference of the corpus is resolved.
  static func bundle(_ corpus: SchemaCorpus) throws(ToolFailure) -> JSONBytes {
    let bundler = Bundler(corpus: corpus, names: BundleNames(corpus))
    return try bundler.bundle()
  }

  private func bundle() throws(ToolFailure) -> JSONBytes {
    let embedded = embeddedFiles()
    var edits = try rewrites(0)
    if !embedded.isEmpty {
      edits += try wrapReference(0)
      edits += try definitions(embedded)
    }
    return TextEdits.applyAll(edits, to: corpus.files[0].document.bytes).text
  }

  /// Every document that a reference of the root, or of one of these, leads to, in the order they are met.
  /// Breadth first: the documents that the root refers to itself come first, in the order of its text.
  private func embeddedFiles() -> [Int] {
    var found: [Int] = []
    var waiting = [0]
    while let file = waiting.first {
      waiting.removeFirst()
      for reference in corpus.references where corpus.sites[reference.site].document == file {
        guard case .site(let target) = reference.target else { continue }
        let document = corpus.sites[target].document
        // Linear, because a corpus has at most 1,000 files (`SchemaCorpus.mostFiles`).
        if document != 0, !found.contains(document) {
          found.append(document)
          waiting.append(document)
        }
      }
    }
    return found
  }

  // MARK: the root

  /// One member with every embedded document, or entries in the one that is there.
  /// In front of the definitions that are there, because an edit behind the last one would have to know whether it
  /// goes.
  private func definitions(_ files: [Int]) throws(ToolFailure) -> [TextEdit] {
    let document = corpus.files[0].document
    guard let members = document.root.members else { return [] }
    // By the root's draft: `$defs` means nothing before 2019-09, and what means nothing is not searched for resources.
    let keyword = corpus.resources[0].dialect.definitionsKeyword
    let existing = members.first { $0.name == keyword }
    var taken = Set((existing?.value.members ?? []).map(\.name))
    var entries: [[UInt8]] = []
    for file in files {
      let text = JSONString(String(decoding: names.text(root(file).uri), as: UTF8.self))
      // The name is only for people; references find the document by its `$id`.
      entries.append(JSONText.member(unique(text, &taken), try embedded(file)))
    }
    if let existing { return [document.insertingFirst(entries, into: existing.value)] }
    let value = [0x7B] + Array(entries.joined(separator: [0x2C])) + [0x7D]
    guard let last = members.last else { return [] }
    return [document.inserting([JSONText.member(keyword, value)], after: last, of: document.root)]
  }

  /// The root may have a definition that is called like the URI of another document.
  private func unique(_ name: JSONString, _ taken: inout Set<JSONString>) -> JSONString {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = JSONString("\(name)-\(number)")
      number += 1
    }
    return candidate
  }

  private func root(_ file: Int) -> SchemaResource {
    corpus.resources.first { $0.document == file } ?? corpus.resources[0]
  }

  // MARK: other documents

  /// The text of a document with its name at its root.
  /// The document's own `$id` is replaced by its URI in the bundle, which is the same text where it was absolute.
  private func embedded(_ file: Int) throws(ToolFailure) -> [UInt8] {
    let document = corpus.files[file].document
    let resource = root(file)
    guard let members = document.root.members else {
      // A boolean cannot hold a name: an object that says the same has.
      // An object without assertions accepts everything, and one with `not: {}` nothing, in every draft.
      let isTrue = document.root.boolean == true
      let id = JSONText.member(resource.dialect.idKeyword, JSONText.quoted(text(resource.uri)))
      return [0x7B] + id + (isTrue ? [] : Array(", \"not\": {}".utf8)) + [0x7D]
    }
    var edits = try rewrites(file) + wrapReference(file)
    let id = JSONText.quoted(text(resource.uri))
    if let member = members.first(where: { $0.name == resource.dialect.idKeyword }) {
      edits.append(TextEdit(member.value.range, id))
    } else {
      edits.append(document.insertingFirst([JSONText.member(resource.dialect.idKeyword, id)], into: document.root))
    }
    return TextEdits.applyAll(edits, to: document.bytes).text.bytes.trimmed
  }

  private func text(_ uri: URIText) -> JSONString {
    JSONString(String(decoding: names.text(uri), as: UTF8.self))
  }

  /// Up to draft 7 a `$ref` at the root hides the name and the definitions beside it.
  /// `allOf` with the reference alone means the same, and reads its siblings.
  private func wrapReference(_ file: Int) throws(ToolFailure) -> [TextEdit] {
    let document = corpus.files[file].document
    guard root(file).dialect.referenceHidesSiblings, let member = document.root.member("$ref"),
      member.value.string != nil
    else { return [] }
    // What was hidden would come to life in the wrapped schema and refuse values that the original accepts.
    for other in document.root.members ?? [] where !other.name.isEqual(to: "$ref") {
      guard let facts = KeywordTable.facts[other.name], facts.asserts else { continue }
      let error = document.diagnostic(
        at: other, "this is not read beside \"$ref\", but would be in a bundle",
        hint: "remove it, or move to 2019-09 or newer with `securellm upgrade`")
      throw .refused([corpus.files[file].text.located(error)])
    }
    let value =
      Array("[{\"$ref\": ".utf8) + (rewritten(member, file) ?? document.source(of: member.value)) + [0x7D, 0x5D]
    return [document.renaming(member, to: "allOf"), TextEdit(member.value.range, value)]
  }

  // MARK: references

  /// References that would lead elsewhere in the bundle, spelled out.
  /// Only for files that were known by their path: a reference to an absolute `$id` leads there in the bundle as well.
  private func rewrites(_ file: Int) throws(ToolFailure) -> [TextEdit] {
    let isWrapped = root(file).dialect.referenceHidesSiblings
    return corpus.references.compactMap { reference in
      let site = corpus.sites[reference.site]
      guard site.document == file, let text = rewritten(reference) else { return nil }
      // The root's own is written when it is wrapped.
      if isWrapped, site.parent == nil, site.node.pointer.isEmpty { return nil }
      return TextEdit(reference.member.value.range, text)
    }
  }

  private func rewritten(_ member: DocumentMember, _ file: Int) -> [UInt8]? {
    corpus.references.first {
      corpus.sites[$0.site].document == file && $0.member.value.offset == member.value.offset
    }.flatMap { rewritten($0) }
  }

  /// The fragment goes along as it is written: what it leads to is in the same document as before, whose text is not
  /// changed above it.
  private func rewritten(_ reference: SchemaReference) -> [UInt8]? {
    guard case .site(let target) = reference.target, let text = reference.member.value.string else { return nil }
    let site = corpus.sites[reference.site]
    // What a pointer of the old resource reaches may lie in a resource inside it: the pointer still starts there.
    guard let resource = corpus.resourceOfReference(reference, target: target) else { return nil }
    let wanted = names.uri(corpus.resources[resource].uri)
    let base = names.uri(corpus.resources[site.resource].uri)
    // Most references lead where they did: they stay as they are written, to the byte.
    guard base.resolving(URIText(text)).resource != wanted else { return nil }
    let fragment = reference.uri.fragment.map { [0x23] + $0 } ?? []
    let spelled = names.text(corpus.resources[resource].uri) + fragment
    return JSONText.quoted(JSONString(String(decoding: spelled, as: UTF8.self)))
  }
}

extension SchemaCorpus {
  /// The resource that a reference's URI without its fragment names.
  func resourceOfReference(_ reference: SchemaReference, target: Int) -> Int? {
    if let known = resource(reference.uri.resource) { return known }
    // Found beside the file: the document's own root.
    let document = sites[target].document
    return resources.firstIndex { $0.document == document }
  }
}

extension [UInt8] {
  /// Without the white space around it.
  fileprivate var trimmed: [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    var slice = drop(while: isSpace)
    while let last = slice.last, isSpace(last) { slice.removeLast() }
    return Array(slice)
  }
}
