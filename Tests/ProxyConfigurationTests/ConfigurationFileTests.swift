import Foundation
import JSONCore
import ProxyConfiguration
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct ConfigurationFileTests {
  private func lines(_ text: String) -> [String] {
    do {
      _ = try ConfigurationFile(Array(text.utf8))
      return []
    } catch {
      return error.lines
    }
  }

  @Test func readsFilesWithComments() throws {
    let file = try ConfigurationFile(
      Array(
        """
        {
          // everyone in the house
          "listen": { "port": 9000, /* loopback */ },
          "providers": { "openai": {}, "groq": { "apiFormat": "openai", "baseURL": "https://api.groq.com/openai/v1" }, },
          "aliases": { "fast": "groq/llama" },
        }
        """.utf8))
    #expect(file.value.listen.port == 9000 && !file.hasDefaultProviders)
    #expect(file.value.providers.names == ["openai", "groq"])
    #expect(file.value.aliases["fast"] == "groq/llama")
  }

  @Test func completesEntriesFromBuiltInOnes() throws {
    let text =
      #"{"providers":{"deepseek":{"limits":{"concurrentRequests":3}},"ollama":{"baseURL":"http://[::1]:1/v1"}}}"#
    let providers = try ConfigurationFile(Array(text.utf8)).value.providers
    let deepseek = try #require(providers["deepseek"])
    #expect(deepseek.endpoints?.map(\.apiFormat) == [.openai, .responses, .anthropic])
    #expect(deepseek.endpoints?[2].baseURL?.text == "https://api.deepseek.com/anthropic/v1")
    #expect(deepseek.baseURL?.text == "https://api.deepseek.com/v1")
    #expect(deepseek.key?.env == "DEEPSEEK_API_KEY" && deepseek.timeouts?.firstByteMs == 600_000)
    #expect(deepseek.limits?.numbers == Configuration.Limits(concurrentRequests: 3))
    #expect(providers["ollama"]?.limits?.numbers == Configuration.Limits())
  }

  @Test func conservativeLimitsAreNumbers() throws {
    let text = #"{"providers":{"anthropic":{"limits":"conservative"},"openai":{}}}"#
    let providers = try ConfigurationFile(Array(text.utf8)).value.providers
    #expect(providers["anthropic"]?.limits?.numbers == Configuration.Limits(requestsPerMinute: 50, burst: 5))
    #expect(providers["openai"]?.limits?.numbers == Configuration.Limits())
  }

  /// What a provider says of itself goes first, be it that it has none.
  @Test func limitsForAllProviders() throws {
    func limits(_ common: String, _ providers: String) throws -> [Configuration.Limits?] {
      let text = #"{"providerLimits":\#(common)\#(providers)}"#
      return try ConfigurationFile(Array(text.utf8)).value.providers.map { $0.value.limits?.numbers }
    }
    let (openai, anthropic, deepseek) = (
      Configuration.Limits(requestsPerMinute: 3500, burst: 100), Configuration.Limits(requestsPerMinute: 50, burst: 5),
      Configuration.Limits(requestsPerMinute: 60, burst: 10)
    )
    let none = Configuration.Limits()
    #expect(try limits(#""conservative""#, "") == [anthropic, deepseek, none, openai])
    let some = """
      ,"providers":{"openai":{"limits":{}},"eu":{"preset":"anthropic"},"deepseek":{"limits":{"concurrentRequests":3}},
      "vllm":{"preset":"vllm"}}
      """
    #expect(
      try limits(#""conservative""#, some) == [none, anthropic, Configuration.Limits(concurrentRequests: 3), none])
    let two = Configuration.Limits(concurrentRequests: 2)
    #expect(
      try limits(#"{"concurrentRequests":2}"#, some) == [none, two, Configuration.Limits(concurrentRequests: 3), two])
  }

  @Test func limitsForAllProvidersAreAWordOrNumbers() {
    #expect(lines(#"{"providerLimits":"generous"}"#).first?.contains("/providerLimits") == true)
    #expect(lines(#"{"providerLimits":{"burst":3}}"#).first?.contains("/providerLimits") == true)
    // Its own word has to be known; the one for all is about those for which it is.
    #expect(
      lines(#"{"providerLimits":"conservative","providers":{"ollama":{"limits":"conservative"}}}"#).first?
        .contains("/providers/ollama/limits") == true)
  }

  /// Whoever changes the URL has to name the host again.
  @Test func plainHTTPIsForNamedHosts() {
    func lines(of members: String) -> [String] {
      self.lines(#"{"providers":{"local":{"apiFormat":"openai",\#(members)}}}"#)
    }
    #expect(lines(of: #""baseURL":"http://ollama:11434/v1","plainHTTP":["ollama"]"#).isEmpty)
    #expect(lines(of: #""baseURL":"http://[fd00::1]:80/v1","plainHTTP":["[fd00::1]"]"#).isEmpty)
    #expect(lines(of: #""baseURL":"http://vllm/v1","plainHTTP":["ollama"]"#).count == 2)
    #expect(lines(of: #""baseURL":"http://ollama/v1""#).count == 1)
    #expect(
      lines(of: #""baseURL":"https://ollama/v1","plainHTTP":["ollama"]"#) == [
        "1:88: /providers/local/plainHTTP/0: is the host of no http:// URL of this provider: write it as it is there, without port, or remove it"
      ])
  }

  @Test(arguments: [
    (
      "api.x.com/v1",
      "must begin with https:// in lower case, as in https://host/v1, or with http:// for an address of this machine"
    ),
    (
      "HTTPS://x.com/v1",
      "must begin with https:// in lower case, as in https://host/v1, or with http:// for an address of this machine"
    ),
    (
      "https://x.com/v1/chat/completions",
      "must be where the API begins: remove /chat/completions, which every request adds"
    ),
    ("https://x.com/v1/messages/", "must be where the API begins: remove /messages, which every request adds"),
    (
      "https://x.openai.azure.com/openai?api-version=1",
      #"must have no query: remove "?" and what follows; parameters for every request belong under query"#
    ),
    ("https://x.com/v1#a", ##"must have no fragment: remove "#" and what follows"##),
    ("https://me:secret@x.com/v1", "must have no user name or password: say under key where the key is"),
    ("https:///v1", "has no host: write it as https://host/v1"),
    ("https://x.com/a b", "has a space or a control character in it: remove it"),
  ])
  func saysWhatIsWrongWithAURL(_ url: String, _ sentence: String) {
    let text = #"{"providers":{"x":{"apiFormat":"openai","baseURL":"\#(url)"}}}"#
    #expect(lines(text) == ["1:51: /providers/x/baseURL: \(sentence)"])
  }

  @Test(arguments: ["https://app.example/", "app.example", "*", "null", "https://*.example", ""])
  func originsAreAsBrowsersSendThem(_ origin: String) {
    #expect(lines(#"{"listen":{"origins":["https://app.example:8443","\#(origin)"]}}"#).count == 1)
  }

  @Test(arguments: [
    (#"{"dns":"a.example"}"#, "/clients/certificates/0"), (#"{"key":"k"}"#, "/clients/certificates/0"),
    (#"{"key":"k","dns":"a.example","uri":"a:b"}"#, "/clients/certificates/0"),
    (#"{"key":"k","dns":"*.example"}"#, "/clients/certificates/0/dns"),
    (#"{"key":"k","uri":"a.example"}"#, "/clients/certificates/0/uri"),
    (#"{"key":"k","email":"ann"}"#, "/clients/certificates/0/email"),
    (#"{"key":"k","sha256":"AB:CD"}"#, "/clients/certificates/0/sha256"),
    (#"{"key":"k","cn":"ann"}"#, "/clients/certificates/0/cn"),
  ])
  func certificatesAreNamedByOneThing(_ entry: String, _ pointer: String) {
    let found = lines(
      #"{"clients":{"certificates":[\#(entry)]},"listen":{"tls":{"certificateFile":"c","keyFile":"k","clientAuthoritiesFile":"a"}}}"#
    )
    #expect(found.first?.contains("\(pointer): ") == true, "\(found)")
  }

  @Test func certificatesHaveOneKeyAndAnAuthority() {
    let entries = #"[{"key":"k","dns":"a.example"},{"key":"l","dns":"A.example"}]"#
    let found = lines(#"{"clients":{"certificates":\#(entries)}}"#)
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("1:28: /clients/certificates: has no effect without listen.tls.clientAuthoritiesFile"))
    #expect(found[1].hasPrefix("1:59: /clients/certificates/1: is about the same certificates"))
  }

  @Test func acceptsOriginsOfAllSchemes() {
    #expect(
      lines(#"{"listen":{"origins":["http://localhost:3000","vscode-webview://a1","tauri://localhost"]}}"#).isEmpty)
  }

  @Test func builtInKeysStayWithTheirProvider() throws {
    let text = #"{"providers":{"openai":{"baseURL":"https://elsewhere.example/v1"}}}"#
    #expect(try ConfigurationFile(Array(text.utf8)).value.providers["openai"]?.key == nil)
  }

  @Test func usesBuiltInProvidersByDefault() throws {
    for file in [ConfigurationFile.absent, try ConfigurationFile(Array("{}".utf8))] {
      #expect(file.hasDefaultProviders && file.value.providers.count == 4)
      #expect(
        file.value.providers.allSatisfy {
          ($0.value.apiFormat != nil || $0.value.endpoints != nil) && $0.value.baseURL != nil && $0.value.limits != nil
            && $0.value.timeouts != nil
        })
    }
  }

  @Test(arguments: [
    (
      "{\n  // port\n  \"listen\": { \"prot\": 1 }\n}",
      [#"3:15: /listen/prot: is not a declared member; did you mean "port"?"#]
    ),
    ("{\"listen\": {\n /* ", ["2:2: this comment has no end: write */ behind it"]),
    (
      "{\"providers\": {\n  \"groq\": {\"apiFormat\":\"openai\"}}}",
      [
        "2:11: /providers/groq: must have apiFormat (or endpoints) and baseURL: only anthropic, deepseek, ollama, openai are built in; write \"preset\": \"groq\" for its usual values"
      ]
    ),
    (
      #"{"providers":{"openai":{"baseURL":"http://10.0.0.1/v1"}}}"#,
      [
        "1:35: /providers/openai/baseURL: must begin with https: key and prompts would travel in clear text; if they may, name the host of the URL in plainHTTP"
      ]
    ),
    (
      #"{"providers":{"openai":{"limits":{"requestsPerMinut":3}}}}"#,
      [
        #"1:35: /providers/openai/limits/requestsPerMinut: is not a declared member; did you mean "requestsPerMinute"?"#
      ]
    ),
    (
      #"{"providers":{"openai":{"api_key":"sk-1","apiBase":""}}}"#,
      [
        #"1:25: /providers/openai/api_key: is not a declared member; write "key": { "env": "NAME" } with the variable that has the key"#,
        "1:42: /providers/openai/apiBase: is not a declared member",
      ]
    ),
    (
      #"{"providers":{"ollama":{"limits":"conservative"}}}"#,
      [
        #"1:34: /providers/ollama/limits: "conservative" is known for anthropic, deepseek, openai only: write the limits as numbers"#
      ]
    ),
    (
      #"{"providers":{"openai":{"key":"sk-mistake"}}}"#,
      [
        #"1:31: /providers/openai/key: must be an object, is a string: write { "env": "NAME" } with the variable that has the key, or { "file": "PATH" }"#
      ]
    ),
    (
      #"{"aliases":{"fast":"gpt-5-mini"}}"#,
      ["1:20: /aliases/fast: must name the provider and its model, as in openai/gpt-5-mini"]
    ),
    (
      #"{"providers":{"Open AI":{"preset":"openai"}}}"#,
      [
        "1:15: /providers/Open AI: must be a name of lower-case letters, digits, - and _, since models are asked for as name/model"
      ]
    ),
    (
      #"{"providers":{"openai":{"limits":3}}}"#,
      [#"1:34: /providers/openai/limits: must be an object or "conservative", is a number"#]
    ),
    (
      #"{"providers":{"openai":{}},"aliases":{"a":"openai/x","b":"anthropic/y"}}"#,
      [#"1:58: /aliases/b: must begin with a configured provider and "/""#]
    ),
    (
      #"{"listen":{"host":"0.0.0.0"},"clients":{"requireKey":"never"}}"#,
      [
        #"1:54: /clients/requireKey: cannot be "never" while listen.host is no loopback address: everyone who reaches it could spend your keys"#
      ]
    ),
    (
      #"{"listen":{"port":-1,"host":""}}"#,
      ["1:19: /listen/port: must be at least 0", "1:29: /listen/host: must have at least 1 character"]
    ),
  ])
  func reportsEveryErrorWithItsLocation(_ text: String, _ wanted: [String]) { #expect(lines(text) == wanted) }

  @Test(arguments: ["api_key", "apiKey", "token"])
  func saysHowAKeyIsNamed(member: String) {
    let found = lines(#"{"providers":{"openai":{"\#(member)":"sk-mistake-1"}}}"#)
    #expect(
      found.count == 1 && found[0].hasSuffix(#"write "key": { "env": "NAME" } with the variable that has the key"#))
    #expect(!found[0].contains("mistake"))
  }

  @Test(arguments: [
    #""env":"A","file":"b""#, #""file":"b","credential":"c""#, #""command":["c"],"client":true"#,
  ])
  func aKeyIsInOnePlace(members: String) {
    let found = lines(#"{"providers":{"openai":{"key":{\#(members)}}}}"#)
    #expect(
      found == ["1:31: /providers/openai/key: must have one of env, file, credential, command and client, and no other"]
    )
  }

  @Test(arguments: ["~/audit", "~", "$HOME/audit", "${STATE}/audit"])
  func rejectsPathsThatAShellWouldExpand(path: String) {
    #expect(
      lines(#"{"audit":{"folder":"\#(path)"}}"#) == [
        "1:20: /audit/folder: is not expanded: write the path itself, or begin with ./ if the name does begin so"
      ])
    #expect(lines(#"{"audit":{"folder":"./\#(path)"}}"#).isEmpty)
  }

  /// As many as the schema says are paths.
  @Test func everyPathBeginsInTheFolder() throws {
    let text = """
      {"providers":{"x":{"apiFormat":"openai","baseURL":"https://x/v1","caFile":"p/1","key":{"file":"p/2"}},
        "y":{"apiFormat":"openai","baseURL":"https://y/v1","keys":[{"file":"p/12"}]}},
       "clients":{"keyFile":"p/3"},"audit":{"folder":"p/4"},"prices":{"file":"p/5"},
       "listen":{"socket":{"path":"p/6"},
         "tls":{"certificateFile":"p/7","keyFile":"p/8","clientAuthoritiesFile":"p/9"}},
       "state":{"redis":{"url":{"file":"p/10"},"caFile":"p/11"}},"cache":{"secret":{"file":"p/13"}},
       "tools":{"knowledgeFile":"p/14","folders":["p/15"],"secrets":{"TOKEN":{"file":"p/16"}}}}
      """
    let value = try ConfigurationFile(Array(text.utf8), folder: "/etc/own").value
    let provider = try #require(value.providers["x"])
    let (socket, tls) = (try #require(value.listen.socket), try #require(value.listen.tls))
    let redis = try #require(value.state?.redis)
    let paths = [
      provider.caFile, provider.key?.file, value.clients.keyFile, value.audit.folder, value.prices.file, socket.path,
      tls.certificateFile, tls.keyFile, tls.clientAuthoritiesFile, redis.url.file, redis.caFile,
      value.providers["y"]?.keys?.first?.file, value.cache?.secret?.file, value.tools.knowledgeFile,
      value.tools.folders?.first, value.tools.secrets["TOKEN"]?.file,
    ]
    #expect(paths == (1...16).map { JSONString("/etc/own/p/\($0)") })
    let schema = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Schemas/config/configuration.json")
    let uses = try String(contentsOf: schema, encoding: .utf8).components(separatedBy: "\"#/$defs/path\"").count - 1
    #expect(uses == paths.count)
  }

  @Test func absolutePathsStay() throws {
    let text = Array(#"{"audit":{"folder":"/var/a"}}"#.utf8)
    #expect(try ConfigurationFile(text, folder: "/etc").value.audit.folder == "/var/a")
    #expect(try ConfigurationFile(Array(#"{"audit":{"folder":"a"}}"#.utf8), folder: "/").value.audit.folder == "/a")
  }

  @Test(arguments: [
    ("a", "/w/d/a"), ("./a", "/w/d/a"), ("../a/../b", "/w/a/../b"), (".././../a", "/a"), ("../../../a", "/../a"),
    ("/a", "/a"), (".a", "/w/d/.a"), ("..a/b", "/w/d/..a/b"),
  ])
  func pathsOfTheCommandLine(path: String, expected: String) {
    #expect(FilePaths.absolute(path, workingDirectory: "/w/d") == expected)
  }

  @Test func findsMembersAndElements() throws {
    let endpoints = #"[{"apiFormat":"openai"},{"apiFormat":"responses"}]"#
    let text = #"{"providers":{"x":{"baseURL":"https://x/v1","endpoints":\#(endpoints)}}}"#
    let file = try ConfigurationFile(Array(text.utf8))
    #expect(file.location(of: "/providers/x/endpoints/1/apiFormat")?.column == 94)
    #expect(file.location(of: "/providers/x/endpoints/2")?.column == 57)
    #expect(file.location(of: "")?.column == 1 && file.location(of: "/nothing/a~1b")?.column == 1)
  }

  @Test func reportsTheLocationOfInvalidJSON() {
    #expect(lines("{\n  \"listen\" {}\n}").map { $0.prefix(5) } == ["2:12:"])
  }

  /// Kept for one version under its former name.
  @Test func readsTheFormerNameOfTheAPIFormat() throws {
    func file(_ provider: String) throws -> ConfigurationFile {
      try ConfigurationFile(Array(#"{"providers": {"x": {"baseURL": "https://x.example/v1", \#(provider)}}}"#.utf8))
    }
    #expect(try file(#""dialect": "anthropic""#).value.providers["x"]?.apiFormat == .anthropic)
    #expect(try file(#""dialect": "openai", "apiFormat": "openai""#).value.providers["x"]?.apiFormat == .openai)
    #expect(throws: InvalidFile.self) { try file(#""dialect": "openai", "apiFormat": "anthropic""#) }
  }
}
