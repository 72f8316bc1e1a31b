import JSONCore
import Testing

@testable import AuditLog

@Suite struct OpenRequestsTests {
  private func mark(_ offset: Int) -> FileMark { FileMark(day: 1, offset: offset) }

  /// More than are cleared away at once, closed in several orders.
  @Test(arguments: [1, 7, 5003]) func findsTheEarliest(step: Int) {
    var requests = OpenRequests()
    var offset = 0
    for round in 0..<2 {
      let start = offset
      var isOpen = Array(repeating: true, count: 10_007)
      for number in isOpen.indices {
        requests.note(.opens(JSONString("request-\(round)-\(number)")), at: mark(offset))
        offset += 1
      }
      for count in isOpen.indices {
        let number = count * step % isOpen.count
        requests.note(.closes(JSONString("request-\(round)-\(number)")), at: mark(offset))
        isOpen[number] = false
        if count % 101 == 0 { #expect(requests.earliest() == isOpen.firstIndex(of: true).map { mark(start + $0) }) }
      }
      #expect(requests.earliest() == nil)
    }
  }

  @Test func keepsThePositionOfAnOpenID() {
    var requests = OpenRequests()
    requests.note(.opens("a"), at: mark(1))
    requests.note(.other, at: mark(2))
    requests.note(.opens("b"), at: mark(3))
    requests.note(.opens("a"), at: mark(4))
    #expect(requests.earliest() == mark(1))
    requests.note(.closes("a"), at: mark(5))
    #expect(requests.earliest() == mark(3))
    requests.note(.closes("a"), at: mark(6))
    requests.note(.opens("a"), at: mark(7))
    requests.note(.closes("b"), at: mark(8))
    #expect(requests.earliest() == mark(7))
    requests.note(.closes("a"), at: mark(9))
    #expect(requests.earliest() == nil)
  }
}
