package import ProxyCore
import ProxyTransport

extension SettingsLoader {
  /// A loader of settings whose providers are spoken to with BoringSSL.
  package init(
    environment: [String: String], dataDirectory: String, readFile: @escaping @Sendable (String) -> [UInt8]?
  ) {
    self.init(environment: environment, dataDirectory: dataDirectory, tls: .boringSSL, readFile: readFile)
  }
}
