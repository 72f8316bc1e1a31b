/// The words of providers for what went wrong that the audit adopts. Any other may quote the request: it is `other`.
/// So the audit holds no text of prompts, and its values stay a list that can be grouped by.
package enum ErrorWords {
  /// Types and codes of both API formats, and of those who speak like OpenAI.
  private static let words = [
    "invalid_request_error", "authentication_error", "permission_error", "not_found_error", "rate_limit_error",
    "api_error", "server_error", "timeout_error", "overloaded_error", "request_too_large", "billing_error", "error",
    "insufficient_quota", "tokens", "requests", "rate_limit_exceeded", "model_not_found", "context_length_exceeded",
    "invalid_api_key", "content_filter", "content_policy_violation", "billing_hard_limit_reached", "internal_error",
    "internal_server_error", "service_unavailable", "server_overloaded", "engine_overloaded", "bad_request",
    "unsupported_parameter", "unsupported_value", "invalid_value", "missing_required_parameter", "invalid_type",
    "string_above_max_length", "account_deactivated", "access_terminated", "unknown_url", "not_found",
    "invalid_prompt", "invalid_image", "image_too_large", "quota_exceeded", "requests_limit_exceeded",
    "unknown_error", "authentication_fails", "insufficient_balance", "invalid_request",
  ]
  private static let known = Set(words.map { Array($0.utf8) })

  package static func word(_ text: String) -> String { known.contains(Array(text.utf8)) ? text : "other" }
}
