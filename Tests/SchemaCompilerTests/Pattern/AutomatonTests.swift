import SchemaRuntime
import Testing

@testable import SchemaCompiler

@Suite struct AutomatonTests {
  private func pattern(_ text: String) throws -> Automaton { try PatternCompiler.compile(text) }
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func equalLanguagesAreEqual() throws {
    #expect(try pattern("^(a|b)$") == pattern("^[ab]$"))
    #expect(try pattern("^(a*)*$") == pattern("^a*$"))
    #expect(try pattern("^(?:ab|ac)$") == pattern("^a[bc]$"))
    #expect(try pattern("") == .any)
    #expect(try pattern("a^") == .empty)
    #expect(try pattern("^[^]*$") == .any)
    #expect(try pattern("^abc$") == .literal(bytes("abc")))
    #expect(try pattern("^$") == .literal([]))
    #expect(try pattern("^[-+]") == .startsWith([0x2D, 0x2B]))
    #expect(try pattern("^a$") != pattern("^a"))
  }

  @Test func setOperationsFollowTheirLaws() throws {
    let samples = ["a", "^a", "b$", "^[a-c]{2,4}$", "^-", "é+", "^(x|yy)*$", "[^a]", "^$", "a^", ""].map { $0 }
    for one in try samples.map(pattern) {
      #expect(try one.complement().complement() == one)
      #expect(try one.intersect(one.complement()).isEmpty)
      #expect(try one.union(one.complement()) == .any)
      for two in try samples.map(pattern) {
        let both = try one.intersect(two)
        #expect(try both == two.intersect(one))
        #expect(try both.complement() == one.complement().union(two.complement()))
        #expect(try one.subtract(two) == one.intersect(two.complement()))
        #expect(try both.isSubset(of: one))
        #expect(try one.isSubset(of: one.union(two)))
      }
    }
  }

  @Test func literalsAreTheUnionOfEach() throws {
    for texts in [[], [""], ["a"], ["a", "ab", ""], ["main", "--main", "é", "€uro", "main"]] {
      let each = try texts.map { try Automaton.literal(bytes($0)) }
      let union = try each.reduce(Automaton.empty) { try $0.union($1) }
      #expect(try Automaton.literals(texts.map(bytes)) == union, "\(texts)")
      #expect(texts.allSatisfy { union.accepts(bytes($0)) })
    }
  }

  @Test func quickResultsEqualThoseOfTheProducts() throws {
    let controls = try pattern("[\\u0000-\\u001F\\u007F-\\u009F]")
    let patterns = [
      "", "a^", "^$", "^[a-z]+$", "^[^\\u0000-\\u001F\\u007F-\\u009F]*$", "^[^\\u0000-\\u001F\\u007F]*$", "^\\s$",
      "^\\S$",
      "^a\\u0085?$", "^\\u00A0-$", "^\\u009F$", "^é\\u007F$", "^-", "^[^-]", "^(-|x)", "^\\u{10FFFF}{1,3}$", "b\\n$",
    ]
    for text in patterns {
      let language = try pattern(text)
      #expect(try language.admitsControls == !language.intersect(controls).isEmpty, "\(text)")
      for first: ByteSet in [[0x2D], [0x2B, 0x78], [0xC2], []] {
        #expect(try language.begins(with: first) == !language.intersect(.startsWith(first)).isEmpty, "\(text)")
      }
    }
  }

  @Test func concatenationIsThatOfPatterns() throws {
    let options: [(String, String)] = [
      ("a*", "b"), ("a*", "a"), ("(a|ab)", "(c|bcd)"), ("", "x?"), ("[^]*", "b"), ("é?", "€+"),
    ]
    for (one, two) in options {
      let joined = try pattern("^\(one)$").concat(pattern("^\(two)$"))
      #expect(try joined == pattern("^\(one)\(two)$"), "\(one) \(two)")
    }
    let glued = try Automaton.literal(bytes("--limit=")).concat(pattern("^\\d+$"))
    #expect(glued.accepts(bytes("--limit=20")))
    #expect(!glued.accepts(bytes("--limit=")))
    #expect(try Automaton.empty.concat(.any).isEmpty)
    #expect(try Automaton.any.concat(.empty).isEmpty)
  }

