import JSONCore
import SchemaRuntime

/// `exec.hosts` as the author wrote it.
struct HostsDeclaration {
  var member: String
  var allow: [String]
  var retries: Int
  /// For messages.
  var node: DocumentNode

  /// A list that a person can review.
  static let allowLimit = 64
  /// Each is the whole call once more, within its time limit.
  static let retryRange = 0...3
}

extension ToolReader {
  /// Nil when there is none, or after a report.
  func hosts(_ exec: DocumentNode) -> HostsDeclaration? {
    guard let node = exec["hosts"] else { return nil }
    let hint = "write {\"member\": \"url\", \"allow\": [\"api.example.com\", \"*.example.org\"]}"
    guard object(node, of: ["member", "allow", "retries"], "\"hosts\"") else { return nil }
    let member = string("member", in: node, "\"hosts\"", hint: hint)
    let allow = allowedHosts(node, hint: hint)
    let retries = integer("retries", in: node, "\"hosts\"", HostsDeclaration.retryRange, required: false) ?? 0
    guard let member, let allow else { return nil }
    return HostsDeclaration(member: String(member), allow: allow, retries: retries, node: node)
  }

  /// At least one: an empty list would be a tool that refuses every call.
  private func allowedHosts(_ node: DocumentNode, hint: String) -> [String]? {
    guard let list = require("allow", in: node, "\"hosts\"", hint: hint) else { return nil }
    guard let values = list.elements, (1...HostsDeclaration.allowLimit).contains(values.count) else {
      report(list, "\"allow\" must be an array of 1 to \(HostsDeclaration.allowLimit) hosts", hint: hint)
      return nil
    }
    var seen: Set<HostPattern> = []
    let hosts = values.compactMap { value -> String? in
      guard let text = value.string, let pattern = HostPattern(text.bytes) else {
        report(
          value, "this is no host that can be allowed",
          hint: """
            write a name in ASCII without scheme and path: "api.example.com", "*.example.org" for all names below it,
            "xn--…" for an internationalized one; each may have a port: "api.example.com:8443"
            """)
        return nil
      }
      guard seen.insert(pattern).inserted else {
        report(value, "the host \"\(text)\" is there twice", hint: "remove one of them")
        return nil
      }
      return String(text)
    }
    return hosts.count == values.count ? hosts : nil
  }
}
