/// What bounds the requests to one provider, as `ExchangeMachine` needs it. Made once for each configuration: a request
/// has a reference to it.
package final class ExchangePolicy: Sendable {
  let provider: String
  let maximumConnections: Int
  let timeouts: ActiveProvider.Timeouts
  let retries: Provider.Retries

  init(_ settings: Provider) {
    provider = settings.name
    maximumConnections = settings.maximumConnections
    timeouts = ActiveProvider.Timeouts(settings.timeouts)
    retries = settings.retries
  }
}
