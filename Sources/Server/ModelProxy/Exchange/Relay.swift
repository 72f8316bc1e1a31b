import HTTPWire
import JSONCore
import LLMWire

/// Takes a provider's response to the client, byte for byte, and reads on the way what the audit must know. A state
/// machine without sockets: an `Exchange` owns one and gives it what it reads.
///
/// A stream goes out in whole events, so that there is always a position for an error between two of them, and so
/// that the chunk with the usage can be left out where the client has not asked for it. Everything else goes out as
/// it comes, but for the last bytes, which wait for what follows: the provider's key may begin in them, and must not
/// reach the client.
struct Relay: ~Copyable {
  private enum Mode {
    case plain
    /// Server-sent events.
    case stream
    /// An error: kept until it is whole, because it is looked at before the client gets any of it.
    case held
  }

  /// Errors are short. 256 KiB for each request that holds one.
  private static let mostHeld = 256 << 10

  /// Bodies that are longer than 32 MiB are relayed like others, but not read for their usage: all of a body has to
  /// be in memory for that.
  private static let mostScanned = 32 << 20

  private(set) var scanner: UsageScanner
  /// How the client finds the end of the body.
  private(set) var framing = BodyFraming.none
  private let stripsUsage: Bool
  /// Nil where the provider has no key.
  private let secret: SecretFinder?
  private var mode = Mode.plain
  private var events: SSEParser
  /// What is scanned: the body, or the data of one event.
  private let scanned = ScannedText()
  /// Bytes of the body in `scanned` that the client has.
  private var sent = 0
  /// The client has some of the body, whatever was discarded since.
  private var hasBegun = false
  private var isTooLong = false
  /// The stream has announced its end: `[DONE]`, `message_stop`.
  private var hasEnd = false
  /// A part of an event has gone out whose end has not come.
  private var isInsideEvent = false
  /// Events of one read, and parts of one, to go out as one chunk.
  private var batch: [UInt8] = []

  init(_ format: APIFormat, stripsUsage: Bool, secret: SecretFinder?) {
    scanner = UsageScanner(format)
    self.secret = secret
    self.stripsUsage = stripsUsage
    events = SSEParser(keepsBack: secret?.longest ?? 0)
  }

  /// Called for a status below 400, before any byte of the body.
  ///
  /// - Parameter isStream: whether the client asked for a stream; whether it gets one is for the provider to say.
  mutating func begin(_ head: borrowing ResponseHead, isStream: Bool, client: HTTPVersion) {
    let isEvents = head.with(.contentType) { $0.beginsIgnoringCase(with: "text/event-stream") } ?? false
    mode = isStream && isEvents ? .stream : .plain
    // The length of a stream is not known, even where the provider says it: an event may be left out. HTTP/1.0 has no
    // chunks (RFC 9112, 6.1), so its body ends with the connection.
    switch (head.framing, mode) {
    case (.none, _): framing = .length(0)
    case (.length(let length), .plain), (.length(let length), .held): framing = .length(length)
    case (.length, .stream), (.chunked, _), (.untilClose, _): framing = client == .http11 ? .chunked : .untilClose
    }
    if case .length(let length) = framing, length <= Self.mostScanned { scanned.reset(expecting: length) }
  }

  /// Keeps an error until its end.
  /// Called for a status from 400 on; no byte goes out before `takeHeld`.
  mutating func hold() {
    mode = .held
    scanned.reset()
  }

  /// Whether the error that was kept names the provider's key: some quote the header they did not like.
  var heldNamesSecret: Bool {
    guard let secret else { return false }
    let body = scanned.bytes
    return body.withSpan(0..<body.count) { secret.occurs(in: $0) }
  }

  /// The error that was kept, read for its code.
  mutating func takeHeld() -> JSONBytes {
    scanner.scan(body: scanned.bytes)
    framing = .length(scanned.count)
    return scanned.bytes
  }

