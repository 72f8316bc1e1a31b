import ProxyConfiguration
import ProxyTransport
import Testing

@testable import ModelProxy

@Suite struct HealthCheckTests {
  private func target(_ listen: String) throws -> HealthTarget {
    let file = try ConfigurationFile(Array(#"{"listen": \#(listen)}"#.utf8), folder: "/etc")
    return try HealthCheck(file, path: "/readyz").target
  }

  private func at(_ host: String, _ port: Int, _ security: HealthTarget.Security = .none) -> HealthTarget {
    HealthTarget(.tcp(host: host, port: port), security, path: "/readyz")
  }

  private let socket = HealthTarget(.socket("/run/a.sock"), .none, path: "/readyz")

  @Test func asksWhereTheConfigurationListens() throws {
    #expect(try target("{}") == at("127.0.0.1", 8080))
    #expect(try target(#"{"host": "192.0.2.7", "port": 1}"#) == at("192.0.2.7", 1))
    #expect(try target(#"{"host": "0.0.0.0"}"#) == at("127.0.0.1", 8080))
    #expect(try target(#"{"host": "::"}"#) == at("::1", 8080))
    #expect(try target(#"{"socket": {"path": "/run/a.sock"}}"#) == at("127.0.0.1", 8080))
    #expect(try target(#"{"socket": {"path": "/run/a.sock"}, "tcp": false}"#) == socket)
  }

  @Test func asksTheSocketWhereThePortCannotBeAsked() throws {
    let tls = #""tls": {"certificateFile": "c", "keyFile": "k""#
    #expect(try target("{\(tls)}}") == at("127.0.0.1", 8080, .ofThisMachine))
    let demanding = #"\#(tls), "clientAuthoritiesFile": "a"}"#
    #expect(try target(#"{\#(demanding), "socket": {"path": "/run/a.sock"}}"#) == socket)
    let lenient = #"\#(tls), "clientAuthoritiesFile": "a", "clientCertificates": "optional"}"#
    #expect(try target("{\(lenient)}") == at("127.0.0.1", 8080, .ofThisMachine))
    #expect(try target(#"{"port": 0, "socket": {"path": "/run/a.sock"}}"#) == socket)
    #expect(throws: HealthCheck.Problem.self) { try target("{\(demanding)}") }
    #expect(throws: HealthCheck.Problem.self) { try target(#"{"port": 0}"#) }
  }

  @Test func readsURLs() throws {
    func read(_ url: String) throws -> HealthTarget { try HealthCheck(url: url, path: "/readyz").target }
    #expect(
      try read("http://127.0.0.1:9/x")
        == HealthTarget(
          .tcp(host: "127.0.0.1", port: 9), .none, authority: "127.0.0.1:9", path: "/x"))
    #expect(
      try read("https://[::1]/")
        == HealthTarget(
          .tcp(host: "::1", port: 443), .ofThisMachine, authority: "[::1]", path: "/readyz"))
    #expect(
      try read("https://example.org:8443")
        == HealthTarget(
          .tcp(host: "example.org", port: 8443), .verified, authority: "example.org:8443", path: "/readyz"))
    #expect(try read("unix:/run/a.sock") == socket)
    for url in ["", "http", "http://", "http://u@h", "http://h:0", "http://h:65536", "unix:a", "ws://h"] {
      #expect(throws: HealthCheck.Problem.self, "\(url)") { try read(url) }
    }
  }
}
