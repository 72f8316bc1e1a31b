/// What the fields of a request say about the message, decided when all of them are there.
extension RequestHead {
  /// Repetitions first: what the other rules read must be there once.
  mutating func validate(_ bytes: Span<UInt8>, _ limits: HTTPLimits) -> HTTPFailure? {
    if let failure = FramingRules.repetition(fields, single: .singleInRequests) ?? validateHost(bytes) {
      return failure
    }
    switch FramingRules.framing(bytes, fields, version: version) {
    case .success(let found): framing = found ?? .none
    case .failure(let failure): return failure
    }
    // Before a byte of the body is read.
    if case .length(let length) = framing, length > limits.body { return .bodyTooLarge }
    keepAlive = FramingRules.keepsAlive(bytes, fields, version: version)
    return validateExpectation(bytes)
  }

  /// Exactly one `Host` (RFC 9112, 3.2), which names a host, and the same one as an absolute target: the target would
  /// otherwise decide for a reader that follows it, and the field for one that does not.
  private func validateHost(_ bytes: Span<UInt8>) -> HTTPFailure? {
    guard let host = fields[.host] else { return version == .http11 ? .missingHost : absoluteWithoutHost }
    guard HostRules.isHost(bytes, host) else { return .invalidHost }
    guard let authority = targetParts.authority else { return nil }
    return bytes.areSameIgnoringCase(authority, host) ? nil : .targetNotForHost
  }

  /// A host in the target alone is one that no rule about hosts would look at.
  private var absoluteWithoutHost: HTTPFailure? { targetParts.authority == nil ? nil : .missingHost }

  /// `100-continue` is the only expectation there is (RFC 9110, 10.1.1). A client of HTTP/1.0 does not know the interim
  /// response, and without a body there is nothing to wait for.
  private mutating func validateExpectation(_ bytes: Span<UInt8>) -> HTTPFailure? {
    expectsContinue = false
    guard let expectation = fields[.expect] else { return nil }
    guard bytes.extracting(expectation).equalsIgnoringCase("100-continue") else { return .unknownExpectation }
    expectsContinue = version == .http11 && framing != .none
    return nil
  }
}

/// What a Host field may hold (RFC 9110, 7.2): no user, no escapes, no list. A name of 255 bytes, a colon and a port
/// fit 262.
enum HostRules {
  /// A name or an address, and perhaps a port.
  static func isHost(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 262 else { return false }
    var index = range.lowerBound
    if bytes[index] == 0x5B {
      index += 1
      let start = index
      while index < range.upperBound, hexDigit(bytes[index]) != nil || bytes[index] == 0x3A || bytes[index] == 0x2E {
        index += 1
      }
      guard index > start, index < range.upperBound, bytes[index] == 0x5D else { return false }
      index += 1
    } else {
      let allowed = ByteClass.host
      while index < range.upperBound, allowed.contains(bytes[index]) { index &+= 1 }
      guard index > range.lowerBound else { return false }
    }
    return index == range.upperBound || isPort(bytes, index..<range.upperBound)
  }

  /// `:` and one to five digits, up to 65,535.
  private static func isPort(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard bytes[range.lowerBound] == 0x3A, range.count >= 2, range.count <= 6 else { return false }
    var port = 0
    for index in range.dropFirst() {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return false }
      port = port &* 10 &+ Int(digit)
    }
    return port <= 65_535
  }
}
