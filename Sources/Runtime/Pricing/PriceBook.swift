package import JSONCore
package import LLMWire

/// What requests cost, by rows of published prices.
package final class PriceBook: Sendable {
  /// Names the tables the rows are from.
  package let version: JSONString
  package let rows: [PriceRow]
  /// By the indexes of the rows, so that looking for a row copies none.
  private let subjects: [PriceSubject]
  /// By the indexes of the rows, the hash of the provider: most rows of a name are of other vendors.
  private let providers: [UInt64]
  /// Indexes of the rows for one name.
  private let named: NameIndex
  /// Indexes of the rows for many names.
  private let open: [Int]
  /// The index of the first row that is an operator's own.
  private let firstOwn: Int
  /// Variants of the service that change no price. Kept, because a literal would be made anew for each request.
  private let plainTiers: [ShortText] = ["default", "auto", "standard"]
  /// The second is of models from before the choice between geographies.
  private let plainGeographies: [ShortText] = ["global", "not_available"]
  private let plainSpeeds: [ShortText] = ["standard"]

  /// Later rows go before earlier ones of the same model.
  ///
  /// - Parameter own: how many of the last rows are an operator's own.
  package init(version: JSONString, rows: [PriceRow], own: Int = 0) {
    self.version = version
    self.rows = rows
    firstOwn = rows.count - own
    let subjects = rows.map { PriceSubject($0) }
    var named: [(hash: UInt64, position: Int)] = []
    var open: [Int] = []
    for (position, row) in rows.enumerated() {
      if subjects[position].isForOneName {
        named.append((row.model.hash(first: row.model.utf8Count), position))
      } else {
        open.append(position)
      }
    }
    self.subjects = subjects
    providers = subjects.map(\.providerHash)
    self.named = NameIndex(named)
    self.open = open
  }

  /// What a request cost, or why that is not known.
  package enum Cost: Sendable, Hashable {
    /// 10^-9 US dollars.
    case nanoDollars(Int)
    /// No row is about the model on that day.
    case unknownModel
    /// The usage has tokens of a kind that the row has no price for.
    case unknownBucket
    /// The response came by a service tier, from a geography or at a speed that the row does not know, or with searches
    /// for which it has no price, or the provider has charged for more than tokens and searches, or the model searches for
    /// every request and the row has no fee for one.
    case unknownSurcharge
  }

  /// - `secondsSinceEpoch`: when the request began, UTC.
  /// - `variant`: what the response said.
  package func cost(
    of usage: Usage, account: PricedAccount, model: JSONString, secondsSinceEpoch: Int,
    variant: ServiceVariant = ServiceVariant()
  ) -> Cost {
    cost(
      of: usage, terms(account, model: model, day: Self.day(of: secondsSinceEpoch), variant: variant),
      secondsSinceEpoch: secondsSinceEpoch)
  }

  /// What the responses of a model are charged by on a day (counted from 1970-01-01), whatever they have used.
  package func terms(
    _ account: PricedAccount, model: JSONString, day: Int, variant: ServiceVariant
  ) -> PriceTerms {
    guard let position = position(account, model: model, day: day) else { return .unknownModel }
    if rows[position].perRequest == nil, SearchingModel.isMeant(model, of: account) { return .unknownSurcharge }
    let service = service(variant.tier, at: position)
    guard let millionths = millionths(variant, service, at: position) else { return .unknownSurcharge }
    return .known(position: position, service, millionths: millionths)
  }

  /// - Parameter terms: of this book, for the day of `secondsSinceEpoch`.
  package func cost(of usage: Usage, _ terms: PriceTerms, secondsSinceEpoch: Int) -> Cost {
    switch terms {
    case .unknownModel: return .unknownModel
    case .unknownSurcharge: return .unknownSurcharge
    case .known(let position, let service, let millionths):
      guard let searches = searches(usage, at: position) else { return .unknownSurcharge }
      let day = Self.day(of: secondsSinceEpoch)
      let price =
        service?.price(promptTokens: usage.prompt)
        ?? price(at: position, promptTokens: usage.prompt, day: day, second: secondsSinceEpoch - day * 86_400)
      guard let tokens = price.cost(of: usage, millionths: millionths) else { return .unknownBucket }
      return .nanoDollars(Int(clamping: UInt128(tokens) + searches + UInt128(rows[position].perRequest ?? 0)))
    }
  }

  /// Whether the row for a model is an operator's own: such a price goes before what the provider reports.
  package func hasOwnPrice(_ account: PricedAccount, model: JSONString, day: Int) -> Bool {
    position(account, model: model, day: day).map { $0 >= firstOwn } ?? false
  }

  /// Counted from 1970-01-01.
  package static func day(of secondsSinceEpoch: Int) -> Int { secondsSinceEpoch.flooredQuotient(86_400) }

  /// The index of the row for a model: the one that names most of it, of equal ones the last.
  package func position(_ account: PricedAccount, model: JSONString, day: Int) -> Int? {
    var best: Int?
    func consider(_ position: Int) {
      let provider = providers[position]
      guard provider == account.vendorHash || provider == account.nameHash || provider == 0,
        subjects[position].holds(account, model: model, day: day)
      else { return }
      guard let found = best else {
        best = position
        return
      }
      let (new, old) = (subjects[position].precision, subjects[found].precision)
      if new > old || new == old && position > found { best = position }
    }
    let count = model.utf8Count
    if count > 0 { named.forEach(model.hash(first: count), consider) }
    // With a date of eight digits, or of eight and two dashes, behind the name.
    if count > 9, model.isDate(from: count - 9) { named.forEach(model.hash(first: count - 9), consider) }
    if count > 11, model.isDate(from: count - 11) { named.forEach(model.hash(first: count - 11), consider) }
    for position in open { consider(position) }
    return best
  }

  /// The prices of a service tier that are no percentage of the others.
  private func service(_ tier: ShortText, at position: Int) -> PriceRow.ServicePrice? {
    tier.isEmpty || rows[position].servicePrices.isEmpty ? nil : rows[position].servicePrices[tier]
  }

  /// The part of the tokens' price that a response is charged: every surcharge multiplies it. Nil for a variant that
  /// has no price there.
  private func millionths(_ variant: ServiceVariant, _ service: PriceRow.ServicePrice?, at position: Int) -> Int? {
    guard let tier = service == nil ? Self.percent(variant.tier, rows[position].serviceTiers, plainTiers) : 100,
      let geography = Self.percent(variant.geography, rows[position].geographies, plainGeographies),
      let speed = Self.percent(variant.speed, rows[position].speeds, plainSpeeds)
    else { return nil }
    return tier * geography * speed
  }

  /// What a row says goes before what is plain elsewhere.
  private static func percent(_ name: ShortText, _ percents: [ShortText: Int], _ plain: [ShortText]) -> Int? {
    if name.isEmpty { return 100 }
    return percents[name] ?? (plain.contains(name) ? 100 : nil)
  }

  /// What the searches cost, in nano-dollars: no surcharge changes it. Nil when there are some without a price, or
  /// something else was charged for.
  private func searches(_ usage: Usage, at position: Int) -> UInt128? {
    if usage.unpricedParts > 0 { return nil }
    if usage.webSearches <= 0 { return 0 }
    return rows[position].webSearch.map { UInt128($0) * UInt128(usage.webSearches) }
  }

  /// A long prompt has its own price; else the hour decides.
  private func price(at position: Int, promptTokens: Int, day: Int, second: Int) -> Price {
    for tier in rows[position].tiers where promptTokens > tier.above { return tier.price }
    // 1970 began on a Thursday.
    let weekday = (day + 3) - (day + 3).flooredQuotient(7) * 7
    for window in rows[position].windows where window.hours[weekday] >> UInt32(second / 3600) & 1 == 1 {
      return window.price
    }
    return rows[position].price
  }
}

extension Int {
  fileprivate func flooredQuotient(_ divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
