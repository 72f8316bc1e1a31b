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

  /// Finds the end of the target; every byte before it may stand in a target, and every escape is whole.
  static func scan(_ bytes: Span<UInt8>, from start: Int, end: Int, limit: Int) -> Scan {
    let allowed = ByteClass.target
    var index = start
    while index < end {
      let byte = bytes[index]
      if allowed.contains(byte) {
        index &+= 1
      } else if byte == 0x20 {
        return index > start ? .target(end: index) : .failed(.invalidTarget)
      } else if byte == 0x25 {
        switch escape(bytes, at: index, end: end) {
        case .some(true): index &+= 3
        case .some(false): return .failed(.invalidTarget)
        case .none: return .incomplete
        }
      } else {
        return .failed(stop(byte))
      }
      if index &- start > limit { return .failed(.targetTooLong) }
    }
    return .incomplete
  }

  private static func stop(_ byte: UInt8) -> HTTPFailure {
    switch byte {
    case 0x0A: .bareLineFeed
    case 0x0D: .invalidVersion
    default: .invalidTarget
    }
  }

  /// Whether an escape stands at `index` that is no control character; nil when it is cut.
  private static func escape(_ bytes: Span<UInt8>, at index: Int, end: Int) -> Bool? {
    guard index &+ 1 < end else { return nil }
    guard let high = hexDigit(bytes[index &+ 1]) else { return false }
    guard index &+ 2 < end else { return nil }
    guard let low = hexDigit(bytes[index &+ 2]) else { return false }
    let value = high &<< 4 | low
    return value >= 0x20 && value != 0x7F
  }

  /// The parts of a target that `scan` has found good; nil when it is in a form that the method does not take.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>, method: HTTPMethod) {
    whole = range
    var start = range.lowerBound
    if bytes[start] == 0x2A, range.count == 1, method == .options {
      path = range
      return
    }
    if bytes[start] != 0x2F {
      guard let host = Self.authority(bytes, range) else { return nil }
      authority = host
      start = host.upperBound
    }
    var mark = start
    while mark < range.upperBound, bytes[mark] != 0x3F { mark &+= 1 }
    path = start..<mark
    query = min(mark &+ 1, range.upperBound)..<range.upperBound
    guard !path.isEmpty, !Self.hasDotSegment(bytes, path) else { return nil }
  }

  init() {}

  /// The host and port of an `http` or `https` URI that has a path.
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
      if bytes[end] == 0x3F || bytes[end] == 0x40 { return nil }
      end += 1
    }
    return end > start && end < range.upperBound ? start..<end : nil
  }

  /// Whether a segment of the path is `.` or `..`, written in any way.
  private static func hasDotSegment(_ bytes: Span<UInt8>, _ path: Range<Int>) -> Bool {
    var dots = 0
    var others = 0
    var index = path.lowerBound
    while index < path.upperBound {
      var byte = bytes[index]
      if byte == 0x25, let high = hexDigit(bytes[index &+ 1]), let low = hexDigit(bytes[index &+ 2]) {
        byte = high &<< 4 | low
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
