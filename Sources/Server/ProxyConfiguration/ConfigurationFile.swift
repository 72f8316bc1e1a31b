package import JSONCore
package import ProxyProtocol
import SchemaRuntime

/// securellm.json, read and checked: what its schema cannot say is checked here, and what an entry leaves out of a
/// provider that is built in is filled in.
///
/// It needs neither environment nor files, so that editors and tests can use it; `SettingsLoader` of the proxy goes
/// on from here.
package struct ConfigurationFile: Sendable {
  /// Every provider has `apiFormat`, `baseURL`, `limits` and `timeouts`; paths begin at the root if the folder of the
  /// file is given.
  package let value: Configuration.Value
  /// Whether nothing was said of providers: then those without a key in the environment are left out.
  package let hasDefaultProviders: Bool
  /// For the locations of errors that are found later.
  private let json: JSONBytes?

  /// What is served with when there is no file.
  package static let absent = ConfigurationFile(Configuration.Value(), nil, hasDefaultProviders: true)

  /// - Parameter folder: of the file, where its relative paths begin; empty leaves them as they are.
  /// - Throws: everything that is wrong with it, the schema's violations first: rules are only asked of what has the
  ///   right form.
  package init(_ text: [UInt8], folder: String = "") throws(InvalidFile) {
    let (file, broken) = try Self.read(text, folder: folder)
    if let broken { throw broken }
    self = file
  }

  /// The same, with the broken rules beside what was read: who has more to report of it reports all at once.
  package static func read(
    _ text: [UInt8], folder: String
  ) throws(InvalidFile) -> (file: ConfigurationFile, broken: InvalidFile?) {
    let json = try CommentedJSON.bytes(text)
    let value: Configuration.Value
    do {
      value = try Configuration.Value(json: json)
    } catch {
      throw InvalidFile(error, in: json)
    }
    let file = ConfigurationFile(
      value.resolvingPaths(in: folder), json, hasDefaultProviders: !FileLocation(["providers"]).exists(in: json))
    let errors = ConfigurationRules.errors(of: file.value) + ConfigurationRules.errors(ofPathsIn: value)
    return (file, errors.isEmpty ? nil : InvalidFile(errors, in: json))
  }

  /// The database of client keys, if the file names one.
  package var keyDatabase: String? { value.clients.keyFile.map { String($0) } }

  /// The database of the knowledge tools, if the file names one.
  package var knowledgeFile: String? { value.tools.knowledgeFile.map { String($0) } }

  /// Folders of tool files that the file names.
  package var toolFolders: [String] { (value.tools.folders ?? []).map { String($0) } }

  /// Where a member is, or what it is missing from; nil without a file.
  package func location(of pointer: String) -> SourceLocation? {
    json.map { json in json.location(of: FileLocation(pointer: pointer).offset(in: json) ?? 0) }
  }

  /// Whether the text has a member: the value cannot say so, since defaults are filled in.
  func has(_ pointer: String) -> Bool { json.map { FileLocation(pointer: pointer).exists(in: $0) } ?? false }

  /// An entry takes from its preset, or else from the built-in provider of its name, what it leaves out, member by
  /// member.
  private init(_ value: Configuration.Value, _ json: JSONBytes?, hasDefaultProviders: Bool) {
    var value = value
    let builtIn = Configuration.Value().providers
    for provider in value.providers {
      let preset = provider.value.preset
      // An unknown one is reported by a rule.
      let model = preset.map { ProviderPresets.provider($0) } ?? builtIn[provider.name]
      value.providers[provider.name] = provider.value.completed(by: model)
        .withLimits(of: preset ?? provider.name, orElse: value.providerLimits)
    }
    self.value = value
    self.json = json
    self.hasDefaultProviders = hasDefaultProviders
  }
}

extension Configuration.Provider {
  /// A key that is built in is sent nowhere but to the provider it is for: whoever gives another URL names the key
  /// for it.
  fileprivate func completed(by builtIn: Configuration.Provider?) -> Configuration.Provider {
    var provider = self
    if let builtIn, keys == nil, provider.baseURL == nil || builtIn.baseURL == nil {
      provider.key = provider.key ?? builtIn.key
    }
    provider.apiFormat = apiFormat ?? dialect
    // Whoever gives one format means that alone.
    if provider.apiFormat == nil, endpoints == nil {
      provider.apiFormat = builtIn?.apiFormat
      provider.endpoints = builtIn?.endpoints
    }
    provider.baseURL = baseURL ?? builtIn?.baseURL
    provider.limits = limits ?? builtIn?.limits
    provider.timeouts = timeouts ?? builtIn?.timeouts ?? Configuration.Timeouts()
    provider.auth = auth ?? builtIn?.auth
    provider.query = query ?? builtIn?.query
    provider.streamUsage = streamUsage ?? builtIn?.streamUsage
    provider.forwardHeaders = forwardHeaders ?? builtIn?.forwardHeaders
    provider.parameters = parameters ?? builtIn?.parameters
    // At another address it is another provider, with rules of its own.
    provider.validation = validation ?? (baseURL == nil ? builtIn?.validation : nil)
    return provider
  }
}

extension Configuration.Provider {
  /// The limits as numbers: its own, or those for all providers that have none of their own.
  ///
  /// An entry's own `conservative` stays where there are no numbers for it: a rule reports it. Said of all providers, it
  /// is about those for which there are some.
  fileprivate func withLimits(
    of name: JSONString, orElse common: Configuration.ProviderLimits?
  ) -> Configuration.Provider {
    var provider = self
    let known = ProviderPresets.Value().conservativeLimits[name]
    switch (limits, common) {
    case (.string(.conservative)?, _): provider.limits = known.map { .object($0) } ?? limits
    case (.object?, _): break
    case (nil, .string(.conservative)?): provider.limits = .object(known ?? Configuration.Limits())
    case (nil, _): provider.limits = common ?? .object(Configuration.Limits())
    }
    return provider
  }
}

extension Configuration.ProviderLimits {
  /// The numbers; nil for a word that stands for some.
  package var numbers: Configuration.Limits? {
    switch self {
    case .object(let limits): limits
    case .string: nil
    }
  }
}
