import CJansson

/// libjansson's verdict on a text: a parser written by others, in another language.
enum Jansson {
  /// Nil when it accepts, otherwise what it says.
  static func refusal(of bytes: [UInt8]) -> String? {
    var error = json_error_t()
    let flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL
    let value = unsafe bytes.withUnsafeBytes { text in
      unsafe json_loadb(text.baseAddress?.assumingMemoryBound(to: CChar.self), text.count, Int(flags), &error)
    }
    guard let value = unsafe value else {
      return unsafe withUnsafeBytes(of: &error.text) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    unsafe json_decref(value)
    return nil
  }
}
