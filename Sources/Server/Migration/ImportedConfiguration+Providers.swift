import ProxyConfiguration
import TOML

/// Providers, in the two forms that the older proxy had: a list of tables with names, and a table for each name.
extension ImportedConfiguration {
  /// What is known of a provider by its name there.
  private struct Known {
    let name: String
    /// Nil for one that is built in.
    var preset: String?
    /// The host of its usual URL: a URL there needs no copy.
    var host: String?
    var variable: String?
  }

  private static let known: [String: Known] = [
    "openai": Known(name: "openai", host: "api.openai.com", variable: "OPENAI_API_KEY"),
    "anthropic": Known(name: "anthropic", host: "api.anthropic.com", variable: "ANTHROPIC_API_KEY"),
    "deepseek": Known(name: "deepseek", host: "api.deepseek.com", variable: "DEEPSEEK_API_KEY"),
    "ollama": Known(name: "ollama"),
    "groq": Known(name: "groq", preset: "groq", host: "api.groq.com", variable: "GROQ_API_KEY"),
    "gemini": Known(
      name: "gemini", preset: "gemini", host: "generativelanguage.googleapis.com", variable: "GEMINI_API_KEY"),
    "mistral": Known(name: "mistral", preset: "mistral", host: "api.mistral.ai", variable: "MISTRAL_API_KEY"),
    "openrouter": Known(
      name: "openrouter", preset: "openrouter", host: "openrouter.ai", variable: "OPENROUTER_API_KEY"),
    "together": Known(name: "together", preset: "together", host: "api.together.ai", variable: "TOGETHER_API_KEY"),
    "llama.cpp": Known(name: "llamacpp", preset: "llama.cpp"),
    "llamacpp": Known(name: "llamacpp", preset: "llama.cpp"),
  ]

  func hasProvider(_ name: String) -> Bool {
    switch document.root["providers"]?.value {
    case .array(let list)?: list.contains { $0.table?["name"]?.string?.utf8.elementsEqual(name.utf8) == true }
    case .table(let table)?: table[name] != nil
    default: false
    }
  }

  mutating func providers(_ entry: TOMLTable.Entry) {
    switch entry.node.value {
    case .array(let list):
      for item in list {
        guard let table = item.table, let name = table.entry("name"), let text = name.node.string else {
          note(.leftOut, entry, in: "", "a provider has no name")
          continue
        }
        provider(text, at: name, table)
      }
    case .table(let table):
      for item in table.entries {
        guard let inner = item.node.table else {
          note(.leftOut, item, in: "providers", Self.unknown)
          continue
        }
        provider(item.key, at: item, inner)
      }
    default: note(.leftOut, entry, in: "", "it must be a list of providers")
    }
  }

