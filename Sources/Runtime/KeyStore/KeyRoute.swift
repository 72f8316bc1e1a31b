/// The routes on which no model can be read, by which a key that is bound to models could get around its list.
package enum KeyRoute: String, CaseIterable, Sendable {
  case files
  case batches
  case messageBatches = "message_batches"
  /// `/pass/PROVIDER/…`, what the configuration lets pass.
  case passThrough = "pass"
}

extension KeyRecord {
  /// Those that the key may use; nil for all.
  ///
  /// Where nothing was said a key that is limited to some models may use none of them.
  package var routes: [KeyRoute]? {
    if let statedRoutes { return statedRoutes.compactMap(KeyRoute.init(rawValue:)) }
    return models == nil ? nil : []
  }
}

extension ClientKey {
  /// Whether the key may use the route.
  package func allows(_ route: KeyRoute) -> Bool { record.routes?.contains(route) ?? true }
}
