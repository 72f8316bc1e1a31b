import NIOCore
import NIOPosix
import ProxyConfiguration
package import ProxyCore
import RedisWire

/// What a look at Redis has found, for `doctor`.
package struct RedisFacts: Sendable, Equatable {
  /// Without user and password.
  package var place: String
  /// Why it cannot be used; nil when it can, which means that the user may run scripts that write.
  package var problem: String?
  /// `Redis 7.0.15`; nil where the user may not ask.
  package var version: String?
  /// What it does when its memory is full, and whether that has a bound at all.
  package var evictionPolicy: String?
  package var hasMemoryBound = false
  /// A password goes over a network that others may listen on.
  package var isClear = false

  package init(place: String, problem: String? = nil) {
    self.place = place
    self.problem = problem
  }

  init(place: String, _ outage: RedisOutage) {
    self.init(place: place, problem: "\(outage.code): \(outage.sentence)")
  }
}

/// Connects to Redis as an event loop of the server does, waits for what comes of it, and asks who it is.
package enum RedisExamination {
  /// Waits for as long as connecting may take; not to be called on an event loop.
  package static func facts(_ settings: RedisSettings) -> RedisFacts {
    let url = try? settings.source.read()
    let place = url?.place ?? "Redis"
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    defer { try? group.syncShutdownGracefully() }
    let loop = group.next()
    let promise = loop.makePromise(of: RedisFacts.self)
    loop.execute { Look(loop, settings, place, promise).start() }
    var facts = (try? promise.futureResult.wait()) ?? RedisFacts(place: place, .unexpected)
    facts.isClear = url.map { $0.hasPassword && !$0.isSecure && !isOfThisMachine($0.target) } ?? false
    return facts
  }

  private static func isOfThisMachine(_ target: RedisURL.Target) -> Bool {
    let addresses =
      switch target {
      case .server(let address): [address]
      case .sentinels(let sentinels, _): sentinels
      }
    return addresses.allSatisfy { address in
      switch address {
      case .host(let host, _): Loopback.holds(host)
      case .socket: true
      }
    }
  }

  /// Ends with the first thing that is known.
  private final class Look {
    private let loop: any EventLoop
    private let settings: RedisSettings
    private let place: String
    private var promise: EventLoopPromise<RedisFacts>?
    private var store: RedisStore?

    init(
      _ loop: any EventLoop, _ settings: RedisSettings, _ place: String, _ promise: EventLoopPromise<RedisFacts>
    ) {
      self.loop = loop
      self.place = place
      self.settings = settings
      self.promise = promise
    }

    func start() {
      let store = RedisStore(EventLoopScheduler(loop), settings, StoreMetrics()) { [self] in changed($0) }
      self.store = store
      store.start()
    }

    private func changed(_ outage: RedisOutage?) {
      switch outage {
      case .connecting?: break
      case nil: store?.send(RedisArguments("INFO")) { [self] in end(RedisFacts(place: place, information: $0)) }
      case let outage?: end(RedisFacts(place: place, outage))
      }
    }

    private func end(_ facts: RedisFacts) {
      promise?.succeed(facts)
      promise = nil
      store?.retire()
      store = nil
    }
  }
}

extension RedisFacts {
  /// - Parameter information: the reply to `INFO`, which a user may be denied.
  init(place: String, information: RedisReply?) {
    self.init(place: place)
    guard case .bulk(let text)? = information else { return }
    var members: [String: String] = [:]
    for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { members[String(parts[0])] = String(parts[1]) }
    }
    // Valkey has a version of its own beside that of Redis which it is like.
    version = members["valkey_version"].map { "Valkey \($0)" } ?? members["redis_version"].map { "Redis \($0)" }
    evictionPolicy = members["maxmemory_policy"]
    hasMemoryBound = (members["maxmemory"].flatMap { Int($0) } ?? 0) > 0
  }
}
