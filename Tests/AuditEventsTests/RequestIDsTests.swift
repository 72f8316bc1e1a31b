import JSONCore
import Testing

@testable import AuditEvents

@Suite struct RequestIDsTests {
  @Test func countsInHexadecimalDigits() {
    var ids = RequestIDs(loop: 0)
    let first = ids.next().description
    #expect(first.utf8.count == 30 && first.hasPrefix("req_") && first.hasSuffix("0000000001"))
    var seen: Set<String> = [first]
    for number in 2...0x1234 {
      let id = ids.next().description
      let digits = String(number, radix: 16)
      #expect(id.hasSuffix(String(repeating: "0", count: 10 - digits.utf8.count) + digits))
      #expect(id.prefix(20) == first.prefix(20))
      seen.insert(id)
    }
    #expect(seen.count == 0x1234)
  }

  @Test func twoGeneratorsShareNoIDs() {
    var (one, other) = (RequestIDs(loop: 0), RequestIDs(loop: 1))
    #expect(one.next().description.prefix(20) != other.next().description.prefix(20))
  }
}
