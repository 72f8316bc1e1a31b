/// What is said to a server before anything else, all in one write: who we are, which database, and what are you.
enum RedisGreeting: Equatable {
  case authentication, database, role

  static func steps(_ url: RedisURL) -> [RedisGreeting] {
    (url.password == nil ? [] : [.authentication]) + (url.database == 0 ? [] : [.database]) + [.role]
  }

  func command(_ url: RedisURL) -> RedisArguments {
    switch self {
    case .authentication: return Self.authentication(url)
    case .database: return RedisArguments("SELECT", String(url.database))
    case .role: return RedisArguments("ROLE")
    }
  }

  static func authentication(_ url: RedisURL) -> RedisArguments {
    var command = RedisArguments("AUTH")
    if let user = url.user { command.append(user.span) }
    let password = url.password ?? []
    command.append(password.span)
    return command
  }

  /// Why the server cannot be used, by its reply; nil when it can.
  func outage(_ reply: RedisReply) -> RedisOutage? {
    switch (self, reply) {
    case (.role, .array(let parts)):
      if case .bulk(let word)? = parts.first { return word.elementsEqual("master".utf8) ? nil : .replica }
      return .unexpected
    case (_, .error(let error)): return outage(error)
    case (.role, _): return .unexpected
    default: return nil
    }
  }

  private func outage(_ error: [UInt8]) -> RedisOutage? {
    switch (self, RedisFault(error)) {
    // Some services do not let anybody ask: then the probe finds out that it is a replica.
    case (.role, .here(.permission)): return nil
    case (.role, nil): return error.starts(with: "ERR unknown command".utf8) ? nil : .unexpected
    case (_, .gone(let outage)?), (_, .here(let outage)?): return outage
    case (.authentication, nil): return .credentials
    case (.database, nil): return .database
    }
  }
}

/// Whether the server does what is needed of it: run a script that writes. Memory that is full, a user without leave, a
/// replica that nobody asked for its role: all of them show here before a request meets them.
enum RedisProbe {
  /// In a hash tag of its own; the key ends by itself.
  static let command: RedisArguments = {
    var command = RedisArguments("EVAL", script)
    command.append(1)
    command.append("slm:{probe}")
    return command
  }()

  private static let script = "redis.call('HSET',KEYS[1],'p',1) redis.call('PEXPIRE',KEYS[1],10000) return 1"
}