  /// The provider's own word for what went wrong, in the middle of a response that began well. Both API formats can
  /// send an error after status 200; recorded as it is, and not as a success.
  var reportedError: String? {
    guard let error = scanner.error else { return nil }
    let name = error.type.isEmpty ? error.code : error.type
    return name.isEmpty ? "error" : ErrorWords.word(name.description)
  }

  /// Takes bytes of the body as they come. What it returns is why the client must not get any more.
  mutating func receive(_ bytes: Span<UInt8>, to client: ClientConnection) -> ProxyFailure? {
    switch mode {
    case .plain: return relayPlain(bytes, to: client)
    case .held:
      if scanned.count + bytes.count > Self.mostHeld {
        return ProxyFailure(.upstreamInvalid, "The provider responded with an error that is too long.")
      }
      scanned.append(bytes)
      return nil
    case .stream: return relayEvents(bytes, to: client)
    }
  }

  /// What the client gets when the provider's key is in what it was to get.
  private static let withheld = ProxyFailure(
    .upstreamInvalid, "The provider's response contains its own key; it was withheld.")

  /// Without a key nothing is held back. With one, the last bytes that may be the beginning of an occurrence wait;
  /// what a known length says is complete goes at once.
  private mutating func relayPlain(_ bytes: Span<UInt8>, to client: ClientConnection) -> ProxyFailure? {
    guard let secret else {
      if scanned.count + bytes.count > Self.mostScanned { isTooLong = true } else { scanned.append(bytes) }
      write(bytes, to: client)
      return nil
    }
    if isTooLong || scanned.count + bytes.count > Self.mostScanned { forgetSent(secret) }
    // An occurrence that was not seen before ends in what is new.
    let start = max(0, scanned.count - secret.longest)
    scanned.append(bytes)
    let body = scanned.bytes
    if body.withSpan(start..<body.count, { secret.occurs(in: $0) }) { return Self.withheld }
    var isWhole = false
    if case .length(let length) = framing { isWhole = !isTooLong && length == body.count }
    writeBody(isWhole ? body.count : body.count - secret.longest, to: client)
    return nil
  }

  /// Nothing of the body may go out yet, so that its head can wait as well: should the key be in what comes, the
  /// client gets an error instead.
  var isHoldingBack: Bool { mode == .plain && secret != nil && !hasBegun }

  /// Sends the body up to there.
  private mutating func writeBody(_ end: Int, to client: ClientConnection) {
    guard end > sent else { return }
    let body = scanned.bytes
    body.withSpan(sent..<end) { write($0, to: client) }
    sent = end
    hasBegun = true
  }

  /// The body is too long to be read for its usage: only what an occurrence might begin in stays.
  private mutating func forgetSent(_ secret: SecretFinder) {
    isTooLong = true
    let body = scanned.bytes
    let start = max(0, min(sent, body.count - secret.longest))
    var rest: [UInt8] = []
    body.withSpan(start..<body.count) { rest.append($0) }
    sent -= start
    scanned.reset()
    scanned.append(rest.span)
  }

  /// Events that a read completes go out together. The beginning of an event stays in the parser until the rest comes,
  /// unless it is a large one: an image need not fit into a buffer here.
  private mutating func relayEvents(_ bytes: Span<UInt8>, to client: ClientConnection) -> ProxyFailure? {
    var start = 0
    batch.removeAll(keepingCapacity: true)
    while true {
      let input = bytes.extracting(start..<bytes.count)
      let step = events.next(input)
      switch step.outcome {
      case .needMore:
        write(batch.span, to: client)
        return nil
      case .event(let event):
        if namesSecret(event, input) {
          write(batch.span, to: client)
          return Self.withheld
        }
        // What has begun to go out goes out whole.
        if keeps(event, input) || event.sentCount > 0 { append(event, input) }
        isInsideEvent = false
      case .part(let part):
        if let secret, events.withPart(part.lookahead, { secret.occurs(in: $0) }) {
          write(batch.span, to: client)
          return Self.withheld
        }
        append(part)
        isInsideEvent = true
      }
      start += step.consumed
    }
  }

