package import NIOCore
import ProxyCore

/// An event loop as the core knows it.
package final class EventLoopScheduler: EventScheduler {
  package let eventLoop: any EventLoop

  package init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  package var nanoseconds: UInt64 { NIODeadline.now().uptimeNanoseconds }

  package func later(_ body: @escaping () -> Void) { eventLoop.assumeIsolated().execute(body) }

  package func after(milliseconds: Int, _ body: @escaping () -> Void) {
    eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds)), body)
  }

  package func hopping<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void {
    let bound = NIOLoopBound(body, eventLoop: eventLoop)
    let eventLoop = eventLoop
    return { value in eventLoop.execute { bound.value(value) } }
  }
}
