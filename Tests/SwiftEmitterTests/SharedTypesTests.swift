import SchemaCompiler
import SwiftEmitter
import Testing

/// Which file of a target declares a type that several use.
@Suite struct SharedTypesTests {
  private let point = #"{"type": "object", "additionalProperties": false, "properties": {"x": {"type": "integer"}}}"#

  /// The generated files of a target by the paths of their schemas.
  private func generate(_ schemas: [String: String], settings: GenerationSettings? = nil) throws -> [String: String] {
    let sources = SourceSet(schemas.sorted { $0.key < $1.key }.map { SourceFile(path: $0.key, text: $0.value) })
    let names = schemas.mapValues { _ in "" }.map { path, _ in (path, String(path.dropLast(".json".count))) }
    let standard = GenerationSettings(mode: .standard(assertFormat: false))
    let pipeline = Pipeline(
      TargetFiles(sources, settings: settings ?? standard, names: Dictionary(uniqueKeysWithValues: names)))
    var files: [String: String] = [:]
    for (path, name) in names {
      let outcome = pipeline.run(.schema(path, name: name))
      #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
      files[path] = try #require(outcome.value).text
    }
    return files
  }

  @Test func declaresADefinitionInItsOwnFile() throws {
    let user = ##"{"type": "object", "properties": {"at": {"$ref": "common/geo.json#/$defs/point"}}}"##
    let files = try generate([
      "common/geo.json": #"{"$defs": {"point": \#(point), "other": \#(point)}}"#, "a.json": user, "b.json": user,
    ])
    #expect(try #require(files["common/geo.json"]).contains("public struct Point: Sendable, Hashable {"))
    #expect(try !#require(files["common/geo.json"]).contains("struct Other"), "what nobody uses is not printed")
    for path in ["a.json", "b.json"] {
      let text = try #require(files[path])
      #expect(text.contains("public var at: CommonGeo.Point?"))
      #expect(!text.contains("struct Point"))
    }
  }

  @Test func usesTheTypeOfAWholeFile() throws {
    let files = try generate(["a.json": point, "b.json": #"{"type": "array", "items": {"$ref": "a.json"}}"#])
    #expect(try #require(files["b.json"]).contains("public var value: [A.Value]"))
  }

  @Test func sharesWhatADefinitionIsMadeOf() throws {
    let files = try generate([
      "common/list.json": #"{"$defs": {"points": {"type": "array", "items": \#(point)}}}"#,
      "a.json": ##"{"type": "object", "properties": {"at": {"$ref": "common/list.json#/$defs/points"}}}"##,
    ])
    #expect(try #require(files["a.json"]).contains("public var at: [CommonList.PointsItem]?"))
  }

  /// A definition of a string has no type to share and is used all the same.
  @Test(arguments: [true, false]) func warnsOfDefinitionsThatNoFileUses(isUsed: Bool) {
    let user = ##"{"type": "object", "properties": {"name": {"$ref": "text.json#/$defs/name"}}}"##
    let sources = SourceSet([
      SourceFile(path: "a.json", text: isUsed ? user : point),
      SourceFile(path: "text.json", text: #"{"$defs": {"name": {"type": "string", "pattern": "^a|b$"}}}"#),
    ])
    let settings = GenerationSettings(mode: .standard(assertFormat: false))
    let files = TargetFiles(sources, settings: settings, names: ["a.json": "a", "text.json": "text"])
    let warnings = Pipeline(files).run(.schema("text.json", name: "text")).warnings
    #expect(
      warnings.map(\.message).filter { $0.contains("nothing refers to the 1 definition") }.count == (isUsed ? 0 : 1))
  }

  @Test func leavesFilesWithoutTypesEmpty() throws {
    let files = try generate([
      "common/text.json": #"{"$defs": {"name": {"type": "string", "pattern": "^a|b$"}}}"#,
      "a.json": ##"{"type": "object", "properties": {"name": {"$ref": "common/text.json#/$defs/name"}}}"##,
    ])
    #expect(try #require(files["common/text.json"]).contains("// No file of the target needs a type of these schemas."))
    #expect(try #require(files["a.json"]).contains("public var name: JSONString?"))
  }

  @Test func copiesTypesOfFilesThatReferToEachOther() throws {
    let files = try generate([
      "a.json": #"{"type": "object", "properties": {"b": {"$ref": "b.json"}}}"#,
      "b.json": #"{"type": "object", "properties": {"a": {"$ref": "a.json"}}}"#,
    ])
    #expect(try #require(files["a.json"]).contains("public var b: A.ValueB?"))
    #expect(try #require(files["b.json"]).contains("public var a: B.ValueA?"))
  }

  @Test func copiesTypesWhereRoundingMatters() throws {
    let files = try generate([
      "a.json": #"{"type": "object", "properties": {"x": {"type": "number"}}}"#,
      "b.json": #"{"type": "array", "uniqueItems": true, "items": {"$ref": "a.json"}}"#,
    ])
    #expect(try #require(files["b.json"]).contains("public var value: [B.ValueItem]"))
  }

  @Test func printsWhatUsersNeedAndNoMore() throws {
    var settings = GenerationSettings(requireBounds: false)
    settings.emit = ["a.json": [.decode], "b.json": [.write], "c.json": []]
    let user = #"""
      {"type": "object", "additionalProperties": false, "properties": {"at": {"$ref": "c.json#/$defs/point"}}}
      """#
    let used = #"""
      {"type": "object", "additionalProperties": false, "properties": {}, "$defs": {"point": \#(point)}}
      """#
    let files = try generate(["a.json": user, "b.json": user, "c.json": used], settings: settings)
    let text = try #require(files["c.json"])
    #expect(text.contains("init?(from reader: inout JSONReader)") && text.contains("func write(to writer"))
    #expect(!text.contains("C.Value"), "nothing is generated of the root")
    settings.emit["b.json"] = []
    let fewer = try generate(["a.json": user, "b.json": user, "c.json": used], settings: settings)
    #expect(try !#require(fewer["c.json"]).contains("func write(to writer"))
  }

  @Test func namesTypesWhoeverUsesThem() throws {
    let geo = #"{"$defs": {"a b": \#(point), "a-b": {"type": "object", "properties": {"y": true}}}}"#
    let user = ##"{"properties": {"p": {"$ref": "common/geo.json#/$defs/a-b"}}, "type": "object"}"##
    let files = try generate(["common/geo.json": geo, "a.json": user])
    #expect(try #require(files["a.json"]).contains("public var p: CommonGeo.AB_2?"))
  }
}