  /// The whole event is searched, its comments and unknown fields too: all of it would reach the client.
  private func namesSecret(_ event: SSEEvent, _ input: Span<UInt8>) -> Bool {
    guard let secret else { return false }
    var isFound = false
    // What went out in parts has been searched.
    events.with(event.unsent, of: event, in: input) { isFound = secret.occurs(in: $0) }
    return isFound
  }

  /// Reads an event; false when the client is not to get it. What has no data is no event by the rules of event
  /// streams (WHATWG HTML) and passes unread: keep-alive comments show the client that the model is working.
  private mutating func keeps(_ event: SSEEvent, _ input: Span<UInt8>) -> Bool {
    guard event.isDispatched else { return true }
    scanned.reset()
    let scanned = scanned
    events.withData(of: event, in: input) { scanned.append($0) }
    let found = scanner.scan(event: scanned.bytes)
    if found == .end { hasEnd = true }
    return !(stripsUsage && found == .usage)
  }

  /// The batch is moved out for the call: the closure runs while the parser, a part of `self`, is borrowed.
  private mutating func append(_ event: SSEEvent, _ input: Span<UInt8>) {
    var batch: [UInt8] = []
    swap(&batch, &self.batch)
    events.with(event.unsent, of: event, in: input) { batch.append($0) }
    swap(&batch, &self.batch)
  }

  private mutating func append(_ part: SSEPart) {
    var batch: [UInt8] = []
    swap(&batch, &self.batch)
    events.withPart(part.bytes) { batch.append($0) }
    swap(&batch, &self.batch)
  }

  private func write(_ bytes: Span<UInt8>, to client: ClientConnection) { Self.write(bytes, framing, to: client) }

  private static func write(_ bytes: Span<UInt8>, _ framing: BodyFraming, to client: ClientConnection) {
    if bytes.isEmpty { return }
    if framing == .chunked { client.writeChunk(bytes) } else { client.write(bytes) }
  }

  /// The provider's response is at its end, as HTTP counts it.
  ///
  /// - Returns: why the client must not get the rest.
  mutating func end(to client: ClientConnection) -> ProxyFailure? {
    if mode == .stream {
      // Half an event: for the client to see, as it would without this proxy.
      let (framing, secret) = (framing, secret)
      var isFound = false
      events.withHeld { held in
        isFound = secret?.occurs(in: held) ?? false
        if !isFound { Self.write(held, framing, to: client) }
      }
      if isFound { return Self.withheld }
    } else if secret != nil {
      writeBody(scanned.count, to: client)
    }
    if framing == .chunked { client.write("0\r\n\r\n") }
    return nil
  }

  /// Reads in a whole body what it cost. The events of a stream were read as they came.
  mutating func readUsage() {
    if mode == .plain, !isTooLong { scanner.scan(body: scanned.bytes) }
  }

  /// Whether a stream has said itself that it is at its end. One that has not was cut somewhere behind the provider,
  /// and what it has reported of its usage is what there was until then. A finish reason is enough: providers that
  /// speak OpenAI's format do not all send `[DONE]`.
  var isWhole: Bool { mode != .stream || hasEnd || !scanner.finishReason.isEmpty }

  /// Reports to a client in the middle of a stream why there is no more: an event of its API format, after a whole one.
  /// Nothing is sent inside a plain body or an event, where it would be taken for a part of the response.
  func writeFailure(_ failure: ProxyFailure, requestID: JSONString, to client: ClientConnection) {
    guard mode == .stream, !isInsideEvent else { return }
    var event: [UInt8] = []
    if scanner.format == .anthropic { event.append("event: error\n") }
    event.append("data: ")
    ErrorBody.write(failure, scanner.format, requestID: requestID) { event.append($0) }
    event.append("\n\n")
    write(event.span, to: client)
  }
}

/// The buffer of what is scanned. A class, so that a parser may fill it while it lends what it holds.
private final class ScannedText {
  private var buffer = BodyBuffer()

  var count: Int { buffer.count }
  var bytes: JSONBytes { buffer.bytes }

  func reset(expecting expected: Int = 0) { buffer.reset(expecting: expected) }
  func append(_ part: Span<UInt8>) { buffer.append(part) }
}
