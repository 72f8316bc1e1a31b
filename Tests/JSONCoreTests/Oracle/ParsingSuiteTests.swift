import JSONCore
import TestData
import Testing

@Suite(.enabled(if: TestData.has("JSONTestSuite/test_parsing"), "\(TestData.absence)"))
struct ParsingSuiteTests {
  static let folder = "JSONTestSuite/test_parsing"

  static func names(_ prefix: String) -> [String] {
    TestData.names(in: folder, suffix: ".json").filter { $0.hasPrefix(prefix) }
  }

  /// Well-formed, and refused here by design: a duplicate member has two meanings.
  static let duplicates: Set<String> = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

  @Test func acceptsWellFormedTexts() {
    let names = Self.names("y_")
    #expect(!names.isEmpty)
    for name in names {
      let expected: JSONFailure = Self.duplicates.contains(name) ? .duplicateKey : .none
      #expect(outcome(TestData.bytes("\(Self.folder)/\(name)")) == expected, "\(name)")
    }
  }

  @Test func rejectsMalformedTexts() {
    let names = Self.names("n_")
    #expect(!names.isEmpty)
    for name in names { #expect(outcome(TestData.bytes("\(Self.folder)/\(name)")) != .none, "\(name)") }
  }

  @Test func openQuestionsAreDecided() {
    let names = Self.names("i_")
    #expect(!names.isEmpty)
    for name in names {
      #expect(outcome(TestData.bytes("\(Self.folder)/\(name)")) == OpenQuestions.decided[name], "\(name)")
    }
  }

  @Test func libjanssonAgrees() {
    for name in Self.names("") {
      let bytes = TestData.bytes("\(Self.folder)/\(name)")
      let refusal = Jansson.refusal(of: bytes)
      if Differences.areAllowed(outcome(bytes), refusal, in: bytes) { continue }
      #expect((outcome(bytes) == .none) == (refusal == nil), "\(name): \(outcome(bytes)), \(refusal ?? "accepted")")
    }
  }
}

/// Where libjansson and this package differ on purpose.
enum Differences {
  static func areAllowed(_ ours: JSONFailure, _ refusal: String?, in text: [UInt8]) -> Bool {
    switch ours {
    // It keeps numbers as doubles; here every number is exact, and `1e400` is one. Its keys are C strings.
    case .none: refusal.map { $0.contains("real number overflow") || $0.contains("NUL byte in object key") } ?? false
    // It allows 2048 levels, the tests 512.
    case .tooDeep: true
    // It takes a raw NUL behind a number or a literal for white space.
    case .unexpectedByte, .trailingBytes: refusal == nil && text.contains(0)
    default: false
    }
  }
}
