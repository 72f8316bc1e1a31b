import TestData
import Testing

@Suite(.enabled(if: TestData.has(Suite.folder), "set SECURELLM_TESTDATA to the folder of the JSON Schema test suite"))
struct SuiteTests {
  @Test(arguments: Suite.files)
  func groupsDoWhatTheExpectationsSay(file: String) throws {
    for group in try SuiteGroup.read(file) {
      let reason = Expectations.refused[group.name] ?? Expectations.refusedFiles[file]
      switch Suite.run(group) {
      case .passed: #expect(reason == nil, "\(group.name) passes now: take it off the list")
      case .refused(let message): #expect(reason != nil, "\(group.name) is refused: \(message)")
      case .wrong(let cases): Issue.record("\(group.name): wrong verdict on \(cases)")
      }
    }
  }
}
