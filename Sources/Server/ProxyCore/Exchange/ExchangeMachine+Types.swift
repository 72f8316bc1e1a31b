extension ExchangeMachine {
  package enum State: Equatable, Sendable {
    /// Nothing has been done.
    case idle
    /// Waiting for its turn: the provider has as many connections as it may.
    case queued
    /// Waiting for a connection that is being made.
    case connecting(deadline: UInt64)
    /// The head of the request is sent, and its body goes on while it comes; nothing has come back. Without a deadline
    /// while the provider takes what there is: the client has a time of its own.
    case sending(deadline: UInt64)
    /// The request is sent; nothing has come back.
    case waiting(deadline: UInt64)
    /// Waiting until the next try.
    case backingOff
    /// Waiting for the leave of the next target: the one before has failed, and the client has nothing yet.
    case choosing
    /// The head of a response has come, and nothing of it has gone to the client: how its body begins decides whether
    /// another target is tried.
    case opening(status: Int, deadline: UInt64)
    /// The response is an error, or one that is read first, of which nothing has gone to the client yet.
    case holding(status: Int, deadline: UInt64)
    /// The response's head went to the client: from here on there is no other try. Without a deadline while the client
    /// is behind: it has a time of its own, and the provider cannot be silent while it is not read.
    case relaying(status: Int, deadline: UInt64)
    /// The client has the whole response; what is left is to record it.
    case responded(status: Int)
    case finished
  }

  /// What may happen.
  package enum Event: Equatable, Sendable {
    case begin
    /// A breaker keeps the request away.
    case refused(ProxyFailure)
    /// A connection is being made for it.
    case connecting
    /// A connection is ready.
    case connected
    /// What there is of a body that is still coming has been given to the connection.
    case sent(providerIsBehind: Bool)
    /// All of that body has.
    case bodySent
    /// What comes of the body must not go on, or comes too slowly.
    case bodyFailed(ProxyFailure)
    case failed(UpstreamFailure)
    case head(status: Int, RetryAdvice)
    /// What has come must not go on to the client.
    case withheld(ProxyFailure)
    /// Everything that one read has brought is handed on.
    case read(clientIsBehind: Bool)
    /// The client takes again what is sent.
    case clientCaughtUp
    /// The response is complete.
    case ended
    /// The pause before another try is over.
    case paused
    /// Another target, or another key, is to be tried: what it takes from limits is taken.
    case chosen
    /// None of the others could be, so that this is the end.
    case noneLeft(ProxyFailure)
    /// The body of a response that was held back has begun well.
    case opened
    /// It has begun with an error.
    case openingFailed
    case clientGone
    case tick
    case shutDown
  }

  /// What is to be done about it.
  package enum Action: Equatable, Sendable {
    case none
    /// Ask the breakers and the pool.
    case acquire
    /// Send the request on the connection that is there.
    case send
    /// Return a connection that nobody waits for any more.
    case giveBack
    /// Wait so many nanoseconds, then say `paused`.
    case pause(UInt64)
    /// Find another target, or another key, then say `chosen`; or `noneLeft` with this failure.
    case choose(ProxyFailure, FallbackCause)
    /// Relay the response, head first.
    case relay
    /// Keep the response until it is whole.
    case hold
    /// Send the response that was kept.
    case forwardHeld
    /// The response has gone out whole: record it.
    case complete
    /// The client reads on: so may the provider.
    case resumeReading
    /// Stop reading from the provider.
    case stopReading
    /// The provider takes more of the request's body: read on from the client.
    case takeBody
    /// Stop reading the body from the client until the provider takes more of it.
    case holdBody
    /// Send an error: the client has nothing yet.
    case respond(ProxyFailure, RequestOutcome)
    /// Cut the response: the client has a part of it.
    case cut(ProxyFailure, RequestOutcome)
    /// Nobody is there to be told.
    case cancel
  }

  /// An action, and what else follows.
  package struct Step: Equatable, Sendable {
    package let action: Action
    /// What the breakers count; nil when this says nothing.
    package var blame: Blame?
    /// The connection, or the wait for one, is given up: what is on its way is not wanted any more, and HTTP/1.1 has no
    /// other way to make a provider stop.
    package var abandonsUpstream = false

    static let nothing = Step(action: .none)
  }
}
