import HTTPWire

@testable import ProxyCore

/// Settings with two providers on this machine.
func settings(
  _ json: String, environment: [String: String] = ["KEY": "sk-test-0123456789"], files: [String: String] = [:]
) throws -> ProxySettings {
  let loader = SettingsLoader(environment: environment, dataDirectory: "/nowhere", tls: .none) { path in
    files[path].map { Array($0.utf8) }
  }
  return try loader.load(Array(json.utf8))
}

/// TLS that nobody speaks: only whether it is there counts.
private struct NoTLS: ProviderTLS {}

/// Files that say what is wrong with them.
private struct NoListenerTLS: ListenerContext {
  let certificate = ServerCertificate(validFrom: 0, validUntil: 1 << 40)

  init(_ material: TLSFactory.ListenerMaterial) throws(TLSFactory.ListenerFailures) {
    var failures: [TLSFactory.ListenerFailure] = []
    if material.certificates == Array("no certificate".utf8) { failures.append(.noCertificate) }
    if material.key == Array("other".utf8) { failures.append(.mismatch) }
    if material.authorities == Array("nobody".utf8) { failures.append(.noAuthority) }
    if !failures.isEmpty { throw TLSFactory.ListenerFailures(failures) }
  }
}

extension TLSFactory {
  static let none = TLSFactory(
    make: { (authorities) throws(Failure) in
      if authorities?.isEmpty == true { throw .noCertificate }
      return NoTLS()
    }, makeListener: { (material) throws(ListenerFailures) in try NoListenerTLS(material) })
}

let twoProviders = """
  {
    "listen": { "port": 0 },
    "providers": {
      "openai": { "baseURL": "http://127.0.0.1:9001/v1", "key": { "env": "KEY" } },
      "anthropic": { "baseURL": "http://127.0.0.1:9001/v1", "key": { "env": "KEY" } },
      "local": { "apiFormat": "openai", "baseURL": "http://localhost:9002/v1", "models": ["llama3", "qwen"] }
    },
    "aliases": { "fast": "openai/gpt-5-mini", "writer": "anthropic/claude-haiku-4-5" }
  }
  """

/// Lends a head that was read from `text`, which must be whole.
func withHead<Result>(_ text: String, _ body: (borrowing RequestHead) throws -> Result) rethrows -> Result? {
  var parser = RequestParser()
  let bytes = Array(text.utf8)
  guard case .head = parser.receive(bytes.span).event else { return nil }
  return try body(parser.head)
}
