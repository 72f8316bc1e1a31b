package import JSONCore
import Synchronization

/// Where a server's loaded tools come from.
package protocol LoadedToolSource: Sendable {
  /// The tools that there are now; nil when they are those of the last time. Reads files and may take its time.
  func refresh() -> [LoadedTool]?
}

/// The loaded tools of a service, by number. What they are may change while calls run: each change makes another
/// generation with numbers of its own, so that a number never means another tool than the one it was found for. Calls
/// that have a number of the generation before go on with the tool that they have found.
package final class LoadedToolTable: Sendable {
  /// The tools of one time, with the host that runs them.
  private final class Generation: Sendable {
    /// Number of the first of them.
    let first: Int
    let tools: [LoadedTool]
    let host: ToolHost
    /// Those whose program is there.
    let numbers: [JSONString: Int]

    init(_ tools: [LoadedTool], first: Int, _ settings: ToolHost.Settings) {
      self.first = first
      self.tools = tools
      let host = ToolHost(settings: settings, definitions: tools.map(\.definition))
      let available = tools.indices.filter { host.isAvailable($0) }
      numbers = Dictionary(available.map { (JSONString(tools[$0].definition.name), first + $0) }) { first, _ in first }
      self.host = host
    }

    func holds(_ number: Int) -> Bool { tools.indices.contains(number - first) }
  }

  private struct State {
    var current: Generation
    var former: Generation?
  }

  private let source: any LoadedToolSource
  private let settings: ToolHost.Settings
  private let state: Mutex<State>
  /// One at a time: two that look at once would take one change for two.
  private let looking = Mutex(())

  /// - Parameter first: the number of the first loaded tool, behind those of the build.
  package init(_ source: any LoadedToolSource, settings: ToolHost.Settings, first: Int) {
    self.source = source
    self.settings = settings
    state = Mutex(State(current: Generation(source.refresh() ?? [], first: first, settings)))
  }

  private var current: Generation { state.withLock { $0.current } }

  /// Takes over what has changed.
  ///
  /// - Returns: whether the tools are others from now on.
  package func look() -> Bool {
    looking.withLock { _ in
      guard let tools = source.refresh() else { return false }
      let old = current
      let new = Generation(tools, first: old.first + old.tools.count, settings)
      state.withLock { $0 = State(current: new, former: old) }
      return true
    }
  }

  /// Those that there are now, and whether the program of each is there.
  package var tools: [(tool: LoadedTool, isAvailable: Bool)] {
    let current = current
    return current.tools.indices.map { (current.tools[$0], current.host.isAvailable($0)) }
  }

  package var countAvailable: Int { current.numbers.count }

  package func find(_ name: JSONString) -> Int? { current.numbers[name] }

  package func definition(_ number: Int) -> ToolDefinition? { entry(number)?.tool.definition }

  package func timeoutSeconds(_ number: Int) -> Int { entry(number)?.tool.definition.timeoutSeconds ?? 0 }

  /// The array of those of the build, with the loaded ones behind them.
  package func listing(behind builtIn: JSONBytes) -> JSONBytes {
    let current = current
    guard !current.numbers.isEmpty else { return builtIn }
    var writer = JSONWriter(capacity: builtIn.count + (1 << 14))
    var text = builtIn.bytes.dropLast()
    if text.isEmpty { text = [UInt8(ascii: "[")] }
    writer.raw(Array(text))
    for index in current.tools.indices where current.host.isAvailable(index) {
      if writer.count > 1 { writer.byte(UInt8(ascii: ",")) }
      writer.raw(Array(current.tools[index].definition.listEntry.utf8))
    }
    writer.byte(UInt8(ascii: "]"))
    return writer.take()
  }

  /// Statistics of those that are cached.
  package var cacheStatistics: [(name: String, statistics: ResultCache.Statistics)] {
    let current = current
    return current.host.cacheStatistics.map { (current.tools[$0.tool].definition.name, $0.statistics) }
  }

  /// Runs the tool that the number was found for.
  package func call(
    _ number: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    guard let (tool, host, index) = entry(number) else {
      throw ToolFailure(.notFound, "this tool has changed or is gone: list the tools again")
    }
    return try await host.callLoaded(tool, number: index, arguments, onProgress: onProgress)
  }

  private func entry(_ number: Int) -> (tool: LoadedTool, host: ToolHost, index: Int)? {
    let state = state.withLock { $0 }
    for generation in [state.current, state.former].compactMap(\.self) where generation.holds(number) {
      let index = number - generation.first
      return (generation.tools[index], generation.host, index)
    }
    return nil
  }
}
