import JSONCore
import Testing

@testable import AuditLog

@Suite struct GroupRolesTests {
  /// `+id` opens, `-id` closes; `*` before them: a record that has to be read.
  private let configuration = AuditConfiguration(
    folder: "/nowhere",
    role: { line in
      let text = line.buffer.withSpan(line.range) { span in (0..<span.count).map { span[$0] } }
      let id = JSONString(String(decoding: text.dropFirst(2), as: UTF8.self))
      return text[1] == UInt8(ascii: "+") ? .opens(id) : .closes(id)
    },
    ownID: { line in
      if line[0] == UInt8(ascii: "*") { return nil }
      return (line[0] == UInt8(ascii: "+"), 1..<line.count)
    })

  /// Plays groups of records; the offsets of those that opened what is open, in their order.
  private func open(after groups: [[String]]) -> Int? {
    var (roles, requests, start) = (GroupRoles(), OpenRequests(), 0)
    for group in groups {
      var (bytes, lines): ([UInt8], [Range<Int>]) = ([], [])
      for record in group {
        lines.append(bytes.count..<bytes.count + record.utf8.count)
        bytes += Array((record + "\n").utf8)
      }
      roles.note(bytes, lines, configuration, day: 1, start: start, in: &requests)
      start += bytes.count
    }
    return requests.earliest()?.offset
  }

  @Test func whatOneGroupOpensAndClosesLeavesNoTrace() {
    #expect(open(after: [["+a", "-a", "+b", "+c", "-c", "-b"]]) == nil)
    #expect(open(after: [["+a", "+b", "-a"]]) == 3)
    #expect(open(after: [["+a"], ["-a", "+b"]]) == 6)
    #expect(open(after: [["+a"], ["+b", "-b", "-a"]]) == nil)
  }

  /// However far apart they are, and whether or not they have to be read.
  @Test(arguments: [1, 7, 8, 9, 50]) func farApart(between: Int) {
    let others = (0..<between).map { "+x\($0)" }
    let ends = (0..<between).map { "-x\($0)" }
    #expect(open(after: [["+a"] + others + ["-a"] + ends]) == nil)
    #expect(open(after: [["+a"] + others + ends]) == 0)
    #expect(open(after: [["*+a"] + others + ["-a"] + ends]) == nil)
    #expect(open(after: [["+a"] + others + ["*-a"] + ends]) == nil)
    #expect(open(after: [["*+a", "+b"] + others + ["-b"] + ends]) == 0)
  }

  /// The earliest is the earliest whichever way a record was known.
  @Test func positionsStayInOrder() {
    #expect(open(after: [["+a", "*+b"]]) == 0)
    #expect(open(after: [["+a", "*+b", "*-a"]]) == 3)
    #expect(open(after: [["*+a", "+b"], ["-a"]]) == 4)
  }
}
