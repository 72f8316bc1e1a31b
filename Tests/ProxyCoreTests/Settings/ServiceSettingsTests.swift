import ProxyConfiguration
import Testing

@testable import ProxyCore
@testable import System

/// What a service manager has passed and made, among what the configuration says.
@Suite struct ServiceSettingsTests {
  private static let empty = #"{"providers":{}}"#

  private func load(
    _ json: String = empty, _ sockets: [InheritedSocket.Address] = [], _ environment: [String: String] = [:]
  ) throws(SettingsErrors) -> ProxySettings {
    var loader = SettingsLoader(environment: environment, dataDirectory: "/data", tls: .none) { path in
      path.utf8.elementsEqual("/credentials/a".utf8) ? Array("sk-0123456789".utf8) : nil
    }
    loader.inherited = sockets.enumerated().map { index, address in
      InheritedSocket(descriptor: 3 + CInt(index), name: "s\(index)", address: address)
    }
    return try loader.load(Array(json.utf8))
  }

  @Test func socketsReplaceWhatIsConfigured() throws {
    let json = #"{"providers":{},"listen":{"host":"0.0.0.0","port":81,"socket":{"path":"/s"}}}"#
    let listen = try load(json, [.tcp(host: "127.0.0.1", port: 8080), .unix("@name")]).listen
    #expect(listen.isTCP && listen.isLoopback && listen.socket == nil && listen.inherited.count == 2)
    #expect(listen.host == "127.0.0.1" && listen.port == 8080 && listen.ports == [8080])
    let unix = try load(json, [.unix("/s")]).listen
    #expect(!unix.isTCP && unix.isLoopback && unix.ports.isEmpty)
    #expect(try load(json).listen.inherited.isEmpty && load(json).listen.ports == [81])
  }

  /// Who can connect is decided by the sockets alone, in whatever order they come.
  @Test func socketsThatOthersReachRequireKeys() throws {
    let loopback = InheritedSocket.Address.tcp(host: "127.0.0.1", port: 80)
    let open = InheritedSocket.Address.tcp(host: "::", port: 443)
    #expect(try !load(Self.empty, [loopback]).requiresKey)
    for sockets in [[open], [loopback, open], [open, loopback], [.unix("/s"), open]] {
      let settings = try load(Self.empty, sockets)
      #expect(settings.requiresKey && settings.listen.host == "::" && settings.listen.port == 443)
      #expect(throws: SettingsErrors.self) {
        try load(#"{"providers":{},"clients":{"requireKey":"never"}}"#, sockets)
      }
    }
  }

  @Test func aProviderAtAPassedPortIsThisProxy() {
    let json = #"{"providers":{"a":{"apiFormat":"openai","baseURL":"http://127.0.0.1:82/v1"}}}"#
    #expect(throws: SettingsErrors.self) {
      try load(json, [.tcp(host: "127.0.0.1", port: 81), .tcp(host: "127.0.0.1", port: 82)])
    }
  }

  @Test func placesOfAService() throws {
    let service = ["STATE_DIRECTORY": "/data", "LOGS_DIRECTORY": "/logs:/other"]
    let found = try load(Self.empty, [], service)
    #expect(found.audit.folder == "/logs/audit")
    #expect(found.sources.audit == .variable("LOGS_DIRECTORY"))
    #expect(
      found.sources.keyDatabase == .variable("STATE_DIRECTORY") && found.sources.data == found.sources.keyDatabase)
    let named = try load(
      #"{"providers":{},"audit":{"folder":"/a"},"clients":{"keyFile":"/k"}}"#, [], service)
    #expect(named.audit.folder == "/a" && named.keyDatabase == "/k")
    let state = try load(Self.empty, [], ["STATE_DIRECTORY": "/data"])
    #expect(state.audit.folder == "/data/audit" && state.sources.audit == .variable("STATE_DIRECTORY"))
    #expect(try load().sources.audit == .standard(pointer: "/audit/folder"))
  }

  @Test(arguments: ["../a", "..", "a/b", ".a", "/etc/passwd", ""])
  func credentialsStayInTheirDirectory(_ name: String) throws {
    func provider(_ name: String) -> String {
      #"{"providers":{"a":{"apiFormat":"openai","baseURL":"http://127.0.0.1:9/v1","key":{"credential":"\#(name)"}}}}"#
    }
    let environment = ["CREDENTIALS_DIRECTORY": "/credentials"]
    #expect(try load(provider("a"), [], environment).providers.count == 1)
    #expect(throws: SettingsErrors.self) { try load(provider(name), [], environment) }
    #expect(throws: SettingsErrors.self) { try load(provider("a"), [], ["CREDENTIALS_DIRECTORY": "credentials"]) }
    #expect(throws: SettingsErrors.self) { try load(provider("a")) }
  }
}
