import SchemaRuntime
import Testing

@Suite struct FormatTests {
  private func expect(_ format: Format, accepts: [String], rejects: [String]) {
    for text in accepts { #expect(format.isValid(Array(text.utf8)), "\(format.rawValue) \(text.debugDescription)") }
    for text in rejects { #expect(!format.isValid(Array(text.utf8)), "\(format.rawValue) \(text.debugDescription)") }
  }

  @Test func names() {
    #expect(Format(rawValue: "date-time") == .dateTime)
    #expect(Format(rawValue: "uri-reference") == .uriReference)
    #expect(Format(rawValue: "idn-email") == nil)
    #expect(Format.allCases.count == 10)
  }

  @Test func dates() {
    expect(
      .date, accepts: ["2000-02-29", "2024-02-29", "0000-02-29", "9999-12-31"],
      rejects: [
        "1900-02-29", "2023-02-29", "2023-04-31", "2023-13-01", "2023-00-10", "2023-01-32", "2023-1-1", "2023-01-01 ",
      ])
  }

  @Test func leapSecondsOnlyWhereUTCHasThem() {
    expect(
      .time,
      accepts: [
        "23:59:60Z", "23:59:60.999z", "00:59:60+01:00", "22:59:60-01:00", "05:29:60+05:30", "23:58:59Z",
        "00:00:00-23:59",
      ],
      rejects: ["23:59:60+01:00", "00:59:60-01:00", "23:58:60Z", "23:59:61Z", "12:00:60Z", "24:00:00Z"])
    expect(
      .dateTime, accepts: ["2016-12-31T23:59:60Z", "2017-01-01T00:59:60+01:00"],
      rejects: ["2016-12-31T23:58:60Z", "2016-12-31 23:59:59Z", "2016-12-31T23:59:59", "2016-12-31T", "2016-12-31"])
  }

  @Test func fractionsAndOffsets() {
    expect(
      .time, accepts: ["01:02:03.0Z", "01:02:03.123456789012Z", "01:02:03+23:59"],
      rejects: [
        "01:02:03.Z", "01:02:03,5Z", "01:02:03", "01:02:03+0100", "01:02:03+01", "01:02:03+24:00", "01:02:03+01:60",
        "01:02:03ZZ", "01:02Z", "",
      ])
  }

  @Test func digitsOfOtherScriptsAreRefused() {
    expect(.date, accepts: [], rejects: ["\u{967}963-06-19", "１９６３-06-19"])
    expect(.time, accepts: [], rejects: ["১:00:00Z", "0১:00:00Z"])
    expect(.ipv4, accepts: [], rejects: ["１.2.3.4"])
    expect(.hostname, accepts: [], rejects: ["ex\u{430}mple.com", "é.com"])
  }

  @Test func addresses() {
    expect(
      .ipv4, accepts: ["0.0.0.0", "255.255.255.255"],
      rejects: [
        "00.0.0.0", "1.2.3", "1.2.3.4.", ".1.2.3.4", "1..2.3", "256.1.1.1", "1.2.3.4\n", "01.2.3.4", "1.2.3.4567890123",
        "999999999999999",
      ])
    expect(
      .ipv6,
      accepts: [
        "::", "::1", "1::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4", "FE80::A",
      ],
      rejects: [
        "", ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7:8:9", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3.4:5", "1.2.3.4", "::1.2.3", "::g", "::12345", "fe80::1%eth0", "[::1]", "::1.2.3.04",
      ])
  }

  @Test func hostnames() {
    let label = String(repeating: "a", count: 63)
    let full = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
    expect(
      .hostname, accepts: ["a", "1", "a-b", "xn--nxasmq6b", label, full],
      rejects: ["", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a_b", label + "a", full + "b", "a b", "a\u{0}"])
  }

  @Test func mailboxes() {
    let local = String(repeating: "a", count: 64)
    expect(
      .email,
      accepts: [
        "a@b", "a.b+c@example.com", "\"a b\"@example.com", "\"\\\"\"@x", "\"\"@x", "a@[1.2.3.4]", "a@[IPv6:::1]",
        "a@[ipv6:1:2:3:4:5:6::]", local + "@x",
      ],
      rejects: [
        "", "a", "@", "a@", "@b", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "\"a@b", "\"a\"b@c", "\"\\\u{7F}\"@x",
        "a@[1.2.3]", "a@[IPv6:1:2:3:4:5:6:7::]", "a@[::1]", "a@[x:1]", "a@[", "a@[]", "a@-b", "a@b.", "é@b",
        local + "a@x", "a@b\n",
      ])
  }

  @Test func uris() {
    expect(
      .uri,
      accepts: [
        "a:", "a:b", "http://", "http://a@b:80/c;d=e?f#g", "http://[::1]:8080/", "http://[v1.a:b]/", "urn:a:b",
        "a:/b//c", "x:?#", "file:///etc",
      ],
      rejects: [
        "", ":", "//a", "1a:b", "a", "http://[::1", "http://[::1]x", "http://[::g]", "http://[v.a]", "http://[v1.]",
        "http://[fe80::1%25eth0]", "http://a:b", "http://a b", "a:%", "a:%4", "a:%4g", "a:#b#c", "http://é", "a:\u{0}",
        "http://a@b@c", "a:[b]",
      ])
    expect(
      .uriReference, accepts: ["", "a", "a/b:c", "?a:b", "#a:b", "//a:80/b", "/a:b", "../a", "./a:b", "a%20b"],
      rejects: [":a", "1:b", "a b", "\\", "%", "//a:b", "a\n", "<a>"])
  }

  @Test func uuids() {
    expect(
      .uuid, accepts: ["2eb8aa08-AA98-11ea-B4Aa-73B441D16380"],
      rejects: [
        "", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
        "2eb8aa08aaa98-11ea-b4aa-73b441d16380", "{2eb8aa08-aa98-11ea-b4aa-73b441d163}",
      ])
  }

  @Test func noPrefixOrByteMakesAScannerTrap() {
    let samples = [
      "1998-12-31T15:59:60.123-08:00", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "http://a%20b@[1::2:1.2.3.4]:80/%41?b#c",
      "\"a\\\"b\"@[IPv6:1::2]", "1:2:3:4:5:6:255.255.255.255", "a-b.c",
    ]
    for sample in samples.map({ Array($0.utf8) }) {
      for length in 0...sample.count {
        for byte: UInt8 in [0, 0x25, 0x2D, 0x2E, 0x3A, 0x5B, 0x5C, 0x5D, 0x40, 0x80, 0xFF] {
          for format in Format.allCases { _ = format.isValid(Array(sample.prefix(length)) + [byte]) }
        }
      }
    }
  }
}
