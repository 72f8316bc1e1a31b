import SchemaValidation
import Testing

@Suite struct MetaschemaTests {
  private func check(_ folder: Folder, _ files: [String], dialect: SchemaDialect = .standard, references: [String] = [])
    async throws -> Folder.Result
  {
    let request = ValidateRequest(
      schema: .metaSchema, files: files, references: references, options: SchemaOptions(dialect: dialect),
      maxDepth: ValidateRequest.schemaDepth)
    return try await folder.run(request)
  }

  @Test func reportsErrorsOnceWithLocations() async throws {
    let folder = try Folder()
    let result = try await check(
      folder,
      [
        try folder.write("good.json", #"{"type": "object", "x-any": 1}"#), try folder.write("true.json", "true"),
        try folder.write("bad.json", "{\"properties\":\n {\"a\": 7}, \"minLength\": -1}"),
        try folder.write("bad.yaml", "required: a\n"),
      ])
    #expect(
      result.output == """
        bad.json:2:8: /properties/a: type: must be a boolean or an object, is a number
        bad.json:2:25: /minLength: minimum: must be at least 0
        bad.yaml:1:11: /required: type: must be an array, is a string

        """)
    #expect(result.status == .found)
  }

  @Test(arguments: [
    ("4", #"{"exclusiveMinimum": true, "minimum": 1}"#, true), ("4", #"{"exclusiveMinimum": 1}"#, false),
    ("6", #"{"exclusiveMinimum": 1}"#, true), ("6", #"{"exclusiveMinimum": true}"#, false),
    ("7", #"{"if": 7}"#, false), ("6", #"{"if": 7}"#, true),
    ("7", #"{"$schema": "http://json-schema.org/draft-06/schema#", "if": 7}"#, true),
    ("2019-09", #"{"dependentRequired": {"a": 1}}"#, false), ("2019-09", #"{"prefixItems": 1}"#, true),
    ("2020-12", #"{"prefixItems": 1}"#, false),
    ("https://json-schema.org/draft/2019-09/schema", #"{"prefixItems": 1}"#, true),
  ])
  func theDialectDecides(dialect: String, schema: String, isValid: Bool) async throws {
    let folder = try Folder()
    let dialect = try #require(SchemaDialect(name: dialect))
    let result = try await check(folder, [try folder.write("s.json", schema)], dialect: dialect)
    #expect(result.status == (isValid ? .ok : .found), "\(result.output)")
  }

  @Test func findsCustomMetaSchemasAmongTheFiles() async throws {
    let folder = try Folder()
    let file = try folder.write("tools/a.json", #"{"$schema": "../meta.json"}"#)
    try folder.write("meta.json", #"{"required": ["name"]}"#)
    let missing = try await check(folder, [file])
    #expect(missing.status == .usage)
    #expect(missing.messages.contains("tools/a.json: the schema that \"$schema\" names is not among the files"))
    let given = try await check(folder, [file], references: [folder.path + "/meta.json"])
    #expect(given.output == "tools/a.json:1:1: (root): required: must have the member \"name\"\n")
  }

  @Test func namesOfDialects() {
    #expect(SchemaDialect.all.map(\.name) == ["2020-12", "2019-09", "draft-07", "draft-06", "draft-04"])
    for spelling in ["draft-07", "draft-7", "draft7", "draft07", "07", "7", "http://json-schema.org/draft-07/schema#"] {
      #expect(SchemaDialect(name: spelling)?.name == "draft-07", "\(spelling)")
    }
    #expect(SchemaDialect(name: "draft2020-12") == .standard)
    for spelling in ["3", "draft-3", "", "draft", "-", "70"] { #expect(SchemaDialect(name: spelling) == nil) }
    #expect(SchemaDialect.all.allSatisfy { SchemaDialect(name: $0.uri) == $0 })
  }

  @Test func theProgramTakesDialects() throws {
    let folder = try Folder()
    try folder.write("s.json", #"{"exclusiveMinimum": true, "minimum": 1}"#)
    #expect(try Program.run(["metaschema", "s.json"], in: folder).code == 1)
    #expect(try Program.run(["metaschema", "--dialect", "4", "s.json"], in: folder).code == 0)
    #expect(try Program.run(["metaschema", "--dialect", "5", "s.json"], in: folder).code == 2)
    #expect(try Program.run(["metaschema", "none.json"], in: folder).code == 2)
    #expect(
      try Program.run(["metaschema", "--json", "s.json"], in: folder).output.hasSuffix(
        #""invalid":1,"unread":0}}"# + "\n"))
  }
}
