import JSONCore
import Testing

@testable import StoredResponses

@Suite struct ResponseIDTests {
  @Test func admitsLettersDigitsDashAndUnderscoreOnly() {
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect((parsed([byte]) != nil) == allowed.contains(byte), "byte \(byte)")
      #expect((parsed([UInt8](repeating: 0x61, count: 60) + [byte]) != nil) == allowed.contains(byte))
    }
  }

  @Test func isOneTo128Bytes() {
    #expect(parsed([]) == nil)
    for count in 1...128 {
      let text = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
      #expect(parsed(text)?.bytes == text)
    }
    #expect(parsed([UInt8](repeating: 0x61, count: 129)) == nil)
  }

  @Test func readsJSONStrings() {
    #expect(ResponseID("resp_1" as JSONString)?.bytes == Array("resp_1".utf8))
    #expect(ResponseID("resp/1" as JSONString) == nil && ResponseID("réponse" as JSONString) == nil)
  }
}
