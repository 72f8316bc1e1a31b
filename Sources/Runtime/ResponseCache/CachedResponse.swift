package import JSONCore

/// A response with status 200 that came whole.
package final class CachedResponse: Sendable {
  package enum Form: UInt8, Sendable {
    /// JSON.
    case whole
    /// Server-sent events, as the provider sent them.
    case stream
  }

  package let form: Form
  package let body: JSONBytes
  /// When the provider sent it, in seconds since 1970.
  package let madeAt: Int

  package init(_ form: Form, _ body: JSONBytes, madeAt: Int) {
    self.form = form
    self.body = body
    self.madeAt = madeAt
  }

  /// Bytes of memory: the body, this object, and its place in the table.
  var size: Int { body.count + Self.overhead }

  static let overhead = 512

  // MARK: as a value of a store

  /// Form, time, body.
  var encoded: [UInt8] {
    var bytes: [UInt8] = [form.rawValue]
    bytes.reserveCapacity(9 + body.count)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: madeAt >> (8 * shift))) }
    body.withSpan(0..<body.count) { body in
      for index in body.indices { bytes.append(body[index]) }
    }
    return bytes
  }

  convenience init?(encoded: [UInt8]) {
    guard encoded.count > 9, let form = Form(rawValue: encoded[0]) else { return nil }
    let madeAt = (0..<8).reduce(0) { $0 | Int(encoded[1 + $1]) << (8 * $1) }
    self.init(form, JSONBytes(Array(encoded[9...])), madeAt: madeAt)
  }
}