  private mutating func provider(_ written: String, at entry: TOMLTable.Entry, _ table: TOMLTable) {
    let section = "providers.\(Self.isPlain(written) ? written : "?")"
    let known = Self.known[written.lowercased()]
    guard let name = known?.name ?? Self.name(written) else {
      return note(.leftOut, at: entry, section, "a name is lower case letters, digits, - and _")
    }
    if table["enabled"]?.boolean == false {
      return note(.leftOut, table.entry("enabled") ?? entry, in: section, "it is switched off there")
    }
    guard !providers.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      return note(.leftOut, at: entry, section, "there are two of this name: the first counts")
    }
    let url = table.entry("base_url") ?? table.entry("endpoint") ?? table.entry("url")
    guard known != nil || url?.node.string != nil else {
      return note(
        .leftOut, at: entry, section,
        "it is not built in, and there is no URL of it: give baseURL and apiFormat")
    }
    if let url, let written = url.node.string, OlderURL(written) == nil {
      return note(
        .leftOut, url, in: section,
        "this is no URL of an API, so the provider was left out: add it, with baseURL https://HOST/v1")
    }
    providers.append(name)
    let path = ["providers", name]
    tree.setObject(path)
    if let preset = known?.preset { tree.set(path + ["preset"], .string(preset)) }
    let isElsewhere = baseURL(url, known, path, section)
    if known == nil { tree.set(path + ["apiFormat"], .string("openai")) }
    key(table, written, known, name, isElsewhere: isElsewhere, section)
    for setting in table.entries { self.setting(setting, path, section) }
    limits(of: written, as: name)
  }

  private static func name(_ written: String) -> String? {
    let name = written.lowercased()
    guard name.utf8.count <= 64, let first = name.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "_")
    else { return nil }
    let isValid = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
    return isValid ? name : nil
  }

  private mutating func setting(_ entry: TOMLTable.Entry, _ path: [String], _ section: String) {
    switch entry.key {
    // Each is read where it matters.
    case "name", "enabled", "base_url", "endpoint", "url", "api_key", "api_key_env", "key_env": break
    case "timeout_secs", "timeout_seconds", "timeout":
      guard let time = integer(entry, in: section, 1...86_400_000, times: 1000) else { return }
      tree.set(path + ["timeouts", "firstByteMs"], .integer(time))
      tree.set(path + ["timeouts", "totalMs"], .integer(time))
      note(
        .changed, entry, in: section, "it counts until a response begins; the rest may take its time (timeouts.idleMs)")
    case "max_retries": set(path + ["retries", "max"], entry, in: section, 0...10)
    case "rate_limit_per_minute":
      if !limitsAreOff { set(path + ["limits", "requestsPerMinute"], entry, in: section, 1...100_000_000) }
    case "circuit_breaker": breaker(entry, path, section)
    case "logging_enabled":
      if boolean(entry, in: section) == false { note(.leftOut, entry, in: section, "the audit records every request") }
    case "models":
      let models = (entry.node.array ?? []).compactMap(\.string)
      if models.isEmpty {
        note(.leftOut, entry, in: section, "it must be a list of names")
      } else {
        tree.set(path + ["models"], .strings(models))
      }
    case "model", "default_model":
      note(.leftOut, entry, in: section, "clients name the model; aliases and routes give names of your own")
    default: note(.leftOut, entry, in: section, Self.unknown)
    }
  }

  private mutating func breaker(_ entry: TOMLTable.Entry, _ path: [String], _ section: String) {
    let inner = section + ".circuit_breaker"
    for setting in entry.node.table?.entries ?? [] {
      switch setting.key {
      case "failure_threshold": set(path + ["breaker", "failures"], setting, in: inner, 1...10_000)
      case "timeout_secs", "timeout_seconds":
        set(path + ["breaker", "openMs"], setting, in: inner, 1...86_400_000, times: 1000)
      case "success_threshold": note(.leftOut, setting, in: inner, "one success closes it")
      default: note(.leftOut, setting, in: inner, Self.unknown)
      }
    }
  }

  // MARK: URLs and keys

  /// - Returns: whether it is another address than the usual one, to which no key is sent that was not named for it.
  private mutating func baseURL(
    _ entry: TOMLTable.Entry?, _ known: Known?, _ path: [String], _ section: String
  ) -> Bool {
    guard let entry, let url = entry.node.string.flatMap(OlderURL.init) else { return false }
    if let host = known?.host, host.utf8.elementsEqual(url.host.utf8), url.isSecure { return false }
    tree.set(path + ["baseURL"], .string(url.text))
    if url.hasNewPath { note(.changed, entry, in: section, "the path is /v1 now: a baseURL is where the API begins") }
    if !url.isSecure, !Loopback.holds(url.host) {
      tree.set(path + ["plainHTTP"], .strings([url.host]))
      note(
        .changed, entry, in: section,
        "without TLS, prompts and the key travel in clear text: plainHTTP says that they may")
    }
    return true
  }

  /// The key itself stays where it is: the configuration says where a copy is looked for.
  private mutating func key(
    _ table: TOMLTable, _ written: String, _ known: Known?, _ name: String, isElsewhere: Bool, _ section: String
  ) {
    let path = ["providers", name, "key"]
    let word = String(decoding: name.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    if let entry = table.entry("api_key_env") ?? table.entry("key_env"), let variable = string(entry, in: section) {
      if Self.isVariable(variable) { return tree.set(path + ["env"], .string(variable)) }
      note(.toDo, entry, in: section, "this is no name of a variable: set key.env")
    }
    guard let entry = table.entry("api_key"), let value = entry.node.string, !value.utf8.isEmpty else {
      // The list of tables had its keys in variables of this form.
      let isList = document.root["providers"]?.array != nil
      let needsKey = known?.variable != nil || known == nil
      if isList, needsKey { tree.set(path + ["env"], .string("SECURELLM_\(word.uppercased())_API_KEY")) }
      if !isList, isElsewhere, let variable = known?.variable { tree.set(path + ["env"], .string(variable)) }
      return
    }
    if let variable = Self.reference(value) { return tree.set(path + ["env"], .string(variable)) }
    switch keys {
    case .environment:
      let variable = known?.variable ?? "\(word.uppercased())_API_KEY"
      tree.set(path + ["env"], .string(variable))
      note(
        .toDo, entry, in: section,
        "the key was not copied: put it into the environment as \(variable), or import with --keys FOLDER")
    case .files(let folder):
      tree.set(path + ["file"], .string("\(folder)/\(name).key"))
      secrets.append(Secret(provider: name, value: value, location: document.location(of: entry.node.range.lowerBound)))
    }
  }

  /// `${NAME}`, `$NAME` or `env:NAME` in place of a key.
  private static func reference(_ value: String) -> String? {
    for (before, after) in [("${", "}"), ("$", ""), ("env:", "")]
    where value.hasPrefix(before) && value.hasSuffix(after) {
      let name = value.dropFirst(before.count).dropLast(after.count)
      if isVariable(String(name)) { return String(name) }
    }
    return nil
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, first > UInt8(ascii: "9"), name.utf8.count <= 255 else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}
