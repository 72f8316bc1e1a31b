import ProxyConfiguration
import Testing

@testable import ProxyCore

@Suite struct ForwardedAddressTests {
  private func address(_ text: String) -> IPAddress? { IPAddress(Array(text.utf8).span) }

  @Test func addresses() {
    #expect(address("192.0.2.7") == IPAddress(high: 0, low: 0xFFFF_C000_0207))
    #expect(address("0.0.0.0") == address("::ffff:0.0.0.0"))
    #expect(address("2001:db8:1:2:3:4:5:6") == IPAddress(high: 0x2001_0DB8_0001_0002, low: 0x0003_0004_0005_0006))
    #expect(address("2001:DB8::5") == IPAddress(high: 0x2001_0DB8_0000_0000, low: 5))
    #expect(address("::") == IPAddress(high: 0, low: 0))
    #expect(address("::1") == IPAddress(high: 0, low: 1))
    #expect(address("1::") == IPAddress(high: 1 << 48, low: 0))
    #expect(address("1:2:3:4:5:6:7::") == IPAddress(high: 0x0001_0002_0003_0004, low: 0x0005_0006_0007_0000))
    #expect(address("::2:3:4:5:6:7:8") == IPAddress(high: 0x0000_0002_0003_0004, low: 0x0005_0006_0007_0008))
    #expect(address("64:ff9b::192.0.2.33") == IPAddress(high: 0x0064_FF9B_0000_0000, low: 0xC000_0221))
    #expect(address("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") == IPAddress(high: .max, low: .max))
  }

  @Test func whatIsNoAddress() {
    let texts = [
      "", "1", ":", ":::", "1:", ":1", "1:2", "1.2.3", "1.2.3.", ".1.2.3", "1.2.3.4.", "1.2.3.4.5", "1..2.3",
      "256.1.1.1",
      "1.2.3.999999999999999999999", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4:5", "0x7f.1.1.1",
      "1.2.3.-4",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "::g",
      "::1%lo",
      "[::1]", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::ffff:1.2.3.4.5", "/run/socket", "unknown",
      String(repeating: "1", count: 5000), String(repeating: ":", count: 45), "1.2.3.\u{664}",
    ]
    for text in texts { #expect(address(text) == nil, "\(text)") }
  }

  private func range(_ text: String) throws -> AddressRange { try AddressRange(Array(text.utf8).span) }

  @Test func ranges() throws {
    func holds(_ text: String, _ other: String) throws -> Bool {
      try range(text).contains(try #require(address(other)))
    }
    for (text, inside, outside) in [
      ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.1.1"], ["11.0.0.0", "9.255.255.255", "::a00:1"]),
      ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]), ("192.0.2.6/31", ["192.0.2.7"], ["192.0.2.8"]),
      ("0.0.0.0/0", ["0.0.0.0", "255.1.1.1"], ["::1", "2001:db8::1"]),
      ("2001:db8::/32", ["2001:db8::", "2001:db8:ffff::1"], ["2001:db9::", "10.0.0.1"]),
      ("2001:db8::/64", ["2001:db8::ffff:1:2:3"], ["2001:db8:0:1::"]),
      ("2001:db8::/65", ["2001:db8::1"], ["2001:db8::8000:0:0:0"]),
      ("::1", ["::1"], ["::2", "127.0.0.1"]), ("::/0", ["::1", "10.0.0.1", "ffff::"], []),
      ("::ffff:10.0.0.0/104", ["10.9.9.9"], ["11.0.0.0"]),
    ] {
      for other in inside { #expect(try holds(text, other), "\(text) \(other)") }
      for other in outside { #expect(try !holds(text, other), "\(text) \(other)") }
    }
    for text in [
      "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/a", "10.0.0.0/-1", "/8", "10.0.0.0/8/8", "10.0.0/8", "host",
      "10.0.0.0/0008",
    ] {
      #expect(throws: AddressRange.Failure.malformed) { try range(text) }
    }
    for text in ["10.1.0.0/8", "0.0.0.1/0", "2001:db8::1/64", "8000::/0"] {
      #expect(throws: AddressRange.Failure.excessBits) { try range(text) }
    }
  }

  private func client(_ fields: String, peer: String = "10.0.0.1", _ header: TrustedProxies.Header = .xForwardedFor)
    throws
    -> String
  {
    let trusted = TrustedProxies([try range("10.0.0.0/8"), try range("fd00::/8")], header: header)
    let lines = fields.isEmpty ? "" : fields + "\r\n"
    let found = withHead("GET / HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n") {
      "\(ForwardedAddress.client($0, ClientAddress(text: peer), trusted).text)"
    }
    return try #require(found)
  }

  @Test func theLastUntrustedAddressIsTheClient() throws {
    #expect(try client("") == "10.0.0.1")
    #expect(try client("X-Forwarded-For: 192.0.2.7") == "192.0.2.7")
    #expect(try client("X-Forwarded-For: 192.0.2.7", peer: "unix") == "192.0.2.7")
    #expect(try client("X-Forwarded-For: 198.51.100.1, 192.0.2.7") == "192.0.2.7")
    #expect(try client("X-Forwarded-For: 198.51.100.1, 192.0.2.7 ,\t10.2.2.2,, fd00::1") == "192.0.2.7")
    #expect(try client("X-Forwarded-For: 10.3.3.3, 10.2.2.2") == "10.3.3.3")
    #expect(try client("X-Forwarded-For: 192.0.2.7:4711") == "192.0.2.7")
    #expect(try client("X-Forwarded-For: [2001:db8::7]:4711") == "2001:db8::7")
    #expect(try client("X-Forwarded-For: 2001:DB8::7") == "2001:DB8::7")
    #expect(
      try client("X-Forwarded-For: 198.51.100.1\r\nx-forwarded-for: 192.0.2.7\r\nX-Forwarded-For: 10.2.2.2")
        == "192.0.2.7")
    #expect(try client("Forwarded: for=198.51.100.1\r\nX-Forwarded-For: 192.0.2.7") == "192.0.2.7")
  }

  /// Nothing but an address is taken; before it stands who is known.
  @Test func hostileValues() throws {
    for value in [
      "unknown", "_hidden", "localhost", "192.0.2.7 x", "[2001:db8::7", "[]", "192.0.2.7:1:2", "\"192.0.2.7\"", ",,,",
      "::1%lo",
      String(repeating: "1", count: 4000),
    ] {
      #expect(
        try client("X-Forwarded-For: 192.0.2.7, \(value)") == (value == ",,," ? "192.0.2.7" : "10.0.0.1"), "\(value)")
    }
    #expect(try client("X-Forwarded-For: x, 10.2.2.2") == "10.2.2.2")
    // More proxies than there can be: whoever wrote so many addresses is not believed beyond them.
    let many = Array(repeating: "10.2.2.2", count: 100).joined(separator: ",")
    #expect(try client("X-Forwarded-For: 192.0.2.7,\(many)") == "10.2.2.2")
  }

