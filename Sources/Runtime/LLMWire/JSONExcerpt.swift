package import JSONCore

/// What a `UsageScanner` looks for in a body that is too long to be kept, taken out of it while it passes: lists of
/// embeddings, images and audio within a response have megabytes of which nobody here needs any.
///
/// The excerpt is itself an object: members that a scanner does not look at are left out, at the first level and in the
/// objects of lists there, and of a long text only the quotes stay. What is left out is followed only as far as its
/// brackets and quotes go; what is kept is read as strictly as a whole body. A class: hardly any response needs one.
package final class JSONExcerpt {
  /// More than any excerpt has that is of use.
  private static let mostBytes = 256 << 10
  /// Longer texts stay empty. Ids and names of models are shorter.
  private static let longestText = 1024
  private static let members = [
    "id", "model", "usage", "error", "choices", "service_tier", "x_groq", "type", "status", "code", "response",
    "message", "delta", "stop_reason", "incomplete_details", "output",
  ].map { Array($0.utf8) }
  /// Of `choices` and `output`.
  private static let membersOfElements = ["finish_reason", "usage", "type", "action"].map { Array($0.utf8) }

  private var kept: [UInt8] = []
  private var depth = 0
  /// What is open at the second level is a list.
  private var isInList = false
  /// What is open at the third level is an object.
  private var isInElement = false
  /// The level of the member that is left out; 0 while nothing is.
  private var skippedDepth = 0
  private var isInText = false
  private var isEscaped = false
  private var expectsName = false
  /// Where in `kept` the text and the member begin.
  private var textStart = 0
  private var memberStart = 0
  private var isLong = false
  private var isOver = false
  /// It is no object, or what is to be kept is too much.
  private var isLost = false

  package init() {}

  /// The excerpt; nil when the body is no object, or has not come to its end.
  package var bytes: JSONBytes? { isOver && !isLost ? JSONBytes(kept) : nil }

  /// Takes the bytes that follow.
  package func append(_ bytes: Span<UInt8>) {
    var index = 0
    while index < bytes.count, !isLost {
      if isInText {
        index = takeText(bytes, from: index)
      } else if skippedDepth > 0, depth > skippedDepth {
        index = skip(bytes, from: index)
      } else {
        take(bytes[index])
        index += 1
      }
    }
  }

  // MARK: texts

  /// Up to the end of the text, or an escape.
  private func takeText(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var end = start
    if isEscaped {
      isEscaped = false
      end += 1
    }
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\") { end += 1 }
    if end < bytes.count {
      if bytes[end] == UInt8(ascii: "\\") { isEscaped = true } else { isInText = false }
      end += 1
    }
    guard skippedDepth == 0 else { return end }
    // One more than a text may have shows that it is too long.
    if !isLong { for index in start..<min(end, start + Self.longestText + 1) { kept.append(bytes[index]) } }
    if kept.count - textStart > Self.longestText {
      kept.removeLast(kept.count - textStart)
      isLong = true
    }
    if !isInText { endText() }
    if kept.count > Self.mostBytes { isLost = true }
    return end
  }

  /// The text is in `kept`, its last quote too unless it was too long.
  private func endText() {
    if isLong { kept.append(UInt8(ascii: "\"")) }
    guard expectsName else { return }
    expectsName = false
    if isWanted(textStart..<kept.count - 1) { return }
    kept.removeLast(kept.count - memberStart)
    skippedDepth = depth
  }

  /// A name that is written with escapes may be any.
  private func isWanted(_ name: Range<Int>) -> Bool {
    let name = kept[name]
    if name.contains(UInt8(ascii: "\\")) { return true }
    return (depth == 1 ? Self.members : Self.membersOfElements).contains { name.elementsEqual($0) }
  }

  // MARK: everything else

  /// Up to a quote or a bracket: of what is left out nothing else matters.
  private func skip(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        isInText = true
        return index
      }
      // Both kinds of brackets differ in one bit.
      if byte | 0x20 == UInt8(ascii: "{") {
        depth += 1
      } else if byte | 0x20 == UInt8(ascii: "}") {
        depth -= 1
        if depth == skippedDepth { return index }
      }
    }
    return index
  }

  private func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: " "), 0x09, 0x0A, 0x0D:
      // It parts what would be one number without it.
      if skippedDepth == 0, !isOver, kept.last != UInt8(ascii: " ") { kept.append(UInt8(ascii: " ")) }
      return
    case UInt8(ascii: "\""): beginText()
    case UInt8(ascii: "{"), UInt8(ascii: "["): open(byte)
    case UInt8(ascii: "}"), UInt8(ascii: "]"): close(byte)
    case UInt8(ascii: ","):
      if depth == skippedDepth { skippedDepth = 0 }
      if skippedDepth == 0 {
        expectsName = filters
        // Before a name it is written when the member is known to be wanted.
        if !expectsName { kept.append(byte) }
      }
    default: if skippedDepth == 0 { kept.append(byte) }
    }
    if isOver && depth > 0 || depth == 0 && !isOver || kept.count > Self.mostBytes { isLost = true }
  }

  /// Names are chosen by at this level.
  private var filters: Bool { depth == 1 || depth == 3 && isInList && isInElement }

  private func beginText() {
    isInText = true
    isLong = false
    if skippedDepth > 0 { return }
    if expectsName {
      memberStart = kept.count
      if kept.last(where: { $0 != UInt8(ascii: " ") }) != UInt8(ascii: "{") { kept.append(UInt8(ascii: ",")) }
    }
    kept.append(UInt8(ascii: "\""))
    textStart = kept.count
  }

  private func open(_ byte: UInt8) {
    depth += 1
    if depth == 1, byte == UInt8(ascii: "[") || isOver { isLost = true }
    if skippedDepth > 0 { return }
    if depth == 2 { isInList = byte == UInt8(ascii: "[") }
    if depth == 3 { isInElement = byte == UInt8(ascii: "{") }
    expectsName = filters && byte == UInt8(ascii: "{")
    kept.append(byte)
  }

  private func close(_ byte: UInt8) {
    if depth == skippedDepth { skippedDepth = 0 }
    depth -= 1
    expectsName = false
    if skippedDepth == 0 { kept.append(byte) }
    if depth == 0 { isOver = true }
    if depth < 0 { isLost = true }
  }
}
