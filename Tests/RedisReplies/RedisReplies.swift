import Glibc
import RedisWire

/// `redis-replies`: what the parser makes of bytes, for the test that compares it with another implementation, which is
/// in Python. Each line of standard input is the pieces of one stream, in hexadecimal digits with spaces between; the
/// line of the response has the replies, and `!` behind them when the rest is none.
///
/// `+6f6b` is a status, `-` an error, `$` a bulk string, all in hexadecimal digits; `:1` a number, `_` nothing, `*2(` and
/// `)` an array.
@main
enum RedisReplies {
  static func main() {
    while let line = readLine() {
      print(response(line.split(separator: " ").map { bytes($0) }))
      fflush(nil)
    }
  }

  private static func response(_ pieces: [[UInt8]]) -> String {
    var parser = RedisReplyParser()
    var words: [String] = []
    for piece in pieces {
      var start = 0
      while start < piece.count {
        let step = parser.receive(piece.span.extracting(start..<piece.count))
        start += step.consumed
        switch step.event {
        case .needMore: break
        case .reply(let reply): words.append(text(reply))
        case .failed:
          words.append("!")
          return words.joined(separator: " ")
        }
      }
    }
    return words.joined(separator: " ")
  }

  private static func text(_ reply: RedisReply) -> String {
    switch reply {
    case .simple(let text): "+" + digits(text)
    case .error(let text): "-" + digits(text)
    case .bulk(let text): "$" + digits(text)
    case .integer(let number): ":\(number)"
    case .null: "_"
    case .array(let elements): "*\(elements.count)(" + elements.map { text($0) }.joined(separator: ",") + ")"
    }
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func bytes(_ digits: Substring) -> [UInt8] {
    let digits = Array(digits)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
  }
}
