/// The way back from a changed text to the one it was made from.
/// Two entries for each change instead of one for each byte: schemas have megabytes, and an upgrade changes a few
/// names.
struct OffsetMap: Sendable {
  /// A run of the changed text that was copied, or what represents the bytes of a change.
  private struct Piece {
    let start: Int
    let origin: Int
    let isCopied: Bool
  }

  /// In the order of the changed text.
  private var pieces: [Piece] = []

  /// Precondition: in the order of the text, none overlaps another.
  init(_ edits: [TextEdit]) {
    var (old, new) = (0, 0)
    // An empty edit gives pieces of no length; the search takes the last one that begins at an offset, which is the one
    // that has bytes.
    for edit in edits {
      pieces.append(Piece(start: new, origin: old, isCopied: true))
      new += edit.range.lowerBound - old
      pieces.append(Piece(start: new, origin: edit.range.lowerBound, isCopied: false))
      new += edit.text.count
      old = edit.range.upperBound
    }
    pieces.append(Piece(start: new, origin: old, isCopied: true))
  }

  /// Where a byte was. For one that a change has brought: where the change was made.
  func origin(of offset: Int) -> Int {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    // The last of those that begin there: the ones before it are empty.
    let piece = pieces[max(0, low - 1)]
    return piece.isCopied ? piece.origin + offset - piece.start : piece.origin
  }
}
