@testable import RedisWire

/// A session with a link to Redis, as text. Each line is something that happens, or what the link does then:
///
///     start
///     = locate
///     url redis://:pw@h/2
///     = connect h:6379
///     opened
///     > AUTH pw
///     > SELECT 2
///     > ROLE
///     < +OK
///
/// `<` is a reply of the server (`\` is a line end within it), `>` a command that is written, `=` an action. `+5` turns the
/// clock by milliseconds without a timer, `wake` to the moment that the link has asked for. `send WORDS` and `run` are calls;
/// the script has one key. Times of 20 ms for a command and 2 s for a connection.
struct RedisLinkTranscript: ~Copyable {
  static let script = RedisScript("return 1")

  let text: String
  /// Bytes of the server come one at a time.
  var isCut = false

  private var link = RedisLink(RedisLink.Options(timeout: 20_000_000, connectTimeout: 2_000_000_000, seed: 7))
  private var now: UInt64 = 1_000_000_000

  init(_ text: String, isCut: Bool = false) {
    self.text = text
    self.isCut = isCut
  }

  /// What differs; empty when nothing does.
  mutating func play() -> [String] {
    var differences: [String] = []
    var found: [String] = []
    var expected: [String] = []
    var event = "the beginning"
    for line in text.split(separator: "\n").map({ String($0.trimmingPrefix { $0 == " " }) }) + [""] {
      if line.hasPrefix(">") || line.hasPrefix("=") {
        expected.append(line)
        continue
      }
      if found != expected { differences.append("\(event): \(found), not \(expected)") }
      event = line
      if line.isEmpty { break }
      happen(line)
      found = effects()
      expected = []
    }
    return differences
  }

  private mutating func happen(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    switch words[0] {
    case "start": link.start(now: now)
    case "stop": link.stop(now: now)
    case "url": link.located(try! RedisURL(Array(words[1].utf8)), now: now)
    case "opened": link.opened(now: now)
    case "closed": link.closed(now: now)
    case "failed": link.failed(RedisOutage.allCases.first { "\($0.code)" == words[1] }!, now: now)
    case "wake":
      now = link.nextWake ?? .max
      link.wake(now: now)
    case "send":
      var command = RedisArguments()
      for word in words.dropFirst() { command.append(word) }
      _ = link.send(command, now: now)
    case "run": _ = link.run(Self.script, keys: 1, RedisArguments("k"), now: now)
    case "<": receive(line.dropFirst(2).split(separator: "\\", omittingEmptySubsequences: false).map { "\($0)\r\n" })
    default: now += UInt64(words[0].dropFirst())! * 1_000_000
    }
  }

  private mutating func receive(_ lines: [String]) {
    let bytes = Array(lines.joined().utf8)
    for piece in isCut ? bytes.map({ [$0] }) : [bytes] { link.received(piece.span, now: now) }
  }

  private mutating func effects() -> [String] {
    var words: [String] = []
    link.takeOutput { span in
      // A command is an array of bulk strings, which is what a reply may be.
      var parser = RedisReplyParser()
      var start = 0
      while start < span.count {
        let step = parser.receive(span.extracting(start..<span.count))
        start += step.consumed
        if case .reply(let command) = step.event { words.append("> " + Self.text(command)) }
      }
    }
    return words + link.takeActions().map(Self.text)
  }

  private static func text(_ reply: RedisReply) -> String {
    switch reply {
    case .array(let parts):
      let words = parts.map { text($0) }
      if words.first == "EVAL", words.contains("slm:{probe}") { return "probe" }
      return words.map { $0 == script.digest ? "DIGEST" : $0 }.joined(separator: " ")
    case .simple(let text), .bulk(let text): return String(decoding: text, as: UTF8.self)
    case .error(let text): return "-" + String(decoding: text, as: UTF8.self)
    case .integer(let number): return "\(number)"
    case .null: return "null"
    }
  }

  private static func text(_ action: RedisLink.Action) -> String {
    switch action {
    case .locate: "= locate"
    case .connect(.host(let host, let port), let isSecure): "= connect \(host):\(port)\(isSecure ? " secure" : "")"
    case .connect(.socket(let path), _): "= connect \(path)"
    case .close: "= close"
    case .reply(let id, let reply, let result, _): "= reply \(id) \(reply.map { text($0) } ?? "none") \(result)"
    case .available: "= available"
    case .away(let outage): "= away \(outage.code)"
    }
  }
}
