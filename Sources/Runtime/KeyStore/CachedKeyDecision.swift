import Database
import JSONCore
import System

/// The key that a connection was let in with last. Nearly every request of a connection brings the same again, and
/// comparing two texts takes a twentieth of what a digest takes.
///
/// Nobody learns anything from it: who compares has sent both texts. What was revoked or has expired since is refused
/// as ever, because the table checks each time.
package struct CachedKeyDecision: Sendable {
  /// As words, with zeros behind it: eight comparisons instead of one for each byte.
  private var text = InlineArray<8, UInt64>(repeating: 0)
  /// Nil while nobody was let in.
  private var table: KeyTable?
  private var found = KeyTable.Found.unknown

  package init() {}

  /// Checks the text that a client sent as its key, as `KeyTable.check` does.
  ///
  /// - Parameter now: milliseconds since 1970.
  package mutating func check(
    _ presented: Span<UInt8>, by table: KeyTable, at now: Int64 = Int64(WallClock.milliseconds)
  ) -> KeyDecision {
    if table === self.table, isEqual(presented) { return table.decide(found, at: now) }
    let found = table.find(presented)
    let decision = table.decide(found, at: now)
    if case .accepted = decision { keep(presented, table, found) }
    return decision
  }

  /// In a time that does not depend on where they differ.
  private func isEqual(_ presented: Span<UInt8>) -> Bool {
    guard presented.count == KeyText.count else { return false }
    let words = Self.words(presented)
    var difference: UInt64 = 0
    for index in 0..<8 { difference |= words[index] ^ text[index] }
    return difference == 0
  }

  private static func words(_ text: Span<UInt8>) -> InlineArray<8, UInt64> {
    var words = InlineArray<8, UInt64>(repeating: 0)
    TextWords.put(text, count: KeyText.count, into: &words)
    return words
  }

  private mutating func keep(_ presented: Span<UInt8>, _ table: KeyTable, _ found: KeyTable.Found) {
    text = Self.words(presented)
    self.table = table
    self.found = found
  }
}
