import JSONCore
import ToolRuntime

extension JSONString {
  /// The text, cleaned, when it has at most `limit` code points; otherwise its beginning and `…`, `limit` code points
  /// together. Code points, since `maxLength` of the output schema counts those.
  init(_ text: String, limit: Int) {
    let text = OutputText.clean(text)
    let scalars = text.unicodeScalars
    guard text.utf8.count > limit, scalars.count > limit else {
      self.init(text)
      return
    }
    self.init(String(String.UnicodeScalarView(scalars.prefix(limit - 1))) + "…")
  }
}
