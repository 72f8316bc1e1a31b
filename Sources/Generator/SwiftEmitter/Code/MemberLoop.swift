import JSONCore
import SchemaRuntime

/// The loop over the members of an object, which decoding and checking share.
///
/// It is a switch over the index of the member that comes next. Behind each value the name declared next is compared as
/// it is written in compact JSON, and if it is there the code falls through to its case; only a member out of order, or
/// white space, goes through the lookup, which reads a token.
struct MemberLoop {
  /// The function that finds which member comes next.
  private let lookup: Lookup
  private let names: [JSONString]
  private let required: [Int]
  /// Whether names outside `names` can occur, so that their repetition must be noticed.
  private let tracksOthers: Bool
  private let count: CountRange

  init(lookup: Lookup, names: [JSONString], required: [JSONString], tracksOthers: Bool, count: CountRange) {
    let extra = required.filter { !names.contains($0) }
    self.lookup = lookup
    self.names = names + extra
    self.required = required.compactMap { (names + extra).firstIndex(of: $0) }
    self.tracksOthers = tracksOthers
    self.count = count
  }

  /// Words of 64 bits that hold which names were seen.
  private var words: Int { (names.count + 63) / 64 }

  /// Bits of word `word` that must be set at the end.
  ///
  /// Sixty-four names to a word: one comparison shows whether everything required came.
  private func mask(_ word: Int) -> UInt64 {
    required.filter { $0 / 64 == word }.reduce(0) { $0 | 1 << UInt64($1 % 64) }
  }

  private func bit(_ index: Int) -> String { "0x" + String(UInt64(1) << UInt64(index % 64), radix: 16) }

  /// The expression that is 0 behind the loop when the member did not come.
  func seen(_ index: Int) -> String { "__seen\(index / 64) & \(bit(index))" }

  /// Prints the loop. `known` prints what happens to the value of a declared name, `other` to any other member's;
  /// both start behind the colon. `beforeKnown`, when there is one, is printed where the name is the token.
  func print(
    in code: SchemaCode, _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)? = nil,
    known: (Int, inout CodePrinter) -> Void, other: (inout CodePrinter) -> Void
  ) {
    for word in 0..<words { printer.line("var __seen\(word): UInt64 = 0") }
    if count != .any { printer.line("var __count = 0") }
    printer.line("guard reader.beginObject() else { return false }")
    if tracksOthers { printer.line("let __level = reader.beginKeys()") }
    if names.isEmpty {
      printOthers(&printer, beforeKnown: beforeKnown, other: other)
    } else {
      printSwitch(code.helpers.lookup(lookup), &printer, beforeKnown: beforeKnown, known: known, other: other)
    }
    if tracksOthers { printer.line("reader.endKeys(__level)") }
    for word in 0..<words where mask(word) != 0 {
      let mask = "0x" + String(mask(word), radix: 16)
      printer.line("guard __seen\(word) & \(mask) == \(mask) || reader.mismatch() else { return false }")
    }
    printer.require(count, of: "__count", .returnsFalse)
  }

  /// The members of an object that declares none.
  private func printOthers(
    _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)?, other: (inout CodePrinter) -> Void
  ) {
    printer.block("if !reader.emptyObject() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        printer.line("guard reader.key() else { return false }")
        if count != .any { printer.line("__count += 1") }
        beforeKnown?(&printer)
        other(&printer)
      }
      printer.line("guard reader.endObject() else { return false }")
    }
  }

  /// `fallthrough` from one member to the next makes compact JSON in the declared order a straight line of code: no
  /// lookup, no jump that the processor could predict wrongly.
  private func printSwitch(
    _ look: String, _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)?,
    known: (Int, inout CodePrinter) -> Void, other: (inout CodePrinter) -> Void
  ) {
    // With something to do before each member there is one way to it, through the head of the loop.
    let predicts = beforeKnown == nil && count == .any
    if predicts, let first = Words.takes(names[0].memberBytes) {
      printer.line("var __member = \(first) ? 0 : \(look)(&reader, first: true)")
    } else {
      printer.line("var __member = \(look)(&reader, first: true)")
    }
    printer.block("while __member != -1 {") { printer in
      if let beforeKnown {
        printer.line("guard __member != -2 else { return false }")
        beforeKnown(&printer)
      }
      printer.line("switch __member {")
      for index in names.indices {
        printer.line("case \(index):")
        printer.indent { printer in
          printSeen(index, &printer)
          known(index, &printer)
          if predicts, index + 1 < names.count, let next = Words.takes([0x2C] + names[index + 1].memberBytes) {
            printer.line("if \(next) { fallthrough }")
          }
        }
      }
      if tracksOthers {
        printer.line("case -3:")
        printer.indent { printer in
          if count != .any { printer.line("__count += 1") }
          other(&printer)
        }
      }
      printer.line("default: return false")
      printer.line("}")
      printer.line("if reader.objectEnds() { break }")
      printer.line("__member = \(look)(&reader, first: false)")
    }
  }

  /// A second member of a name is an error and not the winner: programs that disagree about which one counts are a way
  /// to smuggle values past checks.
  private func printSeen(_ index: Int, _ printer: inout CodePrinter) {
    printer.line("guard \(seen(index)) == 0 || reader.duplicate() else { return false }")
    printer.line("__seen\(index / 64) |= \(bit(index))")
    if count != .any { printer.line("__count += 1") }
  }
}

extension CodePrinter {
  /// The statement that refuses a count outside its bounds, where there are any.
  mutating func require(_ range: CountRange, of name: String, _ refusal: Refusal) {
    guard range != .any else { return }
    var conditions: [String] = []
    if range.minimum > 0 { conditions.append("\(name) >= \(range.minimum)") }
    if range.maximum != .max { conditions.append("\(name) <= \(range.maximum)") }
    let condition =
      conditions.isEmpty
      ? "true" : conditions.count == 1 ? conditions[0] : "(\(conditions.joined(separator: " && ")))"
    line("guard \(condition) || reader.mismatch() else { \(refusal) }")
  }
}

extension ObjectCheck {
  /// The names that `properties` and `required` mention, in that order.
  var namesUsed: [JSONString] {
    properties.map(\.name) + required.filter { name in !properties.contains { $0.name == name } }
  }

  /// Whether no other member may occur.
  var isClosed: Bool { if case .closed = additional { patternProperties.isEmpty } else { false } }
}
