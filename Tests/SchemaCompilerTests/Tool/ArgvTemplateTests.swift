import Testing

@testable import SchemaCompiler

@Suite struct ArgvTemplateTests {
  private func parse(_ text: String) throws -> ArgvElement.Content { try ArgvTemplate.parse(Array(text.utf8)) }

  @Test func literals() throws {
    for (text, expected) in [("log", "log"), ("", ""), ("a{{b}}c", "a{b}c"), ("{{{{", "{{"), ("\u{e9}}}", "\u{e9}}")] {
      guard case .literal(let literal) = try parse(text) else {
        Issue.record("not a literal: \(text)")
        continue
      }
      #expect(literal == expected)
    }
  }

  @Test func composed() throws {
    guard case .composed(let pieces) = try parse("{{{flake}}}#{attribute}") else {
      Issue.record("not composed")
      return
    }
    #expect(pieces == [.text("{"), .member("flake"), .text("}#"), .member("attribute")])
  }

  @Test func spread() throws {
    guard case .spread(let member, let prefix, let suffix) = try parse("--glob={globs...}/**") else {
      Issue.record("not spread")
      return
    }
    #expect((member, prefix, suffix) == ("globs", "--glob=", "/**"))
  }

  @Test(arguments: [("a{b", 1), ("a}b", 1), ("{}", 0), ("{...}", 0), ("{a b}", 0), ("{a}{b...}", 3), ("{a{b}", 0)])
  func failures(text: String, offset: Int) {
    #expect(throws: TemplateFailure.self) { try parse(text) }
    do throws(TemplateFailure) {
      _ = try ArgvTemplate.parse(Array(text.utf8))
    } catch {
      #expect(error.offset == offset)
    }
  }
}
