import HTTPWire
import ResponseCache

/// What the head of a request says of the cache, and what of it goes to the provider and may change the response.
struct CacheDirectives {
  /// `x-securellm-cache: on`: whatever the temperature.
  private(set) var isAsked = false
  /// `x-securellm-cache: off`, or `cache-control: no-store`: neither read nor written.
  private(set) var isOff = false
  /// `cache-control: no-cache`: not read, but written.
  private(set) var mustAsk = false
  private var isInvalid = false

  /// - Parameter key: takes the fields that go on to the provider, names in lower case.
  init(
    _ head: borrowing RequestHead, _ format: WireFormat, _ forwarded: ForwardedHeaders?, _ key: inout CacheKeyWriter
  ) throws(ProxyFailure) {
    head.forEachLine { line, name, value in
      if line.field == .cacheControl { return takeControl(value) }
      if line.field == .other, name.equalsIgnoringCase("x-securellm-cache") { return takeOwn(value) }
      guard Self.goesOn(line.field, name, format, forwarded) else { return }
      key.part(Self.lowercased(name).span)
      key.part(value)
    }
    if isInvalid {
      throw ProxyFailure(.invalidBody, "x-securellm-cache must be on or off.")
    }
  }

  private mutating func takeOwn(_ value: Span<UInt8>) {
    if value.equalsIgnoringCase("on") {
      isAsked = true
    } else if value.equalsIgnoringCase("off") {
      isOff = true
    } else {
      isInvalid = true
    }
  }

  /// A list of directives (RFC 9111, 5.2). `max-age=0` asks for the same as `no-cache`.
  private mutating func takeControl(_ value: Span<UInt8>) {
    for word in Self.lowercased(value).split(separator: UInt8(ascii: ",")) {
      switch String(decoding: word.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self) {
      case "no-store": isOff = true
      case "no-cache", "max-age=0": mustAsk = true
      default: break
      }
    }
  }

  /// Those of a trace or a try are other ones each time and change nothing.
  private static func goesOn(
    _ field: HTTPField, _ name: Span<UInt8>, _ format: WireFormat, _ forwarded: ForwardedHeaders?
  ) -> Bool {
    switch field {
    case .idempotencyKey, .traceparent, .tracestate: return forwarded?.include(name) ?? false
    case .other: break
    default: if format.passedFields.contains(field) { return true }
    }
    if let prefix = format.passedPrefix, name.beginsIgnoringCase(with: prefix) { return true }
    return forwarded?.include(name) ?? false
  }

  private static func lowercased(_ text: Span<UInt8>) -> [UInt8] {
    text.indices.map { text[$0] &- 0x41 < 26 ? text[$0] | 0x20 : text[$0] }
  }
}
