import JSONCore
import Testing

@testable import StoredResponses

@Suite struct JournalRowTests {
  private func text(_ row: JournalRow) -> [UInt8] {
    var text: [UInt8] = []
    row.append(to: &text)
    return text
  }

  /// The line alone; the row has a line feed on both sides.
  private func line(_ row: JournalRow) -> [UInt8] { text(row).dropFirst().dropLast() }

  private static let owners = [
    ResponseOwner(provider: "openai", key: 7, model: "gpt-5", created: now),
    ResponseOwner(provider: "openai", key: nil, model: nil, created: 0),
    ResponseOwner(provider: "-", key: 0, model: "", created: 1),
    ResponseOwner(provider: "a b%20\n", key: .max, model: "modèle\u{0}\r\n+ -", created: Int(UInt32.max)),
    ResponseOwner(
      provider: JSONString(String(repeating: "\n", count: 512)), key: .max,
      model: JSONString(String(repeating: "%", count: 512)), created: now),
  ]

  @Test(arguments: owners) func readsWhatItWrites(owner: ResponseOwner) throws {
    let line = line(.remembered(id(1, length: 128), owner))
    #expect(line.allSatisfy { (0x20...0x7E).contains($0) } && line.count < JournalRow.longest)
    guard case .remembered(let readID, let readOwner)? = JournalRow(line[...]) else {
      Issue.record("not read")
      return
    }
    #expect(readID.bytes == id(1, length: 128).bytes && readOwner == owner)
  }

  @Test func looksLikeThis() {
    let row = text(.remembered(id(1, length: 8), owner()))
    #expect(String(decoding: row, as: UTF8.self) == "\n1c49de833cb6683d + resp_001 1790000000 7 openai gpt-1\n")
    guard case .forgotten(let read)? = JournalRow(line(.forgotten(id(5)))[...]) else {
      Issue.record("not read")
      return
    }
    #expect(read.bytes == id(5).bytes)
  }

  /// Not one bit of a line may change: another key would be another owner.
  @Test func rejectsEveryChange() {
    for row in [JournalRow.remembered(id(1), owner()), .forgotten(id(1))] {
      let line = line(row)
      for index in line.indices {
        for bit in 0..<8 {
          var changed = line
          changed[index] ^= 1 << UInt8(bit)
          #expect(JournalRow(changed[...]) == nil, "byte \(index) bit \(bit)")
        }
        #expect(JournalRow(line[..<index]) == nil && JournalRow(line[(index + 1)...]) == nil)
      }
      #expect(JournalRow((line + [0x20])[...]) == nil)
    }
  }

  /// Lines with a right checksum that no version of this program has written.
  @Test(arguments: [
    "", " ", "+", "-", "* resp_1", "- ", "- resp/1", "- resp_1 2", "+ resp_1", "+ resp_1 1", "+ resp_1 1 7",
    "+ resp_1 x 7 a", "+ resp_1 1 x a", "+ resp_1 1 7 a b c", "+ resp_1 1 7 %", "+ resp_1 1 7 %f", "+ resp_1 1 7 %ff",
    "+ resp_1 1 7 %zz",
    "+ resp_1 1 7 a %", "+ resp_1 18446744073709551616 7 a", "+ resp_1 -1 7 a",
  ])
  func rejectsOtherContent(content: String) {
    #expect(JournalRow(checked(content)[...]) == nil)
    #expect(JournalRow(checked("+ resp_1 1 7 a")[...]) != nil)
  }

  /// A line with its checksum, computed here once more.
  private func checked(_ content: String) -> [UInt8] {
    let sum = content.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(sum, radix: 16)
    return Array((String(repeating: "0", count: 16 - digits.count) + digits + " " + content).utf8)
  }
}
