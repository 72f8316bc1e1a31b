import HTTPWire
import Testing

@testable import ProxyCore

@Suite struct RequestHeadChecksTests {
  private func outcome(
    _ head: String, _ json: String = #"{"listen":{"hosts":["proxy.example"],"origins":["https://app.example"]}}"#
  )
    throws -> String
  {
    let metrics = Metrics(routes: [])
    let configuration = try RuntimeConfiguration(try settings(json, environment: [:]), former: nil) {
      metrics.provider($0)
    }
    let found = withHead(head + "\r\n\r\n") { head in
      do throws(ProxyFailure) {
        let index = try RequestHeadChecks.route(head, .standard, configuration).index
        return "\(RouteTable.standard.routes[index].label)"
      } catch {
        return "\(error.status)"
      }
    }
    return found ?? "no head"
  }

  private let json = "Content-Type: application/json"

  @Test func hosts() throws {
    for host in ["localhost", "127.0.0.1:8080", "[::1]:8080", "proxy.example", "PROXY.example:80"] {
      #expect(try outcome("GET /healthz HTTP/1.1\r\nHost: \(host)") == "health")
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil"] {
      #expect(try outcome("GET /healthz HTTP/1.1\r\nHost: \(host)") == "421")
    }
  }

  @Test func origins() throws {
    #expect(try outcome("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example") == "models")
    #expect(try outcome("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example") == "403")
    #expect(try outcome("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: null") == "403")
  }

  @Test(arguments: [
    ("authorization, content-type", "authorization, content-type"), ("x-a", "x-a"), (" X-A ,b ", "X-A ,b"),
    ("a b", nil), ("a,,b", nil), ("a:b", nil), ("\u{E9}", nil),
  ])
  func preflightHeadersAreNames(_ list: String, _ accepted: String?) {
    let head = "OPTIONS /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n"
    let found = withHead(head + "Access-Control-Request-Headers: \(list)\r\n\r\n") { head in
      (try? CrossOrigin.requestedHeaders(head)).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(found == .some(accepted))
  }

  @Test func onlyBrowsersAskWhatTheyMaySend() {
    func isPreflight(_ lines: String) -> Bool? {
      withHead("\(lines)\r\nHost: localhost\r\n\r\n") { CrossOrigin.isPreflight($0) }
    }
    let method = "access-control-REQUEST-method: POST"
    #expect(isPreflight("OPTIONS /v1/models HTTP/1.1\r\nOrigin: https://a.example\r\n\(method)") == true)
    #expect(isPreflight("OPTIONS /v1/models HTTP/1.1\r\nOrigin: https://a.example") == false)
    #expect(isPreflight("OPTIONS /v1/models HTTP/1.1\r\n\(method)") == false)
    #expect(isPreflight("GET /v1/models HTTP/1.1\r\nOrigin: https://a.example\r\n\(method)") == false)
  }

  @Test func methodsAndPaths() throws {
    #expect(try outcome("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n\(json)") == "chat")
    #expect(try outcome("GET /v1/chat/completions HTTP/1.1\r\nHost: localhost") == "405")
    #expect(try outcome("BREW /v1/chat/completions HTTP/1.1\r\nHost: localhost") == "501")
    #expect(try outcome("GET /admin HTTP/1.1\r\nHost: localhost") == "404")
  }

  @Test(arguments: ["key=x", "a=b&api_key=x", "API_KEY=x", "access_token=x"])
  func keysInTheQuery(query: String) throws {
    #expect(try outcome("POST /v1/messages?\(query) HTTP/1.1\r\nHost: localhost\r\n\(json)") == "401")
  }

  @Test func acceptsOtherQueries() throws {
    #expect(try outcome("POST /v1/messages?beta=true HTTP/1.1\r\nHost: localhost\r\n\(json)") == "messages")
  }

  @Test func media() throws {
    let start = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n"
    #expect(try outcome(start + "Content-Type: application/json; charset=utf-8") == "messages")
    #expect(try outcome(start + "Content-Type: application/jsonx") == "415")
    #expect(try outcome(start + "Content-Type: text/plain") == "415")
    #expect(try outcome(start + json + "\r\nContent-Encoding: gzip") == "415")
    #expect(try outcome(start + "Content-Length: 2") == "415")
    #expect(try outcome(start + "Transfer-Encoding: chunked") == "415")
    #expect(try outcome(start + "Content-Length: 0") == "messages")
    #expect(try outcome(start + "X: y") == "messages")
  }
}
