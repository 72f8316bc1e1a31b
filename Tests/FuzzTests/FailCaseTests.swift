import Foundation
import FuzzTargets
import TestData
import Testing

/// Every input with which a fuzzer found an error, and some borderline ones, once more.
@Suite struct FailCaseTests {
  /// `FailCases/reader/…`, one input per file.
  private static func cases(of target: FuzzTarget) -> [URL] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "FailCases/\(target.rawValue)")
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).sorted { $0.path < $1.path }
  }

  @Test(
    .enabled(if: !Effort.isUnoptimized || Effort.isProof, "\(Effort.leftToOptimized)"), arguments: FuzzTarget.allCases)
  func fixedInputsStayFixed(target: FuzzTarget) throws {
    for file in Self.cases(of: target) {
      let contradiction = target.contradiction(in: Array(try Data(contentsOf: file)))
      #expect(contradiction == nil, "\(target.rawValue)/\(file.lastPathComponent)")
    }
  }

  @Test(arguments: FuzzTarget.allCases)
  func acceptsBorderlineTexts(target: FuzzTarget) {
    let texts = [
      "", "\u{0}", "{", "[[", #"{"a":1,"a":2}"#, #"["\ud800"]"#, "1e999999999", "-0", "[1,]", #"{"type":"#,
      ##"{"$ref":"#"}"##, #"{"pattern":"(a|a)*b"}"#, "(a{2}){3}\naaaaaa", "\u{0}12345678abc", "\u{6}{}",
      String(repeating: "[", count: 5000), "[" + String(repeating: "1,", count: 5000) + "1]",
    ]
    for text in texts { #expect(target.contradiction(in: Array(text.utf8)) == nil, "\(text.prefix(20))") }
  }
}
