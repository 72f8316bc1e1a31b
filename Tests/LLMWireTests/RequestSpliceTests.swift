import JSONCore
import LLMWire
import Testing

@Suite struct RequestSpliceTests {
  private func forwarded(_ text: String, model: JSONString? = "new", usage: Bool = true) -> String? {
    let request = JSONBytes(text)
    guard let scan = RequestScan(request) else { return nil }
    let splice = RequestSplice(scan, of: request, model: model, includeUsage: usage)
    var writer = JSONWriter()
    splice.write(request, to: &writer)
    #expect(splice.count == writer.count)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (#"{"model":"old","x":1}"#, #"{"model":"new","x":1}"#),
    (#"{ "x" : [1] , "mod\u0065l" :  "o\u006cd" }"#, #"{ "x" : [1] , "mod\u0065l" :  "new" }"#),
    (
      " {\"messages\":[{\"model\":\"old\"}],\n\"model\":\"old\"}\n",
      " {\"messages\":[{\"model\":\"old\"}],\n\"model\":\"new\"}\n"
    ),
    (#"{"model":"","model2":"old"}"#, #"{"model":"new","model2":"old"}"#),
    (#"{"model":"old","stream":false}"#, #"{"model":"new","stream":false}"#),
    (#"{"model":"old","stream":null,"stream_options":{}}"#, #"{"model":"new","stream":null,"stream_options":{}}"#),
  ])
  func replacesOnlyTheModel(_ request: String, _ wanted: String) { #expect(forwarded(request) == wanted) }

  /// What was decided about is what is sent, even where the name is the default itself.
  @Test func writesADefaultModelIn() throws {
    func forwarded(_ text: String, model: JSONString) -> String? {
      let request = JSONBytes(text)
      guard let scan = RequestScan(request, defaultModel: "usual") else { return nil }
      var writer = JSONWriter()
      let splice = RequestSplice(scan, of: request, model: model, includeUsage: true)
      splice.write(request, to: &writer)
      #expect(splice.count == writer.count)
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    #expect(forwarded(#" { "input":"x"}"#, model: "usual") == #" {"model":"usual", "input":"x"}"#)
    #expect(
      forwarded(#"{"stream":true}"#, model: "a\"b")
        == #"{"model":"a\"b","stream":true,"stream_options":{"include_usage":true}}"#)
    #expect(forwarded(#"{"model":"m"}"#, model: "m") == #"{"model":"m"}"#)
    #expect(forwarded("{}", model: "m") == nil)
    #expect(forwarded("[]", model: "m") == nil)
    #expect(forwarded(#"{"model":null}"#, model: "m") == nil)
  }

  @Test(arguments: [
    (#"{"model":"m","stream":true}"#, #"{"model":"m","stream":true,"stream_options":{"include_usage":true}}"#),
    (#"{"stream": true ,"model":"m"}"#, #"{"stream": true,"stream_options":{"include_usage":true} ,"model":"m"}"#),
    (
      #"{"model":"m","stream":true,"stream_options":null}"#,
      #"{"model":"m","stream":true,"stream_options":{"include_usage":true}}"#
    ),
    (
      #"{"stream_options":{},"model":"m","stream":true}"#,
      #"{"stream_options":{"include_usage":true},"model":"m","stream":true}"#
    ),
    (
      #"{"stream_options":{ "x":1},"model":"m","stream":true}"#,
      #"{"stream_options":{"include_usage":true, "x":1},"model":"m","stream":true}"#
    ),
    (
      #"{"model":"m","stream":true,"stream_options":{"x":1,"include_usage": false }}"#,
      #"{"model":"m","stream":true,"stream_options":{"x":1,"include_usage": true }}"#
    ),
    (
      #"{"model":"m","stream":true,"stream_\u006fptions":{"include\u005fusage":null}}"#,
      #"{"model":"m","stream":true,"stream_\u006fptions":{"include\u005fusage":true}}"#
    ),
  ])
  func requestsTheUsageOfStreams(_ request: String, _ wanted: String) {
    #expect(forwarded(request, model: nil) == wanted)
    #expect(forwarded(request, model: "longer-model") == wanted.replacing("\"m\"", with: "\"longer-model\""))
  }

  @Test(arguments: [
    #"{"model":"m","stream":true,"stream_options":{"include_usage":true}}"#, #"{"model":"m"}"#,
    #"{"model":"m","stream":false,"stream_options":{"include_usage":false}}"#,
  ])
  func changesNothingWithoutNeed(_ text: String) throws {
    let request = JSONBytes(text)
    let scan = try #require(RequestScan(request))
    let splice = RequestSplice(scan, of: request, model: "m", includeUsage: true)
    var pieces: [RequestSplice.Piece] = []
    splice.forEachPiece { pieces.append($0) }
    #expect(splice.isIdentity && pieces == [.kept(0..<request.count)])
  }

  @Test func namesWithQuotesAreEscaped() {
    #expect(forwarded(#"{"model":"m"}"#, model: "a\"b\\\n") == #"{"model":"a\"b\\\n"}"#)
  }

  @Test func splicesInALargerBuffer() throws {
    let buffer = JSONBytes(#"xx{"model":"m","stream":true}yy"#)
    let range = 2..<buffer.count - 2
    let scan = try #require(RequestScan(buffer, in: range))
    var writer = JSONWriter()
    RequestSplice(scan, of: buffer, in: range, model: "n").write(buffer, to: &writer)
    #expect(writer.bytes == Array(#"{"model":"n","stream":true}"#.utf8))
  }
}

@Suite struct RequestScanTests {
  @Test func readsTheDecidingMembers() throws {
    let scan = try #require(
      RequestScan(
        JSONBytes(#"{"n":3,"max_tokens":7,"model":"m","stream":true,"max_completion_tokens":9.0,"x":{"n":1}}"#)))
    #expect(scan.model == "m" && scan.isStream && scan.maxTokens == 9 && scan.choices == 3)
    #expect(!scan.includesUsage && RequestSplice.addsUsage(scan))
  }

  @Test func readsTheMembersOfResponses() throws {
    let text =
      #"{"background":true,"model":"m","previous_response_id":"resp_0123456789","store":false,"max_output_tokens":7,"#
      + #""input":[{"store":true,"previous_response_id":"other"}]}"#
    let scan = try #require(RequestScan(JSONBytes(text)))
    #expect(scan.previousResponseID == "resp_0123456789" && scan.background == true && scan.store == false)
    #expect(scan.maxTokens == 7)
    let larger = try #require(RequestScan(JSONBytes(#"{"max_output_tokens":7,"model":"m","max_tokens":8}"#)))
    #expect(
      larger.maxTokens == 8 && larger.previousResponseID == nil && larger.background == nil && larger.store == nil)
  }

  /// In another format the name may mean something else.
  @Test(arguments: ["null", "7", "{}", #"["true"]"#, #"{"store":true}"#]) func passesOverOtherTypes(_ value: String)
    throws
  {
    let text = #"{"model":"m","previous_response_id":\#(value),"store":\#(value),"background":\#(value)}"#
    let scan = try #require(RequestScan(JSONBytes(text)))
    #expect(scan.previousResponseID == nil && scan.store == nil && scan.background == nil && scan.model == "m")
  }

  @Test func readsWhatTheSchemaAccepts() throws {
    let text = #"{"model":"m","n":null,"max_tokens":1e400,"stream":null,"stream_options":null,"temperature":null}"#
    let scan = try #require(RequestScan(JSONBytes(text)))
    #expect(!scan.isStream && scan.choices == 1 && scan.maxTokens == 1_000_000_000_000)
  }

  @Test(arguments: [
    #"{"model":"a","model":"b"}"#, #"{"model":"a","mod\u0065l":"b"}"#, #"{"model":"a","stream":true,"stream":false}"#,
    #"{"model":"a","stream_options":{"include_usage":true,"include_\u0075sage":false}}"#,
    #"{"model":"a","stream_options":{},"stream_options":null}"#, #"{"model":7}"#, #"{}"#, "[]", "", #"{"model":"a"} x"#,
    #"{"model":"a","store":true,"st\u006fre":false}"#, #"{"model":"a","background":true,"background":true}"#,
    #"{"model":"a","previous_response_id":"b","previous_response_id":null}"#, #"{"model":"a","store":tru}"#,
    #"{"model":"a","max_output_tokens":1,"max_output_tokens":2}"#, #"{"model":"a","previous_response_id":"\ud800"}"#,
    #"{"model":"a""#, #"{"model":"a",}"#, #"{"model":"a\ud800"}"#,
  ])
  func rejectsInvalidValues(_ text: String) { #expect(RequestScan(JSONBytes(text)) == nil) }
}
