import JSONCore
import LLMWire

/// A text that is often the one before: then that is shared instead of copied, 300 instructions less.
struct RepeatedText {
  private var last = ShortText()
  private var text: JSONString?

  /// As a value of a message; nil when there is none.
  mutating func jsonString(_ new: ShortText) -> JSONString? {
    if new != last {
      last = new
      text = new.jsonString
    }
    return text
  }
}
