import JSONCore

/// The stateless revision that names itself in the `_meta` of every request. A request that names another one gets an
/// error with this one: no two stateless revisions exist yet.
package enum ModernVersion {
  static let current = JSONString("2026-07-28")
}

/// The revisions that are negotiated once by `initialize`, oldest first.
/// The raw values are their order, so that "since" is a comparison.
package enum LegacyVersion: Int, Sendable, CaseIterable, Comparable {
  case v2024_11_05
  case v2025_03_26
  case v2025_06_18
  case v2025_11_25

  /// Offered to a client that asks for an unknown revision; 2025-11-25 is the last one that has `initialize`.
  static let latest = LegacyVersion.v2025_11_25

  var name: StaticString {
    switch self {
    case .v2024_11_05: "2024-11-05"
    case .v2025_03_26: "2025-03-26"
    case .v2025_06_18: "2025-06-18"
    case .v2025_11_25: "2025-11-25"
    }
  }

  /// Nil for every other text, 2026-07-28 included: that revision cannot be negotiated.
  init?(_ text: JSONString) {
    guard let version = Self.allCases.first(where: { JSONString("\($0.name)") == text }) else { return nil }
    self = version
  }

  package static func < (left: LegacyVersion, right: LegacyVersion) -> Bool { left.rawValue < right.rawValue }
}

/// How one response is shaped. A call keeps the revision it came in, whatever is negotiated while it runs. Questions
/// are asked of it by feature, so that a new revision changes this file and no switch elsewhere.
package enum ProtocolRevision: Sendable, Equatable {
  case modern
  case legacy(LegacyVersion)

  /// `structuredContent`, `outputSchema` and `title` came with 2025-06-18. Clients of before get the same JSON as
  /// text.
  var hasStructuredContent: Bool {
    switch self {
    case .modern: true
    case .legacy(let version): version >= .v2025_06_18
    }
  }

  /// `structuredContent` had to be an object until 2025-11-25.
  var allowsAnyStructuredContent: Bool { self == .modern }

  /// `notifications/progress` has a `message` since 2025-03-26.
  var hasProgressMessage: Bool { self != .legacy(.v2024_11_05) }
}
