import JSONCore
import Testing

@testable import LLMWire

@Suite struct AccountObjectTests {
  private func object(_ text: String) -> AccountObject? { AccountObject(JSONBytes(Array(text.utf8))) }

  @Test func members() throws {
    let batch = try #require(
      object(
        #"{"id":"batch_1","input_file_id":"file-1","output_file_id":"file-2","error_file_id":null,"status":"completed","#
          + #""other":{"id":"x"}}"#))
    #expect(batch.id == "batch_1" && batch.inputFile == "file-1" && batch.files == ["file-2"] && batch.isOver)
    #expect(object(#"{"status":"in_progress"}"#)?.isOver == false)
    #expect(object(#"{"\u0069d":"a"}"#)?.id == "a")
    #expect(object(#"{"id":7}"#)?.id == nil)
  }

  @Test(arguments: [
    "", "[]", "{", #"{"id":"a"} x"#, #"{"id":"a","id":"b"}"#, #"{"id":"a","\u0069d":"b"}"#, #"{"id":1,"id":"b"}"#,
    #"{"input_file_id":"a","input_file_id":"b"}"#,
  ])
  func refuses(text: String) { #expect(object(text) == nil) }

  private func kept(_ text: String, _ ids: Set<String>) -> String? {
    AccountList(JSONBytes(Array(text.utf8))).map { list in
      let bytes = list.keeping { ids.contains($0.id?.description ?? "") }
      return bytes.withSpan(0..<bytes.count) { span in
        String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
      }
    }
  }

  @Test func lists() {
    let list =
      #"{ "data": [ {"id":"a" ,"x":1}, {"id":"b"},{"id":"c"} ], "first_id":"a","last_id": "c", "has_more":true}"#
    #expect(kept(list, ["a", "b", "c"]) == list)
    #expect(
      kept(list, ["a", "b"])
        == #"{ "data": [{"id":"a" ,"x":1},{"id":"b"}], "first_id":"a","last_id": "b", "has_more":true}"#)
    #expect(kept(list, ["b"]) == #"{ "data": [{"id":"b"}], "first_id":"b","last_id": "b", "has_more":true}"#)
    #expect(kept(list, []) == #"{ "data": [], "first_id":"a","last_id": "c", "has_more":true}"#)
    #expect(kept(#"{"last_id":"a","data":[{"id":"b"},{"id":"a"}]}"#, ["b"]) == #"{"last_id":"b","data":[{"id":"b"}]}"#)
    #expect(kept(#"{"data":[{}]}"#, []) == #"{"data":[]}"#)
    #expect(kept(#"{"data":[]}"#, []) == #"{"data":[]}"#)
  }

  @Test(arguments: [
    "[]", "{}", #"{"data":{}}"#, #"{"data":[1]}"#, #"{"data":[]"#, #"{"data":[],"data":[]}"#,
    #"{"data":[{"id":"a","id":"b"}]}"#,
  ])
  func refusesOtherLists(text: String) { #expect(kept(text, []) == nil) }
}
