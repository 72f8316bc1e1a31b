import JSONCore
import SchemaRuntime
import ToolRuntime

/// Small tools that are read by hand, for tests and for measuring the server around them: `add` and `ready` respond
/// where the request was read, `echo` and `sleep` run in the background.
struct FixtureTools: ToolService {
  private static let names: [JSONString] = ["add", "echo", "sleep", "ready"]

  let listing = JSONBytes(
    #"[{"name":"add","title":"Add","description":"The sum of two integers.","inputSchema":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a","b"],"additionalProperties":false},"outputSchema":{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},{"name":"echo","description":"The arguments again.","inputSchema":{"type":"object"},"outputSchema":{"type":"object"}},{"name":"sleep","description":"Waits, and reports progress every 50 ms.","inputSchema":{"type":"object","properties":{"ms":{"type":"integer"}}},"outputSchema":{"type":"object"}},{"name":"ready","description":"Takes nothing.","inputSchema":{"type":"object","additionalProperties":false}}]"#
  )

  func find(_ name: JSONString) -> Int? { Self.names.firstIndex(of: name) }

  func isInline(_ tool: Int) -> Bool { tool == 0 || tool == 3 }

  func timeoutSeconds(_ tool: Int) -> Int { 60 }

  func callInline(_ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter) throws(ToolFailure) {
    if tool == 3 { return writer.literal("{\"ready\":true}") }
    var sum = 0
    for value in try integers(arguments, ["a", "b"]) {
      let (next, overflow) = sum.addingReportingOverflow(value)
      if overflow { throw ToolFailure(.programFailed, "the sum does not fit 64 bits") }
      sum = next
    }
    writer.literal("{\"sum\":")
    writer.integer(sum)
    writer.literal("}")
  }

  func call(_ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void)
    async throws(ToolFailure) -> JSONBytes
  {
    if tool == 1 { return JSONBytes(arguments?.bytes ?? Array("{}".utf8)) }
    let duration = try integers(arguments, ["ms"])[0]
    var waited = 0
    while waited < duration {
      let step = min(50, duration - waited)
      do { try await Task.sleep(for: .milliseconds(step)) } catch { throw ToolFailure(.cancelled, "cancelled") }
      waited += step
      onProgress(ToolProgress(progress: Double(waited), message: "\(waited) of \(duration) ms"))
    }
    return JSONBytes("{\"slept\":\(duration)}")
  }

  /// The integer members of those names, all of which are needed, in that order.
  private func integers(_ arguments: JSONSlice?, _ names: [JSONString]) throws(ToolFailure) -> [Int] {
    var found = [Int?](repeating: nil, count: names.count)
    var violations: [Violation] = []
    if let arguments {
      var reader = JSONReader(arguments)
      guard reader.beginObject() else { throw ToolFailure(.invalidArguments, "not an object") }
      if !reader.emptyObject() {
        repeat { read(&reader, names, &found, &violations) } while reader.failure == .none && reader.comma()
      }
    }
    for (index, value) in found.enumerated() where value == nil && violations.isEmpty {
      violations.append(violation("", "required", "needs \"\(names[index])\""))
    }
    if !violations.isEmpty {
      throw ToolFailure(.invalidArguments, "The arguments are not valid:", violations: violations)
    }
    return found.compactMap { $0 }
  }

  private func read(
    _ reader: inout JSONReader, _ names: [JSONString], _ found: inout [Int?], _ violations: inout [Violation]
  ) {
    guard reader.key() else { return }
    let name = reader.takeString()
    guard let index = names.firstIndex(of: name) else {
      violations.append(violation("/" + String(name), "additionalProperties", "is not a known argument"))
      _ = reader.skipValue()
      return
    }
    let start = reader.offset
    found[index] = reader.integer()
    if found[index] != nil { return }
    violations.append(violation("/" + String(name), "type", "must be an integer"))
    found[index] = 0
    reader.reset(to: start)
    _ = reader.skipValue()
  }

  private func violation(_ location: String, _ keyword: String, _ message: String) -> Violation {
    Violation(
      instanceLocation: location, keyword: keyword, schemaLocation: "fixture#", evaluationPath: "", message: message,
      offset: 0)
  }
}
