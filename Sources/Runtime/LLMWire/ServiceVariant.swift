/// By what of a provider's service a response has come, as far as it changes the price. Each is empty where the response
/// does not say it.
package struct ServiceVariant: Sendable, Hashable {
  /// `service_tier`.
  package var tier = ShortText()
  /// Where the model ran: Anthropic's `inference_geo`.
  package var geography = ShortText()
  /// Anthropic's `speed`.
  package var speed = ShortText()

  package init() {}
}
