import Logging
import MCPServer

@main
enum MCPFixture {
  static func main() throws {
    let logger = Logger(label: "fixture") { _ in SwiftLogNoOpLogHandler() }
    let identity = ServerIdentity(name: "mcp-fixture", version: "1.0.0", title: "Fixture")
    try serveStdio(FixtureTools(), identity: identity, logger: logger)
  }
}
