import JSONCore
import TestData
import Testing

@Suite(
  .enabled(if: TestData.has(SuiteFolder.root), "\(TestData.absence)"))
struct SuiteTests {
  /// Every case has the result of the suite, but for those on the list; and those on the list are not.
  @Test(arguments: SuiteFolder.official)
  func agreesWithTheSuite(folder: SuiteFolder) throws {
    var count = 0
    var missed: Set<String> = []
    for file in folder.files {
      for group in try SuiteGroup.read(file, in: JSONBytes(TestData.bytes("\(folder.path)/\(file)"))) {
        count += group.cases.count
        let name = "\(folder)/\(group.name)"
        switch folder.run(group) {
        case .refused(let message):
          missed.formUnion(group.cases.map { "\(name): \($0.description)" })
          let isExpected = group.cases.allSatisfy { Expectations.reason("\(name): \($0.description)") != nil }
          #expect(isExpected, "\(name) is refused: \(message)")
        case .evaluated(let wrong):
          for item in wrong {
            missed.insert("\(name): \(item)")
            #expect(Expectations.reason("\(name): \(item)") != nil, "\(name): wrong result on \(item)")
          }
        }
      }
    }
    print("\(folder): \(count - missed.count) of \(count) cases as the suite says")
    for entry in Expectations.reasons.keys where entry.utf8.starts(with: "\(folder)/".utf8) {
      let isBelow = entry.utf8.dropFirst(folder.description.utf8.count + 1).prefix { $0 != 0x3A }.contains(0x2F)
      guard !isBelow else { continue }
      #expect(missed.contains { $0.utf8.starts(with: entry.utf8) }, "\(entry) passes now: take it off the list")
    }
  }
}
