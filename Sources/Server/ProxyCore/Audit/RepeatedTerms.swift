import JSONCore
import LLMWire
import Pricing

/// The prices that the request before had: most are of the same model, and looking for a row and its surcharges takes
/// 1,500 instructions.
struct RepeatedTerms {
  /// A class: what is looked at is not copied.
  private final class Last {
    let book: PriceBook
    let provider: ActiveProvider
    let model: JSONString
    let day: Int
    let variant: ServiceVariant
    let terms: PriceTerms

    init(
      _ book: PriceBook, _ provider: ActiveProvider, _ model: JSONString, day: Int, _ variant: ServiceVariant,
      _ terms: PriceTerms
    ) {
      self.book = book
      self.provider = provider
      self.model = model
      self.day = day
      self.variant = variant
      self.terms = terms
    }

    func isOf(
      _ book: PriceBook, _ provider: ActiveProvider, _ model: JSONString, day: Int,
      _ variant: ServiceVariant
    ) -> Bool {
      self.book === book && self.provider === provider && self.day == day && self.model == model
        && self.variant == variant
    }
  }

  /// Longer names come from clients, and would stay in memory.
  private static let longest = 128

  private var last: Last?

  mutating func terms(
    _ book: PriceBook, _ provider: ActiveProvider, _ model: JSONString, day: Int, _ variant: ServiceVariant
  ) -> PriceTerms {
    if let last, last.isOf(book, provider, model, day: day, variant) { return last.terms }
    let terms = book.terms(provider.account, model: model, day: day, variant: provider.account.completed(variant))
    if model.utf8Count <= Self.longest {
      last = Last(book, provider, model.detached(), day: day, variant, terms)
    }
    return terms
  }
}
