import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// Formats, large numbers and tuples: nothing is rounded and nothing is reworded.
@Suite struct ExactTests {
  typealias Value = Exact.Value

  @Test func numbersBeyondTheMachineKeepTheirDigits() throws {
    let text =
      #"{"wei":115792089237316195423570985008687907853269984665640564039457584007913129639935,"price":0.10000000000000000000000000001}"#
    let value = try #require(decode(Value.self, text))
    #expect(value.wei?.int == nil)
    #expect(
      value.wei == JSONNumber("1.15792089237316195423570985008687907853269984665640564039457584007913129639935e77"))
    #expect(value.price?.double == 0.1)
    #expect(value.jsonText() == text)
    #expect(
      decode(Value.self, #"{"wei":115792089237316195423570985008687907853269984665640564039457584007913129639936}"#)
        == nil)
    #expect(decode(Value.self, #"{"wei":0.5}"#) == nil)
    #expect(Value(wei: JSONNumber(7)).jsonText() == #"{"wei":7}"#)
  }

  /// What is decoded can be written: a number whose double the schema would refuse is refused at once.
  @Test func numbersThatRoundingMakesInvalid() throws {
    typealias Value = Rounded.Value
    let refused = [
      #"{"free":0.1,"halves":9007199254740993}"#, #"{"below":0.99999999999999999999}"#,
      #"{"distinct":[0.1,0.10000000000000000001]}"#, #"{"fraction":1.00000000000000000001}"#,
    ]
    for text in refused {
      #expect(Value.isValid(text))
      var reader = JSONReader(JSONBytes(text))
      #expect(Value(from: &reader) == nil)
      #expect(reader.failure == .numberOutOfRange)
    }
    let errors = #expect(throws: InvalidJSON.self) { try Value(json: refused[0]) }?.errors
    #expect(errors?.map(\.violation.instanceLocation) == ["/halves"])
    let kept = #"{"halves":4.5,"below":0.33333333333333333333,"distinct":[1e20,0.30000000000000004441]}"#
    let value = try #require(decode(Value.self, kept))
    #expect(value.halves == 4.5 && value.below == 1.0 / 3)
    #expect(decode(Value.self, #"{"free":9007199254740993}"#)?.free == 9007199254740992)
  }

  @Test func formatsHaveParts() throws {
    let text =
      #"{"at":"2026-02-28T23:59:59.1250-01:30","day":"2024-02-29","clock":"12:30:00z","id":"550E8400-e29b-41d4-a716-446655440000","link":"https://u@host:80/a/b?q=1#f"}"#
    let value = try #require(decode(Value.self, text))
    #expect(value.jsonText() == text)
    let at = try #require(value.at)
    #expect([at.year, at.month, at.day, at.hour, at.minute, at.second] == [2026, 2, 28, 23, 59, 59])
    #expect(at.nanosecond == 125_000_000)
    #expect(at.offsetMinutes == -90)
    #expect(at.secondsSinceEpoch == 1_772_328_599)
    #expect(value.day?.day == 29)
    #expect(value.clock?.minute == 30)
    #expect(value.id == JSONUUID("550e8400-e29b-41d4-a716-446655440000"))
    #expect(value.id?.bytes.first == 0x55)
    #expect(value.link?.scheme == "https")
    #expect(value.link?.authority == "u@host:80")
    #expect(value.link?.path == "/a/b")
    #expect(value.link?.query == "q=1")
    #expect(value.link?.fragment == "f")
    #expect(decode(Value.self, #"{"day":"2023-02-29"}"#) == nil)
  }

  @Test func instantsBecomeText() throws {
    #expect(JSONDateTime(secondsSinceEpoch: 0)?.description == "1970-01-01T00:00:00Z")
    #expect(JSONDateTime(secondsSinceEpoch: -1, nanosecond: 500_000_000)?.description == "1969-12-31T23:59:59.5Z")
    #expect(JSONDateTime(secondsSinceEpoch: 951_782_400)?.description == "2000-02-29T00:00:00Z")
    #expect(JSONDateTime(secondsSinceEpoch: 253_402_300_800) == nil)
    for seconds in stride(from: -62_167_219_200, through: 253_402_300_799, by: 98_765_432_1) {
      let value = try #require(JSONDateTime(secondsSinceEpoch: seconds))
      #expect(value.secondsSinceEpoch == seconds)
      #expect(JSONDateTime(value.text) != nil)
    }
  }

  @Test func tuplesHavePositions() throws {
    let value = try #require(decode(Value.self, #"{"pair":["a",1,true,false],"fixed":[0.5,2]}"#))
    #expect(value.pair == Exact.ValuePair(_0: "a", _1: 1, rest: [true, false]))
    #expect(value.fixed?._1 == 2)
    #expect(keepsBytes(Value.self, #"{"pair":["a"]}"#))
    #expect(keepsBytes(Value.self, #"{"pair":["a",1,true]}"#))
    for broken in [#"{"pair":[]}"#, #"{"pair":["a",1,2]}"#, #"{"pair":["a",1,true,true,true]}"#, #"{"fixed":[1,2,3]}"#]
    {
      #expect(decode(Value.self, broken) == nil)
    }
  }
}
