import HTTPWire
import JSONCore
import SchemaRuntime

@testable import ProxyCore

/// An event loop whose time the test turns, and whose work it runs.
final class FakeScheduler: EventScheduler {
  var nanoseconds: UInt64 = 1_000_000_000
  private var work: [(due: UInt64, body: () -> Void)] = []

  func later(_ body: @escaping () -> Void) { work.append((nanoseconds, body)) }

  func after(milliseconds: Int, _ body: @escaping () -> Void) {
    work.append((nanoseconds + UInt64(milliseconds) * 1_000_000, body))
  }

  /// For values that another thread would bring: here they come at once.
  func hopping<Value: Sendable>(_ body: @escaping (Value) -> Void) -> @Sendable (Value) -> Void {
    let call = Call(body)
    return { call.body($0) }
  }

  /// Everything happens on the thread of the test.
  private struct Call<Value>: @unchecked Sendable {
    let body: (Value) -> Void
    init(_ body: @escaping (Value) -> Void) { self.body = body }
  }

  /// Turns the time and runs what is due.
  func advance(milliseconds: Int) {
    nanoseconds += UInt64(milliseconds) * 1_000_000
    while let index = work.firstIndex(where: { $0.due <= nanoseconds }) { work.remove(at: index).body() }
  }
}

/// Providers without sockets: what is sent is kept, what comes is given by the test.
final class FakeConnector: UpstreamConnector {
  final class Sent: OutgoingBytes {
    var bytes: [UInt8] = []
    func append(_ more: Span<UInt8>) { bytes.append(more) }
  }

  final class Channel: UpstreamChannel {
    var sent: [[UInt8]] = []
    var isReading = true
    var hasUnsent = false
    var isWritable = true
    var isClosed = false

    func send(_ request: any OutgoingBytes) { if let request = request as? Sent { sent.append(request.bytes) } }
    func setReading(_ isReading: Bool) { self.isReading = isReading }
    func close() { isClosed = true }
  }

  var connections: [(connection: UpstreamConnection, channel: Channel)] = []
  /// Whether connections are ready at once.
  var opens = true

  func outgoing(capacity: Int) -> any OutgoingBytes { Sent() }

  func connect(_ connection: UpstreamConnection, to endpoint: Provider.Endpoint, timeoutMilliseconds: Int) {
    let channel = Channel()
    connection.channel = channel
    connections.append((connection, channel))
    if opens { connection.opened() }
  }

  /// What the last connection was sent last.
  var lastSent: String { String(decoding: connections.last?.channel.sent.last ?? [], as: UTF8.self) }

  /// One read of the last connection.
  func receive(_ text: String) { receive(Array(text.utf8)) }

  func receive(_ bytes: [UInt8]) {
    guard let connection = connections.last?.connection else { return }
    connection.received(bytes.span)
    connection.readComplete()
  }
}

/// A client without a socket: what it gets is kept.
final class FakeStream: ClientStream {
  let address = ClientAddress(text: "127.0.0.1")
  let certificate: JSONString? = nil
  var startedAt: UInt64 = 0
  var isWritable = true
  /// Its body is not read.
  private(set) var isBodyPaused = false
  private(set) var bodyBytesSent = 0
  private var parser = RequestParser()
  private var received = BodyBuffer()
  private var unsent: [UInt8] = []
  private var hasSent = false
  private(set) var status = 0
  private(set) var sent: [UInt8] = []
  private(set) var fields = ""
  /// `end`, `finish`, `abort`, in the order in which they came.
  private(set) var calls: [String] = []
  var isLast = false

  /// - Parameter text: a whole request.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let step = parser.receive(bytes.span.extracting(start..<bytes.count))
      switch step.event {
      case .body(let range):
        received.append(bytes.span.extracting(start + range.lowerBound..<start + range.upperBound))
      case .end, .failed, .needMore: return
      case .head: break
      }
      start += step.consumed
    }
  }

  func withHead<Result>(_ body: (borrowing RequestHead) -> Result) -> Result { body(parser.head) }

  var body: JSONBytes { received.bytes }

  func releaseBody() { received = BodyBuffer() }

  func pauseBody() { isBodyPaused = true }
  func resumeBody() { isBodyPaused = false }

  func begin(_ status: Int, _ body: ResponseBody, keepAlive: Bool, _ fields: (inout HeadWriter) -> Void) -> Bool {
    var writer = HeadWriter()
    writer.response(status)
    fields(&writer)
    guard writer.finish() else { return false }
    self.status = status
    self.fields = String(decoding: writer.bytes, as: UTF8.self)
    isLast = !keepAlive
    return true
  }

  func write(_ bytes: Span<UInt8>) {
    unsent.append(bytes)
    bodyBytesSent += bytes.count
  }

  func takeBack() -> Bool {
    if hasSent { return false }
    unsent = []
    status = 0
    return true
  }

  func flush() {
    if status > 0 { hasSent = true }
    sent += unsent
    unsent = []
  }

  func end() {
    flush()
    calls.append("end")
  }

  func finish() { calls.append("finish") }

  func abort() {
    flush()
    calls.append("abort")
  }

  var text: String { String(decoding: sent, as: UTF8.self) }
}
