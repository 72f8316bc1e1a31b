import AuditEvents
package import HTTPWire
package import JSONCore
package import SchemaRuntime

/// What one event loop has of its own, whatever it works on: the time, ids, and buffers that are used again and again.
/// Confined to its loop, so nothing here is locked.
package final class LoopContext {
  package let scheduler: any EventScheduler
  /// Lines of the audit are made here.
  var auditWriter = JSONWriter()
  /// Heads of requests to providers are made here.
  package var headWriter = HeadWriter()
  private var stamps = TimestampFormatter()
  /// What requests have of their own: ids and times.
  var texts = TextArena()
  /// Of the responses before: nearly all end for one of three reasons.
  var finishReason = RepeatedText()
  var serviceTier = RepeatedText()
  /// Of the requests before: most are of the same model.
  var prices = RepeatedTerms()
  /// Where the last requests were counted.
  var series = SeriesCache()
  private var ids: RequestIDs
  /// Monotonic, in nanoseconds; as old as the last `refreshNow`.
  package private(set) var now: UInt64

  /// The server is being stopped: whoever waits for a connection gets that as an error, and nothing is sent any more.
  package var isEnding = false

  /// - Parameter number: of the loop; each has another.
  package init(_ scheduler: any EventScheduler, number: Int) {
    self.scheduler = scheduler
    ids = RequestIDs(loop: number)
    now = scheduler.nanoseconds
  }

  /// A call of the clock for each read of a socket, instead of one for each question.
  @discardableResult
  package func refreshNow() -> UInt64 {
    now = scheduler.nanoseconds
    return now
  }

  /// The time of day, for the audit.
  package func timestamp() -> JSONDateTime { stamps.now(in: &texts) }

  package func nextRequestID() -> JSONString { ids.next(in: &texts) }
}
