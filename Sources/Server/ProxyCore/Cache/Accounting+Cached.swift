import JSONCore
import LLMWire
import ProxyProtocol

extension Accounting {
  /// Writes the closing event of a request that a stored response has served. It has used no tokens and costs nothing:
  /// what a sum over all events adds up was used once. Beside that it says what asking again would have taken.
  func closeCached(
    _ event: inout AuditEvent.Value, of provider: ActiveProvider, _ model: JSONString,
    _ completion: borrowing CompletionRecord, _ response: Relay, on loop: LoopContext
  ) {
    if let usage = response.scanner.usage {
      event.savedPromptTokens = usage.prompt
      event.savedCompletionTokens = usage.completion
      if Self.isPriced(event.operation) {
        event.savedCostNanoUsd = cost(of: provider, model, completion, response, on: loop).nanoDollars
      }
      response.scanner.adopt(Usage())
    }
    trail.finished(&event, completion, response, cost: RequestCost(nanoDollars: 0), on: loop)
  }
}
