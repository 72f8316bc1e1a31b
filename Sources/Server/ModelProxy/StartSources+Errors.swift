import AuditLog
import KeyStore
import ProxyConfiguration
import ProxyCore
import ProxyTransport

/// What keeps a start from succeeding, each with the setting that asked for it.
extension StartSources {
  func error(_ failure: AuditOpenFailure) -> ConfigurationError { audit.error("\(failure)") }

  func error(_ failure: KeyStoreError) -> ConfigurationError { keyDatabase.error("\(failure)") }

  func error(_ failure: ListenFailure) -> ConfigurationError {
    let source =
      switch failure.setting {
      case .host: host
      case .port: port
      case .socket: socket
      }
    return source.error("\(failure)")
  }

  /// Of what was free when it was looked at, and is not any more; nil for what no setting has asked for.
  func located(_ failure: any Error) -> ConfigurationError? {
    switch failure {
    case let failure as AuditOpenFailure: error(failure)
    case let failure as KeyStoreError: error(failure)
    case let failure as ListenFailure: error(failure)
    default: nil
    }
  }
}
