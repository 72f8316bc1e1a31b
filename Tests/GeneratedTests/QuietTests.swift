import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Code that compiles without a warning, which the strict build makes an error, still does what it is meant to.
@Suite struct QuietTests {
  typealias Value = Quiet.Value

  @Test(arguments: [
    #"{"all":"all","off":"off","none":"none","lists":["any",1.5]}"#,
    #"{"all":["x"],"off":3,"none":true,"lists":[]}"#,
    #"{"off":{"a":1},"none":null,"one":{"tag":"a","n":1},"narrowed":{"x":1},"mixed":{"tag":"b"},"only":{"tag":"b"}}"#,
    #"{"mixed":"ab","only":1}"#, #"{"mixed":{"tag":"a","n":2},"only":[]}"#,
  ])
  func validTextsAreKept(text: String) {
    #expect(Value.isValid(text))
    #expect(keepsBytes(Value.self, text))
  }

  @Test(arguments: [
    #"{"all":"none"}"#, #"{"off":"on"}"#, #"{"none":"all"}"#, #"{"lists":["all"]}"#, #"{"one":{"tag":"b"}}"#,
    #"{"one":{"tag":"a","n":0}}"#, #"{"narrowed":{}}"#, #"{"mixed":"c"}"#, #"{"mixed":{"tag":"c"}}"#,
    #"{"only":{"tag":"a"}}"#,
  ])
  func rejectsOthers(text: String) {
    #expect(!Value.isValid(text))
    #expect(decode(Value.self, text) == nil)
    #expect(!Value.violations(in: text).isEmpty)
  }

  @Test func constantsNeedNoPayload() {
    #expect(Value(all: .string(.all), off: .string(.off)).jsonText() == #"{"all":"all","off":"off"}"#)
  }
}
