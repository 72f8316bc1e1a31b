package import JSONCore

extension PriceRow {
  /// Whether it gives that model of its vendor a price on some day.
  package func isAbout(_ model: JSONString) -> Bool { PriceSubject(self).isAbout(model) }
}

/// What a row of prices is about: the part of it that is looked through for a model.
struct PriceSubject: Sendable {
  private let provider: JSONString
  /// 0 for any provider.
  let providerHash: UInt64
  private let model: JSONString
  private let match: PriceRow.Match
  private let days: Range<Int>
  private let isForAnyProvider: Bool
  private let isForAnyModel: Bool

  init(_ row: PriceRow) {
    provider = row.provider
    isForAnyProvider = row.provider.isEqual(to: "*")
    providerHash = isForAnyProvider ? 0 : row.provider.hash(first: row.provider.utf8Count)
    model = row.model
    match = row.match
    days = row.days
    isForAnyModel = row.model.isEqual(to: "*")
  }

  /// Whether a name and its dates are all that the row is about.
  var isForOneName: Bool { !isForAnyModel && match != .prefix }

  /// How much of a model's name the row says: of rows that hold, the one that says most is taken.
  var precision: Int { isForAnyModel ? 0 : model.utf8Count }

  /// Whether the row is about that model on that day (counted from 1970-01-01).
  func holds(_ account: PricedAccount, model: JSONString, day: Int) -> Bool {
    let isOfAccount = isForAnyProvider || provider == account.vendor || provider == account.name
    return isOfAccount && days.contains(day) && isAbout(model)
  }

  /// Whether the row gives that model a price on some day.
  func isAbout(_ model: JSONString) -> Bool {
    // The provider's own default, for models that have no row.
    if isForAnyModel { return true }
    guard model.begins(with: self.model) else { return false }
    switch match {
    case .exact: return model.utf8Count == self.model.utf8Count
    // The name itself, or with the date of a snapshot behind it: `claude-haiku-4-5-20251001`.
    case .dated: return model.utf8Count == self.model.utf8Count || model.isDate(from: self.model.utf8Count)
    case .prefix: return true
    }
  }
}

extension JSONString {
  /// Whether `-20251001`, `-2025-10-01` or `@20251001` is what lies from `start` to the end.
  func isDate(from start: Int) -> Bool {
    withSpan { text in
      let count = text.count - start - 1
      guard count == 8 || count == 10 else { return false }
      guard text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "@") else { return false }
      for position in 1...count {
        let isDash = count == 10 && (position == 5 || position == 8)
        let byte = text[start + position]
        guard isDash ? byte == UInt8(ascii: "-") : byte &- 0x30 < 10 else { return false }
      }
      return true
    }
  }

  /// FNV-1a of the first bytes. Names that collide cost a comparison and nothing else.
  func hash(first count: Int) -> UInt64 {
    withSpan { text in
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for index in 0..<count { hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3 }
      return hash
    }
  }
}
