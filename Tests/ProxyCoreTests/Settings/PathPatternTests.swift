import Testing

@testable import ProxyCore

@Suite struct PathPatternTests {
  private func matches(_ pattern: String, _ path: String) -> Bool {
    PathPattern(pattern).matches(Array(path.utf8).span)
  }

  private func isPlain(_ path: String) -> Bool { PathPattern.isPlain(Array(path.utf8).span) }

  @Test func wholePathsAndBeginnings() {
    #expect(matches("/files", "/files"))
    #expect(!matches("/files", "/files/1") && !matches("/files", "/file") && !matches("/files", "/Files"))
    #expect(matches("/files*", "/files") && matches("/files*", "/files/1"))
    #expect(!matches("/files/*", "/files") && matches("/*", "/x"))
  }

  @Test(arguments: ["/a", "/a/b-c_d.e~f:g@h", "/a/"])
  func plain(path: String) { #expect(isPlain(path)) }

  @Test(arguments: ["", "/", "a", "//a", "/a//b", "/a%2Fb", "/a;b", "/a\\b", "/a b", "/a?b", "/\u{e9}", "/a+b", "/a*"])
  func notPlain(path: String) { #expect(!isPlain(path)) }
}
