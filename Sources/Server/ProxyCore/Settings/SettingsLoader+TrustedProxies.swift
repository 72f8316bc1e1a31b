import JSONCore
import ProxyProtocol

extension SettingsLoader {
  /// Nil where there are none, or where one cannot be read: then there are errors.
  func trustedProxies(_ value: Configuration.Listen, _ errors: inout [SettingsFailure]) -> TrustedProxies? {
    var ranges: [AddressRange] = []
    var trustsSocket = false
    for (index, text) in value.trustedProxies.enumerated() {
      if text == "unix" {
        trustsSocket = true
        continue
      }
      do throws(AddressRange.Failure) { ranges.append(try AddressRange(Array(String(text).utf8).span)) } catch {
        errors.append(SettingsFailure(pointer: "/listen/trustedProxies/\(index)", Self.message(error)))
      }
    }
    guard !ranges.isEmpty || trustsSocket else { return nil }
    return TrustedProxies(
      ranges, socket: trustsSocket, header: value.clientAddressHeader == .forwarded ? .forwarded : .xForwardedFor)
  }

  private static func message(_ failure: AddressRange.Failure) -> String {
    switch failure {
    case .malformed: "must be an IPv4 or IPv6 address, or a range such as 10.0.0.0/8, or unix; names are not looked up"
    case .excessBits: "has bits behind its prefix: write the first address of the range, such as 10.0.0.0/8"
    }
  }
}
