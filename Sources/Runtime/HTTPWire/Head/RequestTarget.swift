/// The request target (RFC 9112, 3.2): a path with an optional query; `*` for OPTIONS; or an absolute URI, whose host
/// must be that of the Host field.
struct RequestTarget: Equatable, Sendable {
  var whole = 0..<0
  var path = 0..<0
  /// Without the question mark; empty when there is none.
  var query = 0..<0
  /// The host and port of an absolute URI.
  var authority: Range<Int>?

  enum Scan: Equatable {
    case incomplete
    /// The target ends before `end`, which is a space.
    case target(end: Int)
    case failed(HTTPFailure)
  }

  /// Finds the end of the target, which is a space; every byte before it may be in a target, and every escape is whole.
  static func scan(_ bytes: Span<UInt8>, from start: Int, end: Int, limit: Int) -> Scan {
    let stop = bytes.first(0x20, or: 0x0A, in: start..<max(start, end))
    guard stop < end else { return .incomplete }
    // The line ended before the target did: HTTP/0.9, or a line feed alone.
    if bytes[stop] == 0x0A { return .failed(bytes[stop &- 1] == 0x0D ? .invalidVersion : .bareLineFeed) }
    guard stop > start else { return .failed(.invalidTarget) }
    guard stop &- start <= limit else { return .failed(.targetTooLong) }
    return isPlain(bytes.extracting(start..<stop)) ? .target(end: stop) : .failed(.invalidTarget)
  }

  /// Controls are refused escaped as well: an upstream that unescapes them might end a line there.
  private static func isPlain(_ target: Span<UInt8>) -> Bool {
    let allowed = ByteClass.target
    var index = 0
    // Most paths have nothing else, and nobody looks at their bytes one by one.
    while index &+ 8 <= target.count, Words.areOrdinary(target.word(at: index)) { index &+= 8 }
    while index < target.count {
      if allowed.contains(target[index]) {
        index &+= 1
      } else if target[index] == 0x25, let value = escape(target, at: index), value >= 0x20, value != 0x7F {
        index &+= 3
      } else {
        return false
      }
    }
    return true
  }

  /// What the escape at `index` means; nil when it is none.
  private static func escape(_ bytes: Span<UInt8>, at index: Int) -> UInt8? {
    guard index &+ 2 < bytes.count, let high = hexDigit(bytes[index &+ 1]), let low = hexDigit(bytes[index &+ 2]) else {
      return nil
    }
    return high &<< 4 | low
  }

  /// The parts of a target that `scan` has found good; nil when it is in a form that the method does not take.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) {
    whole = range
    var start = range.lowerBound
    // `*` asks about the server as a whole (RFC 9112, 3.2.4).
    if bytes[start] == 0x2A, range.count == 1, method == .options {
      path = range
      return
    }
    if bytes[start] != 0x2F {
      guard let host = Self.authority(bytes, range) else { return nil }
      authority = host
      start = host.upperBound
    }
    let mark = bytes.first(0x3F, or: 0x3F, in: start..<range.upperBound)
    path = start..<mark
    query = min(mark &+ 1, range.upperBound)..<range.upperBound
    guard !path.isEmpty, !Self.hasDotSegment(bytes, path) else { return nil }
  }

  init() {}

  /// The host and port of an `http` or `https` URI that has a path and no user.
  private static func authority(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    let target = bytes.extracting(range)
    let scheme: Int
    if target.beginsIgnoringCase(with: "http://") {
      scheme = 7
    } else if target.beginsIgnoringCase(with: "https://") {
      scheme = 8
    } else {
      return nil
    }
    let start = range.lowerBound + scheme
    var end = start
    while end < range.upperBound, bytes[end] != 0x2F {
      // No path, or a user in front of the host.
      if bytes[end] == 0x3F || bytes[end] == 0x40 { return nil }
      end += 1
    }
    return end > start && end < range.upperBound ? start..<end : nil
  }

  /// Whether a segment of the path is `.` or `..`, written in any way: `%2e` is a dot and `%2f` or a backslash a slash
  /// to some reader. Such paths are refused and not normalized, so that a route means the same to everybody.
  private static func hasDotSegment(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Bool {
    // Most paths have neither dots nor escapes.
    if bytes.first(0x2E, or: 0x25, in: path) == path.upperBound { return false }
    var dots = 0
    var others = 0
    var index = path.lowerBound
    while index < path.upperBound {
      var byte = bytes[index]
      if byte == 0x25, let escaped = escape(bytes, at: index) {
        byte = escaped
        index &+= 2
      }
      if byte == 0x2F || byte == 0x5C {
        if others == 0, dots == 1 || dots == 2 { return true }
        dots = 0
        others = 0
      } else if byte == 0x2E {
        dots &+= 1
      } else {
        others &+= 1
      }
      index &+= 1
    }
    return others == 0 && (dots == 1 || dots == 2)
  }
}
