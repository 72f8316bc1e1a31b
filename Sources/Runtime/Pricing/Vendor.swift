import JSONCore
import LLMWire

/// Who charges for requests, whatever the provider is called in the configuration: the one place that knows it.
package enum Vendor {
  /// The account of a provider. What is declared goes before the hosts, and those before the provider's own name:
  /// a name is what somebody chose, a host is where the bill comes from.
  ///
  /// A provider that is called as one vendor and calls another has no prices of the first: neither its rows in the
  /// built-in table nor those of a file.
  ///
  /// - Parameters:
  ///   - name: in the configuration.
  ///   - declared: by the configuration's `vendor`, or by a preset.
  ///   - hosts: of its URLs.
  package static func account(named name: String, declared: String?, hosts: [String]) -> PricedAccount {
    let named = otherNames[name] ?? name
    let vendor = declared ?? common(hosts) ?? named
    let isOfAnother = vendor != named && names.contains(named)
    return PricedAccount(
      vendor: JSONString(vendor), name: JSONString(isOfAnother ? vendor : name),
      geography: vendor == "openai" ? geography(hosts) : "")
  }

  /// All that the built-in table has prices of.
  package static let names = Set(hosts.map(\.vendor)).union(local)

  /// The one vendor of all hosts; nil where they have several, or one that is not known.
  private static func common(_ hosts: [String]) -> String? {
    let found = Set(hosts.map(vendor(ofHost:)))
    return found.count == 1 ? found.first ?? nil : nil
  }

  private static func vendor(ofHost host: String) -> String? {
    let host = Array(host.utf8).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
    return hosts.first { isWithin(host, Array($0.domain.utf8)) }?.vendor
  }

  private static func isWithin(_ host: [UInt8], _ domain: [UInt8]) -> Bool {
    guard host.count > domain.count else { return host == domain }
    return host.suffix(domain.count) == domain[...] && host[host.count - domain.count - 1] == UInt8(ascii: ".")
  }

  /// OpenAI's responses do not say where they were made; the host does, and some models cost more there.
  private static func geography(_ hosts: [String]) -> ShortText {
    let found = Set(hosts)
    if found == ["eu.api.openai.com"] { return "eu" }
    return found == ["us.api.openai.com"] ? "us" : ""
  }

  /// Of a domain and of all hosts within it. Hosts that charge in another currency are not here.
  private static let hosts: [(domain: String, vendor: String)] = [
    ("api.openai.com", "openai"), ("api.anthropic.com", "anthropic"), ("api.deepseek.com", "deepseek"),
    ("generativelanguage.googleapis.com", "google"), ("api.x.ai", "xai"), ("api.mistral.ai", "mistral"),
    ("codestral.mistral.ai", "mistral"), ("api.groq.com", "groq"), ("api.together.xyz", "together"),
    ("api.together.ai", "together"), ("api.fireworks.ai", "fireworks"), ("api.moonshot.ai", "moonshot"),
    ("api.cohere.com", "cohere"), ("api.cohere.ai", "cohere"), ("api.perplexity.ai", "perplexity"),
    ("openrouter.ai", "openrouter"), ("openai.azure.com", "azure"), ("services.ai.azure.com", "azure"),
    ("cognitiveservices.azure.com", "azure"), ("api.cerebras.ai", "cerebras"), ("api.z.ai", "zai"),
    ("api.minimax.io", "minimax"), ("api.voyageai.com", "voyage"), ("api.deepinfra.com", "deepinfra"),
    ("api.novita.ai", "novita"),
  ]

  /// What runs on machines of one's own, by the name of the program: it has no host by which it is known.
  private static let local = ["ollama", "llamacpp", "lmstudio", "vllm"]

  static func isLocal(_ vendor: String) -> Bool { local.contains(vendor) }

  /// Those whose responses say in dollars what they have cost, all fees and discounts included. Elsewhere such a member may
  /// be anything: credits, another currency, an estimate.
  private static let reporting = ["openrouter", "perplexity", "xai"]

  static func reportsCost(_ vendor: String) -> Bool { reporting.contains(vendor) }

  /// What else providers are often called.
  private static let otherNames = [
    "gemini": "google", "grok": "xai", "x-ai": "xai", "together-ai": "together", "together_ai": "together",
    "fireworks-ai": "fireworks", "fireworks_ai": "fireworks", "moonshotai": "moonshot", "kimi": "moonshot",
    "azure-openai": "azure", "azure_openai": "azure", "voyageai": "voyage", "z-ai": "zai", "llama-cpp": "llamacpp",
    "lm-studio": "lmstudio",
  ]
}
