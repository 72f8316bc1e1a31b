import Testing

@testable import KeyStore

/// Which routes without a readable model a key may use.
struct KeyRoutesTests {
  private let scratch = Scratch()

  @Test(
    arguments: [
      (nil, nil, KeyRoute.allCases), (["openai/*"], nil, []), (nil, [], []), (["*"], [.files], [.files]),
      (nil, [.batches, .passThrough], [.batches, .passThrough]),
    ] as [([String]?, [KeyRoute]?, [KeyRoute])])
  func listsDecide(models: [String]?, routes: [KeyRoute]?, expected: [KeyRoute]) throws {
    let (record, secret) = try scratch.store().create(name: "k", models: models, routes: routes)
    #expect(try scratch.store().list() == [record])
    guard case .accepted(let key) = try scratch.store().table().check(Array(secret.reveal().utf8).span) else {
      Issue.record("the key is not accepted")
      return
    }
    #expect(KeyRoute.allCases.filter { key.allows($0) } == expected)
  }
}
