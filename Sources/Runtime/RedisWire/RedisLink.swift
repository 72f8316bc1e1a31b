/// A link to Redis as a machine without sockets and clocks: it finds the server, greets it, sends commands to it without
/// waiting for the replies of those before, and finds it again when it is lost. Times are monotonic nanoseconds.
///
/// Replies have no names: only their order says whose they are. So a reply that is late ends the connection, and what
/// comes behind is never looked at.
///
/// It cannot be copied: each look at it from another module would copy all of it, with a dozen references to count.
package struct RedisLink: ~Copyable {
  package struct Options: Sendable {
    /// Within which a command has its reply.
    package var timeout: UInt64
    /// Within which a connection is made, the greeting included.
    package var connectTimeout: UInt64
    /// Of the jitter, so that all that have lost one server do not come back in one moment.
    package var seed: UInt64

    package init(timeout: UInt64, connectTimeout: UInt64, seed: UInt64) {
      self.timeout = timeout
      self.connectTimeout = connectTimeout
      self.seed = seed
    }
  }

  /// How a command ended.
  package enum Result: Sendable, Equatable, CaseIterable {
    case ok
    /// An error of the command itself.
    case error
    /// The server did not do it, and what it said is why it is away.
    case refused
    case late
    /// The connection ended before the reply.
    case lost
  }

  package enum Action: Sendable, Equatable {
    /// Read the URL, and say `located` or `failed`.
    case locate
    /// Say `opened`, or `failed`. What is open is closed before.
    case connect(RedisAddress, isSecure: Bool)
    case close
    /// Nil when there is none. `nanoseconds` is how long it took.
    case reply(UInt64, RedisReply?, Result, nanoseconds: UInt64)
    case available
    /// Also when the reason has changed.
    case away(RedisOutage)
  }

  enum Phase: Equatable {
    case stopped
    /// Nothing is open until `wakeAt`.
    case waiting
    case locating
    case connecting(isSentinel: Bool)
    case asking
    case greeting
    /// The probe was sent.
    case probing
    /// The connection is good, and the next probe is at `wakeAt`.
    case resting
    case ready
  }

  /// How long nothing may be sent before a probe looks whether the server is there: an outage is to be seen without
  /// requests, too.
  static let heartbeat: UInt64 = 1_000_000_000

  let options: Options
  var phase = Phase.stopped
  var url: RedisURL?
  /// The sentinel that is asked, and how many were asked in this search.
  var sentinel = 0
  var asked = 0
  var sentinelOutage: RedisOutage?
  /// When the phase is over.
  var wakeAt: UInt64?
  /// Since when the probe has been late, if it is.
  var probeIsLate = false
  var pause: RedisPause
  var parser = RedisReplyParser()
  var pending = PendingCommands()
  /// A heartbeat is among those that are pending.
  var hasHeartbeat = false
  var lastSent: UInt64 = 0
  var outage: RedisOutage? = .connecting
  var nextCall: UInt64 = 0
  var actions: [Action] = []
  var output: [UInt8] = []

  package init(_ options: Options) {
    self.options = options
    pause = RedisPause(seed: options.seed)
  }

  package var isReady: Bool { phase == .ready }

  /// Some command has no reply yet.
  package var isBusy: Bool { !pending.isEmpty }

  /// What is to be done, in order; what was taken is not there the next time.
  package mutating func takeActions() -> [Action] {
    if actions.isEmpty { return [] }
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  package var hasOutput: Bool { !output.isEmpty }

  /// What is to be written, all commands of a turn together.
  package mutating func takeOutput(_ use: (Span<UInt8>) -> Void) {
    if output.isEmpty { return }
    use(output.span)
    output.removeAll(keepingCapacity: true)
  }

  /// When `wake` wants to be called, at the latest.
  package var nextWake: UInt64? {
    guard phase == .ready else {
      guard let deadline = callDeadline else { return wakeAt }
      return min(deadline, wakeAt ?? deadline)
    }
    let heartbeat = hasHeartbeat ? .max : lastSent + Self.heartbeat
    return min(pending.deadline ?? heartbeat, heartbeat)
  }

  /// When the first of those is late for which somebody waits; also while the server is not used any more.
  var callDeadline: UInt64? { pending.calls > 0 ? pending.deadline : nil }

  // MARK: commands

  /// - Returns: the number by which the reply comes; nil when there will be none.
  package mutating func send(_ command: RedisArguments, now: UInt64) -> UInt64? {
    guard phase == .ready else { return nil }
    nextCall += 1
    command.write(to: &output)
    add(.call(nextCall), now: now)
    return nextCall
  }

  package mutating func run(
    _ script: RedisScript, keys: Int, _ arguments: RedisArguments, now: UInt64
  ) -> UInt64? {
    guard phase == .ready else { return nil }
    nextCall += 1
    let call = RedisScriptCall(script: script, keys: keys, arguments: arguments)
    call.writeByDigest(to: &output)
    add(.script(nextCall, call), now: now)
    return nextCall
  }

  mutating func add(_ purpose: PendingCommands.Purpose, now: UInt64) {
    lastSent = now
    pending.append(PendingCommands.Command(purpose: purpose, sent: now, deadline: now + options.timeout))
  }

  // MARK: life

  package mutating func start(now: UInt64) {
    guard phase == .stopped else { return }
    locate()
  }

  /// For good. What is pending has no reply.
  package mutating func stop(now: UInt64) {
    if phase == .stopped { return }
    dropPending(now: now, isLate: false)
    phase = .stopped
    wakeAt = nil
    actions.append(.close)
  }

  mutating func locate() {
    phase = .locating
    wakeAt = nil
    actions.append(.locate)
  }

  /// The connection, or the way to one, is lost.
  mutating func fail(_ outage: RedisOutage, now: UInt64) {
    if phase == .stopped { return }
    let hadConnection = phase != .waiting && phase != .locating
    if isSentinelPhase, askNext(outage, now: now) { return }
    let outage = isSentinelPhase ? sentinelOutage ?? outage : outage
    if phase == .ready { pause.lost(now: now) }
    phase = .waiting
    dropPending(now: now, isLate: outage == .lateReply)
    if hadConnection { actions.append(.close) }
    wakeAt = now + pause.next()
    report(outage)
  }

  /// The server is there, and does not do what is needed.
  mutating func rest(_ outage: RedisOutage, now: UInt64) {
    if phase == .ready { pause.lost(now: now) }
    phase = .resting
    wakeAt = now + pause.next()
    report(outage)
  }

  mutating func report(_ outage: RedisOutage) {
    if self.outage == outage { return }
    self.outage = outage
    actions.append(.away(outage))
  }

  private mutating func dropPending(now: UInt64, isLate: Bool) {
    parser = RedisReplyParser()
    output.removeAll(keepingCapacity: true)
    hasHeartbeat = false
    for command in pending.removeAll() {
      switch command.purpose {
      case .call(let id), .script(let id, _):
        actions.append(.reply(id, nil, isLate ? .late : .lost, nanoseconds: now - command.sent))
      case .greeting, .probe, .sentinel: break
      }
    }
  }
}
