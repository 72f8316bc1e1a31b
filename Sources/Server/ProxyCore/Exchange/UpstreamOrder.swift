package import JSONCore

/// What is sent where: everything about it is decided and recorded. A `ClientRequest` makes it, an `Exchange` carries it
/// out. A class, since it passes through several hands: a copy costs more than an object.
package final class UpstreamOrder {
  /// The provider is the pool's, so that no request can reach the host of one with the key of another.
  package let pool: UpstreamPool
  package let format: WireFormat
  /// As the provider calls it; empty where the call is about none.
  package let model: JSONString
  /// Head and body for the provider, or the beginning of it; nil once there is no other try, for streams last for minutes.
  package private(set) var bytes: (any OutgoingBytes)?
  /// The client asked for a stream.
  package var isStream = false
  /// The provider was asked for a usage chunk that the client has not asked for.
  package var stripsUsage = false
  /// What the response has used is this request's: not so when it is one that was recorded before.
  package var isAccounted = true
  /// The response is audio or another file, unless it is events: it is not kept to be read.
  package var isBinary = false
  /// The id of its response is to be known afterwards: `GET` of it must come to the same provider.
  package var remembersResponse = false
  /// Nil for nearly all requests, which then carry no more than that.
  private var rare: Rare?

  /// What hardly any request has.
  private final class Rare {
    var body: StreamedBody?
    var whole: WholeResponse?
    var unknownCost: UnknownCost?
    var key: ActiveKey?
    var capture: ResponseCapture?
  }

  private func makeRare() -> Rare {
    let made = rare ?? Rare()
    rare = made
    return made
  }

  /// What follows `bytes` while it comes; nil where they are the whole request.
  var body: StreamedBody? {
    get { rare?.body }
    set { makeRare().body = newValue }
  }

  /// Its response is read before the client gets it; nil where it passes.
  package var whole: WholeResponse? {
    get { rare?.whole }
    set { makeRare().whole = newValue }
  }

  /// Why it is not known what a response below 300 costs, where nothing of the kind is read in it.
  package var unknownCost: UnknownCost? {
    get { rare?.unknownCost }
    set { makeRare().unknownCost = newValue }
  }

  /// Which of the provider's keys is in `bytes`; nil where it has one.
  package var key: ActiveKey? {
    get { rare?.key }
    set { makeRare().key = newValue }
  }

  /// Keeps its response for others; nil where nobody is to have it.
  package var capture: ResponseCapture? {
    get { rare?.capture }
    set { makeRare().capture = newValue }
  }

  package init(_ pool: UpstreamPool, _ format: WireFormat, model: JSONString, bytes: any OutgoingBytes) {
    self.pool = pool
    self.format = format
    self.model = model
    self.bytes = bytes
  }

  /// The client gets the response of this try.
  package func releaseBytes() { bytes = nil }
}
