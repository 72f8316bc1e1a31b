import NIOCore
import NIOPosix
package import ProxyCore
package import RedisWire
import System

/// One event loop's connection to Redis. What is sent when, and what a reply means, is decided by `RedisLink`; here are
/// the socket, the timer and those who wait. Confined to its loop.
package final class RedisStore: SharedStore {
  /// A timer that fires so late says that its loop was busy. Nanoseconds.
  private static let stall: UInt64 = 3_000_000

  private let scheduler: EventLoopScheduler
  private let settings: RedisSettings
  private let metrics: StoreMetrics
  private let report: (RedisOutage?) -> Void
  private var link: RedisLink
  private var calls = RedisCalls()
  /// Of the connection, or of the try to make one: what comes of an earlier one is not looked at.
  private(set) var attempt = 0
  private var channel: RedisHandler?
  private var timer: (task: Scheduled<Void>, at: UInt64)?
  private var isFlushing = false
  /// This loop came late to its timer, and looks at what has been read before it says that a reply is late.
  private var isPostponed = false
  private var isRetired = false

  /// - Parameter report: of what has changed; nil when Redis can be used.
  package init(
    _ scheduler: EventLoopScheduler, _ settings: RedisSettings, _ metrics: StoreMetrics,
    report: @escaping (RedisOutage?) -> Void
  ) {
    self.scheduler = scheduler
    self.settings = settings
    self.metrics = metrics
    self.report = report
    link = RedisLink(
      RedisLink.Options(
        timeout: settings.timeout, connectTimeout: settings.connectTimeout, seed: RandomBits.word()))
  }

  /// Begins to connect, behind everything that the loop has to do now.
  package func start() {
    report(.connecting)
    scheduler.later { [self] in change { $0.start(now: $1) } }
  }

  /// A reload has brought another one, or none. Whoever waits gets a reply still.
  package func retire() {
    isRetired = true
    endIfRetired()
  }

  // MARK: calls

  package var isAvailable: Bool { link.isReady && !isRetired }

  package func send(_ command: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    begin(isAvailable ? link.send(command, now: scheduler.nanoseconds) : nil, reply)
  }

  package func run(
    _ script: RedisScript, keys: Int, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void
  ) {
    begin(isAvailable ? link.run(script, keys: keys, arguments, now: scheduler.nanoseconds) : nil, reply)
  }

  private func begin(_ id: UInt64?, _ reply: @escaping (RedisReply?) -> Void) {
    guard let id else {
      metrics.ended(.unsent)
      return scheduler.later { reply(nil) }
    }
    calls.append(id, reply)
    flushLater()
    setTimer()
  }

  // MARK: the socket's side

  func opened(_ handler: RedisHandler) {
    guard handler.attempt == attempt, channel == nil else { return handler.close() }
    channel = handler
    change { $0.opened(now: $1) }
  }

  func received(_ handler: RedisHandler, _ input: Span<UInt8>) {
    guard handler === channel else { return }
    link.received(input, now: scheduler.nanoseconds)
    act()
  }

  func closed(_ handler: RedisHandler) {
    guard handler === channel else { return }
    channel = nil
    change { $0.closed(now: $1) }
  }

  /// A try that came to nothing, or a connection that was refused for its TLS.
  func failed(_ attempt: Int, _ outage: RedisOutage) {
    if attempt == self.attempt { change { $0.failed(outage, now: $1) } }
  }

  // MARK: the machine

  private func change(_ body: (inout RedisLink, UInt64) -> Void) {
    body(&link, scheduler.nanoseconds)
    act()
  }

  private func act() {
    for action in link.takeActions() {
      switch action {
      case .locate: locate()
      case .connect(let address, let isSecure): connect(address, isSecure: isSecure)
      case .close: close()
      case .reply(let id, let reply, let result, let nanoseconds):
        metrics.ended(StoreMetrics.Result(result), nanoseconds: nanoseconds)
        calls.take(id)?(reply)
      case .available: if !isRetired { report(nil) }
      case .away(let outage): if !isRetired { report(outage) }
      }
    }
    flushLater()
    setTimer()
    endIfRetired()
  }

  private func endIfRetired() {
    guard isRetired, !link.isBusy else { return }
    link.stop(now: scheduler.nanoseconds)
    _ = link.takeActions()
    close()
    timer?.task.cancel()
    timer = nil
  }

  /// A file may take its time, as one of another machine does: it is not read on the loop.
  private func locate() {
    let source = settings.source
    let found: (Result<RedisURL, RedisURLSourceFailure>) -> Void = { [self] result in
      change { link, now in
        switch result {
        case .success(let url): link.located(url, now: now)
        case .failure(let failure): link.failed(failure.outage, now: now)
        }
      }
    }
    let read: @Sendable () -> Result<RedisURL, RedisURLSourceFailure> = {
      Result { () throws(RedisURLSourceFailure) in try source.read() }
    }
    guard source.path != nil else {
      let result = read()
      return scheduler.later { found(result) }
    }
    let deliver = scheduler.hopping(found)
    Task { deliver(read()) }
  }

  private func connect(_ address: RedisAddress, isSecure: Bool) {
    close()
    RedisConnector(scheduler.eventLoop, settings).connect(self, attempt, address, isSecure: isSecure)
  }

  private func close() {
    attempt += 1
    let closing = channel
    // First: it reports at once that it is closed.
    channel = nil
    closing?.close()
  }

  // MARK: writing

  /// Behind everything that runs in this turn of the loop, so that all its commands are one write.
  private func flushLater() {
    guard link.hasOutput, !isFlushing else { return }
    isFlushing = true
    scheduler.later { [self] in
      isFlushing = false
      let channel = channel
      link.takeOutput { channel?.send($0) }
    }
  }

  // MARK: time

  /// One timer, for what is due first. It is left where it is when that has come, and looks again when it fires: under
  /// load a timer serves all commands of its time.
  private func setTimer() {
    guard let due = link.nextWake else { return }
    if let timer {
      if isPostponed || timer.at <= due { return }
      timer.task.cancel()
    }
    setTimer(at: due)
  }

  private func setTimer(at due: UInt64) {
    let task = scheduler.eventLoop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(due)) { [self] in
      timer = nil
      fire(due)
    }
    timer = (task, due)
  }

  /// A loop that was busy with something else has perhaps not written the command, nor read its reply: that is no outage
  /// of Redis.
  private func fire(_ due: UInt64) {
    let now = scheduler.nanoseconds
    if now > due + Self.stall, !isPostponed, link.isReady {
      isPostponed = true
      return setTimer(at: now + settings.timeout / 2)
    }
    isPostponed = false
    change { $0.wake(now: $1) }
  }
}

/// Who waits for a reply, by the number of the call. Numbers follow one another, and replies come nearly in their order.
struct RedisCalls {
  private var waiting: [((RedisReply?) -> Void)?] = []
  private var head = 0
  /// The number of the call at `head`.
  private var first: UInt64 = 0

  mutating func append(_ id: UInt64, _ reply: @escaping (RedisReply?) -> Void) {
    if head == waiting.count { first = id }
    waiting.append(reply)
  }

  mutating func take(_ id: UInt64) -> ((RedisReply?) -> Void)? {
    guard id >= first else { return nil }
    let index = head + Int(id - first)
    guard index < waiting.count else { return nil }
    let reply = waiting[index]
    waiting[index] = nil
    while head < waiting.count, waiting[head] == nil {
      head += 1
      first += 1
    }
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 64, head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    return reply
  }
}
