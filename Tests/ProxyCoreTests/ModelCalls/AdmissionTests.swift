import AuditLog
import EventLog
import Foundation
import HTTPWire
import KeyStore
import Pricing
import ProxyConfiguration
import RateLimits
import StoredResponses
import Testing

@testable import ProxyCore

/// A log that nobody reads.
private struct FakeLog: ProxyLog {
  let recordsAccess = false
  func log(_ level: LogLevel, _ message: String, _ fields: [(StaticString, LogValue)]) {}
  func access(_ entry: AccessEntry) {}
  func adopt(_ settings: LogSettings) {}
}

/// A proxy on an event loop of the test, with a folder for its audit that is gone with it.
final class FakeProxy {
  let scheduler = FakeScheduler()
  let connector = FakeConnector()
  let state: ServerState
  let loop: ProxyLoop
  private let folder: String
  private var identity = ConnectionIdentity()
  /// A connection keeps its request until it is over.
  private var requests: [ClientRequest] = []

  init(_ json: String, environment: [String: String] = ["KEY": "sk-test-0123456789"]) throws {
    folder = NSTemporaryDirectory() + "proxy-core-" + UUID().uuidString
    let configuration = try RuntimeConfiguration(
      settings(json, environment: environment), former: nil
    ) { ProviderMetrics(name: $0) }
    let audit = try AuditLog.open(AuditConfiguration(folder: folder, role: { _ in .other })).log
    state = ServerState(
      configuration: configuration, metrics: Metrics(routes: RouteTable.standard.routes.map(\.label)), audit: audit,
      keys: nil, prices: .published, responses: .inMemory(), tools: nil, log: FakeLog()
    ) { listing, access in OpenAPI.document(.standard, tools: listing, access: access) }
    loop = ProxyLoop(scheduler, connector, state, number: 0)
  }

  deinit {
    _ = state.audit.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var provider: ActiveProvider { state.configuration.providers[0] }

  /// Gives a request to the core. Nil when its head was refused.
  @discardableResult
  func send(_ stream: FakeStream) -> ClientRequest? {
    let request = receive(stream)
    if let request { requests.append(request) }
    request?.proceed()
    return request
  }

  /// Gives the head of a request to the core.
  func receive(_ stream: FakeStream) -> ClientRequest? {
    stream.startedAt = loop.context.refreshNow()
    return stream.withHead { head in
      RequestIntake(loop, .standard).receive(head, on: stream, &identity)
    }
  }

  func post(_ path: String, _ body: String, fields: String = "") -> FakeStream {
    let length = "Content-Length: \(body.utf8.count)\r\n\r\n"
    return FakeStream(
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + fields + length + body)
  }

  func chat(stream: Bool = false) -> FakeStream {
    let body = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}],"max_tokens":16"#
    return post("/v1/chat/completions", body + (stream ? #","stream":true}"# : "}"))
  }
}

@Suite struct AdmissionTests {
  private let limited = """
    {
      "providers": {
        "openai": {
          "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" },
          "limits": { "requestsPerMinute": 60, "burst": 10, "tokensPerMinute": 6000, "concurrentRequests": 1 }
        }
      },
      "clients": { "limits": { "requestsPerMinute": 120, "burst": 20, "tokensPerMinute": 12000 } }
    }
    """

  /// Units left of the provider's limits and of the client's.
  private func left(_ proxy: FakeProxy) throws -> [UInt64?] {
    let common = proxy.state.configuration.settings.clientLimits
    let client = try proxy.state.keyLimits.limiters(nil, common, now: proxy.loop.now)
    return [proxy.provider.limiters.requests, proxy.provider.limiters.tokens, client.requests, client.tokens].map {
      $0?.peek(now: proxy.loop.now).remaining
    }
  }

  /// The audit takes nothing: the client gets an error, and every unit and the slot at the provider are returned.
  @Test func theAuditRefuses() throws {
    let proxy = try FakeProxy(limited)
    #expect(proxy.state.audit.close())
    for _ in 0..<3 {
      let stream = proxy.chat()
      proxy.send(stream)
      #expect(stream.status == 503)
      #expect(stream.calls == ["end", "finish"])
    }
    #expect(try left(proxy) == [10, 6000, 20, 12000])
    #expect(proxy.provider.inFlight == 0)
    #expect(proxy.connector.connections.isEmpty)
  }

  /// All slots at the provider are taken: what the limits before it have given is returned.
  @Test func theProviderIsBusy() throws {
    let proxy = try FakeProxy(limited)
    #expect(proxy.provider.enter())
    let stream = proxy.chat()
    proxy.send(stream)
    #expect(stream.status == 503)
    #expect(try left(proxy) == [10, 6000, 20, 12000])
    #expect(proxy.provider.inFlight == 1)
  }
}
