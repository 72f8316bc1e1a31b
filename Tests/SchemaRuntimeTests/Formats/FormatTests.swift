import Foundation
import Glibc
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
    #expect(Format(rawValue: "idn-email") == .idnEmail)
    #expect(Format(rawValue: "color") == nil)
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

  @Test func rejectsDigitsOfOtherScripts() {
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

  @Test func durations() {
    expect(
      .duration, accepts: ["P1Y", "P1Y2M3DT4H5M6S", "PT1S", "P3W", "P1M3D", "PT0H0M0S"],
      rejects: [
        "", "P", "PT", "P1", "P1YT", "P1Y1D", "PT1H1S", "P1W1D", "P1WT1H", "1D", "P1D1", "P1.5D", "p1d", "P1D ",
      ])
  }

  @Test func pointers() {
    expect(
      .jsonPointer, accepts: ["", "/", "//", "/a/0", "/~0~1", "/é", "/a b"],
      rejects: ["a", "#", "#/a", "/~", "/~2", "/a~", "0"])
    expect(
      .relativeJSONPointer, accepts: ["0", "10", "0#", "0/a", "1+1", "2-10/a", "0+3#"],
      rejects: ["", "#", "/a", "01", "-1", "+1", "0##", "0a", "1+", "1+0", "1-01", "0/~", "1+1-1", "\u{0661}"])
  }

  @Test func templates() {
    expect(
      .uriTemplate,
      accepts: [
        "", "a", "{a}", "{a,b*,c:3}", "{+a.b.c}", "{?%41b}", "http://x/{/y}{&z}", "é{a_1}", "{a:9999}", "{|x}", "a'b",
      ],
      rejects: [
        "{", "}", "{}", "{a", "{a}}", "{{a}}", "{a b}", "{.}", "{a.}", "{.a..b}", "{a:}", "{a:0}", "{a:12345}",
        "{a*:3}",
        "{é}", "%4", "<a>", "a\\b", "a\"b", "a\u{7F}", "\u{FFFE}", "{%4g}", "{a,}", "{,a,}",
      ])
  }

  @Test func internationalReferences() {
    expect(
      .iri, accepts: ["http://é/ü?ö\u{E000}#ä", "x:中", "http://ü@é:80/", "a:"],
      rejects: [
        "é", "http://é\u{E000}/", "x:\u{E000}", "x:#\u{E000}", "é:a", "x:\u{FFFE}", "x: ", "x:\u{1FFFE}", "x:\u{E0001}",
      ])
    expect(
      .iriReference, accepts: ["é", "", "#é", "//é/", "?\u{F0000}", "\u{10000}"], rejects: ["é b", "é:b", "\\é", "%é"])
    expect(.uri, accepts: [], rejects: ["x:é"])
  }

  @Test func internationalHostnames() {
    let long = String(repeating: "ü", count: 59)
    expect(
      .idnHostname,
      accepts: [
        "a", "A.b", "é.com", "xn--9ca.com", "XN--9CA", "例え.テスト", "faß", "a。é", "אב.com", "אב1", "क्\u{200D}ष",
        "ب\u{200C}ب", "l·l", "ǘ", "가", "1é",
      ],
      rejects: [
        "", ".", "a.", "-é", "é-", "ab--é", "ab--c", "É", "e\u{301}", "\u{301}e", "a\u{200D}b", "ｅ", "xn--", "xn--a",
        "xn--9ca-", "xn--é", "אבa", "1א", "אב.1", "a_b", "☃", "\u{1100}\u{1161}", "가\u{11A8}", long, "a b",
        "xn--zzzzzzzzzzzz",
        "xn--99999999", "u\u{308}\u{301}", "ệ".decomposedStringWithCanonicalMapping,
      ])
    expect(
      .hostname, accepts: ["xn--9ca.com", "XN--9CA", "ab--c", "xm--a"],
      rejects: ["é", "xn--", "xn--a", "xn--zzzz.com", "a.xn--0ca24w", "1.xn--4dbc"])
  }

  @Test func internationalMailboxes() {
    expect(
      .idnEmail, accepts: ["é@é.com", "\"é ü\"@x", "a@b", "é@[1.2.3.4]", "中@xn--9ca", "a@e\u{301}"],
      rejects: [
        "é", "@é", "é@", ".é@a", "é..é@a", "é@-é", "a@É", "é b@c", "é@☃", String(repeating: "é", count: 33) + "@x",
      ])
    expect(.email, accepts: [], rejects: ["a@é", "\"é\"@x"])
  }

  @Test func regularExpressions() {
    expect(
      .regex,
      accepts: [
        "", "a", "(?=a)b", "(?<!a)b", "(a)\\1", "\\k<n>(?<n>a)", "\\p{L}", "\\p{Script=Greek}", "[^]", "\\u{10ffff}",
        "a{2,3}?",
        "^\\/$", "(?:a|)", "\\p{Script_Extensions=Deva}", "[\\-\\b]", "\\cA",
      ],
      rejects: [
        "(", ")", "[", "a**", "\\a", "\\Z", "(?P<n>a)", "\\p{Foo}", "\\p{sc=foo}", "\\1", "\\k<n>", "{", "a{2,1}",
        "[b-a]",
        "\\u{110000}", "(?i)a", "\\-", "[\\d-z]", "(?=a)*", "(?<a>.)(?<a>.)", "\\",
      ])
    #expect(!Format.regex.isValid([0xFF]))
  }

  /// Ten times the text takes less than some forty times the time, which a quadratic scanner could not.
  @Test func longTextsTakeLinearTime() {
    let units: [Format: String] = [
      .uriTemplate: "{a}", .jsonPointer: "/~0", .iri: "é", .regex: "(a)\\1", .duration: "1", .email: "a.",
      .hostname: "a.",
      .idnHostname: "é.", .idnEmail: "é", .uri: "%41", .ipv6: "::", .relativeJSONPointer: "1", .date: "1", .time: ":1",
    ]
    for (format, unit) in units {
      let head = format == .iri || format == .uri ? "x:" : format == .duration ? "P" : ""
      func time(_ count: Int) -> Double {
        let bytes = Array((head + String(repeating: unit, count: count)).utf8)
        return (0..<3).map { _ in
          let start = cpuTime()
          _ = format.isValid(bytes)
          return cpuTime() - start
        }.min() ?? 0
      }
      #expect(time(40_000) < time(4_000) * 40 + 0.02, "\(format.rawValue)")
    }
  }

  /// Seconds of this thread: what other processes do does not count.
  private func cpuTime() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test func noPrefixOrByteMakesAScannerTrap() {
    let samples = [
      "1998-12-31T15:59:60.123-08:00", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "http://a%20b@[1::2:1.2.3.4]:80/%41?b#c",
      "P1Y2M3DT4H5M6S", "/a~0/b~1", "10-2/~0", "{+a.b:12,%41*}é", "xn--9ca.é.com", "(?<n>[^a-z]{2,3})\\k<n>",
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
