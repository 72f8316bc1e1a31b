/// Percent-encoding of a request target (RFC 3986, 2.1). Decoded once and only where a name is looked up: nothing that
/// is forwarded or compared with a path is ever decoded.
package enum PercentEncoding {
  /// The bytes that escapes stand for. An escape that is none stays as it is: the parser has refused targets with one.
  package static func decoded(_ bytes: Span<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
        let low = hexDigit(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }
}

/// A query as SDKs write it: `limit=20&after_id=model`.
package enum QueryParameters {
  /// The value of the first parameter of that name, with its escapes resolved; nil without one. A `+` stays a plus: names
  /// of models have them, and no SDK writes one for a space here.
  package static func value(of name: StaticString, in query: Span<UInt8>) -> [UInt8]? {
    var start = 0
    for index in 0...query.count where index == query.count || query[index] == UInt8(ascii: "&") {
      let part = query.extracting(start..<index)
      start = index + 1
      let end = name.utf8CodeUnitCount
      guard part.count > end, part[end] == UInt8(ascii: "="), part.extracting(0..<end).equals(name) else { continue }
      return PercentEncoding.decoded(part.extracting(end + 1..<part.count))
    }
    return nil
  }
}
