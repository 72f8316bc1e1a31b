import JSONCore
import Testing

@testable import ProxyCore

@Suite struct ModelPageTests {
  private let names: [JSONString] = ["a", "b", "c/d", "e", "f"]

  /// The names on a page, and `…` when there are more; or the parameter that is refused.
  private func page(_ query: String) -> String {
    do throws(ProxyFailure) {
      let (range, hasMore) = try ModelPage(Array(query.utf8).span).range(in: names)
      return names[range].map(\.description).joined(separator: " ") + (hasMore ? " …" : "")
    } catch {
      return "\(error.status) \(error.parameter ?? "")"
    }
  }

  @Test func pages() {
    #expect(page("") == "a b c/d e f")
    #expect(page("limit=2") == "a b …")
    #expect(page("limit=2&after_id=b") == "c/d e …")
    #expect(page("limit=2&after_id=c%2Fd") == "e f")
    #expect(page("after_id=f") == "")
    #expect(page("limit=2&before_id=e") == "b c/d …")
    #expect(page("limit=9&before_id=c%2fd") == "a b")
    #expect(page("before_id=a&after_id=") == "")
    #expect(page("limit=5&lifecycle=active") == "a b c/d e f")
  }

  @Test(arguments: ["limit=0", "limit=1001", "limit=-1", "limit=", "limit=1e3", "limit=99999999999999999999"])
  func refusesLimits(query: String) { #expect(page(query) == "400 limit") }

  @Test func refusesCursorsOfOtherLists() {
    #expect(page("after_id=x") == "400 after_id")
    #expect(page("before_id=x") == "400 before_id")
    #expect(page("after_id=%FF") == "400 after_id")
    #expect(page("after_id=a&before_id=b") == "400 before_id")
  }

  @Test func anEmptyList() throws {
    let query: [UInt8] = []
    let (range, hasMore) = try ModelPage(query.span).range(in: [])
    #expect(range.isEmpty && !hasMore)
  }
}
