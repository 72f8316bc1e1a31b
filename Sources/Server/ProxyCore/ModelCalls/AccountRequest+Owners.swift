import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import StoredResponses
import System

/// Whose the objects of an account are. The account is one for all keys of this proxy: what a key has made is remembered,
/// and for all others it is not there.
extension AccountRequest {
  /// What a request does with an object, by its route.
  enum Use {
    case creates, lists, reads, deletes
    /// What is in it, or what passes: unread.
    case streams
  }

  /// Of a list: 10,000 files, which is the most that OpenAI puts on a page, have 3 MB.
  static let longestList = 8 << 20
  /// Of an object.
  static let longestObject = 1 << 20

  var use: Use {
    if api.format == nil { return .streams }
    switch (route.method, start.name == nil) {
    case (.post, true): return .creates
    case (_, true): return .lists
    case (.delete, _): return .deletes
    case (_, false): return ["/content", "/results"].contains("\(route.path.suffix)") ? .streams : .reads
    }
  }

  static let unknown = ProxyFailure(
    .unknownObject,
    "Nothing with this id is known to this key. What a provider has and this proxy does not know is found with the header"
      + " \(providerField): NAME, where NAME is a provider of the configuration.")

  /// The provider that has an object, for the key that has made it.
  ///
  /// - Returns: nil when nobody knows it and none is asked for a key.
  func provider(of id: ResponseID) throws(ProxyFailure) -> Int? {
    switch loop.server.responses.holder(of: id, for: key?.number, now: WallClock.seconds) {
    case .other: throw Self.unknown
    case .own(let owner):
      let index = loop.configuration.providers.firstIndex { $0.name == owner.provider }
      guard let index else { throw Self.unknown }
      return index
    case .unknown:
      if key == nil { return nil }
      guard let named = try namedProvider() else { throw Self.unknown }
      return named
    }
  }

  /// The provider of what the request is about, or of the file that a new batch reads; nil where that says nothing.
  func ownersProvider() throws(ProxyFailure) -> Int? {
    if let name = start.name { return try ResponseID(name).flatMap { id throws(ProxyFailure) in try provider(of: id) } }
    guard use == .creates, case .batches = api.scope else { return nil }
    let body = stream.body
    guard let batch = AccountObject(body) else {
      // For the provider to refuse, where nothing depends on it.
      if key == nil { return nil }
      throw ProxyFailure(.invalidBody, "The batch must be a JSON object that has each member once.")
    }
    guard let file = batch.inputFile else { return nil }
    guard let id = ResponseID(file) else {
      if key == nil { return nil }
      throw Self.unknown
    }
    return try provider(of: id)
  }

  /// What becomes of the response before the client gets it.
  func followUp(of order: UpstreamOrder, by provider: JSONString) {
    switch use {
    case .creates:
      if case .files = api.scope {} else { order.unknownCost = .background }
      order.whole = WholeResponse(atMost: Self.longestObject) { [weak self] text in
        self?.remember(AccountObject(text), of: provider)
        return WholeResponse.Result(text: text)
      }
    case .reads:
      if case .files = api.scope { return }
      order.whole = WholeResponse(atMost: Self.longestObject) { [weak self] text in
        WholeResponse.Result(text: text, usage: self?.learn(text))
      }
    case .lists:
      if key == nil { return }
      order.whole = WholeResponse(atMost: Self.longestList) { [weak self] (text) throws(ProxyFailure) in
        guard let self, let list = AccountList(text) else { throw Self.unreadable(provider) }
        return WholeResponse.Result(text: list.keeping { self.owns($0) })
      }
    case .deletes, .streams: if api.format == nil, route.method == .post { order.unknownCost = .noUsage }
    }
  }

  private static func unreadable(_ provider: JSONString) -> ProxyFailure {
    ProxyFailure(.upstreamInvalid, "\(provider) sent a list that cannot be read; it was withheld.")
  }

  private func remember(_ object: AccountObject?, of provider: JSONString) {
    guard let object else { return }
    for text in [object.id].compactMap({ $0 }) + object.files {
      guard let id = ResponseID(text) else { continue }
      _ = loop.server.responses.remember(
        id, ResponseOwner(provider: provider, key: key?.number, model: nil, created: WallClock.seconds))
    }
  }

  private func owner(of text: JSONString?) -> ResponseOwner? {
    guard let id = text.flatMap({ ResponseID($0) }) else { return nil }
    return loop.server.responses.owner(of: id, for: key?.number, now: WallClock.seconds)
  }

  /// Files that the provider has made of a batch are those of whoever has made the batch.
  private func owns(_ object: AccountObject) -> Bool {
    guard let owner = owner(of: object.id) else { return false }
    let responses = loop.server.responses
    for id in object.files.compactMap({ ResponseID($0) }) {
      guard responses.holder(of: id, for: key?.number, now: WallClock.seconds) == .unknown else { continue }
      _ = responses.remember(
        id, ResponseOwner(provider: owner.provider, key: key?.number, model: nil, created: WallClock.seconds))
    }
    return true
  }

  /// What a batch has used is recorded once, however often it is asked for: its owner's entry says then that it was.
  private func learn(_ text: JSONBytes) -> Usage? {
    guard let batch = AccountObject(text), owns(batch), batch.isOver, let owner = owner(of: batch.id),
      owner.model == nil, let id = batch.id.flatMap({ ResponseID($0) })
    else { return nil }
    var scanner = UsageScanner(.responses)
    scanner.scan(body: text)
    guard let usage = scanner.usage, usage.prompt + usage.completion > 0 else { return nil }
    let marked = ResponseOwner(
      provider: owner.provider, key: owner.key, model: Self.recorded, created: owner.created)
    return loop.server.responses.remember(id, marked) ? usage : nil
  }

  /// In place of a model, of which a batch has many.
  private static let recorded: JSONString = "usage-recorded"
}
