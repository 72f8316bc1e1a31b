package import HTTPWire
import JSONCore
package import KeyStore
package import LLMWire
import ProxyConfiguration
package import ProxyProtocol
import SchemaRuntime

/// What is recorded of whom requests are for, as `audit.record` of the configuration says. Nothing unless it is asked
/// for: it may be about persons, and records are kept for months.
package struct RecordedLabels: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let user = RecordedLabels(rawValue: 1)
  package static let tags = RecordedLabels(rawValue: 2)
  package static let metadata = RecordedLabels(rawValue: 4)
  package static let owner = RecordedLabels(rawValue: 8)

  /// Whether bodies have to be read for it.
  package var areInBodies: Bool { !isDisjoint(with: [.user, .metadata]) }

  /// What a request's body says.
  package func note(_ labels: RequestLabels, in event: inout AuditEvent.Value) {
    if contains(.user) { event.endUser = labels.user }
    if contains(.metadata), !labels.metadata.isEmpty {
      event.metadata = JSONMap(distinct: labels.metadata.map { JSONMember(name: $0.name, value: $0.value) })
    }
  }

  /// What the key is for, and the request by its head.
  package func note(_ key: ClientKey?, _ head: borrowing RequestHead, in event: inout AuditEvent.Value) {
    note(key, in: &event)
    guard contains(.tags) else { return }
    let tags = RequestTags.sorted(key?.tags ?? [], head)
    event.tags = tags.isEmpty ? nil : tags
  }

  /// What the key is for: all that is known of a request that was turned away.
  package func note(_ key: ClientKey?, in event: inout AuditEvent.Value) {
    guard let key else { return }
    if contains(.owner) { event.keyOwner = key.owner }
    if contains(.tags), !key.tags.isEmpty { event.tags = RequestTags.sorted(key.tags) }
  }
}

extension RecordedLabels {
  init(_ names: [Configuration.AuditRecordItem]) {
    self = []
    for name in names {
      switch name {
      case .user: insert(.user)
      case .tags: insert(.tags)
      case .metadata: insert(.metadata)
      case .owner: insert(.owner)
      }
    }
  }
}
