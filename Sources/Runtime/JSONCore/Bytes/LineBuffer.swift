import Glibc

/// Cuts what arrives on a file descriptor into lines, without copying a line that arrived whole.
///
/// A line handed out shares the chunk it was read into; when nobody keeps it, the chunk is used again.
package struct LineBuffer: ~Copyable {
  package enum Line {
    /// A line without its line feed (and without a carriage return before it).
    case text(JSONBytes, Range<Int>)
    /// A line over the limit; its first bytes are kept so that a reply can name the request.
    case tooLong(JSONBytes, Range<Int>)
  }

  private static let chunkSize = 1 << 17
  /// How much of an oversized line is kept for its reply: enough for the id of a request.
  private static let prefixSize = 4096

  private let limit: Int
  private var chunk = JSONBytes(capacity: LineBuffer.chunkSize)
  private var lineStart = 0
  /// Up to here there is no line feed: a line that comes in parts is searched once.
  private var scanned = 0
  /// The rest of a line over the limit is being thrown away.
  private var discarding = false
  /// What of that line is thrown away already.
  private var discarded = 0
  /// Bytes of the input up to the last line feed that `next` has passed: where another reader would go on.
  package private(set) var passed = 0

  /// `limit`: the longest line in bytes that is accepted.
  package init(limit: Int) { self.limit = limit }

  /// Reads what is there, waiting for at least one byte. Returns the number of bytes, 0 at the end of input, or the
  /// negated `errno`.
  package mutating func fill(from descriptor: Int32) -> Int {
    makeRoom()
    return chunk.append(from: descriptor)
  }

  /// Adds bytes that came another way.
  package mutating func append(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      makeRoom()
      let part = rest.prefix(chunk.capacity - chunk.filled)
      chunk.append(Array(part).span)
      rest = rest.dropFirst(part.count)
    }
  }

  /// The next complete line, nil when more must be read first.
  package mutating func next() -> Line? {
    while let feed = findLineFeed() {
      let range = lineStart..<feed
      passed += discarded + range.count + 1
      discarded = 0
      lineStart = feed + 1
      scanned = feed + 1
      if discarding {
        discarding = false
        continue
      }
      return line(range)
    }
    return overlong()
  }

  /// What is left after the last line feed when the input has ended: a line without one.
  package mutating func last() -> Line? {
    guard lineStart < chunk.filled, !discarding else { return nil }
    let range = lineStart..<chunk.filled
    lineStart = chunk.filled
    return line(range)
  }

  private func line(_ range: Range<Int>) -> Line {
    let text = trimmed(range)
    return text.count > limit ? .tooLong(chunk, text.prefix(Self.prefixSize)) : .text(chunk, text)
  }

  /// Without the carriage return of a line that ends in CR LF.
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    guard let end = range.last, chunk[end] == 0x0D else { return range }
    return range.lowerBound..<end
  }

  /// Gives up on a line that has grown over the limit, once; one byte more may be its carriage return.
  private mutating func overlong() -> Line? {
    guard chunk.filled - lineStart - 1 > limit, !discarding else { return nil }
    discarding = true
    let prefix = (lineStart..<chunk.filled).prefix(Self.prefixSize)
    return .tooLong(chunk, prefix.lowerBound..<prefix.upperBound)
  }

  /// Remembers how far it has looked.
  private mutating func findLineFeed() -> Int? {
    guard let found = chunk.firstIndex(of: 0x0A, from: scanned) else {
      scanned = chunk.filled
      return nil
    }
    return found
  }

  /// Makes sure that there is room to read into: the same chunk when nobody holds it, a new one otherwise. Another
  /// thread may be reading a line that was handed out, and reads a few bytes behind it as well, so that nothing is
  /// written to a chunk that is shared.
  private mutating func makeRoom() {
    // Nothing of an oversized line is kept but what its response has been made of.
    if discarding {
      discarded += chunk.filled - lineStart
      lineStart = chunk.filled
    }
    let pending = chunk.filled - lineStart
    if isKnownUniquelyReferenced(&chunk) {
      if pending == 0 { return reuse() }
      if chunk.capacity - chunk.filled >= Self.chunkSize / 2 { return }
    }
    let larger = JSONBytes(capacity: max(Self.chunkSize, pending * 2))
    chunk.withSpan(lineStart..<chunk.filled) { larger.append($0) }
    chunk = larger
    scanned -= lineStart
    lineStart = 0
  }

  /// Nobody holds a line of this chunk, so its memory takes the next ones.
  private mutating func reuse() {
    lineStart = 0
    scanned = 0
    chunk.seal(0)
  }
}

extension Range<Int> {
  fileprivate func prefix(_ count: Int) -> Range<Int> { lowerBound..<Swift.min(upperBound, lowerBound + count) }
}
