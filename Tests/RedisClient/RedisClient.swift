import Glibc
import NIOCore
import NIOPosix
import ProxyCore
import ProxyTransport
import RedisWire

/// `redis-client URL CALLS SECONDS`: as many scripts at once as CALLS over the proxy's own connection to Redis, each with an
/// argument of its own that it must get back. What came of them is one JSON object at the end: for tests that do things to
/// the server meanwhile, and for measurements.
@main
enum RedisClient {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let calls = Int(arguments[2]), let seconds = Int64(arguments[3]) else {
      print("usage: redis-client URL CALLS SECONDS")
      exit(2)
    }
    let settings = RedisSettings(
      source: RedisURLSource(.text(Array(arguments[1].utf8))), timeout: 20_000_000, connectTimeout: 2_000_000_000)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let promise = loop.makePromise(of: String.self)
    loop.execute { Session(loop, settings, promise).start(calls, seconds) }
    print(try promise.futureResult.wait())
    try group.syncShutdownGracefully()
  }
}

/// Confined to its loop.
private final class Session {
  private static let script = RedisScript("redis.call('SET',KEYS[1],ARGV[1],'PX',1000) return ARGV[1]")

  private let loop: any EventLoop
  private let settings: RedisSettings
  private let promise: EventLoopPromise<String>
  private var store: RedisStore?
  private var number: Int64 = 0
  private var ends = false
  private var (good, none, unsent, wrong, failed) = (0, 0, 0, 0, 0)
  private var outages: [String] = []
  /// Microseconds; those of calls without a reply apart.
  private var times: [Int64] = []
  private var lost: [Int64] = []
  /// How late the loop itself was at most: what a busy machine adds to every wait.
  private var stall: Int64 = 0
  private var lastTick = NIODeadline.now()

  init(_ loop: any EventLoop, _ settings: RedisSettings, _ promise: EventLoopPromise<String>) {
    self.loop = loop
    self.settings = settings
    self.promise = promise
  }

  func start(_ calls: Int, _ seconds: Int64) {
    let store = RedisStore(EventLoopScheduler(loop), settings, StoreMetrics()) { [self] outage in
      if let outage { outages.append("\"\(outage.code)\"") } else { outages.append("\"available\"") }
    }
    self.store = store
    store.start()
    for _ in 0..<calls { next() }
    tick()
    loop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { [self] in end() }
  }

  private func tick() {
    let now = NIODeadline.now()
    stall = max(stall, (now - lastTick).nanoseconds / 1000 - 5000)
    lastTick = now
    if !ends { loop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { [self] in tick() } }
  }

  private func next() {
    guard !ends, let store else { return }
    guard store.isAvailable else {
      unsent += 1
      loop.assumeIsolated().scheduleTask(in: .milliseconds(1)) { [self] in next() }
      return
    }
    number += 1
    let own = number
    var arguments = RedisArguments("slm:{test}")
    arguments.append(own)
    let start = NIODeadline.now()
    store.run(Self.script, keys: 1, arguments) { [self] reply in
      took(reply, own, (NIODeadline.now() - start).nanoseconds / 1000)
      next()
    }
  }

  private func took(_ reply: RedisReply?, _ own: Int64, _ microseconds: Int64) {
    switch reply {
    case .bulk(let text)? where text == Array(String(own).utf8):
      good += 1
      times.append(microseconds)
    case .error?: failed += 1
    case nil:
      none += 1
      lost.append(microseconds)
    case .bulk?, .simple?, .integer?, .null?, .array?: wrong += 1
    }
  }

  private func end() {
    ends = true
    times.sort()
    let middle = times.isEmpty ? 0 : times[times.count / 2]
    let high = times.isEmpty ? 0 : times[times.count * 95 / 100]
    promise.succeed(
      """
      {"good":\(good),"none":\(none),"unsent":\(unsent),"wrong":\(wrong),"failed":\(failed),"p50_us":\(middle),\
      "p95_us":\(high),"longest_us":\(max(times.last ?? 0, lost.max() ?? 0)),\
      "stall_us":\(stall),"told":[\(outages.joined(separator: ","))]}
      """)
    store?.retire()
    store = nil
  }
}
