import Testing

@testable import ToolRuntime

/// Where secrets are found, and what is said where there is none; never what they are.
@Suite struct ToolSecretsTests {
  private static let secrets = ToolSecrets(environment: [
    "SECURELLM_SECRET_TOKEN": "value-of-token\n", "SECURELLM_SECRET_SHORT": "1234567",
    "SECURELLM_SECRET_NUL": "12345678\u{0}9",
    "TOKEN": "not this one",
  ])

  private func value(_ name: String, of secrets: ToolSecrets = secrets) async throws(ToolSecrets.Missing) -> String {
    String(decoding: try await secrets.value(name), as: UTF8.self)
  }

  @Test func readsVariables() async throws {
    #expect(try await value("TOKEN") == "value-of-token")
    #expect(Self.secrets.objection("TOKEN") == nil && Self.secrets.isSet("TOKEN"))
    for (name, reason) in [("OTHER", ToolSecrets.Missing.notSet), ("SHORT", .tooShort), ("NUL", .invalid)] {
      #expect(Self.secrets.objection(name) == reason)
      await #expect(throws: reason) { try await value(name) }
      #expect(reason.sentence(name).contains(name) && !reason.sentence(name).contains("1234567"))
    }
    #expect(ToolSecrets.Missing.notSet.sentence("OTHER").contains("SECURELLM_SECRET_OTHER"))
  }

  @Test func theConfigurationGoesFirst() async throws {
    var secrets = Self.secrets
    secrets.set("TOKEN") { .success(Array("of the configuration".utf8)) }
    secrets.set("GONE") { .failure(.unreadable("the file is gone")) }
    secrets.set("TINY") { .success(Array("tiny".utf8)) }
    let configured = secrets
    #expect(try await value("TOKEN", of: configured) == "of the configuration")
    await #expect(throws: ToolSecrets.Missing.unreadable("the file is gone")) {
      try await value("GONE", of: configured)
    }
    await #expect(throws: ToolSecrets.Missing.tooShort) { try await value("TINY", of: configured) }
    #expect(configured.isSet("GONE") && configured.objection("GONE") == nil)
  }
}
