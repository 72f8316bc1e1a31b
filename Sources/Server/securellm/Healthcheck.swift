import ArgumentParser
import Glibc
import ModelProxy

/// `securellm healthcheck`: for containers, which have no shell and no other program that could ask.
struct Healthcheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "healthcheck", abstract: "Ask the running proxy whether it is ready.",
    discussion: HelpText.make(
      """
      It asks GET /readyz of the address that the configuration has, over TLS or the Unix socket if that is what it \
      listens on, and prints the response. Nothing else of the configuration is looked at. A certificate of this machine is \
      not checked; that of another host of --url is. After 4 seconds it gives up.
      """,
      exitCodes: "0 ready, 1 not ready, not reachable, or the configuration is wrong, 2 wrong usage",
      examples: [
        "securellm healthcheck --config securellm.json",
        "# A liveness probe",
        "securellm healthcheck --live --url http://127.0.0.1:8080",
      ]))

  @Option(
    help: ArgumentHelp(
      "The server's configuration file; by default SECURELLM_CONFIG, else securellm.json in the working directory.",
      valueName: "path"))
  var config: String?

  /// For a server that was started with `--host` or `--port`, or whose socket systemd holds.
  @Option(
    help: ArgumentHelp(
      "Ask there instead: http://HOST:PORT, https://HOST:PORT or unix:/PATH. A path behind the port is asked for as it is.",
      valueName: "url"))
  var url: String?

  /// A liveness probe restarts what fails it: an audit on a full disk must not be restarted all the time.
  @Flag(help: "Ask GET /healthz: whether it responds at all, not whether it can serve.")
  var live = false

  func run() throws {
    let (isHealthy, text) = try check().run()
    if !isHealthy { throw Self.fail(text, status: 1) }
    StandardStreams.write(text + "\n", to: STDOUT_FILENO)
  }

  private func check() throws -> HealthCheck {
    let path = live ? "/healthz" : "/readyz"
    if let url {
      do { return try HealthCheck(url: url, path: path) } catch { throw Self.fail("\(error)", status: 2) }
    }
    do {
      return try HealthCheck(ConfigurationSource(option: config).configurationFile(), path: path)
    } catch let error as StartErrors {
      Serve.write(error.errors)
      throw ExitCode(1)
    } catch {
      throw Self.fail("\(error)", status: 1)
    }
  }

  private static func fail(_ text: String, status: Int32) -> ExitCode {
    StandardStreams.write("securellm: \(text)\n", to: STDERR_FILENO)
    return ExitCode(status)
  }
}
