import Testing

@testable import ToolRuntime

/// A secret is replaced wherever it is, also where the text was cut in the middle of it.
@Suite struct SecretMaskTests {
  private static let key = "tok-12345678"

  private func masked(_ text: String, _ secrets: [String] = [key], front: Bool = false, behind: Bool = false) -> String
  {
    let mask = SecretMask(secrets.map { Array($0.utf8) })
    return String(decoding: mask.apply(Array(text.utf8), isCutInFront: front, isCutBehind: behind), as: UTF8.self)
  }

  @Test func replacesEveryOccurrence() {
    #expect(masked("a tok-12345678 b tok-12345678") == "a [secret] b [secret]")
    #expect(masked("tok-12345678tok-12345678") == "[secret][secret]")
    #expect(masked("tok-1234567 tok-12345679 tok-tok-12345678") == "tok-1234567 tok-12345679 tok-[secret]")
    #expect(masked("") == "" && masked("nothing") == "nothing")
    #expect(masked("tok-12345678", []) == "tok-12345678")
  }

  @Test func theLongestIsFound() {
    #expect(masked("tok-12345678-more", [Self.key, Self.key + "-more"]) == "[secret]")
    #expect(masked("aaaaaaaaaa", ["aaaaaaaa"]) == "[secret]aa")
  }

  @Test func findsWhatJSONEscapes() {
    let secret = #"a"b\c/d-efgh"#
    #expect(masked(#"{"x":"a\"b\\c/d-efgh"}"#, [secret]) == #"{"x":"[secret]"}"#)
    #expect(masked(#"{"x":"a\"b\\c\/d-efgh"}"#, [secret]) == #"{"x":"[secret]"}"#)
    #expect(masked(secret, [secret]) == "[secret]")
  }

  /// Every cut through the secret, in front and behind.
  @Test(arguments: 1..<12) func cutsAreNoWayOut(length: Int) {
    let end = String(Self.key.suffix(length))
    let beginning = String(Self.key.prefix(length))
    #expect(masked(end + " rest", front: true) == "[secret] rest")
    #expect(masked("rest " + beginning, behind: true) == "rest [secret]")
    #expect(masked(end + " rest") == end + " rest")
  }

  @Test func cutsBesideWholeOnes() {
    #expect(masked("x tok-12345678", behind: true) == "x [secret]")
    #expect(masked("tok-12345678 x", front: true) == "[secret] x")
    #expect(masked("aaaaaaaaaa", ["aaaaaaaa"], behind: true) == "[secret]")
    #expect(masked("678", front: true, behind: true) == "[secret]")
  }

  @Test func shortValuesAreNoSecrets() {
    #expect(SecretMask([Array("1234567".utf8)]).isEmpty)
    #expect(masked("1234567", ["1234567"]) == "1234567")
  }
}
