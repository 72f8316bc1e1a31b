import JSONCore
import Testing

@testable import ProxyCore

/// The header of tags, whatever is in it.
@Suite struct RequestTagsTests {
  @Test(arguments: [
    ("", []), ("X-SecureLLM-Tags: b,a\r\n", ["a", "b"]),
    ("x-securellm-tags: a\r\nx-securellm-tags: c , b\r\n", ["a", "b", "c"]),
    ("x-securellm-tags: ,, a ,\t,a\r\n", ["a"]), ("x-securellm-tags:\r\n", []), ("x-securellm-tag: a\r\n", []),
  ])
  func readsTheHeader(lines: String, tags: [JSONString]) throws { #expect(try found(lines) == tags) }

  @Test func addsThoseOfTheKey() throws {
    #expect(try found("x-securellm-tags: b,a\r\n", key: ["c", "b"]) == ["a", "b", "c"])
    #expect(RequestTags.sorted(["b", "a"]) == ["a", "b"])
  }

  @Test func cutsLongOnesAndLongLists() throws {
    let long = String(repeating: "x", count: 63) + "é"
    #expect(try found("x-securellm-tags: \(long)\r\n") == [JSONString(String(repeating: "x", count: 63))])
    let many = (0..<40).map { "t\($0 + 10)" }
    let key = (0..<20).map { JSONString("k\($0 + 10)") }
    let tags = try found("x-securellm-tags: \(many.joined(separator: ","))\r\n", key: key)
    #expect(tags == key + many.prefix(16).map { JSONString($0) })
  }

  private func found(_ lines: String, key: [JSONString] = []) throws -> [JSONString] {
    let tags = withHead("POST /v1/messages HTTP/1.1\r\nhost: localhost\r\n\(lines)content-length: 0\r\n\r\n") {
      RequestTags.sorted(key, $0)
    }
    return try #require(tags)
  }
}