  @Test func forwarded() throws {
    for (value, found) in [
      ("for=192.0.2.7", "192.0.2.7"), ("For=\"[2001:db8::7]:4711\";proto=https", "2001:db8::7"),
      ("for=198.51.100.1, for=192.0.2.7;by=10.0.0.1, for=10.2.2.2", "192.0.2.7"),
      ("proto=http;for=192.0.2.7:80", "192.0.2.7"),
      ("for=192.0.2.7, proto=https", "10.0.0.1"), ("for=192.0.2.7, for=unknown", "10.0.0.1"), ("for=_x", "10.0.0.1"),
      (" , for=192.0.2.7 ; ; ext=\"a,b;for=1\\\"c\" , ", "192.0.2.7"), ("for=192.0.2.7;for=192.0.2.8", "10.0.0.1"),
      ("for=192.0.2.7, for=\"", "10.0.0.1"), ("for=\"x, for=192.0.2.7", "10.0.0.1"),
      ("for=\"x, for=\"192.0.2.7\"", "10.0.0.1"),
      ("for", "10.0.0.1"), ("for=", "10.0.0.1"), ("=192.0.2.7", "10.0.0.1"), ("for=192.0.2.7 for=1", "10.0.0.1"),
      ("for =192.0.2.7", "10.0.0.1"), ("for=\"192.0.2.7\\", "10.0.0.1"), ("for=\"192.0.2.7\\\"", "10.0.0.1"),
    ] {
      #expect(try client("Forwarded: \(value)", .forwarded) == found, "\(value)")
    }
    #expect(try client("Forwarded: for=192.0.2.7\r\nForwarded: for=\"[fd00::5]\"", .forwarded) == "192.0.2.7")
    #expect(try client("X-Forwarded-For: 192.0.2.7", .forwarded) == "10.0.0.1")
  }

  @Test func settingsNameWhatIsWrong() throws {
    func loaded(_ members: String) throws -> ProxySettings { try settings(#"{"listen":{\#(members)},"providers":{}}"#) }
    #expect(try loaded("").listen.trusted == nil)
    #expect(try !loaded("").requiresKey)
    let found = try loaded(#""trustedProxies":["10.0.0.0/8","::1"],"clientAddressHeader":"forwarded""#)
    #expect(found.listen.trusted?.ranges.count == 2 && found.listen.trusted?.header == .forwarded)
    // Whoever names a proxy has clients behind it, who are not of this machine.
    #expect(found.requiresKey)
    do {
      _ = try loaded(#""trustedProxies":["10.0.0.0/8","proxy.example","10.0.0.1/8"]"#)
      Issue.record("they are accepted")
    } catch let error as SettingsErrors {
      #expect(error.errors.map(\.pointer) == ["/listen/trustedProxies/1", "/listen/trustedProxies/2"])
    }
  }
}
