import HTTPWire
import JSONCore
import NIOCore
import ProxyCore

/// A body that goes on while it comes, as its client's connection knows it.
struct BodyFlow {
  /// It has begun and is not complete: what follows on the connection cannot be found, so the next response is the last.
  var isOpen = false
  /// The body's bytes that came.
  var bytes = 0
  /// From so many bytes on there is more time for it.
  var nextExtension = 0
  /// How long the client could not send because the provider took nothing.
  var pausedNanoseconds: UInt64 = 0
  /// Loop time since which that is so.
  var pausedSince: UInt64?
}

/// A body that goes on while it comes. Nothing is read from the client while the provider takes nothing, so that memory
/// holds what one read has brought.
extension ClientConnection {
  var isReadingRequest: Bool {
    switch phase {
    case .reading, .streaming: true
    case .responding, .lingering, .closed: false
    }
  }

  /// So much has come that the rest need not be gathered, if the request can go on with that.
  func beginStreaming() {
    // The end is all that is missing.
    if case .length(let length) = parser.head.framing, received.count >= length { return }
    guard let request else { return }
    do throws(ProxyFailure) { guard try request.beginsBody(received.bytes) else { return } } catch {
      return refuse(error)
    }
    phase = .streaming
    bodyFlow.isOpen = true
    bodyFlow.bytes = received.count
    bodyFlow.nextExtension = loop.listen.limits.body
    // Until there is somebody who takes it.
    pauseBody()
    request.proceed()
  }

  /// The time for a body is that of one as large as any that is gathered; a larger one gets as much for each such part of
  /// it. A byte now and then renews nothing.
  func stream(_ part: Span<UInt8>) {
    bodyFlow.bytes += part.count
    while bodyFlow.bytes >= bodyFlow.nextExtension {
      bodyFlow.nextExtension += max(1, loop.listen.limits.body)
      deadline += loop.listen.bodyNanoseconds
    }
    request?.bodyReceived(part)
  }

  func bodyEnded() {
    bodyFlow.isOpen = false
    request?.bodyEnded()
  }

  /// There will be no more of it. The request responds, and the connection ends behind that.
  func endBody(_ failure: ProxyFailure) {
    phase = .responding
    deadline = .max
    request?.bodyFailed(failure)
  }

  /// The client's time runs as long as it is read.
  func tickStreaming(_ now: UInt64) {
    request?.tick(now)
    guard phase == .streaming, !isReadingPaused, now > deadline || isTooSlow(now) else { return }
    loop.metrics.lateRequests.add()
    endBody(ProxyFailure(.requestTimeout, "The request did not arrive in time; send it without pauses."))
  }

  func pauseBody() {
    guard phase == .streaming, bodyFlow.pausedSince == nil else { return }
    bodyFlow.pausedSince = loop.now
    pauseReading()
  }

  /// Also called when all of it has come: what follows shows that the client leaves.
  func resumeBody() {
    if let since = bodyFlow.pausedSince {
      bodyFlow.pausedSince = nil
      let time = loop.now &- since
      bodyFlow.pausedNanoseconds += time
      if phase == .streaming { deadline += time }
    }
    switch phase {
    case .streaming, .responding: resumeReading()
    case .reading, .lingering, .closed: break
    }
  }
}
