import SchemaCompiler
import SchemaRuntime

extension PatternMatcher {
  /// The value that the matcher wraps as a Swift expression on one line.
  ///
  /// One line of packed text: an array of thousands of numbers would have to go through the type checker.
  func swiftLiteral(source: String) -> String {
    switch self {
    case .run(let run): "ScalarRun(packed: \"\(run.packed())\")"
    case .automaton(let automaton): automaton.swiftLiteral()
    case .backtracking: "BacktrackingPattern(\(SwiftLiteral.string(source)))"
    }
  }

  /// The name of its case.
  var caseName: String {
    switch self {
    case .run: "run"
    case .automaton: "automaton"
    case .backtracking: "backtracking"
    }
  }
}
