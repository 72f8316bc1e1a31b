import HTTPWire
import KeyStore

/// Who asks, by the key in a request's head. Looked at before the body is read, so that a caller without a key cannot
/// make the server gather a body.
enum ClientAuthentication {
  /// Nil where no key is asked for.
  ///
  /// - Parameter identity: the connection's; its last key is compared before a digest is made: 4,000 instructions less
  ///   per request.
  /// - Throws: what the client gets.
  static func key(
    _ head: borrowing RequestHead, for route: RouteDescriptor, _ identity: inout ConnectionIdentity, _ loop: ProxyLoop
  ) throws(ProxyFailure) -> ClientKey? {
    let isRequired = loop.configuration.settings.requiresKey
    switch route.access {
    case .everybody: return nil
    case .key: return try key(head, &identity, loop, isRequired: isRequired)
    case .metrics:
      let key = try key(head, &identity, loop, isRequired: isRequired)
      if key?.readsMetrics == false { throw noMetrics }
      return key
    }
  }

  private static let noMetrics = ProxyFailure(
    .forbidden, "This key may not read metrics; `securellm keys create NAME --metrics` makes one that may.")

  /// SDKs of OpenAI send `Authorization`, those of Anthropic `x-api-key`. Both at once may hold the same key; two
  /// different ones could name two callers. A field of its own leaves both to a key or token for the provider.
  ///
  /// A key that is sent counts, and whatever is wrong with it is an error: a certificate never stands in for it, so that
  /// who means one caller is not taken for another. What is no key of this proxy, as the word that an SDK has to be given
  /// or a key for the provider, hides no certificate.
  private static func key(
    _ head: borrowing RequestHead, _ identity: inout ConnectionIdentity, _ loop: ProxyLoop, isRequired: Bool
  ) throws(ProxyFailure) -> ClientKey? {
    if head.fields.has(.xSecureLLMKey) {
      let decision = head.with(.xSecureLLMKey) { loop.check($0, &identity.lastKey) }
      // Nobody but a client of this proxy sends it, so that a mistake in it is always worth an error.
      return try decide(decision, isRequired: true)
    }
    if identity.certificate != nil, !ClientCredential.hasOwnKey(head),
      let decision = identity.certificateDecision(loop)
    {
      if identity.certificateHasEnded { throw endedCertificate }
      return try decide(ofCertificate: decision)
    }
    if head.fields.has(.authorization), head.fields.has(.xAPIKey) {
      return try keyOfBoth(head, &identity, loop, isRequired: isRequired)
    }
    let decision =
      head.fields.has(.authorization)
      ? bearer(head, &identity, loop) : head.with(.xAPIKey) { loop.check($0, &identity.lastKey) }
    do throws(ProxyFailure) { return try decide(decision, isRequired: isRequired) } catch {
      throw head.with(.authorization, { !$0.beginsIgnoringCase(with: "bearer ") }) == true ? noScheme : error
    }
  }

  /// Of the key itself nothing is said.
  private static let noScheme = ProxyFailure(
    .invalidKey, "The key in Authorization must be of the scheme Bearer; send Authorization: Bearer and the key.")

  /// The scheme's name matches in either case (RFC 9110, 11.1).
  private static func bearer(
    _ head: borrowing RequestHead, _ identity: inout ConnectionIdentity, _ loop: ProxyLoop
  ) -> KeyDecision? {
    head.with(.authorization) { value in
      guard let key = bearerKey(value) else { return .refused(.malformed) }
      return loop.check(value.extracting(key), &identity.lastKey)
    }
  }

  private static func bearerKey(_ value: Span<UInt8>) -> Range<Int>? {
    value.count > 7 && value.beginsIgnoringCase(with: "bearer ") ? 7..<value.count : nil
  }

  /// A field without anything in it has no key: a client whose variable is empty sends it all the same.
  private static func keyOfBoth(
    _ head: borrowing RequestHead, _ identity: inout ConnectionIdentity, _ loop: ProxyLoop, isRequired: Bool
  ) throws(ProxyFailure) -> ClientKey? {
    if head.with(.xAPIKey, { $0.isEmpty }) == true {
      return try decide(bearer(head, &identity, loop), isRequired: isRequired)
    }
    if head.with(.authorization, { $0.isEmpty || $0.equalsIgnoringCase("bearer") }) == true {
      return try decide(head.with(.xAPIKey) { loop.check($0, &identity.lastKey) }, isRequired: isRequired)
    }
    let isSame = head.with(.authorization) { value in
      guard let key = bearerKey(value) else { return false }
      return head.with(.xAPIKey) { $0.isSame(as: value.extracting(key)) } ?? false
    }
    let decision = bearer(head, &identity, loop)
    if isSame == true { return try decide(decision, isRequired: isRequired) }
    let other = head.with(.xAPIKey) { loop.check($0, &identity.lastKey) }
    // Keys of somebody else are nobody's here, however many.
    if !isRequired, case .refused(.malformed)? = decision, case .refused(.malformed)? = other { return nil }
    throw ProxyFailure(
      .invalidKey,
      "Authorization and x-api-key were both sent, with different keys: send one of them. Beside a key or token for the"
        + " provider, send the key of this proxy as x-securellm-key.")
  }

  /// Who has shown the certificate is told what is wrong with its key. One that cannot be used lets nobody in, where no
  /// key is required neither: the configuration says who this is.
  private static func decide(ofCertificate decision: KeyDecision) throws(ProxyFailure) -> ClientKey {
    let problem: String
    switch decision {
    case .accepted(let key): return key
    case .refused(.malformed), .refused(.unknown): problem = "is not known"
    case .refused(.revoked): problem = "was revoked"
    case .refused(.expired): problem = "has expired"
    case .refused(.replaced): problem = "was replaced"
    case .refused(.unavailable): throw unavailable
    }
    throw ProxyFailure(
      .invalidKey, "The key that this client's certificate stands for, by clients.certificates, \(problem).")
  }

  private static let endedCertificate = ProxyFailure(
    .invalidKey, "The certificate of this client has ended; connect again with a new one.")

  private static let unavailable = ProxyFailure(
    .tooBusy, "The keys cannot be read; try again later.", retryAfterSeconds: 5)

  /// Keys that are not known and those that are malformed get the same sentence, so that nobody learns which form
  /// ours have.
  private static func decide(_ decision: KeyDecision?, isRequired: Bool) throws(ProxyFailure) -> ClientKey? {
    switch decision {
    case .accepted(let key): return key
    case nil:
      if !isRequired { return nil }
      throw ProxyFailure(
        .missingKey, "A key is needed; send Authorization: Bearer with one of `securellm keys create`.")
    case .refused(.malformed), .refused(.unknown):
      // SDKs send some key wherever they are pointed; where none is needed that is nobody's.
      if !isRequired, case .refused(.malformed) = decision { return nil }
      throw ProxyFailure(.invalidKey, "This key is not known; `securellm keys create` creates one.")
    case .refused(.revoked): throw ProxyFailure(.invalidKey, "This key was revoked; ask for another.")
    case .refused(.expired): throw ProxyFailure(.invalidKey, "This key has expired; ask for another.")
    case .refused(.replaced):
      throw ProxyFailure(.invalidKey, "This key was replaced by a new one, and its grace is over; use the new one.")
    case .refused(.unavailable): throw unavailable
    }
  }
}

extension Span<UInt8> {
  /// In the same time wherever they differ: one of them may be a secret that is being guessed.
  fileprivate func isSame(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in indices { difference |= self[index] ^ other[index] }
    return difference == 0
  }
}
