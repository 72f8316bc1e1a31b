import Logging
import MCPServer

@main
enum MCPFixture {
  static func main() throws {
    let logger = Logger(label: "fixture") { _ in SwiftLogNoOpLogHandler() }
    // A test may say how long calls may go on after the end of the input.
    let limits =
      CommandLine.arguments.dropFirst().first.flatMap { Int($0) }.map { StdioLimits(drainSeconds: $0) }
      ?? StdioLimits()
    let identity = ServerIdentity(name: "mcp-fixture", version: "1.0.0", title: "Fixture")
    try serveStdio(FixtureTools(), identity: identity, limits: limits, logger: logger)
  }
}
