import NIOCore
import NIOPosix
package import ProxyCore

/// The listeners and their event loops. Methods may be called from any task; what they do happens on the loops.
package final class ProxyServer: Sendable {
  /// How often deadlines are looked at: one timer for each loop instead of several for each request. Time-outs are up
  /// to this much late.
  private static let tickMilliseconds: Int64 = 100

  private let group: MultiThreadedEventLoopGroup
  private let state: ServerState
  private let loops: [NIOLoopBound<TransportLoop>]
  private let listeners: Listeners

  /// Where it listens, with the port that the system has chosen.
  package var address: String { listeners.address(isSecure: state.tls.current != nil) }

  private init(
    _ group: MultiThreadedEventLoopGroup, _ state: ServerState, _ loops: [NIOLoopBound<TransportLoop>],
    _ listeners: Listeners
  ) {
    self.group = group
    self.state = state
    self.loops = loops
    self.listeners = listeners
  }

  /// Binds and begins to serve. Loops have their contexts before anything is bound, so that the first connection
  /// finds one.
  ///
  /// - Parameters:
  ///   - routes: what is served.
  ///   - threads: event loops.
  /// - Throws: `ListenFailure`, after the threads have ended.
  package static func start(_ state: ServerState, _ routes: RouteTable, threads: Int) async throws -> ProxyServer {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
    do {
      var loops: [NIOLoopBound<TransportLoop>] = []
      for (number, loop) in group.makeIterator().enumerated() {
        loops.append(
          try await loop.submit {
            NIOLoopBound(TransportLoop(loop, state, routes, number: number), eventLoop: loop)
          }.get())
      }
      let listeners = try await Listeners.bind(group, state.configuration.settings.listen, loops)
      for loop in loops { tickRegularly(loop) }
      return ProxyServer(group, state, loops, listeners)
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
  }

  private static func tickRegularly(_ loop: NIOLoopBound<TransportLoop>) {
    _ = loop.eventLoop.scheduleRepeatedTask(
      initialDelay: .milliseconds(tickMilliseconds), delay: .milliseconds(tickMilliseconds)
    ) { _ in loop.value.tick() }
  }

  // MARK: life

  /// Adopts a new configuration on all loops, each when it comes to it. What is listened on does not change.
  package func adopt(_ configuration: RuntimeConfiguration) {
    state.adopt(configuration)
    for loop in loops { loop.eventLoop.execute { loop.value.adopt(configuration) } }
  }

  /// Offers the tools that there are now on all loops, if they are others.
  ///
  /// - Returns: whether they are. Not to be called while a configuration is adopted.
  package func lookAtTools() -> Bool {
    guard state.lookAtTools() else { return false }
    for loop in loops { loop.eventLoop.execute { loop.value.adoptTools() } }
    return true
  }

  /// Calls `beat` about as often as `nanoseconds` says, on an event loop, for as long as every loop answers.
  package func beat(every nanoseconds: Int, _ beat: @escaping @Sendable () -> Void) {
    LoopPulse.start(on: loops.map(\.eventLoop), every: .nanoseconds(Int64(nanoseconds)), beat)
  }

  /// Stops accepting, lets requests end for as long as the configuration says (30 s unless configured), then ends
  /// what is left with an error.
  package func shutDown() async throws {
    state.beginDraining()
    await listeners.stopAccepting(loops.map(\.eventLoop))
    await listeners.close()
    for loop in loops { try? await loop.eventLoop.submit { loop.value.drain() }.get() }
    let deadline =
      ContinuousClock.now + .nanoseconds(Int64(clamping: state.configuration.settings.listen.drainNanoseconds))
    while ContinuousClock.now < deadline, await !isIdle() { try? await Task.sleep(for: .milliseconds(20)) }
    state.beginEnding()
    // All loops know before one of them frees a connection for which others wait.
    for loop in loops { try? await loop.eventLoop.submit { loop.value.proxy.beginEnding() }.get() }
    for loop in loops { try? await loop.eventLoop.submit { loop.value.endAll() }.get() }
    try await group.shutdownGracefully()
  }

  /// Asks each loop on its own thread; polled every 20 ms while the server drains.
  private func isIdle() async -> Bool {
    for loop in loops {
      if (try? await loop.eventLoop.submit { loop.value.isIdle }.get()) == false { return false }
    }
    return true
  }
}
