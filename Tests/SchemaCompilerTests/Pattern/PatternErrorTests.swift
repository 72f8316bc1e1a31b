import SchemaRuntime
import Testing

@testable import SchemaCompiler

@Suite struct PatternErrorTests {
  static let cases: [(String, PatternError.Reason, Int)] = [
    ("a(?=b)c", .lookAround("(?="), 1), ("é(?!b)c", .lookAround("(?!"), 2), ("a(?<=b)", .lookAround("(?<="), 1),
    ("c(?<!b)a", .lookAround("(?<!"), 1), ("(a)\\1", .backReference, 3), ("(?<n>é)\\k<n>", .backReference, 8),
    ("\\1", .unknownGroup, 0), ("(a)\\2", .unknownGroup, 3), ("(?<n>a)\\k<m>", .unknownGroup, 7),
    ("\\k", .escape("\\k"), 0), ("(?<n>a)|(?<n>b)", .repeatedGroupName, 8), ("(?=a)*", .nothingToRepeat, 5),
    ("(?!a){2}", .nothingToRepeat, 5), ("\\b+", .nothingToRepeat, 2), ("(?i:a)", .groupFlags, 0),
    ("(?", .groupFlags, 0),
    ("(?<1>a)", .groupName, 0), ("(?<>a)", .groupName, 0), ("(?<a", .groupName, 0), ("x(a", .openGroup, 1),
    ("(a(b)", .openGroup, 0), ("a)", .unopenedGroup, 1), ("x[a", .openClass, 1), ("[a\\]", .openClass, 0),
    ("[a-", .openClass, 0), ("[z-a]", .rangeOutOfOrder, 2), ("é[b-a]", .rangeOutOfOrder, 4),
    ("[\\d-a]", .rangeOverClass, 3), ("[a-\\w]", .rangeOverClass, 2), ("a]", .unescaped("]"), 1),
    ("a}", .unescaped("}"), 1), ("{", .unescaped("{"), 0), ("a{", .unescaped("{"), 1), ("a{,2}", .unescaped("{"), 1),
    ("a{1", .unescaped("{"), 1), ("a{1,x}", .unescaped("{"), 1), ("\\-", .escape("\\-"), 0), ("a\\", .escape("\\"), 1),
    ("\\a", .escape("\\a"), 0), ("\\Z", .escape("\\Z"), 0), ("\\_", .escape("\\_"), 0), ("\\é", .escape("\\é"), 0),
    ("\\c1", .escape("\\c"), 0), ("\\x1", .escape("\\x"), 0), ("\\u12", .escape("\\u"), 0),
    ("\\u{}", .escape("\\u"), 0),
    ("\\u{110000}", .escape("\\u"), 0), ("\\u{12", .escape("\\u"), 0), ("\\01", .escape("\\0"), 0),
    ("[\\1]", .escape("\\1"), 1), ("[\\B]", .escape("\\B"), 1), ("\\p", .escape("\\p"), 0), ("\\pL", .escape("\\p"), 0),
    ("\\P{L", .escape("\\P"), 0), ("\\p{Script=Greec}", .unknownProperty("Script=Greec"), 0),
    ("\\p{sc=}", .unknownProperty("sc="), 0), ("\\p{sc=+Greek}", .unknownProperty("sc=+Greek"), 0),
    ("\\p{scx=Zzzz}", .unknownProperty("scx=Zzzz"), 0), ("\\p{gc}", .unknownProperty("gc"), 0),
    ("\\p{Lu,Uppercase_Letter}", .unknownProperty("Lu,Uppercase_Letter"), 0),
    ("\\p{Any=Y}", .unknownProperty("Any=Y"), 0),
    ("\\p{Greek}", .unknownProperty("Greek"), 0), ("\\p{}", .unknownProperty(""), 0),
    ("\\p{gc=}", .unknownProperty("gc="), 0),
    ("\\p{l}", .unknownProperty("l"), 0), ("*a", .nothingToRepeat, 0), ("a**", .nothingToRepeat, 2),
    ("a|+", .nothingToRepeat, 2), ("(?:?)", .nothingToRepeat, 3), ("^*", .nothingToRepeat, 1),
    ("$+", .nothingToRepeat, 1),
    ("a+??", .nothingToRepeat, 3), ("a{3,2}", .repetitionOutOfOrder, 1),
  ]

  @Test(arguments: cases.indices)
  func reportsErrorAndLocation(_ index: Int) {
    let (pattern, reason, offset) = Self.cases[index]
    #expect(throws: PatternError(reason, at: offset), "\(pattern)") { try PatternCompiler.compile(pattern) }
  }

  @Test func deepNestingIsAnError() {
    let pattern = String(repeating: "(", count: 100_000)
    #expect(throws: PatternError(.nestedTooDeep(limit: 200), at: 200)) { try PatternCompiler.compile(pattern) }
  }

  @Test func messagesHaveLocationProblemAndHint() {
    let error = PatternError(.tooManyStates(limit: 10_000), at: 0)
    #expect(error.description.contains("needs more than 10000 states"))
    #expect(error.description.contains("bound the repetition or shorten it"))
    #expect(
      PatternError(.unescaped("}"), at: 7).description
        == "at byte 7 of the pattern: \"}\" is not escaped; write \"\\}\" for the character")
  }
}
