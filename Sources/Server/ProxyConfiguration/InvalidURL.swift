import JSONCore
import SchemaRuntime

/// What is wrong with the URL of a provider, as a sentence that says what to write. The schema has a format and a
/// pattern for it, which editors can use and people cannot read.
enum InvalidURL {
  /// Nil for a violation that is not about the form of a URL. The sentence never has the value: a key may be in it.
  static func explanation(of violation: Violation, in json: JSONBytes) -> String? {
    guard violation.keyword == "pattern" || violation.keyword == "format",
      violation.instanceLocation.hasSuffix("/baseURL")
    else { return nil }
    var reader = JSONReader(json, range: violation.offset..<json.count)
    guard reader.string() else { return nil }
    return sentence(Array(reader.takeString().bytes))
  }

  private static func sentence(_ url: [UInt8]) -> String {
    guard let scheme = ["https://", "http://"].first(where: { url.starts(with: $0.utf8) }) else {
      return
        "must begin with https:// in lower case, as in https://host/v1, or with http:// for an address of this machine"
    }
    let rest = url.dropFirst(scheme.utf8.count)
    if rest.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      return "has a space or a control character in it: remove it"
    }
    if rest.contains(UInt8(ascii: "?")) {
      return "must have no query: remove \"?\" and what follows; parameters for every request belong under query"
    }
    if rest.contains(UInt8(ascii: "#")) { return "must have no fragment: remove \"#\" and what follows" }
    if rest.contains(UInt8(ascii: "@")) { return "must have no user name or password: say under key where the key is" }
    if rest.first == nil || rest.first == UInt8(ascii: "/") { return "has no host: write it as https://host/v1" }
    return "must be a URL, as in https://host/v1"
  }
}
