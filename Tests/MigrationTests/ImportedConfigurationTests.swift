import JSONCore
import Migration
import ProxyConfiguration
import TOML
import Testing

@Suite struct ImportedConfigurationTests {
  private func imported(_ text: String, keys: ImportedConfiguration.Keys = .environment) throws -> ImportedConfiguration
  {
    ImportedConfiguration(try TOMLDocument(Array(text.utf8)), keys: keys)
  }

  private func json(_ text: String) throws -> String {
    let json = try imported(text).json
    _ = try ConfigurationFile(json.bytes)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("", #"{"providers":{}}"#),
    ("[server]\nport = 1", #"{"listen":{"port":1},"providers":{}}"#),
    ("[providers.openai]\napi_key = \"s\"", #"{"providers":{"openai":{"key":{"env":"OPENAI_API_KEY"}}}}"#),
    ("[providers.openai]\nbase_url = \"https://api.openai.com\"", #"{"providers":{"openai":{}}}"#),
    (
      "[providers.openai]\nbase_url = \"https://other/v1/\"",
      #"{"providers":{"openai":{"baseURL":"https://other/v1","key":{"env":"OPENAI_API_KEY"}}}}"#
    ),
    (
      "[providers.ollama]\nbase_url = \"http://LOCALHOST:11434\"",
      #"{"providers":{"ollama":{"baseURL":"http://LOCALHOST:11434/v1"}}}"#
    ),
    (
      "[providers.my-llm]\nbase_url = \"http://10.0.0.1/v1\"\napi_key = \"$K\"",
      #"{"providers":{"my-llm":{"baseURL":"http://10.0.0.1/v1","plainHTTP":["10.0.0.1"],"apiFormat":"openai","key":{"env":"K"}}}}"#
    ),
    ("[[providers]]\nname = \"llama.cpp\"", #"{"providers":{"llamacpp":{"preset":"llama.cpp"}}}"#),
  ])
  func becomes(_ toml: String, _ expected: String) throws { #expect(try json(toml) == expected) }

  @Test func saysWhereAndWhy() throws {
    let notes = try imported("[server]\nworkers = 4\nport = true\n[providers.cohere]\nenabled = true\n").notes
    #expect(
      notes.map { "\($0.location) \($0.setting)" } == [
        "2:1 server.workers", "3:1 server.port", "4:12 providers.cohere",
      ])
    #expect(notes[1].message == "it must be an integer, and is true or false")
  }

  @Test func keysGoIntoFiles() throws {
    let imported = try imported("[providers.groq]\napi_key = \"s3cret\"", keys: .files(folder: "/k"))
    #expect(imported.secrets.map { "\($0.provider) \($0.value)" } == ["groq s3cret"])
    #expect(
      String(decoding: imported.json.bytes, as: UTF8.self)
        == #"{"providers":{"groq":{"preset":"groq","key":{"file":"/k/groq.key"}}}}"#)
  }

  @Test func namesThatMayBeSecretsAreNotRepeated() throws {
    let secret = "sk-ABCDEF0123456789"
    let notes = try imported(
      "\(secret) = 1\n[server]\n\(secret) = 2\n[\"\(secret)B\"]\nx = 1\n[providers.\(secret)]\ny = 1\n"
    ).notes
    #expect(notes.count == 4)
    #expect(notes.allSatisfy { !$0.setting.contains("ABCDEF") && !$0.message.contains("ABCDEF") })
  }
}
