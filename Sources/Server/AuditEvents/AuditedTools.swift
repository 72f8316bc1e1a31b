import AuditLog
package import JSONCore
import ProxyProtocol
import SchemaRuntime
import Synchronization
package import ToolRuntime

/// Tools whose calls are recorded: nothing is done that the audit could not take, and every call that was begun has its
/// end there, however it ends.
package struct AuditedTools: ToolService {
  private let tools: any ToolService
  private let names: @Sendable (Int) -> JSONString
  private let folder: AuditFolder

  /// - Parameters:
  ///   - names: of tools, by number.
  ///   - folder: opened by the first call, so that a server nobody calls costs nothing.
  package init(_ tools: any ToolService, names: @escaping @Sendable (Int) -> JSONString, folder: AuditFolder) {
    self.tools = tools
    self.names = names
    self.folder = folder
  }

  package var listing: JSONBytes { tools.listing }
  package func find(_ name: JSONString) -> Int? { tools.find(name) }
  package func isInline(_ tool: Int) -> Bool { tools.isInline(tool) }
  package func timeoutSeconds(_ tool: Int) -> Int { tools.timeoutSeconds(tool) }

  package func callInline(
    _ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter
  ) throws(ToolFailure) {
    let call = try begin(tool)
    do throws(ToolFailure) {
      try tools.callInline(tool, arguments, into: &writer)
    } catch {
      call.end(error)
      throw error
    }
    call.end(nil)
  }

  package func call(
    _ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    let call = try begin(tool)
    do throws(ToolFailure) {
      let result = try await tools.call(tool, arguments, onProgress: onProgress)
      call.end(nil)
      return result
    } catch {
      call.end(error)
      throw error
    }
  }

  private func begin(_ tool: Int) throws(ToolFailure) -> OpenCall {
    let record = ToolCallRecord(id: folder.nextID(), tool: names(tool), user: nil, keyID: nil, address: nil)
    do { try folder.append(record.called()) } catch {
      throw ToolFailure(.storage, "the audit cannot be written, so nothing is done: \(error)")
    }
    return OpenCall(record: record, folder: folder, begun: .now)
  }
}

/// A call whose end is to be recorded.
private struct OpenCall {
  let record: ToolCallRecord
  let folder: AuditFolder
  let begun: ContinuousClock.Instant

  func end(_ failure: ToolFailure?) {
    let passed = begun.duration(to: .now).components
    let duration = UInt64(passed.seconds) * 1_000_000_000 + UInt64(passed.attoseconds / 1_000_000_000)
    // It has happened; the log counts what it refuses.
    try? folder.append(
      record.finished(status(failure), error: failure?.code.rawValue, duration: duration), endsOpen: true)
  }

  private func status(_ failure: ToolFailure?) -> AuditEvent.ValueStatus {
    guard let failure else { return .success }
    if Task.isCancelled || failure.code == .cancelled { return .cancelled }
    return failure.code == .timedOut ? .timeout : .failed
  }
}
