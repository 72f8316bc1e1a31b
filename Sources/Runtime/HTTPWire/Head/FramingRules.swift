/// How long a body is and whether the connection stays, from the fields (RFC 9112, 6 and 9.3). Stricter than the RFC
/// where two readers could disagree: nothing is repaired. Requests and responses share it.
enum FramingRules {
  /// A field that may come once and was repeated: two lengths or two hosts are read differently by two readers, even
  /// when they are equal.
  static func repetition(_ fields: FieldLines, single: FieldSet) -> HTTPFailure? {
    fields.repeated.firstShared(with: single).map { .repeatedField($0) }
  }

  /// The framing that the fields ask for; nil when they ask for none.
  static func framing(_ bytes: Span<UInt8>, _ fields: FieldLines, version: HTTPVersion) -> Result<
    BodyFraming?, HTTPFailure
  > {
    if let encoding = fields[.transferEncoding] {
      // RFC 9112, 6.1, would let the encoding win; a reader that lets the length win sees another body.
      if fields.has(.contentLength) { return .failure(.lengthAndTransferEncoding) }
      // RFC 9112, 6.1: the framing of such a message is wrong.
      if version == .http10 { return .failure(.transferEncodingInHTTP10) }
      let isChunked = bytes.extracting(encoding).equalsIgnoringCase("chunked")
      return isChunked ? .success(.chunked) : .failure(.unsupportedTransferEncoding)
    }
    guard let length = fields[.contentLength] else { return .success(nil) }
    guard let count = decimal(bytes, length) else { return .failure(.invalidContentLength) }
    return .success(.length(count))
  }

  /// One or more digits, as a number that fits.
  /// No sign, no blanks, no list: `+5`, `5, 5` and `0x5` are refused.
  private static func decimal(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var value = 0
    for index in range {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = shifted.addingReportingOverflow(Int(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  private static let close = FieldName("close")
  private static let keepAlive = FieldName("keep-alive")

  /// Whether the connection may carry another message (RFC 9112, 9.3): HTTP/1.1 unless `close`, HTTP/1.0 only with
  /// `keep-alive`. All `Connection` fields count.
  static func keepsAlive(_ bytes: Span<UInt8>, _ fields: FieldLines, version: HTTPVersion) -> Bool {
    // The version decides.
    guard fields.has(.connection) else { return version == .http11 }
    var keep = version == .http11
    for index in 0..<fields.count where fields[index].field == .connection {
      var rest = fields[index].value
      while let option = nextOption(bytes, &rest) {
        let name = FieldName(bytes, option)
        // `close` wins over `keep-alive`, wherever it is.
        if name == close { return false }
        if name == keepAlive { keep = true }
      }
    }
    return keep
  }

  /// Whether a `Connection` field names the field whose name is in that range.
  static func isConnectionOption(_ bytes: Span<UInt8>, _ fields: FieldLines, name: Range<Int>) -> Bool {
    for index in 0..<fields.count where fields[index].field == .connection {
      var rest = fields[index].value
      while let option = nextOption(bytes, &rest) {
        if bytes.areSameIgnoringCase(option, name) { return true }
      }
    }
    return false
  }

  /// The next element of a comma-separated list, white space around it left out; nil at its end.
  private static func nextOption(_ bytes: Span<UInt8>, _ rest: inout Range<Int>) -> Range<Int>? {
    if rest.isEmpty { return nil }
    let comma = bytes.first(0x2C, or: 0x2C, in: rest)
    var start = rest.lowerBound
    var end = comma
    while start < end, FieldLines.isBlank(bytes[start]) { start &+= 1 }
    while end > start, FieldLines.isBlank(bytes[end &- 1]) { end &-= 1 }
    rest = min(comma &+ 1, rest.upperBound)..<rest.upperBound
    return start..<end
  }
}
