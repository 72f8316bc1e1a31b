import JSONCore
import ProxyConfiguration
import Testing

@testable import ProxyCore

@Suite struct CertificateKeysTests {
  private func keys(_ entries: String) throws -> CertificateKeys? {
    try settings(
      """
      {
        "listen": { "tls": { "certificateFile": "c", "keyFile": "k", "clientAuthoritiesFile": "a" } },
        "clients": { "certificates": [\(entries)] }, "providers": {}
      }
      """, files: ["c": "c", "k": "k", "a": "a"]
    ).certificateKeys
  }

  private func certificate(_ identities: CertificateIdentity...) -> ClientCertificate {
    ClientCertificate(name: "CN=x", identities: identities, validUntil: .max)
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func withoutEntriesNobodyLooks() throws { #expect(try keys("") == nil) }

  @Test func namesAreComparedAsBytes() throws {
    let found = try #require(
      try keys(
        """
        { "dns": "CI.example", "key": "ci" }, { "uri": "spiffe://test/agent", "key": "agent" },
        { "email": "Ann@example.org", "key": "ann" }
        """))
    #expect(found.keys == ["ci", "agent", "ann"])
    // Names of DNS have no case, the others do.
    #expect(found.key(of: certificate(.dns(of: bytes("ci.EXAMPLE")))) == "ci")
    #expect(found.key(of: certificate(.uri(bytes("spiffe://test/agent")))) == "agent")
    #expect(found.key(of: certificate(.uri(bytes("SPIFFE://test/agent")))) == nil)
    #expect(found.key(of: certificate(.uri(bytes("spiffe://test/agent/")))) == nil)
    #expect(found.key(of: certificate(.email(bytes("Ann@example.org")))) == "ann")
    #expect(found.key(of: certificate(.email(bytes("ann@example.org")))) == nil)
    // The same text of another kind is another name.
    #expect(found.key(of: certificate(.uri(bytes("ci.example")))) == nil)
    #expect(found.key(of: certificate(.dns(of: bytes("Ann@example.org")))) == nil)
    for name in ["x.ci.example", "ci.example.", "ci.example\0", "ci.example\0.evil", "*.example", "ci"] {
      #expect(found.key(of: certificate(.dns(of: bytes(name)))) == nil)
    }
    #expect(found.key(of: certificate()) == nil)
  }

  @Test func digestsAreWrittenWithColonsOrWithout() throws {
    let digest = (0..<32).map { UInt8($0 * 8 + 7) }
    let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
    for text in [digits.joined(separator: ":"), digits.joined().asciiLowercased] {
      let found = try #require(try keys(#"{ "sha256": "\#(text)", "key": "x" }"#))
      #expect(found.key(of: certificate(.digest(digest))) == "x")
      #expect(found.key(of: certificate(.digest(digest.dropLast() + [0]))) == nil)
      #expect(found.key(of: certificate(.dns(of: bytes(text)))) == nil)
    }
  }

  @Test func theFirstEntryCounts() throws {
    let both = certificate(.dns(of: bytes("b.example")), .dns(of: bytes("a.example")))
    let a = #"{ "dns": "a.example", "key": "a" }"#
    let b = #"{ "dns": "b.example", "key": "b" }"#
    #expect(try keys("\(a), \(b)")?.key(of: both) == "a")
    #expect(try keys("\(b), \(a)")?.key(of: both) == "b")
  }
}
