import JSONCore
import SchemaCompiler

/// Schemas and the instances they are tried on.
struct SuiteFile {
  struct Group {
    enum Schema {
      /// The value in the suite file.
      case inline(DocumentNode)
      /// A reference: a path relative to the suite file, with or without a pointer.
      case file(path: String, pointer: String)
    }

    let description: String
    let schema: Schema
    let cases: [Case]
    let location: SourceLocation
  }

  struct Case {
    enum Data {
      case inline(DocumentNode)
      /// A path relative to the suite file.
      case file(String)
    }

    let description: String
    let data: Data
    let isValid: Bool
    /// Where an invalid instance must fail, and nowhere else; nil when any error will do.
    let errors: [ExpectedError]?
    let location: SourceLocation
  }

  /// By location and keyword and never by the sentence, which may be worded better some day.
  struct ExpectedError: Hashable {
    let instanceLocation: String
    /// Nil: whatever keyword.
    let keyword: String?
  }

  let path: String
  let document: Document
  let groups: [Group]
  /// Lines and columns of the file as it was written.
  let locate: @Sendable (Int) -> SourceLocation

  var isYAML: Bool { InputFormat(path: path) == .yaml }
}

/// What is wrong with a suite file.
struct SuiteError: Error {
  let message: String
  let offset: Int
}

/// Reads both forms: the official suite's array of groups with `schema` and `tests`, and an object (or an array of
/// them) with `schema` or `$ref` and `cases`. An unknown member is an error: a misspelt `valid` must not go unseen.
struct SuiteReader {
  private let locate: (Int) -> SourceLocation

  init(_ locate: @escaping (Int) -> SourceLocation) { self.locate = locate }

  func groups(_ root: DocumentNode) throws(SuiteError) -> [SuiteFile.Group] {
    guard let elements = root.elements else { return [try group(root, index: 0)] }
    var groups: [SuiteFile.Group] = []
    for (index, element) in elements.enumerated() { groups.append(try group(element, index: index)) }
    return groups
  }

  private static let groupMembers: [JSONString] = [
    "$schema", "description", "comment", "specification", "schema", "$ref", "cases", "tests",
  ]
  private static let caseMembers: [JSONString] = [
    "description", "comment", "specification", "data", "dataPath", "valid", "errors",
  ]

  private func group(_ node: DocumentNode, index: Int) throws(SuiteError) -> SuiteFile.Group {
    try check(node, Self.groupMembers, "a group of cases")
    let schema: SuiteFile.Group.Schema
    switch (node["schema"], node["$ref"]) {
    case (let inline?, nil): schema = .inline(inline)
    case (nil, let reference?): schema = try file(text(reference, "$ref"), reference)
    // Both at once is refused: one of them would be tested and the other only look so.
    case (nil, nil), (_?, _?): throw error(node, "a group needs either \"schema\" or \"$ref\"")
    }
    guard let list = node["cases"] ?? node["tests"], let elements = list.elements else {
      throw error(node, "a group needs an array \"cases\" (or \"tests\")")
    }
    var cases: [SuiteFile.Case] = []
    for (index, element) in elements.enumerated() { cases.append(try self.case(element, index: index)) }
    return try SuiteFile.Group(
      description: description(node, "group \(index + 1)"), schema: schema, cases: cases, location: locate(node.offset))
  }

  /// `valid` must be written out: a case without it would test nothing and pass.
  private func `case`(_ node: DocumentNode, index: Int) throws(SuiteError) -> SuiteFile.Case {
    try check(node, Self.caseMembers, "a case")
    let data: SuiteFile.Case.Data
    switch (node["data"], node["dataPath"]) {
    case (let inline?, nil): data = .inline(inline)
    case (nil, let path?): data = .file(try text(path, "dataPath"))
    case (nil, nil), (_?, _?): throw error(node, "a case needs either \"data\" or \"dataPath\"")
    }
    guard let isValid = node["valid"]?.boolean else { throw error(node, "a case needs \"valid\": true or false") }
    let errors = try expected(node["errors"])
    // The author has changed one of the two and forgotten the other.
    if let list = node["errors"], isValid { throw error(list, "a valid case has no \"errors\"") }
    return try SuiteFile.Case(
      description: description(node, "case \(index + 1)"), data: data, isValid: isValid, errors: errors,
      location: locate(node.offset))
  }

  private func expected(_ node: DocumentNode?) throws(SuiteError) -> [SuiteFile.ExpectedError]? {
    guard let node else { return nil }
    // An empty list would say that an invalid instance has no errors.
    guard let elements = node.elements, !elements.isEmpty else {
      throw error(node, "\"errors\" must be a list with entries")
    }
    var expected: [SuiteFile.ExpectedError] = []
    for element in elements {
      if let pointer = element.string {
        expected.append(.init(instanceLocation: String(pointer), keyword: nil))
        continue
      }
      try check(element, ["instanceLocation", "keyword"], "an expected error")
      guard let location = element["instanceLocation"] else { throw error(element, "it needs \"instanceLocation\"") }
      var keyword: String?
      if let name = element["keyword"] { keyword = try text(name, "keyword") }
      expected.append(.init(instanceLocation: try text(location, "instanceLocation"), keyword: keyword))
    }
    return expected
  }

  /// The names are listed in the error: there are eight at most, and the reader has no schema at hand.
  private func check(_ node: DocumentNode, _ known: [JSONString], _ what: String) throws(SuiteError) {
    guard let members = node.members else { throw error(node, "\(what) must be an object") }
    for member in members where !known.contains(member.name) {
      let names = known.map { "\"\($0)\"" }.joined(separator: ", ")
      throw SuiteError(message: "\(what) has no such member; it may have \(names)", offset: member.nameOffset)
    }
  }

  private func description(_ node: DocumentNode, _ otherwise: String) throws(SuiteError) -> String {
    guard let description = node["description"] else { return otherwise }
    return try text(description, "description")
  }

  private func text(_ node: DocumentNode, _ name: String) throws(SuiteError) -> String {
    guard let text = node.string else { throw error(node, "\"\(name)\" must be a string") }
    return String(text)
  }

  /// No anchors: a suite names files, and what a name inside of one leads to may change with it.
  private func file(_ reference: String, _ node: DocumentNode) throws(SuiteError) -> SuiteFile.Group.Schema {
    let bytes = Array(reference.utf8)
    let sign = bytes.firstIndex(of: 0x23) ?? bytes.count
    let pointer = bytes[min(sign + 1, bytes.count)...]
    guard sign > 0, pointer.isEmpty || pointer.first == 0x2F else {
      throw error(node, "\"$ref\" must name a schema file, with or without a pointer: \"schema.json#/$defs/a\"")
    }
    return .file(
      path: String(decoding: bytes[..<sign], as: UTF8.self), pointer: String(decoding: pointer, as: UTF8.self))
  }

  private func error(_ node: DocumentNode, _ message: String) -> SuiteError {
    SuiteError(message: message, offset: node.offset)
  }
}
