import ArgumentParser
import EventLog
import Glibc
import Logging
import ModelProxy
import NativeTools
import UnixSignals

/// `securellm serve`: models of several providers, and the tools, behind one HTTP address.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve models of several providers, and the tools, over HTTP.",
    discussion: """
      POST /v1/chat/completions, /v1/messages, /v1/embeddings, /v1/tools/NAME; GET /v1/models, /openapi.json, /healthz, \
      /readyz, /metrics. Without a configuration it serves every provider whose key is in the environment \
      (OPENAI_API_KEY, ANTHROPIC_API_KEY, DEEPSEEK_API_KEY) and Ollama on this machine. SIGHUP reads the configuration \
      again, SIGTERM lets requests end. Exit codes: 0 stopped in order, 1 the configuration or a file is wrong, 2 usage.
      """)

  @Option(
    help: ArgumentHelp(
      "The configuration; by default SECURELLM_CONFIG, else securellm.json in the working directory when there is one.",
      valueName: "path"))
  var config: String?

  @Option(help: ArgumentHelp("In place of listen.host.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("In place of listen.port; 0 lets the system choose.", valueName: "n"))
  var port: Int?

  @Option(help: ArgumentHelp("Event loops; by default one for each processor.", valueName: "n"))
  var threads: Int?

  @Flag(help: "Read the configuration, say what is wrong with it, and end.")
  var check = false

  func validate() throws {
    if let port, !(0...65_535).contains(port) { throw ValidationError("--port is a number from 0 to 65535") }
    if let threads, !(1...256).contains(threads) { throw ValidationError("--threads is a number from 1 to 256") }
  }

  func run() async throws {
    let place = try ConfigurationPlace(option: config)
    let (host, port) = (host, port)
    let load: @Sendable () throws -> ProxySettings = { try place.load(host: host, port: port) }
    do {
      if check { return say(try load()) }
      try await serve(load)
    } catch {
      Surroundings.write("securellm: \(place.name): \(error)\n", to: STDERR_FILENO)
      throw ExitCode(1)
    }
  }

  private func say(_ settings: ProxySettings) {
    let names = settings.providers.map(\.name).joined(separator: ", ")
    Surroundings.write("The configuration is good. Providers: \(names.isEmpty ? "none" : names)\n", to: STDOUT_FILENO)
  }

  private func serve(_ load: @escaping @Sendable () throws -> ProxySettings) async throws {
    let log = EventLog(.fromEnvironment())
    let logger = Logger(label: "securellm.serve") { log.handler(label: $0) }
    let launcher = ProxyLauncher(loader: load) { logger.notice("\($0)") }
    // Before it listens: whoever can call it can signal it too.
    let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
    let proxy = try await launcher.start(
      tools: { try ToolCatalogueService.ofThisProcess(sandbox: $0) }, threads: threads ?? Surroundings.processors)
    Surroundings.write("Listening on http://\(proxy.server.address)\n", to: STDERR_FILENO)
    for line in proxy.summary { Surroundings.write("  \(line)\n", to: STDERR_FILENO) }
    await Self.untilStopped(proxy, by: signals)
    await proxy.shutDown()
    _ = log.flush()
  }

  /// Reads keys again each second and the configuration on SIGHUP, until SIGTERM or SIGINT. A second one ends at once.
  /// Soon after the start, what only the start needed is taken out of memory.
  private static func untilStopped(_ proxy: RunningProxy, by signals: UnixSignalsSequence) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await signal in signals {
          guard signal == .sighup else { return }
          proxy.reload()
        }
      }
      group.addTask {
        // Not while the first requests may be on their way.
        try? await Task.sleep(for: .milliseconds(500))
        ResidentCode.release()
        try? await Task.sleep(for: .milliseconds(500))
        while !Task.isCancelled {
          proxy.refreshKeys()
          try? await Task.sleep(for: .seconds(1))
        }
      }
      await group.next()
      group.cancelAll()
    }
  }
}
