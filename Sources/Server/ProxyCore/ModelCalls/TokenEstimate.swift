import JSONCore
import LLMWire

/// How many tokens a request may take, before anybody has counted: what is reserved and later settled. Too high keeps
/// requests away for a moment, too low lets a burst through that the settling then charges as a debt.
enum TokenEstimate {
  /// A response whose length the request does not bound.
  private static let usualCompletionTokens = 1000
  /// An image: about what both API formats count for one of a million pixels, or a page of a file. Counted as text,
  /// the base64 of one image came to 633,912 tokens in another proxy, for 1,049 real ones.
  private static let attachment = 1600

  /// A quarter of the body's bytes, 1,600 for each attachment, and what may be generated for each choice. Saturates:
  /// `max_tokens` is a number of the client's.
  static func tokens(maxTokens: Int?, choices: Int, _ body: JSONBytes) -> UInt64 {
    let attachments = Attachments(in: body)
    let prompt = (body.count - attachments.bytes) / 4 + attachments.count * attachment
    let response = (maxTokens ?? usualCompletionTokens).multipliedReportingOverflow(by: choices)
    return UInt64(prompt) + UInt64(response.overflow ? Int.max / 2 : min(response.partialValue, Int.max / 2))
  }
}
