import SwiftEmitter
import Testing

@Suite struct NamerTests {
  @Test(arguments: [
    ("maxDepth", "maxDepth"), ("max_depth", "maxDepth"), ("max-depth", "maxDepth"), ("URL", "url"),
    ("class", "`class`"),
    ("2fa", "_2fa"), ("", "empty"), ("*/", "empty"), ("é", "ue9"), ("a\"b", "aB"), ("Type", "type"),
  ])
  func membersAreValidSwift(name: String, expected: String) {
    var namer = Namer()
    #expect(namer.member(name) == expected)
  }

  @Test func namesStayApart() {
    var namer = Namer()
    #expect([namer.member("a_b"), namer.member("a-b"), namer.member("aB")] == ["aB", "aB_2", "aB_3"])
    #expect([namer.type("git_log"), namer.type("git-log")] == ["GitLog", "GitLog_2"])
  }

  @Test func literalsAreASCIIOnly() {
    #expect(SwiftLiteral.string("a\"\\\n\u{0}é\u{202E}") == #""a\"\\\u{a}\u{0}\u{e9}\u{202e}""#)
    #expect(SwiftLiteral.comment("a\n*/ \u{202E}b") == "a */  b")
  }
}
