import HTTPWire
import JSONCore

/// Which provider has answered, and how many requests that took. Only of requests that several could have served: all
/// others have one provider, and the audit knows their attempts.
package final class ServedBy {
  private let provider: JSONString
  private let attempts: Int

  init(provider: JSONString, attempts: Int) {
    self.provider = provider
    self.attempts = attempts
  }

  func writeFields(into writer: inout HeadWriter) {
    provider.withSpan { writer.field("x-securellm-provider", $0) }
    writer.field("x-securellm-attempts", attempts)
  }
}
