import JSONCore
import Testing

@Suite struct CommentedJSONTests {
  private func json(_ text: String) throws -> String {
    let out = try CommentedJSON.json(Array(text.utf8))
    #expect(out.count == text.utf8.count)
    return String(decoding: out, as: UTF8.self)
  }

  @Test func commentsBecomeSpaces() throws {
    #expect(try json("{ //\"b\n \"c\": 1 /*}*/ }") == "{     \n \"c\": 1       }")
    #expect(try json("1 //, 2") == "1      ")
    #expect(try json("/* a\r\nb */1") == "    \r\n    1")
    #expect(try json("[1/**/,/* */2]") == "[1    ,     2]")
  }

  @Test func keepsCommentLookalikesInStrings() throws {
    let text = #"{"a//b": "/* c */", "d\"//": "\\", "e": ",]"}"#
    #expect(try json(text) == text)
    #expect(try json(#"["open // "#) == #"["open // "#)
  }

  @Test func removesTrailingCommas() throws {
    #expect(try json("[1,]") == "[1 ]")
    #expect(try json(#"{"a":[],  }"#) == #"{"a":[]   }"#)
    #expect(try json("[1, // one\n]") == "[1        \n]")
    #expect(try json("[[1,],{\"a\":2,},]") == "[[1 ],{\"a\":2 } ]")
  }

  @Test(arguments: ["[,]", "{,}", "[1,,]", "[1,,2]", "{\"a\":,}", "[/", "[1 / 2]", "1/"])
  func keepsInvalidJSONInvalid(_ text: String) throws {
    var reader = JSONReader(JSONBytes(try CommentedJSON.json(Array(text.utf8))))
    #expect(!(reader.skipValue() && reader.finish()))
  }

  @Test func reportsTheLocationOfUnendedComments() {
    let error = #expect(throws: CommentedJSON.UnterminatedComment.self) {
      try CommentedJSON.json(Array("{\n  /* a *".utf8))
    }
    #expect(error?.location == SourceLocation(line: 2, column: 3))
    #expect(throws: CommentedJSON.UnterminatedComment.self) { try CommentedJSON.json(Array("/*/".utf8)) }
  }
}
