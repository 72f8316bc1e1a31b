import HTTPWire
import Testing
import WireTranscript

/// What the head of a request may look like, and what is made of it.
@Suite struct RequestHeadTests {
  static func head(_ line: String, _ fields: String...) -> String {
    ([line] + fields).joined(separator: "\r\n") + "\r\n\r\n"
  }

  /// The failure of a text, the same wherever it is cut.
  static func failure(_ text: String, limits: HTTPLimits = HTTPLimits()) -> HTTPFailure? {
    let whole = Transcript.requests(text, limits: limits)
    everyCut(Array(text.utf8)) { pieces, how in
      #expect(Transcript.requests(pieces, limits: limits) == whole, "\(text.prefix(80).debugDescription) \(how)")
    }
    return whole.failure
  }

  @Test func readsATypicalHead() {
    let text = Self.head(
      "POST /v1/chat/completions?a=b HTTP/1.1", "HOST:localhost:8080", "authorization: Bearer \t KEY\t ", "X-Foo:",
      "x-foo: b",
      "Anthropic-RateLimit-Tokens-Limit: 5", "x-ratelimit-reset-tokens: 1s", "User-Agent: \u{E9}", "Content-Length: 0")
    everyCut(Array(text.utf8)) { pieces, how in
      let transcript = Transcript.requests(pieces)
      #expect(transcript.failure == nil, "\(how)")
      #expect(transcript.messages.count == 1, "\(how)")
      let message = transcript.messages[0]
      #expect(message.first == "post /v1/chat/completions a=b http11 false", "\(how)")
      #expect(message.keepAlive && message.isComplete && message.body.isEmpty && message.framing == .length(0))
      #expect(
        message.fields == [
          "host HOST: localhost:8080", "authorization authorization: Bearer \t KEY", "other X-Foo: ", "other x-foo: b",
          "anthropicRateLimit Anthropic-RateLimit-Tokens-Limit: 5", "xRateLimit x-ratelimit-reset-tokens: 1s",
          "userAgent User-Agent: \u{E9}", "contentLength Content-Length: 0",
        ], "\(how)")
    }
  }

  @Test(arguments: HTTPField.allCases) func everyKnownNameIsFoundInAnyCaseAndNoOther(field: HTTPField) {
    if field == .other { return }
    let isFamily = field == .xRateLimit || field == .anthropicRateLimit
    let name = "\(field.name)" + (isFamily ? "limit-requests" : "")
    let values: [HTTPField: String] = [
      .contentLength: "0", .transferEncoding: "chunked", .expect: "100-continue", .connection: "close",
    ]
    for spelling in [name, name.uppercased(), name.capitalized] {
      let fields = (field == .host ? [] : ["Host: a"]) + ["\(spelling): \(values[field] ?? "a")"]
      let text = (["GET / HTTP/1.1"] + fields).joined(separator: "\r\n") + "\r\n\r\n"
      #expect(Transcript.requests(text).messages.first?.fields.last?.hasPrefix("\(field) ") == true, "\(spelling)")
    }
    // A name that differs in one letter, by length or by bit 5 of a character that is no letter is another one.
    var others = [name + "x", "x" + name]
    if !isFamily { others.append(String(name.dropLast()) + "!") }
    if let dash = name.firstIndex(of: "-") { others.append(name.replacingCharacters(at: dash, with: "_")) }
    for other in others where !other.hasPrefix("x-ratelimit-") && !other.hasPrefix("anthropic-ratelimit-") {
      let text = Self.head("GET / HTTP/1.1", "Host: a", "\(other): a")
      #expect(Transcript.requests(text).messages.first?.fields.last == "other \(other): a")
    }
  }

  @Test func acceptsOrRejectsTargets() {
    for (target, path) in [
      ("/", "/ "), ("/a?", "/a "), ("/a?b?c=/../", "/a b?c=/../"), ("/a%20b", "/a%20b "), ("/a..b/...", "/a..b/... "),
      ("/%2Fa", "/%2Fa "), ("http://a/x?y", "/x y"), ("HTTPS://A/", "/ "),
    ] {
      let transcript = Transcript.requests(Self.head("GET \(target) HTTP/1.1", "Host: a"))
      #expect(transcript.messages.first?.first == "get \(path) http11 false", "\(target)")
    }
    #expect(Transcript.requests(Self.head("OPTIONS * HTTP/1.1", "Host: a")).failure == nil)
    for target in [
      "*", "a", "/a#b", "/..", "/../a", "/a/..", "/a/%2e%2E/b", "/.", "/a/./b", "/%2e", "/..%2fa", "/a%5C..%5cb", "/%",
      "/%2",
      "/%zz", "/%0a", "/%7f", "/%1F", "/\u{1}", "/\u{7F}", "/\u{E9}", "/a\\b", "/\"", "/<", "/{a}", "ftp://a/",
      "http://a",
      "http://a?b", "http://u@a/", "http:///x", "//", "a:80",
    ] where target != "//" {
      #expect(Self.failure(Self.head("GET \(target) HTTP/1.1", "Host: a")) == .invalidTarget, "\(target)")
    }
    #expect(Self.failure(Self.head("GET http://b/ HTTP/1.1", "Host: a")) == .targetNotForHost)
    #expect(Self.failure(Self.head("GET http://a/ HTTP/1.0")) == .missingHost)
    #expect(Self.failure(Self.head("CONNECT a:80 HTTP/1.1", "Host: a")) == .invalidTarget)
  }

  @Test func acceptsOrRejectsFirstLines() {
    for (line, expected) in [
      ("GET / HTTP/1.2", HTTPFailure.unsupportedVersion), ("GET / HTTP/2.0", .unsupportedVersion),
      ("GET / HTTP/0.9", .unsupportedVersion), ("GET / http/1.1", .invalidVersion),
      ("GET / HTTP/1.1 ", .invalidVersion),
      ("GET / HTTP/1.", .invalidVersion), ("GET / HTTP/1.10", .invalidVersion), ("GET / ", .invalidVersion),
      ("GET  / HTTP/1.1", .invalidTarget), ("GET /", .invalidVersion), ("GET / X", .invalidVersion),
      ("GET\t/ HTTP/1.1", .invalidMethod),
      (" GET / HTTP/1.1", .invalidMethod), ("G:T / HTTP/1.1", .invalidMethod), ("\u{16}\u{3}\u{1}", .bareLineFeed),
      (String(repeating: "A", count: 33) + " / HTTP/1.1", .invalidMethod), ("GET / HTTP/1.1\r", .bareCarriageReturn),
      ("\r\n\r\nGET / HTTP/1.1", .bareLineFeed), ("GET / HTTP/1.1\nHost: b", .bareLineFeed),
    ] {
      #expect(Self.failure(Self.head(line, "Host: a")) == expected, "\(line.debugDescription)")
    }
    #expect(Self.failure("\r\n" + Self.head("GET / HTTP/1.1", "Host: a")) == nil)
    #expect(Self.failure(Self.head("GET / HTTP/1.0")) == nil)
    let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]
    for method in methods {
      let first = Transcript.requests(Self.head("\(method) / HTTP/1.1", "Host: a")).messages.first?.first
      #expect(first?.hasPrefix(method.lowercased() + " ") == true)
      let lower = Transcript.requests(Self.head("\(method.lowercased()) / HTTP/1.1", "Host: a")).messages.first?.first
      #expect(lower?.hasPrefix("other ") == true)
    }
  }

  @Test func acceptsOrRejectsLines() {
    for (line, expected) in [
      ("X: a\u{0}", HTTPFailure.controlInFieldValue), ("X: \u{1}", .controlInFieldValue),
      ("X: a\u{7F}", .controlInFieldValue),
      ("X: a\rb", .bareCarriageReturn), ("X: a\nb: c", .bareLineFeed), ("X: a\n", .bareLineFeed),
      ("X: a\r", .bareCarriageReturn),
      ("X", .missingColon), ("X Y: a", .spaceInFieldName), ("X : a", .spaceInFieldName), ("X\t: a", .spaceInFieldName),
      (": a", .emptyFieldName), (" X: a", .foldedLine), ("\tX: a", .foldedLine), ("X(: a", .invalidFieldName),
      ("X\u{0}: a", .invalidFieldName), ("X\u{7F}: a", .invalidFieldName), ("X\u{E9}: a", .invalidFieldName),
      ("Host: b", .repeatedField(.host)), ("X: a\r\n b", .foldedLine), ("\u{212A}eep-alive: a", .invalidFieldName),
      ("authorization: a\r\nX: b\r\nAuthorization: a", .repeatedField(.authorization)),
      ("Expect: x", .unknownExpectation),
      ("x-api-key: a\r\nx-api-key: b", .repeatedField(.xAPIKey)), ("Expect: 100-continue, x", .unknownExpectation),
      ("x-ratelimit-(: a", .invalidFieldName), ("anthropic-ratelimit-\u{7F}: a", .invalidFieldName),
    ] {
      #expect(Self.failure(Self.head("GET / HTTP/1.1", "Host: a", line)) == expected, "\(line.debugDescription)")
    }
  }

  @Test func acceptsOrRejectsHosts() {
    for host in ["a", "A.b-c_d", "localhost:1", "127.0.0.1:65535", "[::1]", "[::1]:80", "[::ffff:1.2.3.4]"] {
      #expect(Self.failure(Self.head("GET / HTTP/1.1", "Host: \(host)")) == nil, "\(host)")
    }
    for host in [
      "", "a:", ":80", "a:123456", "a:8o", "a:80:80", "a,b", "a b", "u@a", "a/b", "[::1", "[]", "[::1]x", "::1", "a%41",
      "a?b",
      String(repeating: "a", count: 263), "a\"", "\u{E9}",
    ] {
      #expect(Self.failure(Self.head("GET / HTTP/1.1", "Host: \(host)")) == .invalidHost, "\(host)")
    }
    #expect(Self.failure(Self.head("GET / HTTP/1.1", "X: a")) == .missingHost)
    #expect(Self.failure(Self.head("GET / HTTP/1.0", "Host: a", "Host: a")) == .repeatedField(.host))
  }

  @Test func connectionsAreKeptOrNot() {
    for (version, options, expected) in [
      ("1.1", [], true), ("1.0", [], false), ("1.1", ["close"], false), ("1.0", ["Keep-Alive"], true),
      ("1.1", ["x, CLOSE ,y"], false),
      ("1.1", ["x", "close"], false), ("1.0", ["keep-alive, close"], false), ("1.1", ["closed", "close-x", ""], true),
      ("1.0", ["keep-alivex"], false), ("1.1", [",,\tclose"], false),
    ] {
      let text = (["GET / HTTP/\(version)", "Host: a"] + options.map { "Connection: \($0)" }).joined(separator: "\r\n")
      #expect(Transcript.requests(text + "\r\n\r\n").messages.first?.keepAlive == expected, "\(version) \(options)")
    }
  }

  @Test func limitsHoldToTheByte() {
    var limits = HTTPLimits()
    limits.head = 200
    limits.fieldLine = 60
    limits.fields = 4
    limits.target = 20
    let start = ["GET / HTTP/1.1", "Host: a"]
    func text(_ lines: [String]) -> String { (start + lines).joined(separator: "\r\n") + "\r\n\r\n" }
    func line(_ count: Int) -> String { "X: " + String(repeating: "a", count: count - 3) }
    #expect(Self.failure(text([line(60)]), limits: limits) == nil)
    #expect(Self.failure(text([line(61)]), limits: limits) == .fieldTooLong)
    #expect(Self.failure(text(["X: a", "X: a", "X: a"]), limits: limits) == nil)
    #expect(Self.failure(text(["X: a", "X: a", "X: a", "X: a"]), limits: limits) == .tooManyFields)
    let used = text([line(60), line(60)]).utf8.count
    #expect(Self.failure(text([line(60), line(60), line(200 - used - 2)]), limits: limits) == nil)
    #expect(Self.failure(text([line(60), line(60), line(201 - used - 2)]), limits: limits) == .headTooLarge)
    let path = "/" + String(repeating: "a", count: 19)
    #expect(Self.failure(Self.head("GET \(path) HTTP/1.1", "Host: a"), limits: limits) == nil)
    #expect(Self.failure(Self.head("GET \(path)a HTTP/1.1", "Host: a"), limits: limits) == .targetTooLong)
    #expect(Self.failure("GET " + String(repeating: "a", count: 300), limits: limits) == .targetTooLong)
    #expect(
      Self.failure("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "a", count: 300), limits: limits)
        == .fieldTooLong)
  }

  @Test func messagesDescribeErrorsWithoutValues() {
    let failures: [HTTPFailure] = [
      .invalidMethod, .targetTooLong, .headTooLarge, .unknownExpectation, .unsupportedVersion, .bodyTooLarge,
      .unsupportedTransferEncoding, .repeatedField(.authorization), .responseCut,
    ]
    #expect(failures.map(\.status) == [400, 414, 431, 417, 505, 413, 501, 400, 502])
    #expect(HTTPFailure.repeatedField(.authorization).sentence.contains("authorization"))
    for failure in failures { #expect(failure.sentence.hasSuffix(".") && failure.code.utf8CodeUnitCount > 4) }
  }
}

extension String {
  fileprivate var capitalized: String {
    split(separator: "-", omittingEmptySubsequences: false).map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined(separator: "-")
  }

  fileprivate func replacingCharacters(at index: Index, with text: String) -> String {
    self[..<index] + text + self[self.index(after: index)...]
  }
}
