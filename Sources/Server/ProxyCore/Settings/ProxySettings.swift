package import EventLog
package import HTTPWire
package import KeyStore
package import Pricing
package import ProcessRunner
package import ProxyConfiguration
package import System

/// The configuration, resolved: defaults filled in, keys read, everything checked. Nothing in it can fail later.
/// Times are nanoseconds, as the event loops count them.
package struct ProxySettings: Sendable {
  /// Where clients are listened for, and what one of them, or all together, may take of time and memory.
  package struct Listen: Sendable {
    package var host: String
    package var port: Int
    /// Whether host and port are listened on.
    package var isTCP: Bool
    package var socket: Socket?
    /// What a service manager has passed, instead of all of these.
    package var inherited: [InheritedSocket] = []
    /// Whether this machine alone can connect.
    package var isLoopback: Bool
    /// Nil serves clients without.
    package var tls: ListenerTLS?
    /// Nil takes nobody's word.
    package var trusted: TrustedProxies?
    package var maxConnections: Int
    /// Of one client address; nil for the usual number.
    package var maxConnectionsPerAddress: Int?
    package var limits: HTTPLimits
    /// Bytes of a body that goes on to its provider while it comes.
    package var maxUpload: Int
    /// Bytes of the bodies of all requests in flight: 32 MiB for each of 10,000 connections would be 312 GiB.
    package var maxBodyMemory: Int
    package var headNanoseconds: UInt64
    package var bodyNanoseconds: UInt64
    /// What a request must bring of every second beyond the grace.
    package var minimumRate: MinimumRate
    package var idleNanoseconds: UInt64
    package var writeStallNanoseconds: UInt64
    package var drainNanoseconds: UInt64
    /// Lower case, without port.
    package var hosts: [String]
    /// Lower case, whole values of `Origin`: scheme, host and port.
    package var origins: [String]
  }

  /// A socket in the file system.
  package struct Socket: Sendable, Equatable {
    package var path: String
    /// The permission bits.
    package var mode: UInt32
  }

  /// Fixed until the next start, since the log is opened once.
  package struct Audit: Sendable, Equatable {
    package var folder: String
    package var retentionDays: Int
    package var refusesOnFailure: Bool
    package var queueEvents: Int
    package var recordedLabels = RecordedLabels()
  }

  package var listen: Listen
  package var providers: [Provider]
  package var routes: [RouteSettings]
  package var aliases: [String: String]
  package var requiresKey: Bool
  package var keyDatabase: String
  /// The file of the ids of stored responses.
  package var responseTable: String
  package var clientLimits: Provider.Limits
  /// Nil where no certificate stands for a key.
  package var certificateKeys: CertificateKeys?
  package var audit: Audit
  package var log: LogSettings
  /// Nil where instances share nothing.
  package var state: StateSettings?
  package var metricsEnabled: Bool
  /// How many models and keys have a label of their own in the metrics.
  package var metricLimits: ModelMetrics.Limits
  /// Lists of tools, each of which must have one that is offered; none offers all.
  package var enabledTools: [[ToolPattern]]
  /// The tier that programs of tools must have.
  package var sandboxDemand: SandboxDemand
  /// The database of the knowledge tools; nil where the environment says.
  package var knowledgeFile: String?
  /// Where secrets of tools are read.
  package var toolSecrets: [ToolSecretSource] = []
  /// Folders of tool files, beside those that the environment names.
  package var toolFolders: [String] = []
  /// Nil where no responses are kept.
  package var cache: CacheSettings?
  /// What goes before the built-in prices.
  package var ownPrices: OwnPrices?
  /// For errors alone.
  package var sources: StartSources
}

extension ProxySettings {
  /// The prices in force. Made by whoever needs them: the first time takes milliseconds.
  package func priceBook() -> PriceBook { ownPrices.map { PriceBook($0) } ?? .published }
}
