package import HTTPWire
import JSONCore
import KeyStore

/// What decides about a request by its head alone: `route`, then `authenticate`. A body that would be refused is not
/// asked for.
package struct RequestIntake {
  private let loop: ProxyLoop
  private let routes: RouteTable

  package init(_ loop: ProxyLoop, _ routes: RouteTable) {
    self.loop = loop
    self.routes = routes
  }

  /// The request that a head begins; nil when it has been refused: then the connection must not go on.
  ///
  /// - Parameter identity: of the client's connection.
  package func receive(
    _ head: borrowing RequestHead, on stream: any ClientStream, _ identity: inout ConnectionIdentity
  ) -> ClientRequest? {
    let found: (index: Int, name: Range<Int>)
    do throws(ProxyFailure) {
      if CrossOrigin.isPreflight(head) { return try preflight(head, on: stream) }
      found = try RequestHeadChecks.route(head, routes, loop.configuration)
    } catch {
      refuse(error, head, RefusedHead(), on: stream)
      return nil
    }
    let route = routes.routes[found.index]
    let id = loop.context.nextRequestID()
    let key: ClientKey?
    do throws(ProxyFailure) { key = try ClientAuthentication.key(head, for: route, &identity, loop) } catch {
      var refused = RefusedHead()
      refused.routeIndex = found.index
      refused.operation = route.operation
      refused.id = id
      refuse(error, head, refused, on: stream)
      return nil
    }
    return route.request(
      RequestStart(
        stream: stream, loop: loop, id: id, routeIndex: found.index, route: route,
        name: Self.name(head, found.name, isEncoded: route.path.takesRest), key: key))
  }

  /// Needs no key: browsers send none with it.
  private func preflight(
    _ head: borrowing RequestHead, on stream: any ClientStream
  ) throws(ProxyFailure) -> ClientRequest {
    try RequestHeadChecks.checkSource(head, loop.configuration)
    let methods = head.with(head.path) { routes.methods($0) }
    if methods.isEmpty { throw RequestHeadChecks.unknownRoute }
    let headers = try CrossOrigin.requestedHeaders(head)
    return PreflightRequest(
      RequestStart(
        stream: stream, loop: loop, id: loop.context.nextRequestID(), routeIndex: loop.metrics.preflight,
        route: .preflight, name: nil, key: nil), methods, headers)
  }

  /// Refuses a head that is no HTTP, or a body that is too large or too late.
  ///
  /// - Parameter request: what the head began; nil when it did not come so far.
  package func refuse(
    _ failure: ProxyFailure, _ head: borrowing RequestHead, _ request: ClientRequest?, on stream: any ClientStream
  ) {
    var refused = RefusedHead()
    if let request {
      refused.routeIndex = request.start.routeIndex
      refused.operation = request.route.operation
      refused.id = request.id
      refused.key = request.key
    }
    refuse(failure, head, refused, on: stream)
  }

  private func refuse(
    _ failure: ProxyFailure, _ head: borrowing RequestHead, _ refused: RefusedHead, on stream: any ClientStream
  ) {
    var refused = refused
    refused.format = RequestHeadChecks.format(head, routes)
    Responder(loop).refuse(failure, refused, on: stream)
  }

  /// Copied, since the head's bytes go with the next request. What is not UTF-8 names nothing.
  ///
  /// - Parameter isEncoded: whether escapes in it stand for the name's own bytes.
  private static func name(_ head: borrowing RequestHead, _ range: Range<Int>, isEncoded: Bool) -> JSONString? {
    if range.isEmpty { return nil }
    return head.with(head.path) { path in
      if isEncoded { return JSONString(validating: PercentEncoding.decoded(path.extracting(range))) }
      var name: [UInt8] = []
      for index in range { name.append(path[index]) }
      return JSONString(validating: name)
    }
  }
}
