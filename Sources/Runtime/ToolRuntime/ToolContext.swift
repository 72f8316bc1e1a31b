public import JSONCore
public import SchemaRuntime

/// What the method of a handler with `"context": true` is given besides its input: the project, the tools that are
/// programs, and whoever waits for the result.
///
/// A call that is cancelled, or over its time, cancels its task: whatever `await`s here ends then by itself, with what
/// it has started.
public struct ToolContext: Sendable {
  private let host: ToolHost
  private let onProgress: @Sendable (ToolProgress) -> Void

  init(host: ToolHost, onProgress: @escaping @Sendable (ToolProgress) -> Void) {
    self.host = host
    self.onProgress = onProgress
  }

  /// The files of the project, beneath its folder.
  public var project: ProjectFiles { ProjectFiles(host.settings.projectRoot) }

  /// Tells whoever waits how far the call has come, if they asked to hear of it.
  ///
  /// - Parameter progress: more than the last time.
  public func report(_ progress: Double, _ message: String) {
    onProgress(ToolProgress(progress: progress, message: message))
  }

  /// For loops that wait for nothing.
  ///
  /// - Throws: `cancelled` when nobody waits for the result any more.
  public func checkCancellation() throws(ToolFailure) {
    if Task.isCancelled { throw ToolFailure(.cancelled, "the call was cancelled") }
  }

  /// Work that blocks its thread, such as reading large files: on a thread of its own, since tasks share as many as
  /// the machine has cores.
  public func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws(ToolFailure) -> Value
  ) async throws(ToolFailure) -> Value {
    try await Self.lanes.run(abandons: true, work)
  }

  /// As many as calls that run at once on a machine of several cores wait for; the others wait for them.
  private static let lanes = BlockingLanes(4, "tool.context")

  /// Runs a tool that is a program: with the arguments that were proved when its file was compiled, in the sandbox and
  /// with the limits that it declares, and with its output held against its schema.
  ///
  /// A handler cannot start any other program: what runs is what tool files say.
  public func run<Tool: ProgramTool>(
    _ tool: Tool.Type, _ input: Tool.Input
  ) async throws(ToolFailure) -> JSONValue where Tool.Output: SchemaValidatable {
    let result = try await host.result(of: tool, input)
    var reader = JSONReader(result)
    guard let value = JSONValue(from: &reader) else {
      throw ToolFailure(.invalidOutput, "\(Tool.definition.name) did not return JSON")
    }
    return value
  }
}

extension ToolHost {
  /// Runs a tool that Swift code implements and that is given a context.
  public func callHandler<Tool: DeclaredTool>(
    _ type: Tool.Type, number: Int, _ arguments: JSONSlice?, cacheKey: CacheKey<Tool.Input>? = nil,
    onProgress: @escaping @Sendable (ToolProgress) -> Void,
    work: @escaping @Sendable (Tool.Input, ToolContext) async throws(ToolFailure) -> Tool.Output
  ) async throws(ToolFailure) -> JSONBytes where Tool.Output: SchemaWritable {
    let context = ToolContext(host: self, onProgress: onProgress)
    return try await callHandler(type, number: number, arguments, cacheKey: cacheKey) {
      (input: Tool.Input) async throws(ToolFailure) -> Tool.Output in
      try await work(input, context)
    }
  }

  /// What a program tool of this catalogue gives for an input, past its cache.
  func result<Tool: ProgramTool>(
    of type: Tool.Type, _ input: Tool.Input
  ) async throws(ToolFailure) -> JSONBytes where Tool.Output: SchemaValidatable {
    let name = Tool.definition.name
    guard let number = definitions.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw ToolFailure(.internalError, "\(name) is not a tool of this server")
    }
    return try await runProgram(number, Tool.arguments(input), Tool.feed(input), cacheKey: nil, onProgress: { _ in }) {
      result in
      var reader = JSONReader(result)
      if Tool.Output.validate(&reader), reader.finish() { return nil }
      return InvalidOutput.failure(Tool.definition, SchemaInterpreter(Tool.Output.program), result)
    }
  }
}
