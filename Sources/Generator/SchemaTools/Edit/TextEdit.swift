import JSONCore
import SchemaCompiler

/// A change to a text: the bytes of `range` become `text`.
/// In bytes of the text before any change: so edits can be found in any order and by rules that do not know of each
/// other.
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

/// Two ways of making edits: fixes, of which some may have to wait, and the changes of a plan, which are known to fit
/// together.
enum TextEdits {
  /// The text with the fixes in their order, and which of them were made: those that do not touch bytes that one
  /// before them changes.
  static func apply(_ fixes: [TextFix], to bytes: JSONBytes) -> (text: JSONBytes, made: [Bool]) {
    var accepted: [TextEdit] = []
    var changed = ChangedRanges()
    let made = fixes.map { fix in
      guard !fix.contains(where: { changed.overlap($0.range) }) else { return false }
      for edit in fix { changed.insert(edit.range) }
      accepted += fix
      return true
    }
    return (JSONBytes(applied(accepted, to: bytes)), made)
  }

  /// The text with every change, and the way back; a change inside bytes that go is not made. Precondition: no two
  /// overlap otherwise.
  static func applyAll(_ edits: [TextEdit], to bytes: JSONBytes) -> (text: JSONBytes, origins: OffsetMap) {
    var kept: [TextEdit] = []
    for edit in edits.sorted(by: precedes) {
      if let last = kept.last, edit.range.lowerBound < last.range.upperBound { continue }
      kept.append(edit)
    }
    return (JSONBytes(applied(kept, to: bytes)), OffsetMap(kept))
  }

  /// An insertion comes before a change that begins at the same byte.
  private static func precedes(_ left: TextEdit, _ right: TextEdit) -> Bool {
    (left.range.lowerBound, left.range.upperBound) < (right.range.lowerBound, right.range.upperBound)
  }

  /// Copies once from the front to the back, however many edits there are.
  private static func applied(_ edits: [TextEdit], to bytes: JSONBytes) -> [UInt8] {
    let source = bytes.bytes
    var text: [UInt8] = []
    var position = 0
    for edit in edits.sorted(by: precedes) {
      text += source[position..<edit.range.lowerBound]
      text += edit.text
      position = edit.range.upperBound
    }
    return text + source[position...]
  }
}

/// Ranges of bytes that changes speak of, in ascending order: fixes come in the order of the text, so that a new one
/// nearly always goes to the end.
private struct ChangedRanges {
  private var ranges: [Range<Int>] = []

  /// Whether a change of `range` would touch one of them. Two insertions at one offset do: their order would be a
  /// matter of chance. An empty range overlaps nothing in Swift's sense; two insertions at one offset still must not
  /// both be made.
  func overlap(_ range: Range<Int>) -> Bool {
    let next = position(of: range)
    if next < ranges.count, ranges[next].lowerBound == range.lowerBound || ranges[next].lowerBound < range.upperBound {
      return true
    }
    return next > 0 && range.lowerBound < ranges[next - 1].upperBound
  }

  mutating func insert(_ range: Range<Int>) { ranges.insert(range, at: position(of: range)) }

  /// The first that does not begin before `range`.
  private func position(of range: Range<Int>) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
