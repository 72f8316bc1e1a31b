/// The address of a provider as the older proxy had it: with `/v1`, or without.
struct OlderURL {
  let text: String
  /// In lower case, without a port.
  let host: String
  let isSecure: Bool
  /// Whether `/v1` was added, or the name of a call taken away.
  let hasNewPath: Bool

  /// Nil for anything but `http://` or `https://` with a host, and for a URL with a password, a query or a fragment.
  init?(_ written: String) {
    let lower = written.lowercased()
    guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return nil }
    let rest = written.dropFirst(scheme.count)
    guard
      rest.utf8.allSatisfy({
        $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
      })
    else { return nil }
    let parts = rest.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let authority = parts.first, !authority.isEmpty else { return nil }
    var path = parts.count > 1 ? Array(parts[1]) : []
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    let call = ["/chat/completions", "/completions", "/messages", "/embeddings", "/responses"]
      .first { path.reversed().starts(with: $0.utf8.reversed()) }
    if let call { path.removeLast(call.utf8.count) }
    hasNewPath = path.isEmpty || call != nil
    if path.isEmpty { path = Array("v1".utf8) }
    text = scheme + String(decoding: authority, as: UTF8.self) + "/" + String(decoding: path, as: UTF8.self)
    isSecure = scheme.utf8.count == 8
    host = Self.host(String(decoding: authority, as: UTF8.self).lowercased())
  }

  private static func host(_ authority: String) -> String {
    if authority.utf8.first == UInt8(ascii: "["), let end = authority.utf8.firstIndex(of: UInt8(ascii: "]")) {
      return String(authority[...end])
    }
    return authority.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(authority[..<$0]) } ?? authority
  }
}
