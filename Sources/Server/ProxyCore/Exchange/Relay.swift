package import HTTPWire
package import JSONCore
package import LLMWire

/// Takes a provider's response to the client, byte for byte, and reads on the way what the audit must know. A state
/// machine without sockets: an `Exchange` owns one and gives it what it reads. A class: within the exchange it would make
/// an object that is too large for the quick part of the allocator.
///
/// A stream goes out in whole events, so that there is always a position for an error between two of them, and so
/// that the chunk with the usage can be left out where the client has not asked for it. Everything else goes out as
/// it comes, but for the last bytes, which wait for what follows: the provider's key may begin in them, and must not
/// reach the client.
package final class Relay {
  enum Mode {
    case plain
    /// Server-sent events.
    case stream
    /// An error: kept until it is whole, because it is looked at before the client gets any of it.
    case held
  }

  /// Errors are short. 256 KiB for each request that holds one.
  private var mostHeld = 256 << 10
  private var holdsError = true

  /// Of a longer body only an excerpt is kept to be read for its usage.
  private static let mostKept = 1 << 20

  package internal(set) var scanner: UsageScanner
  /// How the client finds the end of the body.
  package private(set) var framing = ResponseBody.length(0)
  private let format: WireFormat
  private let reads: Bool
  private var stripsUsage: Bool
  /// A body is no text: of it only what the key might be in is kept.
  private let isBinary: Bool
  /// Nil where the provider has no key.
  private let secret: SecretFinder?
  var mode = Mode.plain
  private var events: SSEParser
  /// Events with data that have come.
  private var eventCount = 0
  /// What is scanned: the body, or the data of one event.
  private let scanned = ScannedText()
  /// Bytes of the body in `scanned` that the client has.
  private var sent = 0
  /// The client has some of the body, whatever was discarded since.
  private var hasBegun = false
  /// The body is longer than what is kept of one.
  private var isTooLong = false
  /// Of such a body.
  private var excerpt: JSONExcerpt?
  /// The provider's response has begun, and has ended as HTTP counts it.
  private var isAnswered = false
  private(set) var hasEnded = false
  /// The next bytes show what kind of body it is, whatever its head says.
  private var isOpening = false
  /// The body could be read.
  private var isRead = false
  /// The stream has brought a piece of a response.
  private(set) var hasContent = false
  /// The last event was too long to be read.
  private var isLastUnread = false
  /// In a coding nobody asked for: passes unread.
  private var isCoded = false
  /// The stream has announced its end: `[DONE]`, `message_stop`, `response.completed`.
  private var hasEnd = false
  /// A part of an event has gone out whose end has not come.
  private var isInsideEvent = false

  /// - Parameters:
  ///   - reads: whether it is the response that its request has caused, and not one that was recorded before.
  ///   - secret: nil where the provider has no key.
  ///   - isBinary: whether a body, if it is not events, is audio or another file.
  package init(
    _ format: WireFormat, reads: Bool, stripsUsage: Bool, secret: SecretFinder?, isBinary: Bool = false
  ) {
    self.isBinary = isBinary
    self.format = format
    self.reads = reads
    scanner = UsageScanner(format.api)
    self.secret = secret
    self.stripsUsage = stripsUsage
    events = SSEParser(keepsBack: secret?.longest ?? 0)
  }

  /// Called for a status below 400, before any byte of the body.
  ///
  /// - Parameter asksForStream: whether the client asked for a stream; whether it gets one is for the provider to say.
  package func begin(_ head: borrowing ResponseHead, asksForStream: Bool) {
    isCoded = head.with(.contentEncoding) { $0.isEmpty || $0.equalsIgnoringCase("identity") } == false
    mode = isCoded ? .plain : Self.mode(head, asksForStream: asksForStream)
    // The length of a stream is not known, even where the provider says it: an event may be left out.
    switch (head.framing, mode) {
    case (.none, _): framing = .length(0)
    case (.length(let length), .plain), (.length(let length), .held):
      framing = .length(length)
    case (.length, .stream), (.chunked, _), (.untilClose, _): framing = .unknown
    }
    if case .length(let length) = framing, !isBinary, length <= Self.mostKept { scanned.reset(expecting: length) }
    isAnswered = true
    isOpening = reads && !isCoded && !isBinary
  }

  /// Some providers send events without saying so; JSON always says that it is JSON.
  private static func mode(_ head: borrowing ResponseHead, asksForStream: Bool) -> Mode {
    let isTyped = head.with(.contentType) { type in
      if type.beginsIgnoringCase(with: "text/event-stream") { return true }
      return asksForStream && type.beginsIgnoringCase(with: "text/plain")
    }
    return isTyped ?? asksForStream ? .stream : .plain
  }

  /// Keeps an error, or what is read first, until its end: no byte goes out before `takeHeld`. Of what is no error, at
  /// most so many bytes.
  package func hold(atMost most: Int? = nil) {
    mode = .held
    holdsError = most == nil
    if let most { mostHeld = most }
    scanned.reset()
  }

  /// Whether the error that was kept names the provider's key: some quote the header they did not like.
  package var heldNamesSecret: Bool {
    guard let secret else { return false }
    let body = scanned.bytes
    return body.withSpan(0..<body.count) { secret.occurs(in: $0) }
  }

  /// What was kept; an error is read for its code.
  package func takeHeld(isError: Bool = true) -> JSONBytes {
    if isError { scanner.scan(body: scanned.bytes) }
    framing = .length(scanned.count)
    return scanned.bytes
  }

  /// Takes bytes of the body as they come. What it returns is why the client must not get any more.
  package func receive(_ bytes: Span<UInt8>, to stream: any ClientStream) -> ProxyFailure? {
    if isOpening, !bytes.isEmpty {
      // Nearly always what was expected.
      guard mode == .plain, bytes[0] == UInt8(ascii: "{"), scanned.count == 0 else { return open(bytes, to: stream) }
      isOpening = false
    }
    switch mode {
    case .plain: return relayPlain(bytes, to: stream)
    case .held:
      if scanned.count + bytes.count > mostHeld {
        if !holdsError { return WholeResponse.tooLong }
        return ProxyFailure(
          .upstreamInvalid, "The provider responded with an error that is too long to be passed on.")
      }
      scanned.append(bytes)
      return nil
    case .stream: return relayEvents(bytes, to: stream)
    }
  }

  /// Some providers send events as JSON or without being asked for them, others JSON where events were asked for. No
  /// event stream begins with a brace, and no JSON with a field of one.
  private func open(_ bytes: Span<UInt8>, to stream: any ClientStream) -> ProxyFailure? {
    let opening = scanned.count == 0 ? BodyOpening(bytes) : scanned.opening(with: bytes)
    // A few bytes: they go out with those that follow, or at the end.
    if opening == .undecided { scanned.append(bytes) }
    if opening == .undecided { return nil }
    isOpening = false
    switch (mode, opening) {
    case (.plain, .events):
      mode = .stream
      // Its length is given to the client already, so that nothing can be left out.
      if case .length = framing { stripsUsage = false }
    case (.stream, .object): mode = .plain
    default: break
    }
    if let failure = relayOpening(to: stream) { return failure }
    return mode == .plain ? relayPlain(bytes, to: stream) : relayEvents(bytes, to: stream)
  }

  /// The bytes that had to wait until more had come.
  private func relayOpening(to stream: any ClientStream) -> ProxyFailure? {
    if scanned.count == 0 { return nil }
    let first = scanned.bytes
    scanned.reset()
    return first.withSpan(0..<first.count) {
      mode == .plain ? relayPlain($0, to: stream) : relayEvents($0, to: stream)
    }
  }

  /// What the client gets when the provider's key is in what it was to get.
  private static let withheld = ProxyFailure(
    .upstreamInvalid, "The provider's response contains its own key; it was withheld.")

  /// Without a key nothing is held back. With one, the last bytes that may be the beginning of an occurrence wait;
  /// what a known length says is complete goes at once.
  private func relayPlain(_ bytes: Span<UInt8>, to stream: any ClientStream) -> ProxyFailure? {
    if !isTooLong, scanned.count + bytes.count > (isBinary ? 0 : Self.mostKept) { beginExcerpt() }
    if isTooLong { excerpt?.append(bytes) }
    guard let secret else {
      if !isTooLong { scanned.append(bytes) }
      stream.write(bytes)
      hasBegun = true
      return nil
    }
    if isTooLong { forgetSent(secret) }
    // An occurrence that was not seen before ends in what is new.
    let start = max(0, scanned.count - secret.longest)
    scanned.append(bytes)
    let body = scanned.bytes
    if body.withSpan(start..<body.count, { secret.occurs(in: $0) }) { return Self.withheld }
    var isWhole = false
    if case .length(let length) = framing { isWhole = !isTooLong && length == body.count }
    writeBody(isWhole ? body.count : body.count - secret.longest, to: stream)
    return nil
  }

  /// Nothing of the body may go out yet, so that its head can wait as well: should the key be in what comes, the
  /// client gets an error instead.
  package var isHoldingBack: Bool { mode == .plain && secret != nil && !hasBegun }

  /// A piece of the response was written: of a stream, an event with data, or a part of one.
  var hasBegunBody: Bool { mode == .stream ? eventCount > 0 || isInsideEvent : hasBegun }

  /// Sends the body up to there.
  private func writeBody(_ end: Int, to stream: any ClientStream) {
    guard end > sent else { return }
    let body = scanned.bytes
    body.withSpan(sent..<end) { stream.write($0) }
    sent = end
    hasBegun = true
  }

  /// The body becomes too long to be kept.
  private func beginExcerpt() {
    isTooLong = true
    if reads, !isCoded, !isBinary {
      let excerpt = JSONExcerpt()
      let body = scanned.bytes
      body.withSpan(0..<body.count) { excerpt.append($0) }
      self.excerpt = excerpt
    }
    if secret == nil { scanned.reset() }
  }

  /// Of a body that is too long to be kept, only what an occurrence might begin in stays.
  private func forgetSent(_ secret: SecretFinder) {
    let body = scanned.bytes
    let start = max(0, min(sent, body.count - secret.longest))
    var rest: [UInt8] = []
    body.withSpan(start..<body.count) { rest.append($0) }
    sent -= start
    scanned.reset()
    scanned.append(rest.span)
  }

  // MARK: events

  /// Events that a read completes and that follow each other go out with one copy. The beginning of an event stays in
  /// the parser until the rest comes, unless it is a large one: an image need not fit into a buffer here.
  private func relayEvents(_ bytes: Span<UInt8>, to stream: any ClientStream) -> ProxyFailure? {
    var start = 0
    // Blocks that go out, one behind the other in `bytes`.
    var run = 0..<0
    while true {
      let input = bytes.extracting(start..<bytes.count)
      let step = events.next(input)
      switch step.outcome {
      case .needMore:
        Self.write(bytes, run, to: stream)
        return nil
      case .event(let event):
        let isWithheld = namesSecret(event, input)
        // What has begun to go out goes out whole.
        let isKept = !isWithheld && (keeps(event, input) || event.sentCount > 0)
        if isKept, !event.isHeld {
          let block = start + event.block.lowerBound..<start + event.block.upperBound
          run = run.isEmpty ? block : run.lowerBound..<block.upperBound
        } else {
          Self.write(bytes, run, to: stream)
          run = 0..<0
          if isWithheld { return Self.withheld }
          if isKept { events.with(event.unsent, of: event, in: input) { stream.write($0) } }
        }
        isInsideEvent = false
      case .part(let part):
        Self.write(bytes, run, to: stream)
        run = 0..<0
        if let secret, events.withPart(part.lookahead, { secret.occurs(in: $0) }) { return Self.withheld }
        events.withPart(part.bytes) { stream.write($0) }
        isInsideEvent = true
      }
      start += step.consumed
    }
  }

  private static func write(_ bytes: Span<UInt8>, _ range: Range<Int>, to stream: any ClientStream) {
    if !range.isEmpty { stream.write(bytes.extracting(range)) }
  }

  /// The whole event is searched, its comments and unknown fields too: all of it would reach the client. What went out
  /// in parts has been searched.
  private func namesSecret(_ event: SSEEvent, _ input: Span<UInt8>) -> Bool {
    guard let secret else { return false }
    var isFound = false
    events.with(event.unsent, of: event, in: input) { isFound = secret.occurs(in: $0) }
    return isFound
  }

  /// Reads an event; false when the client is not to get it. What has no data is no event by the rules of event
  /// streams (WHATWG HTML) and passes unread: keep-alive comments show the client that the model is working.
  private func keeps(_ event: SSEEvent, _ input: Span<UInt8>) -> Bool {
    isLastUnread = event.isTruncated || isLastUnread && !event.isDispatched
    guard event.isDispatched else { return true }
    eventCount += 1
    if !reads { return true }
    // Most events bring a piece of text and nothing else: neither copied nor read.
    if event.dataLines == 1, events.with(event.data, of: event, in: input, { scanner.isPlainContent($0) }) {
      return true
    }
    scanned.reset(expecting: event.dataLines == 1 ? event.data.count : 0)
    let scanned = scanned
    events.withData(of: event, in: input) { scanned.append($0) }
    let found = scanner.scan(event: scanned.bytes)
    if found == .end { hasEnd = true }
    if found == .content { hasContent = true }
    return !(stripsUsage && found == .usage)
  }

  // MARK: the end

  /// The provider's response is at its end, as HTTP counts it.
  ///
  /// - Returns: why the client must not get the rest.
  package func end(to stream: any ClientStream) -> ProxyFailure? {
    hasEnded = true
    if isOpening {
      // No more than a few bytes, which are no event and no JSON: as they are.
      isOpening = false
      if let failure = relayOpening(to: stream) { return failure }
    }
    if mode == .stream {
      // Half an event: for the client to see, as it would without this proxy.
      let secret = secret
      var isFound = false
      events.withHeld { held in
        isFound = secret?.occurs(in: held) ?? false
        if !isFound { stream.write(held) }
      }
      if isFound { return Self.withheld }
    } else if mode == .plain, secret != nil {
      writeBody(scanned.count, to: stream)
    }
    return nil
  }

  /// Reads in a whole body what it cost. The events of a stream were read as they came.
  package func readUsage() {
    guard reads, mode == .plain, !isCoded else { return }
    // An excerpt that is nil is one of no object, or too long even without all that is left out.
    if let body = isTooLong ? excerpt?.bytes : scanned.bytes {
      isRead = scanner.scan(body: body) || scanner.scan(marked: body)
    }
    excerpt = nil
  }

  /// The response has gone out as it was, and what it cost could not be read in it: it is no JSON, in a coding nobody
  /// asked for, or too long.
  package var isUnreadable: Bool {
    guard reads, !(isBinary && mode == .plain), scanner.usage == nil else { return false }
    return isCoded || (mode == .plain ? !isRead : scanner.malformed > 0 || isLastUnread)
  }

  /// Why the usage is not known, or not all of it; nil where it is, and where the provider has not responded or has
  /// responded with an error and nothing else.
  package var usageGap: UnknownCost? {
    guard reads, isAnswered else { return nil }
    if scanner.usage == nil, scanner.hasError, !hasContent { return nil }
    // A stream that is cut behind its last word is whole.
    guard isWhole, hasEnded || scanner.usage != nil else { return .usagePartial }
    if scanner.usage != nil { return nil }
    if isUnreadable { return .usageUnreadable }
    return scanner.isPending ? .background : .noUsage
  }

  /// Whether a stream has said itself that it is at its end. One that has not was cut somewhere behind the provider,
  /// and what it has reported of its usage is what there was until then. A finish reason is enough: providers that
  /// speak OpenAI's format do not all send `[DONE]`.
  package var isWhole: Bool {
    !reads || mode != .stream || hasEnd || isLastUnread || !scanner.finishReason.isEmpty
  }

  /// The last event of a stream has gone on: `[DONE]`, `message_stop`, `response.completed`.
  package var hasSaidEnd: Bool { mode == .stream && hasEnd }

  /// Reports to a client in the middle of a stream why there is no more: an event of its API format, after a whole one.
  /// Nothing is sent inside a plain body or an event, where it would be taken for a part of the response.
  package func writeFailure(_ failure: ProxyFailure, requestID: JSONString, to stream: any ClientStream) {
    guard mode == .stream, !isInsideEvent else { return }
    stream.write(format.errorEvent(failure, requestID: requestID, number: eventCount).span)
  }
}
