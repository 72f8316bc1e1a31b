import AuditEvents
import JSONCore
import KeyStore
import ProxyProtocol
import SchemaRuntime
import Synchronization
import ToolRuntime

@testable import ToolCalls

/// Three tools: `now` is inline, `work` does what the test sets and is idempotent, as is `nix_eval`.
final class TestTools: ToolService {
  typealias Work = @Sendable (JSONSlice?) async throws(ToolFailure) -> JSONBytes

  static let names: [JSONString] = ["now", "work", "nix_eval"]
  let listing: JSONBytes
  private let work: Work
  let runs = Atomic<Int>(0)
  private let seconds: Int

  init(
    isIdempotent: Bool = true, seconds: Int = 60,
    work: @escaping Work = { (_) async throws(ToolFailure) in JSONBytes("{}") }
  ) {
    self.work = work
    self.seconds = seconds
    let entries = Self.names.map { #"{"name":"\#($0)","annotations":{"idempotentHint":\#(isIdempotent)}}"# }
    listing = JSONBytes("[" + entries.joined(separator: ",") + "]")
  }

  func find(_ name: JSONString) -> Int? { Self.names.firstIndex(of: name) }
  func isInline(_ tool: Int) -> Bool { tool == 0 }
  func timeoutSeconds(_ tool: Int) -> Int { seconds }

  func callInline(_ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter) throws(ToolFailure) {
    runs.add(1, ordering: .relaxed)
    if arguments != nil { throw ToolFailure(.invalidArguments, "none are taken") }
    writer.literal("{}")
  }

  func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    runs.add(1, ordering: .relaxed)
    return try await work(arguments)
  }
}

/// Keeps what is recorded, and rejects on request.
final class TestAudit: ToolAudit {
  struct Full: Error {}

  private let kept = Mutex<[AuditEvent.Value]>([])
  private let isFull: Bool

  init(isFull: Bool = false) { self.isFull = isFull }

  func nextID() -> JSONString { "id" }

  func begin(_ event: AuditEvent.Value) throws {
    if isFull { throw Full() }
    kept.withLock { $0.append(event) }
  }

  func end(_ event: AuditEvent.Value) { kept.withLock { $0.append(event) } }

  /// Of each event its type, and what it records of an end.
  var events: [String] {
    kept.withLock { events in
      events.map { event in
        var words = ["\(event.eventType)"]
        if let status = event.status { words.append("\(status)") }
        if let error = event.error { words.append("\(error)") }
        return words.joined(separator: " ")
      }
    }
  }
}

func slice(_ text: String) -> JSONSlice {
  let bytes = JSONBytes(text)
  return JSONSlice(unchecked: bytes, range: 0..<bytes.count)
}

/// What a call throws.
func failure(_ body: () async throws(ToolFailure) -> JSONBytes) async -> ToolFailure.Code? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error.code
  }
}
