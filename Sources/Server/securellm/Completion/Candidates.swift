import JSONCore
import KeyStore
import NativeTools
import ProxyConfiguration
import System
import ToolCalls
import ToolRuntime
import Tools

/// What a shell offers for a word, beyond files and the words of options: looked up when Tab is pressed. A look-up that
/// fails offers nothing and says nothing, since its text would end up in the middle of a command line. It opens what is
/// there, makes no file, and calls no provider.
struct Candidates {
  /// The words of the command line, for options that say where to look.
  let words: [String]
  /// What has been typed of the word.
  let prefix: String

  /// The tools that this process would offer; those whose program is missing too, since `tools show` has them.
  var tools: [String] {
    let folders = value(of: "--tools-dir").map { [$0] } ?? []
    guard let process = try? ProcessTools(ToolChoice(folders: folders), report: { _ in }) else { return [] }
    return process.definitions.filter(process.offers).map(\.name)
  }

  /// The names of active keys.
  var keys: [String] {
    let path = value(of: "--database") ?? (try? configuration.keyDatabase().path)
    return path.flatMap { try? KeyStore(path: $0).activeNames() } ?? []
  }

  /// As a key may be bound to them.
  var models: [String] { (try? configuration.configurationFile().modelPatterns) ?? [] }

  /// Of the built-in price table, which has vendors and no providers.
  var vendors: [String] { PriceListing(PublishedTable.read()).vendors }

  /// Also of the vendor that the command line names.
  var pricedModels: [String] { PriceListing(PublishedTable.read(), vendor: value(of: "--provider")).models }

  /// For a list between commas: what has been typed of it, and each name that it does not have yet.
  func listed(_ names: [String]) -> [String] {
    let parts = prefix.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(decoding: Array($0), as: UTF8.self) }
    let head = parts.dropLast()
    let beginning = head.map { $0 + "," }.joined()
    return names.filter { !head.contains($0) }.map { beginning + $0 }
  }

  private var configuration: ConfigurationSource { ConfigurationSource(option: value(of: "--config")) }

  /// As the shell has it: `~` is not expanded in words that it only completes.
  private func value(of option: String) -> String? {
    var found: String?
    for (index, word) in words.enumerated() where word.utf8.starts(with: option.utf8) {
      if word.utf8.count > option.utf8.count {
        guard word.utf8.dropFirst(option.utf8.count).first == UInt8(ascii: "=") else { continue }
        found = String(decoding: Array(word.utf8.dropFirst(option.utf8.count + 1)), as: UTF8.self)
      } else if index + 1 < words.count {
        // bash takes `=` for a word of its own.
        let isSplit = words[index + 1] == "=" && index + 2 < words.count
        found = words[index + (isSplit ? 2 : 1)]
      }
    }
    guard let found, found.utf8.starts(with: "~/".utf8) else { return found }
    return (ProcessEnvironment.variable("HOME") ?? "~") + String(decoding: Array(found.utf8.dropFirst()), as: UTF8.self)
  }
}
