import SchemaValidation
import Testing

/// Where schemas come from.
@Suite struct SchemaSourceTests {
  @Test func furtherFilesAreFoundByID() async throws {
    let folder = try Folder()
    try folder.write("more/five.json", #"{"$id": "https://example.com/five", "maxLength": 5}"#)
    let schema = try folder.write("schema.json", #"{"$ref": "https://example.com/five"}"#)
    let files = [try folder.write("in.json", "\"123456\"")]
    var request = ValidateRequest(schema: .file(schema), files: files)
    let missing = try await folder.run(request)
    #expect(missing.status == .badSchema)
    #expect(missing.messages.contains("nothing is fetched over the network"))
    request.references = [folder.path + "/more"]
    #expect(try await folder.run(request).output == "in.json:1:1: (root): maxLength: must have at most 5 characters\n")
    request.references = [folder.path + "/none"]
    #expect(try await folder.run(request).status == .usage)
  }

  @Test func foldersAreFoundUnderURIs() async throws {
    let folder = try Folder()
    try folder.write("remotes/sub/five.json", #"{"maxLength": 5}"#)
    let schema = try folder.write("schema.json", #"{"$ref": "http://localhost:1234/sub/five.json"}"#)
    var request = ValidateRequest(schema: .file(schema), files: [try folder.write("in.json", "\"123456\"")])
    request.bases = [BaseURI(uri: "http://localhost:1234", folder: folder.path + "/remotes")]
    #expect(try await folder.run(request).output == "in.json:1:1: (root): maxLength: must have at most 5 characters\n")
  }

  /// A folder of `--base-uri` is a catalogue: what nothing refers to is not read, and may be anything.
  @Test func filesUnderURIsAreReadWhenReferredTo() async throws {
    let folder = try Folder()
    try folder.write("all/broken.json", "{")
    try folder.write("all/bad.yaml", "a: [")
    try folder.write("all/tsconfig.json", ##"{"$ref": "parts/five#/$defs/five"}"##)
    try folder.write("all/parts/five.json", #"{"$defs": {"five": {"maxLength": 5}}, "$ref": "../../beside.json"}"#)
    try folder.write("beside.json", "{}")
    try folder.write("all/named.yaml", "$id: https://x.test/by-name\nmaxLength: 5\n")
    var request = ValidateRequest(schema: .own, files: [try folder.write("in.json", "\"123456\"")])
    request.bases = [BaseURI(uri: "https://x.test/", folder: folder.path + "/all")]
    for reference in ["tsconfig", "tsconfig.json", "named.yaml", "by-name"] {
      request.schema = .file(try folder.write("schema.json", #"{"$ref": "https://x.test/\#(reference)"}"#))
      let result = try await folder.run(request)
      #expect(
        result.output == "in.json:1:1: (root): maxLength: must have at most 5 characters\n", "\(reference) \(result)")
    }
    request.schema = .file(try folder.write("schema.json", #"{"$ref": "https://x.test/broken.json"}"#))
    let broken = try await folder.run(request)
    #expect(broken.status == .badSchema)
    #expect(broken.messages.contains("all/broken.json:1:2: error: the text ends in an object"), "\(broken.messages)")
    request.schema = .file(try folder.write("schema.json", #"{"$ref": "https://x.test/bad.yaml"}"#))
    let bad = try await folder.run(request)
    #expect(bad.status == .usage)
    #expect(bad.messages.contains("all/bad.yaml:1:"), "\(bad.messages)")
    request.bases = [BaseURI(uri: "https://x.test/", folder: folder.path + "/none")]
    #expect(try await folder.run(request).status == .usage)
  }

  @Test func instancesNameTheirSchema() async throws {
    let folder = try Folder()
    try folder.write("schemas/a.json", #"{"properties": {"x": {"type": "integer"}}}"#)
    try folder.write("schemas/b.json", #"{"$id": "https://example.com/b", "required": ["y"]}"#)
    let files = try [
      folder.write("in/1.json", #"{"$schema": "../schemas/a.json", "x": "no"}"#),
      folder.write("in/2.json", #"{"$schema": "https://example.com/b"}"#),
      folder.write("in/3.json", #"{"$schema": "https://example.com/b", "y": 1}"#),
    ]
    var request = ValidateRequest(schema: .own, files: files, references: [folder.path + "/schemas"])
    let result = try await folder.run(request)
    #expect(
      result.output == """
        in/1.json:1:39: /x: type: must be an integer, is a string
        in/2.json:1:1: (root): required: must have the member "y"

        """)
    #expect(result.status == .found)
    request.files = try [
      folder.write("in/4.json", #"{"$schema": "https://example.com/SECRET"}"#), folder.write("in/5.json", "[]"),
      folder.write("in/6.json", #"{"$schema": "../elsewhere.json"}"#), files[2],
    ]
    try folder.write("elsewhere.json", "{}")
    let failed = try await folder.run(request)
    #expect(failed.status == .usage)
    #expect(failed.messages.contains("in/4.json: the schema that \"$schema\" names is not among the files"))
    #expect(failed.messages.contains("in/5.json: there is no --schema, and the instance has no member \"$schema\""))
    #expect(failed.messages.contains("in/6.json: the schema that"))
    #expect(failed.messages.hasSuffix("1 instance: 1 valid, 0 invalid, 3 not read\n"))
    #expect(!failed.messages.contains("SECRET"))
  }

  @Test func reportsBrokenSchemasOfInstances() async throws {
    let folder = try Folder()
    let broken = try folder.write("a.json", #"{"type": 7}"#)
    let files = try (0..<3).map { try folder.write("in/\($0).json", #"{"$schema": "../a.json"}"#) }
    let result = try await folder.run(ValidateRequest(schema: .own, files: files, references: [broken]))
    #expect(result.status == .badSchema)
    #expect(result.messages.contains("a.json:1:10: error:"))
    #expect(result.messages.hasSuffix("0 instances: 0 valid, 0 invalid, 3 without a result\n"))
  }

  /// As many schemas in use have it: an annotation of the wrong type, and a loop that only some instances reach.
  @Test func whatDecidesNothingIsAWarning() async throws {
    let folder = try Folder()
    let schema = try folder.write(
      "schema.json",
      ##"""
      {"properties": {"n": {"type": "integer", "description": null}, "l": {"$ref": "#/$defs/l"}},
       "$defs": {"l": {"allOf": [{"$ref": "#/$defs/l"}]}}}
      """##)
    let files = try [folder.write("a.json", #"{"n": 1}"#), folder.write("b.json", #"{"n": "x"}"#)]
    var request = ValidateRequest(schema: .file(schema), files: files)
    let result = try await folder.run(request)
    #expect(result.status == .found)
    #expect(result.output == "b.json:1:7: /n: type: must be an integer, is a string\n")
    #expect(result.messages.contains("schema.json:1:57: warning: \"description\" should be a string\n"))
    #expect(result.messages.contains("schema.json:2:37: warning: the schema comes back to itself"))
    #expect(result.messages.hasSuffix("2 instances: 1 valid, 1 invalid\n"))
    for output in [ResultOutput.human, .json, .list, .flag] {
      for isFast in [false, true] {
        request.files = [try folder.write("c.json", #"{"l": 1}"#)]
        (request.output, request.isFast) = (output, isFast)
        let entered = try await folder.run(request)
        #expect(entered.status == .badSchema, "\(output)")
        #expect(!entered.output.contains("\"valid\":true"))
      }
    }
    request.output = .human
    request.isFast = false
    let entered = try await folder.run(request)
    #expect(entered.output.contains("c.json:1:7: /l: $ref: cannot be evaluated: the schema comes back to itself here"))
    #expect(entered.messages.hasSuffix("0 instances: 0 valid, 0 invalid, 1 without a result\n"))
  }
}
