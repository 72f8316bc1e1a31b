import Testing

@testable import SchemaRuntime

/// Which host a text names, and whether a list allows it. Where parsers differ there is no host.
@Suite struct RemoteAuthorityTests {
  private func authority(_ text: String) throws(RemoteAuthority.Refusal) -> RemoteAuthority {
    try RemoteAuthority(Array(text.utf8))
  }

  @Test(
    arguments: [
      ("example.org", "example.org", nil), ("EXAMPLE.Org", "example.org", nil), ("example.org.", "example.org", nil),
      ("example.org:8443", "example.org", 8443), ("https://example.org/a?b#c", "example.org", 443),
      ("http://Example.ORG.:080/", "example.org", 80), ("HTTPS://a_b.example.org?x=@y", "a_b.example.org", 443),
      ("ftp://example.org", "example.org", nil), ("https://[2001:DB8::1]:444/x", "[2001:db8::1]", 444),
      ("[::1]", "[::1]", nil), ("127.0.0.1", "127.0.0.1", nil),
      ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443),
      ("https://example.org/\u{e9}", "example.org", 443), ("git+ssh://example.org/x", "example.org", nil),
    ] as [(String, String, Int?)])
  func readsHostsAndURLs(text: String, host: String, port: Int?) throws {
    let found = try authority(text)
    #expect(String(decoding: found.host, as: UTF8.self) == host)
    #expect(found.port == port)
  }

  @Test(arguments: [
    "", " example.org", "example.org ", "exa\tmple.org", "https://exa\nmple.org/", "//example.org/", "example.org/path",
    "https:/example.org", "https:example.org", "https://", "https:///x", "https://example.org:/",
    "https://example.org:0/",
    "https://example.org:65536/", "https://example.org:443:443/", "https://a..b/", "https://.a/", "a..", "::1", "[::1",
    "[::1]x", "[::1%25eth0]", "[x]", "https://example.org\\@evil.example/", "https:\\\\example.org", "exa%6dple.org",
    "https://exa%6dple.org/", "https://example.org;x/", "mailto:x", "example.org?x", "example.org#x", "a,b",
    "*.example.org",
  ])
  func refusesWhatParsersReadDifferently(text: String) {
    #expect(throws: RemoteAuthority.Refusal.invalid) { try authority(text) }
  }

  @Test(arguments: [
    "https://user@example.org/", "https://user:pass@example.org/", "user@example.org",
    "https://good.example@evil.example/",
  ])
  func refusesUserNames(text: String) {
    #expect(throws: RemoteAuthority.Refusal.userName) { try authority(text) }
  }

  @Test(arguments: ["https://b\u{fc}cher.example/", "\u{ff45}xample.org", "example\u{3002}org"])
  func refusesOtherScripts(text: String) {
    #expect(throws: RemoteAuthority.Refusal.notASCII) { try authority(text) }
  }

  // MARK: patterns

  @Test(
    arguments: [
      ("example.org", "https://example.org/", true), ("example.org", "EXAMPLE.org.", true),
      ("Example.Org", "example.org:99", true), ("example.org", "sub.example.org", false),
      ("example.org", "example.org.evil.example", false), ("example.org", "notexample.org", false),
      ("*.example.org", "example.org", false), ("*.example.org", "a.example.org", true),
      ("*.example.org", "a.b.EXAMPLE.org", true), ("*.example.org", "aexample.org", false),
      ("*.example.org", "a.example.org.evil.example", false),
      ("*.example.org", "https://evil.example/a.example.org", false),
      ("example.org:8443", "example.org:8443", true), ("example.org:8443", "example.org", false),
      ("example.org:443", "https://example.org/", true), ("example.org:443", "http://example.org/", false),
      ("[::1]", "http://[::1]:8080/", true), ("127.0.0.1", "127.0.0.1", true),
      ("127.0.0.1", "127.1", false), ("127.0.0.1", "2130706433", false),
    ])
  func matchesWholeNames(pattern: String, text: String, matches: Bool) throws {
    let pattern = try #require(HostPattern(Array(pattern.utf8)))
    #expect(try pattern.matches(authority(text)) == matches)
  }

  @Test(arguments: [
    "", "*", "*.", "*.org", "*.*.org", "a.*.org", "*a.example.org", "https://example.org", "example.org/",
    "user@example.org",
    "b\u{fc}cher.example", "*.1.2.3.4", "*.[::1]", "example.org:0", "example.org:x",
  ])
  func patternsAreNames(text: String) { #expect(HostPattern(Array(text.utf8)) == nil) }
}
