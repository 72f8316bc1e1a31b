/// Why Redis cannot be used at the moment. The code is for machines (metrics, audit, /readyz), the sentence for people;
/// neither has anything of the URL, which may hold a password.
package enum RedisOutage: UInt8, CaseIterable, Sendable {
  /// The first connection is still being made.
  case connecting
  case urlUnreadable, urlInvalid
  case unresolved, unreachable, connectTimeout, tls
  case closed, lateReply, invalidReply
  case credentials, permission, database
  case loading, replica, cluster, memory, writesRefused, busy, clients
  case noSentinel, noMaster
  case unexpected

  package var code: StaticString {
    switch self {
    case .connecting: "connecting"
    case .urlUnreadable: "url_unreadable"
    case .urlInvalid: "url_invalid"
    case .unresolved: "unresolved"
    case .unreachable: "unreachable"
    case .connectTimeout: "connect_timeout"
    case .tls: "tls"
    case .closed: "closed"
    case .lateReply: "late_reply"
    case .invalidReply: "invalid_reply"
    case .credentials: "credentials"
    case .permission: "permission"
    case .database: "database"
    case .loading: "loading"
    case .replica: "replica"
    case .cluster: "cluster"
    case .memory: "memory"
    case .writesRefused: "writes_refused"
    case .busy: "busy"
    case .clients: "clients"
    case .noSentinel: "no_sentinel"
    case .noMaster: "no_master"
    case .unexpected: "unexpected"
    }
  }

  package var sentence: StaticString {
    switch self {
    case .connecting: "the first connection is being made"
    case .urlUnreadable: "its URL cannot be read: look at the file or credential of state.redis.url"
    case .urlInvalid: "its URL is not valid any more: `securellm doctor` says what is wrong with it"
    case .unresolved: "its name cannot be resolved"
    case .unreachable: "nothing listens there, or there is no route to it"
    case .connectTimeout: "connecting took longer than state.redis.connectMs"
    case .tls: "its TLS was refused: look at state.redis.caFile, at the name in its certificate, and whether it has TLS"
    case .closed: "it closed the connection"
    case .lateReply: "it did not reply within state.redis.timeoutMs"
    case .invalidReply: "what it sent is no reply of Redis: something else may listen there"
    case .credentials: "it refuses the user or the password, or wants one (WRONGPASS, NOAUTH, DENIED)"
    case .permission: "its ACL does not let the user run what is needed (NOPERM): see docs/state.md"
    case .database: "it does not have the database that the URL names"
    case .loading: "it is loading its data"
    case .replica: "it is a replica, and only a primary can be written to"
    case .cluster: "it is a node of a cluster that does not have the keys (MOVED, CLUSTERDOWN)"
    case .memory: "its memory is full (OOM): raise maxmemory, or let it evict keys"
    case .writesRefused: "it refuses writes: too few replicas, or its disk is full (NOREPLICAS, MISCONF)"
    case .busy: "it is busy with a script (BUSY)"
    case .clients: "it has as many clients as it may have (maxclients)"
    case .noSentinel: "no sentinel could be asked where it is"
    case .noMaster: "the sentinels know no primary of that name"
    case .unexpected: "it replied with an error that is not expected"
    }
  }
}

/// What an error reply says of the server, if it says something.
enum RedisFault: Equatable {
  /// The connection is of no use any more: another server may have to be found.
  case gone(RedisOutage)
  /// The connection is good, and the server does not do now what is needed.
  case here(RedisOutage)

  /// Nil for an error that is about the command alone.
  init?(_ error: [UInt8]) {
    guard let outage = Self.outage(error) else { return nil }
    switch outage {
    case .memory, .permission, .writesRefused, .busy: self = .here(outage)
    default: self = .gone(outage)
    }
  }

  private static let words: [(String, RedisOutage)] = [
    ("OOM", .memory), ("NOPERM", .permission), ("NOAUTH", .credentials), ("WRONGPASS", .credentials),
    ("DENIED", .credentials),
    ("READONLY", .replica), ("MASTERDOWN", .replica), ("LOADING", .loading), ("MOVED", .cluster), ("ASK", .cluster),
    ("CLUSTERDOWN", .cluster), ("TRYAGAIN", .cluster), ("CROSSSLOT", .cluster), ("NOREPLICAS", .writesRefused),
    ("MISCONF", .writesRefused), ("BUSY", .busy), ("UNBLOCKED", .replica),
  ]

  /// By the first word. Within a script the error of a command comes behind others: servers before version 7 put
  /// `ERR Error running script` before it.
  private static func outage(_ error: [UInt8]) -> RedisOutage? {
    let word = error.prefix { $0 != 0x20 }
    if let known = words.first(where: { $0.0.utf8.elementsEqual(word) }) { return known.1 }
    guard word.elementsEqual("ERR".utf8) else { return nil }
    if error.starts(with: "ERR max number of clients".utf8) { return .clients }
    guard error.starts(with: "ERR Error running script".utf8) else { return nil }
    // `... @user_script:1: -OOM command not allowed ...`
    let inner = error.split(separator: 0x20).first { part in
      part.first == UInt8(ascii: "-") && words.contains { $0.0.utf8.elementsEqual(part.dropFirst()) }
    }
    return inner.flatMap { part in words.first { $0.0.utf8.elementsEqual(part.dropFirst()) }?.1 }
  }
}
