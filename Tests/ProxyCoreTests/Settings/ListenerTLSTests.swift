import ProxyConfiguration
import Testing

@testable import ProxyCore

@Suite struct ListenerTLSTests {
  private func load(_ members: String, _ files: [String: String]) throws -> ProxySettings {
    try SettingsLoader(environment: [:], dataDirectory: "/nowhere", tls: .none) { files[$0].map { Array($0.utf8) } }
      .load(Array(#"{"listen":{"tls":{\#(members)}},"providers":{}}"#.utf8))
  }

  private func errors(_ members: String, _ files: [String: String]) -> [String] {
    do {
      _ = try load(members, files)
      return []
    } catch let error as SettingsErrors {
      return error.errors.map { "\($0.pointer): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  private let pair = #""certificateFile":"/c","keyFile":"/k""#

  @Test func whatIsAsked() throws {
    let plain = try #require(try load(pair, ["/c": "c", "/k": "k"]).listen.tls)
    #expect(plain.options.files == ["/c", "/k"])
    #expect(!plain.options.requiresVersion13)
    let members = pair + #","clientAuthoritiesFile":"/a","minimumVersion":"1.3""#
    let files = ["/c": "c", "/k": "k", "/a": "a"]
    let mutual = try #require(try load(members, files).listen.tls)
    #expect(mutual.options.requiresVersion13 && mutual.options.requiresClientCertificate)
    #expect(mutual.options.files == ["/c", "/k", "/a"])
    let optional = try load(members + #","clientCertificates":"optional""#, files).listen.tls
    #expect(optional?.options.requiresClientCertificate == false)
  }

  @Test func errorsNameTheFile() {
    let unreadable = "the file cannot be read, or is empty: check its path and permissions"
    #expect(
      errors(pair, ["/c": ""]) == [
        "/listen/tls/certificateFile: \(unreadable)", "/listen/tls/keyFile: \(unreadable)",
      ])
    let none = errors(pair, ["/c": "no certificate", "/k": "k"])
    #expect(none[0].hasPrefix("/listen/tls/certificateFile: the file must"))
    #expect(errors(pair, ["/c": "c", "/k": "other"])[0].hasPrefix("/listen/tls/keyFile: the key is not that of"))
    #expect(errors(#""certificateFile":"/c""#, [:])[0].contains("keyFile"))
    #expect(errors(pair + #","minimumVersion":"1.1""#, [:])[0].contains("/listen/tls/minimumVersion"))
    #expect(errors(pair + #","clientCertificates":"required""#, [:])[0].contains("has no effect without"))
  }

  /// Each file is looked at, whatever is wrong with the others.
  @Test func allErrorsAreReportedAtOnce() {
    let members = pair + #","clientAuthoritiesFile":"/a""#
    let pointers = { (files: [String: String]) in
      errors(members, files).map { String($0.prefix { $0 != ":" }) }
    }
    #expect(
      pointers(["/c": "no certificate", "/k": "other", "/a": "nobody"]) == [
        "/listen/tls/certificateFile", "/listen/tls/keyFile", "/listen/tls/clientAuthoritiesFile",
      ])
    #expect(pointers(["/c": "c", "/a": "nobody"]) == ["/listen/tls/keyFile", "/listen/tls/clientAuthoritiesFile"])
  }

  /// A configuration that has come in between goes before files that were read for the one before.
  @Test func replacesWhatWasRenewed() throws {
    let files = ["/c": "c", "/k": "k", "/d": "d"]
    let one = try #require(try load(pair, files).listen.tls)
    let other = try #require(try load(#""certificateFile":"/d","keyFile":"/k""#, files).listen.tls)
    let active = ActiveTLS(one)
    #expect(active.replace(one, by: try one.renewed()))
    active.adopt(other)
    #expect(!active.replace(one, by: try one.renewed()))
    #expect(active.current?.options == other.options)
    #expect(!ActiveTLS(nil).replace(one, by: one))
  }
}
