import JSONCore

/// The methods that this server distinguishes; everything else is `other`.
package enum Method: Sendable, CaseIterable {
  case initialize, ping, discover, toolsList, toolsCall, listen, cancelled, other

  /// The most frequent first: they are compared one after the other, for each message.
  private static let names: [(Method, [UInt8])] = [
    (.toolsCall, Array("tools/call".utf8)),
    (.toolsList, Array("tools/list".utf8)),
    (.ping, Array("ping".utf8)),
    (.initialize, Array("initialize".utf8)),
    (.discover, Array("server/discover".utf8)),
    (.listen, Array("subscriptions/listen".utf8)),
    (.cancelled, Array("notifications/cancelled".utf8)),
  ]

  /// The method that the reader's last string names. A comparison of bytes, escapes resolved, without a `String`.
  init(token reader: borrowing JSONReader) {
    for (method, name) in Self.names where reader.tokenEquals(name) {
      self = method
      return
    }
    self = .other
  }

  /// Methods that no legacy revision has: without modern `_meta` they are incomplete (-32602), not unknown (-32601).
  var isModernOnly: Bool { self == .discover || self == .listen }
}
