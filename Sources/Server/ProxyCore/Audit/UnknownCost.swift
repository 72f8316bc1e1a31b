import ProxyProtocol

/// Why the cost of a request that used tokens is not known, or only a lower bound of it: marked in the audit and counted,
/// so that a sum of costs shows how much is missing in it.
package enum UnknownCost: UInt8, CaseIterable, Sendable {
  /// No price is known for the model on that day.
  case model
  /// Tokens of a kind that the model has no price for.
  case bucket
  /// A service tier, geography, speed, search or tool that the model has no price for.
  case surcharge
  /// The provider has reported no usage.
  case noUsage
  /// The response could not be read: it is no JSON, compressed, or too long.
  case usageUnreadable
  /// The response was cut before its usage was complete.
  case usagePartial
  /// The response is made after the request, so that the usage comes later.
  case background

  var label: StaticString {
    switch self {
    case .model: "model"
    case .bucket: "bucket"
    case .surcharge: "surcharge"
    case .noUsage: "no_usage"
    case .usageUnreadable: "usage_unreadable"
    case .usagePartial: "usage_partial"
    case .background: "background"
    }
  }

  var auditReason: AuditEvent.ValueCostUnknown {
    switch self {
    case .model: .model
    case .bucket: .bucket
    case .surcharge: .surcharge
    case .noUsage: .noUsage
    case .usageUnreadable: .usageUnreadable
    case .usagePartial: .usagePartial
    case .background: .background
    }
  }
}
