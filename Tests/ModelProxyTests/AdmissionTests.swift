import AuditLog
import Foundation
import JSONCore
import NIOCore
import NIOEmbedded
import Pricing
import ProxyConfiguration
import RateLimits
import Testing

@testable import ModelProxy

/// Requests through a client connection that has no socket.
@Suite struct AdmissionTests {
  /// A proxy on an event loop of the test, with a folder for its audit that is gone with it.
  private final class Proxy {
    let loop = EmbeddedEventLoop()
    let state: ServerState
    let context: LoopContext
    private let folder: String

    init(_ json: String) throws {
      folder = NSTemporaryDirectory() + "admission-" + UUID().uuidString
      let configuration = try RuntimeConfiguration(settings(json), former: nil) { Metrics.Provider(name: $0) }
      let audit = try AuditLog.open(AuditConfiguration(folder: folder, role: { _ in .other })).log
      state = ServerState(
        configuration: configuration, metrics: Metrics(), audit: audit, keys: nil, prices: .published, tools: nil)
      context = LoopContext(loop, state, number: 0)
    }

    deinit {
      _ = state.audit.close()
      try? FileManager.default.removeItem(atPath: folder)
    }

    var provider: RuntimeConfiguration.Provider { state.configuration.providers[0] }

    /// Units left of the provider's limits and of the client's.
    func left() throws -> [UInt64?] {
      let client = try state.keyLimits(nil, state.configuration.settings.clientLimits, now: context.now)
      return [provider.limiters.requests, provider.limiters.tokens, client.requests, client.tokens].map {
        $0?.peek(now: context.now).remaining
      }
    }

    /// The status line of the response to a chat completion.
    func chat() throws -> String {
      let channel = EmbeddedChannel(handler: ClientConnection(context, address: ClientAddress(nil)), loop: loop)
      let body = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}],"max_tokens":16}"#
      let fields = "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
      let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + fields
      try channel.writeInbound(ByteBuffer(string: head + body))
      let response = try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) } ?? ""
      _ = try? channel.finish(acceptAlreadyClosed: true)
      return response.split(separator: "\r\n").first.map(String.init) ?? ""
    }
  }

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

  /// The audit takes nothing: the client gets an error, and every unit and the slot at the provider are returned.
  @Test func theAuditRefuses() throws {
    let proxy = try Proxy(limited)
    #expect(proxy.state.audit.close())
    for _ in 0..<3 { #expect(try proxy.chat() == "HTTP/1.1 503 Service Unavailable") }
    #expect(try proxy.left() == [10, 6000, 20, 12000])
    #expect(proxy.provider.inFlight == 0)
  }

  /// All slots at the provider are taken: what the limits before it have given is returned.
  @Test func theProviderIsBusy() throws {
    let proxy = try Proxy(limited)
    #expect(proxy.provider.enter())
    #expect(try proxy.chat() == "HTTP/1.1 503 Service Unavailable")
    #expect(try proxy.left() == [10, 6000, 20, 12000])
    #expect(proxy.provider.inFlight == 1)
  }
}
