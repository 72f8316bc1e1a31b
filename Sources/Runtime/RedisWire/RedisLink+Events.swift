extension RedisLink {
  // MARK: the way to a server

  var isSentinelPhase: Bool { phase == .asking || phase == .connecting(isSentinel: true) }

  package mutating func located(_ url: RedisURL, now: UInt64) {
    guard phase == .locating else { return }
    self.url = url
    switch url.target {
    case .server(let address): connect(to: address, now: now)
    case .sentinels(let sentinels, _):
      asked = 0
      sentinelOutage = nil
      sentinel %= sentinels.count
      connect(to: sentinels[sentinel], isSentinel: true, now: now)
    }
  }

  private mutating func connect(to address: RedisAddress, isSentinel: Bool = false, now: UInt64) {
    phase = .connecting(isSentinel: isSentinel)
    wakeAt = now + options.connectTimeout
    actions.append(.connect(address, isSecure: url?.isSecure == true))
  }

  /// The next sentinel, when one is left in this search.
  mutating func askNext(_ outage: RedisOutage, now: UInt64) -> Bool {
    guard case .sentinels(let sentinels, _)? = url?.target else { return false }
    // Whoever was reached and knows of no primary says more than who was not reached.
    if sentinelOutage == nil || outage == .noMaster || outage == .credentials {
      sentinelOutage = outage == .noMaster || outage == .credentials ? outage : .noSentinel
    }
    sentinel = (sentinel + 1) % sentinels.count
    asked += 1
    guard asked < sentinels.count else { return false }
    _ = pending.removeAll()
    parser = RedisReplyParser()
    output.removeAll(keepingCapacity: true)
    actions.append(.close)
    connect(to: sentinels[sentinel], isSentinel: true, now: now)
    return true
  }

  // MARK: the transport's side

  /// The connection is there, TLS included.
  package mutating func opened(now: UInt64) {
    guard case .connecting(let isSentinel) = phase, let url else { return }
    if isSentinel {
      phase = .asking
      ask(now: now)
      return
    }
    phase = .greeting
    for step in RedisGreeting.steps(url) {
      step.command(url).write(to: &output)
      add(.greeting(step), now: now)
    }
  }

  /// A try that has failed, or the URL that cannot be read.
  package mutating func failed(_ outage: RedisOutage, now: UInt64) {
    switch phase {
    case .stopped, .waiting: break
    default: fail(outage, now: now)
    }
  }

  package mutating func closed(now: UInt64) {
    switch phase {
    case .stopped, .waiting, .locating: break
    default: fail(.closed, now: now)
    }
  }

  package mutating func received(_ input: Span<UInt8>, now: UInt64) {
    var start = 0
    while start < input.count {
      switch phase {
      case .stopped, .waiting, .locating, .connecting: return
      case .asking, .greeting, .probing, .resting, .ready: break
      }
      let step = parser.receive(input.extracting(start..<input.count))
      start += step.consumed
      switch step.event {
      case .needMore: return
      case .failed: return fail(.invalidReply, now: now)
      case .reply(let reply):
        guard let command = pending.popFirst() else { return unasked(reply, now: now) }
        take(reply, to: command, now: now)
      }
    }
  }

  /// A server that is full says so before anybody has asked.
  private mutating func unasked(_ reply: RedisReply, now: UInt64) {
    guard case .error(let error) = reply, case .gone(let outage)? = RedisFault(error) else {
      return fail(.invalidReply, now: now)
    }
    fail(outage, now: now)
  }

  /// The time that `nextWake` gave has come; too early does nothing.
  package mutating func wake(now: UInt64) {
    if phase == .ready { return look(now: now) }
    if let callDeadline, now >= callDeadline { return fail(.lateReply, now: now) }
    guard let wakeAt, now >= wakeAt else { return }
    switch phase {
    case .stopped, .locating, .ready: break
    case .waiting: locate()
    case .connecting, .asking, .greeting: fail(.connectTimeout, now: now)
    case .resting: probe(now: now)
    case .probing: probeIsDue(now: now)
    }
  }

  private mutating func look(now: UInt64) {
    if let deadline = pending.deadline, now >= deadline { return fail(.lateReply, now: now) }
    if !hasHeartbeat, now >= lastSent + Self.heartbeat {
      hasHeartbeat = true
      RedisProbe.command.write(to: &output)
      add(.probe, now: now)
    }
  }

  // MARK: replies

  private mutating func take(_ reply: RedisReply, to command: PendingCommands.Command, now: UInt64) {
    switch command.purpose {
    case .call(let id): finish(id, command, reply, now: now)
    case .script(let id, let call):
      if case .error(let error) = reply, error.starts(with: "NOSCRIPT".utf8), phase == .ready {
        call.writeWhole(to: &output)
        pending.appendResent(
          PendingCommands.Command(purpose: .call(id), sent: command.sent, deadline: command.deadline))
      } else {
        finish(id, command, reply, now: now)
      }
    case .greeting(let step):
      if let outage = step.outage(reply) { return fail(outage, now: now) }
      if step == .role, phase == .greeting { probe(now: now) }
    case .probe: probed(reply, now: now)
    case .sentinel(let authenticates): told(reply, authenticates: authenticates, now: now)
    }
  }

  /// The reply of a call goes out, and then what it says of the server is acted on. One that comes behind its time and
  /// before the timer has waited for this loop, not for the server.
  private mutating func finish(
    _ id: UInt64, _ command: PendingCommands.Command, _ reply: RedisReply, now: UInt64
  ) {
    let time = now - command.sent
    guard case .error(let error) = reply else {
      actions.append(.reply(id, reply, .ok, nanoseconds: time))
      return
    }
    guard let fault = RedisFault(error) else {
      actions.append(.reply(id, reply, .error, nanoseconds: time))
      return
    }
    actions.append(.reply(id, nil, .refused, nanoseconds: time))
    switch fault {
    case .gone(let outage): fail(outage, now: now)
    case .here(let outage): if phase == .ready { rest(outage, now: now) }
    }
  }

  // MARK: probes

  private mutating func probe(now: UInt64) {
    phase = .probing
    probeIsLate = false
    wakeAt = now + options.timeout
    RedisProbe.command.write(to: &output)
    add(.probe, now: now)
  }

  /// A probe that is late is waited for, and not sent again: the server may be frozen, and would have to reply to all of
  /// them.
  private mutating func probeIsDue(now: UInt64) {
    if probeIsLate { return fail(.lateReply, now: now) }
    probeIsLate = true
    wakeAt = now + options.connectTimeout
    report(.lateReply)
  }

  private mutating func probed(_ reply: RedisReply, now: UInt64) {
    let isHeartbeat = hasHeartbeat
    hasHeartbeat = false
    if case .error(let error) = reply {
      switch RedisFault(error) {
      case .gone(let outage)?: return fail(outage, now: now)
      case .here(let outage)?: return rest(outage, now: now)
      case nil: return rest(.unexpected, now: now)
      }
    }
    if isHeartbeat { return }
    guard phase == .probing else { return }
    if probeIsLate { return rest(.lateReply, now: now) }
    phase = .ready
    wakeAt = nil
    outage = nil
    pause.ready(now: now)
    actions.append(.available)
  }

  // MARK: sentinels

  private mutating func ask(now: UInt64) {
    guard case .sentinels(_, let master)? = url?.target else { return }
    RedisArguments("SENTINEL", "GET-MASTER-ADDR-BY-NAME", master).write(to: &output)
    add(.sentinel(authenticates: false), now: now)
  }

  private mutating func told(_ reply: RedisReply, authenticates: Bool, now: UInt64) {
    guard phase == .asking, let url else { return }
    switch reply {
    case .array(let parts):
      if let address = Self.address(parts) { return found(address, now: now) }
      fail(.invalidReply, now: now)
    case .null: fail(.noMaster, now: now)
    // A sentinel has a password of its own, if any; the same is tried where one wants it.
    case .error(let error) where error.starts(with: "NOAUTH".utf8) && url.hasPassword && !authenticates:
      RedisGreeting.authentication(url).write(to: &output)
      add(.sentinel(authenticates: true), now: now)
    case .error: fail(authenticates ? .credentials : .noSentinel, now: now)
    case .simple where authenticates: ask(now: now)
    case .simple, .integer, .bulk: fail(.invalidReply, now: now)
    }
  }

  private mutating func found(_ address: RedisAddress, now: UInt64) {
    actions.append(.close)
    parser = RedisReplyParser()
    connect(to: address, now: now)
  }

  private static func address(_ parts: [RedisReply]) -> RedisAddress? {
    guard parts.count == 2, case .bulk(let host) = parts[0], case .bulk(let digits) = parts[1],
      let port = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(port), !host.isEmpty
    else { return nil }
    return .host(String(decoding: host, as: UTF8.self), port: port)
  }
}
