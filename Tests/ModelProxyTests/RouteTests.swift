import Testing

@testable import ModelProxy

@Suite struct RouteTests {
  private func match(_ method: RouteMethod?, _ path: String) -> RouteMatch {
    Route.match(method: method, path: Array(path.utf8).span)
  }

  @Test func everyRouteIsFoundByItsPathAndMethod() {
    for route in Route.allCases {
      let path = "\(route.path)" + (route.takesName ? "git_log" : "")
      let expected: RouteMatch =
        route.takesName ? .named(route, from: route.path.utf8CodeUnitCount) : .route(route)
      #expect(match(route.method, path) == expected)
      #expect(match(route.method == .get ? .post : .get, path) == .wrongMethod(route))
      #expect(match(nil, path) == .wrongMethod(route))
    }
  }

  @Test(arguments: [
    "/", "", "/v1", "/v1/", "/v1/chat/completions/", "/v1//chat/completions", "/V1/chat/completions", "/v1/tools/",
    "/v1/chat%2Fcompletions", "/v1/chat/completions;x", "/admin", "/v1/chat/completion", "/metricsx",
  ])
  func otherSpellingsAreUnknown(path: String) { #expect(match(.post, path) == .unknown) }

  @Test func boundsNames() {
    #expect(match(.post, "/v1/tools/" + String(repeating: "a", count: 64)) == .named(.tool, from: 10))
    #expect(match(.post, "/v1/tools/" + String(repeating: "a", count: 65)) == .unknown)
  }
}
