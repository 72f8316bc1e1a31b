/// The `format` names that are checked, each by a scanner over bytes that allocates nothing.
///
/// Only the listed RFC syntax is accepted, in ASCII: look-alike digits of other scripts, surrounding white space and
/// trailing newlines are refused.
public enum Format: String, CaseIterable, Sendable {
  /// RFC 3339 `date-time`; `T` and `Z` in either case.
  case dateTime = "date-time"
  /// RFC 3339 `full-date`, days checked against the month and leap years.
  case date
  /// RFC 3339 `full-time`, offset required; second 60 only where it is 23:59:60 in UTC.
  case time
  /// RFC 4122 text form without `urn:uuid:`; any version and variant, either case.
  case uuid
  /// RFC 3986 `URI`: scheme required.
  case uri
  /// RFC 3986 `URI-reference`.
  case uriReference = "uri-reference"
  /// Four decimal octets without leading zeros.
  case ipv4
  /// RFC 4291 text form, embedded IPv4 allowed, zone refused.
  case ipv6
  /// RFC 1123: labels of 1 to 63 letters, digits and inner hyphens, at most 253 bytes, no trailing dot. What an
  /// `xn--` label decodes to is not looked at.
  case hostname
  /// RFC 5321 `Mailbox`: dot-string or quoted local part of at most 64 bytes; domain or address literal.
  case email

  /// Whether the whole of `bytes` is of this format.
  public func isValid(_ bytes: Span<UInt8>) -> Bool {
    switch self {
    case .dateTime: isDateTime(bytes)
    case .date: bytes.count == 10 && isFullDate(bytes)
    case .time: isFullTime(bytes, from: 0)
    case .uuid: isUUID(bytes)
    case .uri: isURIReference(bytes, schemeRequired: true)
    case .uriReference: isURIReference(bytes, schemeRequired: false)
    case .ipv4: isIPv4(bytes)
    case .ipv6: isIPv6(bytes)
    case .hostname: isHostname(bytes)
    case .email: isMailbox(bytes)
    }
  }

  /// Whether the whole of `bytes` is of this format.
  public func isValid(_ bytes: [UInt8]) -> Bool { isValid(bytes.span) }
}
