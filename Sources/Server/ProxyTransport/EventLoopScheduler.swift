import NIOCore
import ProxyCore

/// An event loop as the core knows it.
final class EventLoopScheduler: EventScheduler {
  let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  var nanoseconds: UInt64 { NIODeadline.now().uptimeNanoseconds }

  func later(_ body: @escaping () -> Void) { eventLoop.assumeIsolated().execute(body) }

  func after(milliseconds: Int, _ body: @escaping () -> Void) {
    eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds)), body)
  }

  func hopping<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void {
    let bound = NIOLoopBound(body, eventLoop: eventLoop)
    let eventLoop = eventLoop
    return { value in eventLoop.execute { bound.value(value) } }
  }
}
