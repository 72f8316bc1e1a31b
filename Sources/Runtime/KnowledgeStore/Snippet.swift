/// A few words of a text around a position in it, `…` where something was left out. Only what is near the position is
/// read.
enum Snippet {
  private static let wordsBefore = 4
  /// Enough to see what a hit is about, and short enough to list many of them.
  private static let words = 24
  /// Of the bytes before the position: where nothing separates words, that many of them are context.
  private static let bytesBefore = 120

  /// - Parameter place: in bytes, at the beginning of a word.
  static func of(_ text: String, around location: Int) -> String {
    let scalars = text.unicodeScalars
    // Beyond the end of a text that has changed meanwhile, its end.
    let hit = text.utf8.index(text.utf8.startIndex, offsetBy: location, limitedBy: text.utf8.endIndex) ?? text.endIndex
    let start = beginning(scalars, before: hit)
    let end = end(scalars, from: start)
    let body = String(scalars[start..<end])
    return (start > scalars.startIndex ? "…" : "") + body + (end < scalars.endIndex ? "…" : "")
  }

  /// Back over up to four words, or 120 bytes: in scripts without spaces a whole text is one word.
  private static func beginning(_ scalars: String.UnicodeScalarView, before hit: String.Index) -> String.Index {
    var (index, start) = (hit, hit)
    var (words, bytes) = (0, 0)
    var isInWord = false
    while index > scalars.startIndex {
      let before = scalars.index(before: index)
      let isWord = SearchTerms.belongsToWord(scalars[before].properties.generalCategory)
      if isInWord, !isWord {
        words += 1
        start = index
        if words == wordsBefore { return start }
      }
      bytes += UTF8.width(scalars[before])
      if bytes > bytesBefore { return words > 0 ? start : index }
      isInWord = isWord
      index = before
    }
    return index
  }

  /// Before the word that is one too many, or where the bytes are used up.
  private static func end(_ scalars: String.UnicodeScalarView, from start: String.Index) -> String.Index {
    var (index, afterWord) = (start, start)
    var (words, bytes) = (0, 0)
    var isInWord = false
    while index < scalars.endIndex {
      let isWord = SearchTerms.belongsToWord(scalars[index].properties.generalCategory)
      if isWord, !isInWord {
        if words == Self.words { return afterWord }
        words += 1
      }
      bytes += UTF8.width(scalars[index])
      // Words may be long: the bytes bound the snippet whatever they are.
      if bytes > Limits.snippetBytes { return index }
      isInWord = isWord
      index = scalars.index(after: index)
      if isWord { afterWord = index }
    }
    return index
  }
}
