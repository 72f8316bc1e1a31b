import JSONCore
import SchemaCompiler

/// A change to a text: the bytes of `range` become `text`.
struct TextEdit: Sendable, Equatable {
  let range: Range<Int>
  let text: [UInt8]

  init(_ range: Range<Int>, _ text: [UInt8]) {
    self.range = range
    self.text = text
  }

  init(_ range: Range<Int>, _ text: String) { self.init(range, Array(text.utf8)) }
}

/// Changes that belong together: all of them are made, or none.
typealias TextFix = [TextEdit]

enum TextEdits {
  /// The text with the fixes in their order, and which of them were made: those that do not touch bytes that one
  /// before them changes.
  static func apply(_ fixes: [TextFix], to bytes: JSONBytes) -> (text: JSONBytes, made: [Bool]) {
    var accepted: [TextEdit] = []
    let made = fixes.map { fix in
      guard fix.allSatisfy({ edit in !accepted.contains { overlap($0.range, edit.range) } }) else { return false }
      accepted += fix
      return true
    }
    return (JSONBytes(applied(accepted, to: bytes)), made)
  }

  /// The text with every change; one inside bytes that go is not made. Precondition: no two overlap otherwise.
  static func applyAll(_ edits: [TextEdit], to bytes: JSONBytes) -> JSONBytes {
    var kept: [TextEdit] = []
    for edit in edits.sorted(by: precedes) {
      if let last = kept.last, edit.range.lowerBound < last.range.upperBound { continue }
      kept.append(edit)
    }
    return JSONBytes(applied(kept, to: bytes))
  }

  private static func precedes(_ left: TextEdit, _ right: TextEdit) -> Bool {
    (left.range.lowerBound, left.range.upperBound) < (right.range.lowerBound, right.range.upperBound)
  }

  private static func applied(_ edits: [TextEdit], to bytes: JSONBytes) -> [UInt8] {
    let source = bytes.bytes
    var text: [UInt8] = []
    var position = 0
    for edit in edits.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      text += source[position..<edit.range.lowerBound]
      text += edit.text
      position = edit.range.upperBound
    }
    return text + source[position...]
  }

  /// Two insertions at one place overlap, too: their order would be a matter of chance.
  private static func overlap(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    left.lowerBound == right.lowerBound || (left.lowerBound < right.upperBound && right.lowerBound < left.upperBound)
  }
}
