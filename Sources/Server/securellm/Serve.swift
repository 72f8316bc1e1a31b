import ArgumentParser
import EventLog
import Glibc
import ModelProxy
import NativeTools
import ProxyConfiguration
import ProxyCore
import System
import UnixSignals

/// `securellm serve`: models of several providers, and the tools, behind one HTTP address. It reads options and
/// signals; the proxy itself is `ModelProxy`.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the proxy: serve the models of several providers, and the tools, over HTTP.",
    usage: "securellm serve [<options>]",
    discussion: HelpText.make(
      """
      Routes: POST /v1/chat/completions, /v1/messages, /v1/responses, /v1/embeddings and other calls of these APIs, \
      /v1/tools/NAME; GET /v1/models, /healthz, /readyz, /metrics; GET /openapi.json lists all of them. Without a \
      configuration file, it serves every provider whose key is in the environment, and Ollama on this machine. SIGHUP \
      reloads the configuration; SIGTERM stops the server after the requests in flight have finished. The log is on \
      standard error.
      """,
      environment: [
        ("SECURELLM_CONFIG", "the configuration file"),
        ("OPENAI_API_KEY, ANTHROPIC_API_KEY, DEEPSEEK_API_KEY", "keys of providers, if the configuration names none"),
        ("SECURELLM_KEYS_DATABASE", "the database of client keys"),
        ("SECURELLM_LOG_LEVEL, SECURELLM_LOG_FORMAT", "the level and the form of the log"),
      ] + HelpText.toolVariables,
      exitCodes: "0 stopped normally, 1 the configuration or a file is wrong, 2 wrong usage",
      examples: [
        "# Is everything there that a start needs?",
        "securellm serve --config securellm.json --check",
        "# With a port that the system chooses",
        "OPENAI_API_KEY=... securellm serve --port 0",
      ]))

  @Option(
    help: ArgumentHelp(
      "The configuration file; by default SECURELLM_CONFIG, else securellm.json in the working directory if it exists.",
      valueName: "path"), completion: .json)
  var config: String?

  /// Another than loopback makes client keys necessary.
  @Option(help: ArgumentHelp("Override listen.host.", valueName: "address"))
  var host: String?

  /// With 0, the line on standard error says which one it is.
  @Option(help: ArgumentHelp("Override listen.port; 0 lets the system choose a port.", valueName: "n"))
  var port: Int?

  /// Event loops, each with its own connections to providers. More than processors gain nothing: no loop ever waits.
  @Option(help: ArgumentHelp("The number of event loops; by default one per processor.", valueName: "n"))
  var threads: Int?

  @OptionGroup var tools: ToolOptions

  /// Reads keys and key files as a start does, and calls no provider.
  @Flag(help: "Check everything that a start needs, report all errors and where everything lies, and exit.")
  var check = false

  /// Here instead of in the configuration's schema: an option is in no file that an error could point into.
  func validate() throws {
    if let port, !(0...65_535).contains(port) { throw ValidationError("--port is a number from 0 to 65535") }
    if let threads, !(1...256).contains(threads) { throw ValidationError("--threads is a number from 1 to 256") }
  }

  func run() async throws {
    do {
      let location = try source()
      let (host, port) = (host, port)
      // Read anew for each reload, options of the command line on top each time.
      let load: @Sendable () throws -> ProxySettings = { try location.load(host: host, port: port) }
      if check { return try report(location, load) }
      try await serve(location, load)
    } catch let error as StartErrors {
      Self.write(error.errors)
      throw ExitCode(1)
    } catch {
      StandardStreams.write("securellm: \(error)\n", to: STDERR_FILENO)
      throw ExitCode(1)
    }
  }

  /// With the sockets that a service manager has passed. Before any program is started, for a key: none may have them.
  private func source() throws -> ConfigurationSource {
    var source = ConfigurationSource(option: config)
    source.toolPatterns = tools.choice.patterns
    source.inherited = try InheritedSocket.all(ProcessEnvironment.variable, process: getpid())
    let option = host != nil ? "--host" : port != nil ? "--port" : nil
    if let option, !source.inherited.isEmpty {
      throw ConfigurationError("\(option) has no effect: systemd has passed the socket to listen on; leave it out")
    }
    return source
  }

  /// A line for each, on standard error. What is in a file begins with its name, so that editors make a link of it.
  static func write(_ errors: [ConfigurationError]) {
    let lines = errors.map { ($0.file == nil ? "securellm: " : "") + "\($0)\n" }
    StandardStreams.write(lines.joined(), to: STDERR_FILENO)
  }

  /// Everything that a start needs, by the look with which one begins, and where it lies. What another process has now
  /// is no fault of the configuration: it is said, and most often it is the server that is about to be reloaded.
  private func report(_ location: ConfigurationSource, _ load: @Sendable () throws -> ProxySettings) throws {
    let (settings, check) = try StartCheck.load(load, others: Self.environmentErrors)
    let names = settings.providers.map(\.name).joined(separator: ", ")
    var text = "The configuration is valid. Providers: \(names.isEmpty ? "none" : names)\n"
    for (name, detail) in settings.files(configuration: location.place) {
      text += "  \(name)\(String(repeating: " ", count: 18 - name.utf8.count))\(detail)\n"
    }
    StandardStreams.write(text, to: STDOUT_FILENO)
    StartWarnings(settings, location).print()
    try checkTools(settings)
    var notes = check.conflicts.map { "\($0)" }
    if settings.requiresKey, case .success(let count) = check.keys, count ?? 0 == 0 {
      notes.append("no client key is active, and one is needed for every request: \(location.keyCommand)")
    }
    StandardStreams.write(notes.map { "securellm: note: \($0)\n" }.joined(), to: STDERR_FILENO)
  }

  /// A server starts without a tool whose file is wrong; a check is there to find it.
  private func checkTools(_ settings: ProxySettings) throws {
    let process = try ProcessTools(tools.choice, settings) { _ in }
    StandardStreams.complain(process.complaints)
    if process.hasErrors { throw ExitCode(1) }
  }

  /// What the tools would not start with.
  private static var environmentErrors: [ConfigurationError] {
    Workspace.errors(
      environment: ProcessEnvironment.variables, currentDirectory: ProcessEnvironment.currentDirectory ?? "/"
    ).map { ConfigurationError("\($0)") }
  }

  /// Prints where it listens once it does: with port 0 that is how a script learns the port. That line is always the
  /// first, and never one of the log.
  private func serve(
    _ location: ConfigurationSource, _ load: @escaping @Sendable () throws -> ProxySettings
  ) async throws {
    // Bodies of many sizes come and go side by side; most requests stay below, and cost the system no call.
    StandardStreams.returnLargeBuffers()
    // A log whose reader has gone must not end the server.
    StandardStreams.ignoreBrokenPipes()
    // It writes on a thread of its own: no request waits for a line of the log.
    let log = StreamLog(detected: .detected(STDERR_FILENO, ProcessEnvironment.variable))
    defer {
      // Also where the start fails: what it has reported until then comes before the error.
      log.open()
      log.flush()
    }
    let manager = ServiceNotifier(ProcessEnvironment.variable, process: getpid(), log: log)
    let launcher = ProxyLauncher(
      configurationName: location.name, configurationFile: location.place, loader: load, log: log, manager: manager)
    // Before it listens: whoever can call it can signal it too.
    let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
    let choice = tools.choice
    let proxy = try await launcher.start(
      unless: Self.environmentErrors,
      // Made by the launcher, which knows the sandbox that the configuration demands.
      tools: { settings in
        try ProcessTools(choice, settings) { lines in
          for line in lines { log.log(.warning, line, [("area", .text("tools"))]) }
        }.service
      }, threads: threads ?? ProcessEnvironment.processors)
    log.open("Listening on \(proxy.address)\n")
    for line in proxy.summary { log.log(.notice, line) }
    await Self.untilStopped(proxy, by: signals) { StartWarnings(proxy.settings, location).write(to: log) }
    await proxy.shutDown()
  }

  /// Reads keys again each second and the configuration on SIGHUP, until SIGTERM or SIGINT. A second one ends at
  /// once. Half a second after the start, what only the start needed is taken out of memory.
  ///
  /// - Parameter warn: what is looked at once, when it already serves.
  private static func untilStopped(
    _ proxy: RunningProxy, by signals: UnixSignalsSequence, _ warn: @escaping @Sendable () -> Void
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for await signal in signals {
          guard signal == .sighup else { return }
          proxy.reload()
        }
      }
      group.addTask {
        warn()
        // Not while the first requests may be on their way.
        try? await Task.sleep(for: .milliseconds(500))
        ResidentCode.release()
        try? await Task.sleep(for: .milliseconds(500))
        while !Task.isCancelled {
          // One question to the database, 4 us: a revoked key is refused within two seconds, without a signal.
          proxy.watch()
          try? await Task.sleep(for: .seconds(1))
        }
      }
      await group.next()
      // The first to end is the one that a signal has ended.
      group.cancelAll()
    }
  }
}
