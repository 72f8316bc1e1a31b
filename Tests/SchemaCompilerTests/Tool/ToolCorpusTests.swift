import Foundation
import Testing

@testable import SchemaCompiler

@Suite struct ToolCorpusTests {
  /// Refused, by exactly the rule, with a string that shows it.
  @Test(arguments: ToolCorpus.broken)
  func isRefusedByItsRule(_ broken: ToolCorpus.Case) throws {
    let rule = try #require(Int(broken.group).flatMap(ArgvRule.init))
    let compiled = ToolSources.compile(broken.text)
    let errors = compiled.diagnostics.filter { $0.severity == .error }
    let said = compiled.diagnostics.map { "\($0)" }.joined(separator: "\n")
    #expect(compiled.tool == nil && compiled.proof == nil)
    #expect(!errors.isEmpty && errors.allSatisfy { $0.rule == rule }, "\(said)")
    #expect(errors.allSatisfy { $0.description.contains("[rule \(rule.rawValue), \(rule.name)]") }, "\(said)")
    #expect(errors.allSatisfy { !$0.hint.isEmpty })
    if broken.hasWitness ?? rule.hasWitness {
      #expect(errors.allSatisfy { $0.witness != nil }, "\(said)")
    }
  }

  @Test(arguments: ToolCorpus.good)
  func isAccepted(_ good: ToolCorpus.Case) throws {
    let compiled = ToolSources.compile(good.text)
    #expect(compiled.diagnostics.map(\.description) == [])
    let proof = try #require(compiled.proof)
    #expect(proof.totalBytes <= ProofReport.totalLimit)
  }

  /// As many as were promised, and every rule that a build can check.
  @Test func theCorpusIsWhole() {
    #expect(ToolCorpus.broken.count >= 100 && ToolCorpus.good.count >= 60)
    for rule in ArgvRule.allCases {
      #expect(ToolCorpus.broken.count { $0.group == "\(rule.rawValue)" } >= 3, "\(rule)")
    }
    #expect(Set(ToolCorpus.broken.map(\.testDescription)).count == ToolCorpus.broken.count)
    #expect(Set(ToolCorpus.good.map(\.testDescription)).count == ToolCorpus.good.count)
  }

  /// The page has a row for each rule, by its number and name.
  @Test func thePageHasEveryRule() throws {
    let page = try String(contentsOf: ToolSources.root.appending(path: "docs/proof.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").compactMap { line -> String? in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return cells.count == 4 && Int(cells[0]) != nil ? "\(cells[0]) \(cells[1])" : nil
    }
    #expect(rows == ArgvRule.allCases.map { "\($0.rawValue) \($0.name)" })
  }
}
