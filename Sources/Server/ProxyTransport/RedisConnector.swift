import NIOCore
import NIOPosix
import NIOSSL
import ProxyCore
import RedisWire

/// Makes the connections of one event loop to Redis and its sentinels.
struct RedisConnector {
  private let eventLoop: any EventLoop
  private let settings: RedisSettings

  init(_ eventLoop: any EventLoop, _ settings: RedisSettings) {
    self.eventLoop = eventLoop
    self.settings = settings
  }

  /// NIO resolves the name and tries its addresses. A socket in the file system has no TLS.
  func connect(_ store: RedisStore, _ attempt: Int, _ address: RedisAddress, isSecure: Bool) {
    let bound = NIOLoopBound(store, eventLoop: eventLoop)
    var context: NIOSSLContext?
    if isSecure {
      guard let made = tls else { return eventLoop.execute { bound.value.failed(attempt, .tls) } }
      context = made.context
    }
    let name = settings.serverName ?? Self.serverName(address)
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(.nanoseconds(Int64(clamping: settings.connectTimeout)))
      .channelInitializer { [context] channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
          }
          try channel.pipeline.syncOperations.addHandler(
            RedisHandler(bound.value, attempt: attempt, waitsForTLS: context != nil))
        }
      }
    let future =
      switch address {
      case .host(let host, let port):
        bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1).connect(host: host, port: port)
      case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    future.assumeIsolated().whenComplete { result in
      guard case .failure(let error) = result else { return }
      bound.value.failed(attempt, Self.outage(error))
    }
  }

  /// A URL may have got TLS since the configuration was read.
  private var tls: ClientTLS? {
    if let tls = settings.tls as? ClientTLS { return tls }
    return try? ClientTLS.make(settings.authorities)
  }

  /// Nil for an address, which no server name can be.
  private static func serverName(_ address: RedisAddress) -> String? {
    guard case .host(let host, _) = address else { return nil }
    let isAddress = host.utf8.contains(UInt8(ascii: ":")) || host.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2E }
    return isAddress ? nil : host
  }

  private static func outage(_ error: any Error) -> RedisOutage {
    switch error {
    case let error as NIOConnectionError:
      if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty { return .unresolved }
      return error.connectionErrors.first.map { outage($0.error) } ?? .unreachable
    case is ChannelError: return .connectTimeout
    default: return .unreachable
    }
  }
}
