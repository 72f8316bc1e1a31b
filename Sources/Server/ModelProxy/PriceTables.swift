import Pricing
import ProxyConfiguration
import ProxyCore

/// The active prices: those that are built in, and in front of them those of the operator's file.
enum PriceTables {
  /// Read at the start and with each reload; a row of the file hides the built-in one of the same model.
  ///
  /// - Throws: `SettingsFailure`, or everything that is wrong with the file.
  static func load(_ settings: ProxySettings) throws -> PriceBook {
    guard let text = settings.pricesText else { return .published }
    return try PriceBook(file: text)
  }
}
