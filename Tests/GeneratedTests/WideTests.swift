import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// What would take thousands of lines: unions kept as text, enumerations looked up in a table.
@Suite struct WideTests {
  typealias Value = Wide.Value

  @Test func unionsAreText() throws {
    let text = #"{"event":{"type":"event.kind_150","own150":2,"id":"x"},"more":[{"id":"y","type":"event.kind_3"}]}"#
    let value = try #require(decode(Value.self, text))
    let event: JSONSlice = value.event
    #expect(event.description == #"{"type":"event.kind_150","own150":2,"id":"x"}"#)
    #expect(value.more?.count == 1)
    #expect(value.jsonText() == text)
    #expect(decode(Value.self, #"{"event":{"type":"event.kind_150","own151":2,"id":"x"}}"#) == nil)
    let errors = Value.violations(in: #"{"event":{"type":"event.kind_3","id":"x","count":1}}"#)
    #expect(errors.map(\.instanceLocation) == ["/event/count"])
  }

  @Test func largeEnumerationsAreEnumerations() throws {
    #expect(Wide.ValueWord.allCases.count == 400)
    for word in Wide.ValueWord.allCases {
      let text = #"{"event":{"type":"event.kind_1","id":"x"},"word":"\#(word.text)"}"#
      let value = try #require(decode(Value.self, text))
      #expect(value.word == word)
      #expect(value.jsonText() == text)
    }
    #expect(decode(Value.self, #"{"event":{"type":"event.kind_1","id":"x"},"word":"word_1_"}"#) == nil)
    #expect(decode(Value.self, #"{"event":{"type":"event.kind_1","id":"x"},"word":7}"#) == nil)
  }
}
