import Testing

@testable import SchemaValidation

@Suite struct GlobTests {
  private func matches(_ pattern: String, _ path: String) throws -> Bool {
    let glob = try #require(Glob(pattern))
    var names = path.split(separator: "/").map { String($0) }
    if !glob.base.isEmpty {
      let base = glob.base.split(separator: "/").map { String($0) }
      guard names.count > base.count, Array(names.prefix(base.count)) == base else { return false }
      names.removeFirst(base.count)
    }
    return glob.accepts(names.reduce(glob.start) { glob.step($0, $1) })
  }

  @Test(arguments: [
    ("*.json", "a.json", true), ("*.json", ".json", false), (".*", ".json", true), ("*.json", "b/a.json", false),
    ("?.json", "é.json", true), ("?.json", "ab.json", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
    ("[^a]x", "bx", true), ("[]a]x", "]x", true), ("**/x", "x", true), ("**/x", "a/b/x", true),
    ("**/x", "a/.b/x", false),
    ("a/**/b/**/c", "a/1/b/2/3/c", true), ("a/**", "a", false), ("a/**", "a/b/c", true), ("{a,b{1,2}}.j", "b2.j", true),
    ("{a,b}/c", "b/c", true), ("a\\*b", "a*b", true), ("a\\*b", "axb", false), ("*a*b*c", "xxaxxbxxc", true),
    ("*a*b*c", "xxaxxcxxb", false), ("a{,b}", "a", true),
  ])
  func pathsAreMatched(pattern: String, path: String, expected: Bool) throws {
    #expect(try matches(pattern, path) == expected)
  }

  @Test(arguments: ["[", "[z-a]", "{a", "{a,{b}", String(repeating: "{a,b}", count: 20)])
  func rejectsBrokenPatterns(pattern: String) { #expect(Glob(pattern) == nil) }

  @Test func manyRunsStayLinear() throws {
    let pattern = String(repeating: "*a", count: 200) + "b"
    #expect(try !matches(pattern, String(repeating: "a", count: 2000)))
  }
}
