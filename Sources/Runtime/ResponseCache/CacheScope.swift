import JSONCore
package import KeyStore

/// Who shares responses with whom. It can be made of a client's key that was let in, or of there being no keys at all,
/// and of nothing else; without one there is no `CacheKey`, and without that no response is found. So no request can be
/// served what was stored in another scope, whatever it says.
package struct CacheScope: Sendable {
  /// How wide a scope is. There is nothing wider.
  package enum Width: Sendable, Equatable {
    /// A key alone.
    case key
    /// All keys that have the same owner. A key without one stays alone.
    case owner
  }

  /// The first byte says what the others are, so that no name of an owner is the id of a key.
  let bytes: [UInt8]

  package init(_ key: ClientKey, _ width: Width) {
    if width == .owner, let owner = key.owner {
      bytes = [UInt8(ascii: "o")] + owner.bytes
    } else {
      bytes = [UInt8(ascii: "k")] + key.id.bytes
    }
  }

  private init(_ kind: Unicode.Scalar) { bytes = [UInt8(ascii: kind)] }

  /// Of requests without a key, where none is required: whoever reaches such a proxy is one client.
  package static let withoutKey = CacheScope("n")

  /// Of what the proxy itself asks providers, with their keys: lists of models. No client's request has it.
  package static let ownCalls = CacheScope("p")
}
