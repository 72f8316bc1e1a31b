import HTTPWire
import Testing

@testable import ProxyCore

@Suite struct RouteTests {
  private let table = RouteTable.standard

  /// The label of the route and the name in the path; the methods of a path that takes others.
  private func match(_ method: HTTPMethod, _ path: String) -> String {
    let bytes = Array(path.utf8)
    switch table.match(method, bytes.span) {
    case .route(let index, let name):
      let label = "\(table.routes[index].label)"
      return name.isEmpty ? label : "\(label) \(String(decoding: bytes[name], as: UTF8.self))"
    case .wrongMethod(let methods): return methods.map { "\($0.name)" }.joined(separator: " ")
    case .unknown: return "unknown"
    }
  }

  @Test func everyRouteIsFoundByItsPathAndMethod() {
    for route in table.routes {
      let path = "\(route.path.prefix)" + (route.path.parameter == nil ? "" : "git_log") + "\(route.path.suffix)"
      #expect(match(route.method, path) == "\(route.label)" + (route.path.parameter == nil ? "" : " git_log"))
      let others = table.routes.filter { $0.path.template == route.path.template }.map { "\($0.method.name)" }
      #expect(match(.patch, path) == others.joined(separator: " "))
    }
  }

  /// Labels are what metrics count by.
  @Test func labelsAreDistinct() { #expect(Set(table.routes.map { "\($0.label)" }).count == table.routes.count) }

  @Test func headIsGetOfWhatTheProxyResponds() {
    #expect(match(.head, "/healthz") == "health")
    #expect(match(.head, "/v1/responses/resp_1") == "GET DELETE")
    #expect(match(.head, "/v1/messages") == "POST")
  }

  /// Names of models have slashes, which SDKs escape or do not.
  @Test func namesOfModels() {
    #expect(match(.get, "/v1/models/gpt-4o") == "model gpt-4o")
    #expect(match(.get, "/v1/models/groq/openai/gpt-oss-20b") == "model groq/openai/gpt-oss-20b")
    #expect(match(.get, "/v1/models/groq%2Fopenai%2Fgpt-oss-20b") == "model groq%2Fopenai%2Fgpt-oss-20b")
    #expect(match(.head, "/v1/models/hf.co/a/b:Q4") == "model hf.co/a/b:Q4")
    #expect(match(.get, "/v1/models/") == "unknown")
    #expect(match(.get, "/v1/models//a") == "unknown")
    #expect(match(.delete, "/v1/models/a") == "GET")
  }

  @Test(arguments: [
    "", "/v1", "/v1/", "/v1/chat/completions/", "/v1//chat/completions", "/V1/chat/completions", "/v1/tools/",
    "/v1/chat%2Fcompletions", "/v1/chat/completions;x", "/admin", "/v1/chat/completion", "/metricsx",
    "/v1/tools/a/b", "/v1/responses/", "/v1/responses//cancel", "/v1/responses/a/b/cancel", "/v1/responses/a/cancelled",
  ])
  func otherSpellingsAreUnknown(path: String) { #expect(match(.post, path) == "unknown") }

  @Test func boundsNames() {
    let longest = String(repeating: "a", count: 64)
    #expect(match(.post, "/v1/tools/" + longest) == "tool \(longest)")
    #expect(match(.post, "/v1/tools/a" + longest) == "unknown")
  }

  @Test func pathsOfOneResponse() {
    #expect(match(.get, "/v1/responses/resp_1") == "response resp_1")
    #expect(match(.delete, "/v1/responses/resp_1") == "delete_response resp_1")
    #expect(match(.post, "/v1/responses/resp_1/cancel") == "cancel_response resp_1")
    #expect(match(.get, "/v1/responses/resp_1/input_items") == "response_items resp_1")
    #expect(match(.get, "/v1/responses") == "POST")
  }
}
