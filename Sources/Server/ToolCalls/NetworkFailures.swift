package import ToolRuntime

/// Which ends of a program say that a host could not be reached. Everything else says something about the request: a
/// repository that does not exist, an attribute that does not evaluate. Exit codes do not distinguish them, so that
/// texts have to.
package enum NetworkFailures {
  /// How the lines begin, behind `error: ` and the like, in which nix and git report a download.
  private static let beginnings: [StaticString] = ["unable to download '", "unable to access '"]

  /// What curl, which both of them use, says of a host that it could not reach, old wording and new, and what
  /// responses of a server in trouble look like.
  private static let sentences: [StaticString] = [
    "Couldn't resolve host name", "Could not resolve host", "Couldn't resolve proxy name", "Could not resolve proxy",
    "Couldn't connect to server", "Could not connect to server", "Failed to connect to", "Connection refused",
    "Connection timed out", "Timeout was reached", "Operation timed out", "Network is unreachable", "No route to host",
    "Temporary failure in name resolution", "Connection reset by peer", "SSL connect error",
    "Server returned nothing", "Failure when receiving data from the peer", "Empty reply from server",
    "HTTP error 502", "HTTP error 503", "HTTP error 504", "returned error: 502", "returned error: 503",
    "returned error: 504",
  ]

  /// Programs run with `LC_ALL=C.UTF-8`: the texts are never translated.
  package static func isNetworkFailure(_ failure: ToolFailure) -> Bool {
    guard failure.code == .programFailed else { return false }
    return Array(failure.message.utf8).split(separator: 0x0A).contains(where: isNetworkFailure)
  }

  /// Of a call to a host. Where the tool's file declares the host, all that the tool does is to ask it: then a sentence
  /// counts wherever it is in a line, since every program words its messages in its own way, and a call that took all of
  /// its time counts as well. A caller who has such a sentence printed keeps this host from being asked for a while, and
  /// no other.
  static func isNetworkFailure(_ failure: ToolFailure, of host: RemoteHost) -> Bool {
    guard host.isDeclared else { return isNetworkFailure(failure) }
    if failure.code == .timedOut { return true }
    guard failure.code == .programFailed else { return false }
    let text = Array(failure.message.utf8)
    return sentences.contains { end(of: $0, in: text[...]) != nil }
  }

  /// What is quoted between the two is of the request, so only what follows it counts.
  private static func isNetworkFailure(_ line: ArraySlice<UInt8>) -> Bool {
    for beginning in beginnings {
      guard let start = end(of: beginning, in: line), let quote = line[start...].firstIndex(of: UInt8(ascii: "'"))
      else {
        continue
      }
      return sentences.contains { end(of: $0, in: line[quote...]) != nil }
    }
    return false
  }

  /// Where the first occurrence ends.
  /// Compared byte by byte: at most 16 KiB of a program's errors are kept, and failures are rare.
  private static func end(of text: StaticString, in line: ArraySlice<UInt8>) -> Int? {
    let text = Array("\(text)".utf8)
    guard line.count >= text.count else { return nil }
    for start in line.startIndex...(line.endIndex - text.count) where line[start...].starts(with: text) {
      return start + text.count
    }
    return nil
  }
}
