import HTTPWire
import ProxyConfiguration

/// Headers of clients that a provider's configuration lists to go on, beside those of its API format.
package struct ForwardedHeaders: Sendable {
  /// In lower case.
  private let names: [[UInt8]]
  private let prefixes: [[UInt8]]

  /// Nil without any.
  init?(_ list: [String]) {
    if list.isEmpty { return nil }
    let lower = list.map { Array($0.asciiLowercased.utf8) }
    names = lower.filter { $0.last != UInt8(ascii: "*") }
    prefixes = lower.filter { $0.last == UInt8(ascii: "*") }.map { Array($0.dropLast()) }
  }

  func include(_ name: Span<UInt8>) -> Bool {
    guard
      names.contains(where: { name.equalsIgnoringCase($0) })
        || prefixes.contains(where: { $0.count <= name.count && name.extracting(0..<$0.count).equalsIgnoringCase($0) })
    else { return false }
    var lower: [UInt8] = []
    for index in name.indices { lower.append(name[index] &- 0x41 < 26 ? name[index] | 0x20 : name[index]) }
    return !WithheldHeaders.contain(lower)
  }
}
