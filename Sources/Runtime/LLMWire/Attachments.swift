package import JSONCore

/// The images and files that a request has in it as base64: how many, and the bytes they take. What they cost has
/// little to do with their bytes.
///
/// It looks for long runs of base64 and at what is before them: `;base64,` of a data URL, which OpenAI's API format
/// has, or a member `"data"`, which Anthropic's sources and OpenAI's audio have. A run elsewhere is text.
package struct Attachments: Sendable, Equatable {
  package private(set) var count = 0
  package private(set) var bytes = 0

  /// What is shorter is an icon, whose bytes do not matter.
  private static let shortest = 1024
  /// Where a run that counts must be met, wherever it begins.
  private static let stride = 512

  private static let dataURL = Array(";base64,".utf8)
  private static let member = Array("\"data\"".utf8)

  package init(in body: JSONBytes) {
    // A message has no such runs, so a body without any costs a look at every 512th byte.
    if body.count < Self.shortest { return }
    body.withSpan(0..<body.count) { body in
      var position = Self.stride
      while position < body.count {
        let run = Self.run(around: position, in: body)
        if run.count >= Self.shortest, Self.isAnnounced(run.lowerBound, in: body) {
          count += 1
          bytes += run.count
        }
        // Behind the run, so that its bytes are looked at once.
        position = max(position, run.upperBound) + Self.stride
      }
    }
  }

  private static func run(around position: Int, in body: Span<UInt8>) -> Range<Int> {
    var (start, end) = (position, position)
    while start > 0, isBase64(body[start - 1]) { start -= 1 }
    while end < body.count, isBase64(body[end]) { end += 1 }
    return start..<end
  }

  /// Some writers of JSON put a backslash before a slash.
  private static func isBase64(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x2F < 11 || byte == 0x2B || byte == 0x3D || byte == 0x5C
  }

  /// Whether what begins there is said to be base64.
  private static func isAnnounced(_ start: Int, in body: Span<UInt8>) -> Bool {
    if body.ends(with: dataURL, at: start) { return true }
    guard start > 0, body[start - 1] == UInt8(ascii: "\"") else { return false }
    var end = body.endOfText(before: start - 1)
    guard end > 0, body[end - 1] == UInt8(ascii: ":") else { return false }
    end = body.endOfText(before: end - 1)
    return body.ends(with: member, at: end)
  }
}

extension Span<UInt8> {
  /// Whether the bytes before `end` are those of `text`.
  func ends(with text: [UInt8], at end: Int) -> Bool {
    guard end >= text.count else { return false }
    for index in text.indices where self[end - text.count + index] != text[index] { return false }
    return true
  }

  /// Where the white space before `end` begins.
  fileprivate func endOfText(before end: Int) -> Int {
    var end = end
    while end > 0, self[end - 1] <= 0x20 { end -= 1 }
    return end
  }
}