  @Test func optionInjectionIsFoundAndExcluded() throws {
    let dash = try Automaton.startsWith([UInt8(ascii: "-")])
    let free = try Automaton.any.intersect(dash)
    #expect(text(free.shortestWitness()) == "-")
    #expect(text(free.shortestWitness(after: bytes("--output="))) == "--output=")
    #expect(text(free.shortestWitness(minCodePoints: 10)) == "-xxxxxxxxx")
    let revision = try pattern("^[0-9A-Za-z_][0-9A-Za-z_./~^@{}-]*$")
    #expect(try revision.intersect(dash).isEmpty)
    #expect(revision.firstBytes().isDisjoint(with: [UInt8(ascii: "-")]))
    #expect(try !pattern("[a-z]+$").intersect(dash).isEmpty)
    #expect(try pattern("[a-z]+$").firstBytes().contains(UInt8(ascii: "-")))
  }

  @Test func witnessesReadWell() throws {
    #expect(text(try pattern("^[^]{3}$").shortestWitness()) == "xxx")
    #expect(text(try pattern("^[^a-z]$").shortestWitness()) == "A")
    #expect(text(try pattern("^[^\\w]$").shortestWitness()) == "-")
    #expect(text(try pattern("^(\\u0001|é)$").shortestWitness()) == "\u{1}")
    #expect(text(try pattern("^[^\\u0000-\\u007f]$").shortestWitness())?.unicodeScalars.count == 1)
    #expect(text(try pattern("^(ab|c\\u0007|!!)$").shortestWitness()) == "ab")
    #expect(text(try pattern("").shortestWitness()) == "")
    #expect(try pattern("a^").shortestWitness() == nil)
    #expect(try pattern("^abc").shortestWitness(after: bytes("x")) == nil)
  }

  @Test func lengthsAreCountedInCodePoints() throws {
    let mixed = try pattern("^(aaa|😀)$")
    #expect(text(mixed.shortestWitness(minCodePoints: 0)) == "😀")
    #expect(text(mixed.shortestWitness(minCodePoints: 1, maxCodePoints: 2)) == "😀")
    #expect(text(mixed.shortestWitness(minCodePoints: 2, maxCodePoints: 9)) == "aaa")
    #expect(mixed.shortestWitness(minCodePoints: 4) == nil)
    #expect(mixed.shortestWitness(minCodePoints: 2, maxCodePoints: 2) == nil)
    #expect(mixed.shortestWitness(minCodePoints: 3, maxCodePoints: 1) == nil)
    #expect(mixed.shortestWitness(minCodePoints: .max) == nil)
    let even = try pattern("^(éé)*$")
    #expect(even.shortestWitness(minCodePoints: 7, maxCodePoints: 7) == nil)
    #expect(even.shortestWitness(minCodePoints: 7, maxCodePoints: 8)?.count == 16)
    #expect(try pattern("^x*$").shortestWitness(minCodePoints: 5000)?.count == 5000)
  }

  @Test func containedBytesAreFound() throws {
    let line = try pattern("^[a-z]+=.*$")
    #expect(text(line.witness(containing: [UInt8(ascii: ",")])) == "x=,")
    #expect(line.witness(containing: [0x0A]) == nil)
    #expect(!line.contains([0x0A, 0x0D]))
    #expect(line.contains(.asciiControls))
    #expect(try pattern("^[^\\u0000-\\u001f\\u007f]*$").contains(.asciiControls) == false)
    #expect(try pattern("^é$").contains([0xA9]))
    #expect(!Automaton.empty.contains([0x41]))
    #expect(!line.contains([]))
  }

  @Test func longestStrings() throws {
    #expect(try pattern("^a{0,7}$").maxByteCount == 7)
    #expect(try pattern("^(é|abc)$").maxByteCount == 3)
    #expect(try pattern("^[^]{2}$").maxByteCount == 8)
    #expect(try pattern("^[^]{2}$").maxCodePointCount == 2)
    #expect(try pattern("^(😀|ab)$").maxCodePointCount == 2)
    #expect(try pattern("^a*$").maxByteCount == nil)
    #expect(try pattern("^$").maxByteCount == 0)
    #expect(Automaton.empty.maxByteCount == 0)
    #expect(Automaton.any.maxByteCount == nil)
  }

  @Test func emptyStringAndEmptyLanguageDiffer() throws {
    #expect(try pattern("^$").acceptsEmpty)
    #expect(try !pattern("^$").isEmpty)
    #expect(!Automaton.empty.acceptsEmpty)
    #expect(Automaton.empty.isEmpty)
    #expect(Automaton.empty.firstBytes().isEmpty)
    #expect(Automaton.any.firstBytes().members.count == 128 + 30 + 16 + 5)
  }

  @Test func bytesOutsideUTF8StayOutside() throws {
    #expect(try Automaton.startsWith([0xFF]).isEmpty)
    #expect(try Automaton.literal([0xFF]).intersect(.any).isEmpty)
  }
}
