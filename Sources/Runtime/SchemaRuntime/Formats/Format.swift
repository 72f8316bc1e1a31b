/// The `format` names that are checked, each by a scanner over bytes whose time is linear in the text. The raw values
/// are the names in schemas; a name that is not here is an annotation, or an error in strict mode.
///
/// Only the listed syntax is accepted: look-alike digits of other scripts, surrounding white space and trailing
/// newlines are refused. All but the international host names and `regex` allocate nothing.
public enum Format: String, CaseIterable, Sendable {
  /// RFC 3339 `date-time`; `T` and `Z` in either case.
  case dateTime = "date-time"
  /// RFC 3339 `full-date`, days checked against the month and leap years.
  case date
  /// RFC 3339 `full-time`, offset required; second 60 only where it is 23:59:60 in UTC.
  case time
  /// RFC 3339 appendix A `duration`, in upper case.
  case duration
  /// RFC 4122 text form without `urn:uuid:`; any version and variant, either case.
  case uuid
  /// RFC 3986 `URI`: scheme required.
  case uri
  /// RFC 3986 `URI-reference`.
  case uriReference = "uri-reference"
  /// RFC 3987 `IRI`: scheme required.
  case iri
  /// RFC 3987 `IRI-reference`.
  case iriReference = "iri-reference"
  /// RFC 6570, any level.
  case uriTemplate = "uri-template"
  /// Four decimal octets without leading zeros.
  case ipv4
  /// RFC 4291 text form, embedded IPv4 allowed, zone refused.
  case ipv6
  /// RFC 1123: labels of 1 to 63 letters, digits and inner hyphens, at most 253 bytes, no trailing dot. An `xn--` label
  /// must be the encoding of a label that IDNA 2008 allows.
  case hostname
  /// RFC 5890 to 5893: labels in Unicode, in ASCII or encoded; code points, context rules, Bidi rule, NFC, lengths.
  case idnHostname = "idn-hostname"
  /// RFC 5321 `Mailbox`: dot-string or quoted local part of at most 64 bytes; domain or address literal.
  case email
  /// RFC 6531 `Mailbox`: as `email`, beyond ASCII.
  case idnEmail = "idn-email"
  /// RFC 6901 text form.
  case jsonPointer = "json-pointer"
  /// draft-bhutton-relative-json-pointer-00.
  case relativeJSONPointer = "relative-json-pointer"
  /// An ECMA-262 pattern with the `u` flag.
  case regex

  /// Whether the whole of `bytes` is of this format.
  public func isValid(_ bytes: Span<UInt8>) -> Bool {
    switch self {
    case .dateTime: isDateTime(bytes)
    case .date: bytes.count == 10 && isFullDate(bytes)
    case .time: isFullTime(bytes, from: 0)
    case .duration: isDuration(bytes)
    case .uuid: isUUID(bytes)
    case .uri: isURIReference(bytes, schemeRequired: true)
    case .uriReference: isURIReference(bytes, schemeRequired: false)
    case .iri: isURIReference(bytes, schemeRequired: true, international: true)
    case .iriReference: isURIReference(bytes, schemeRequired: false, international: true)
    case .uriTemplate: isURITemplate(bytes)
    case .ipv4: isIPv4(bytes)
    case .ipv6: isIPv6(bytes)
    case .hostname: isHostname(bytes)
    case .idnHostname: isInternationalHostname(bytes)
    case .email: isMailbox(bytes)
    case .idnEmail: isMailbox(bytes, international: true)
    case .jsonPointer: isJSONPointer(bytes)
    case .relativeJSONPointer: isRelativeJSONPointer(bytes)
    case .regex: PatternParser.isPattern(bytes)
    }
  }

  /// Whether the whole of `bytes` is of this format.
  public func isValid(_ bytes: [UInt8]) -> Bool { isValid(bytes.span) }
}
