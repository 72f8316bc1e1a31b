import JSONCore
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct ModelDirectoryTests {
  private let directory: ModelDirectory
  private let second: UInt64 = 1_000_000_000

  init() throws {
    let settings = try settings(twoProviders)
    directory = ModelDirectory(settings.providers, aliases: settings.aliases)
  }

  /// One with a configured list is never asked, the others by one caller at a time, and not again before their time.
  @Test func listsProvidersToAsk() {
    #expect(directory.claim(olderThan: 5 * second, now: 100 * second) == [0, 1])
    #expect(directory.isAsking)
    #expect(directory.claim(olderThan: 5 * second, now: 200 * second).isEmpty)
    directory.learn(.none, of: 0)
    #expect(directory.isAsking)
    directory.learn(.models(["claude-x"]), of: 1)
    #expect(!directory.isAsking)
    #expect(directory.claim(olderThan: 5 * second, now: 104 * second).isEmpty)
    #expect(directory.claim(olderThan: 5 * second, now: 106 * second) == [0, 1])
  }

  /// A provider that is down for a moment takes nothing back.
  @Test func keepsAListUntilTheNext() {
    let resolve = { directory.table.resolve("mystery", format: .openai) }
    directory.learn(.unavailable("no"), of: 0)
    #expect(resolve() == .unavailable(provider: 0, reason: "no"))
    directory.learn(.models(["mystery"]), of: 0)
    let version = directory.version
    directory.learn(.unavailable("no"), of: 0)
    #expect(resolve() == .found(ModelTable.Target(provider: 0, model: "mystery")))
    directory.learn(.models(["other"]), of: 0)
    #expect(resolve() == .needsLists)
    directory.learn(.none, of: 1)
    #expect(resolve() == .unknown)
    #expect(directory.version > version)
  }
}
