import JSONCore
import Synchronization
import ToolRuntime

/// `GET /openapi.json`: the routes of `Route`, the tools with their schemas. Made once.
enum OpenAPI {
  static func answer(_ client: ClientConnection) {
    let document = client.loop.server.openAPI
    document.withSpan(0..<document.count) {
      Answer.write(200, type: "application/json", $0, for: client, keepAlive: true)
    }
  }
}
