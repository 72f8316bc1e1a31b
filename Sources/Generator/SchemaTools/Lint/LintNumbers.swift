import JSONCore
import SchemaCompiler

/// Bounds of numbers and counts.
extension Linter {
  /// Compared as decimals of any size: a schema with a bound of 2^64 is not checked with doubles.
  mutating func checkNumbers(_ site: SchemaSite) {
    // In draft 4 the exclusive bounds are booleans beside the others.
    let isOld = site.dialect == .draft4
    let lower = bounds(isOld ? ["minimum"] : ["minimum", "exclusiveMinimum"], site)
    let upper = bounds(isOld ? ["maximum"] : ["maximum", "exclusiveMaximum"], site)
    let isExclusive = { (member: DocumentMember) in member.name.bytes.starts(with: "exclusive".utf8) }
    pairs: for low in lower {
      for high in upper {
        let touches = low.value == high.value && (isExclusive(low.member) || isExclusive(high.member))
        guard high.value < low.value || touches else { continue }
        report(
          .contradictoryBounds, high.member,
          "\"\(high.member.name)\" leaves nothing above \"\(low.member.name)\": no number is valid",
          hint: "raise one or lower the other")
        break pairs
      }
    }
    checkRedundant(lower, site) { $0 >= $1 }
    checkRedundant(upper, site) { $0 <= $1 }
  }

  private typealias Bound = (member: DocumentMember, value: JSONDecimal)

  private func bounds(_ names: [JSONString], _ site: SchemaSite) -> [Bound] {
    names.compactMap { name in
      guard site.reads(name), let member = site.node.member(name), let value = member.value.number else { return nil }
      return (member, value)
    }
  }

  /// `minimum` with `exclusiveMinimum`: the weaker one says nothing. `bounds`: the inclusive one first.
  /// The weaker bound is taken out, the stronger one stays: no result changes.
  private mutating func checkRedundant(
    _ bounds: [Bound], _ site: SchemaSite, isStronger: (JSONDecimal, JSONDecimal) -> Bool
  ) {
    guard bounds.count == 2 else { return }
    let (weak, strong) =
      isStronger(bounds[1].value, bounds[0].value) ? (bounds[0], bounds[1]) : (bounds[1], bounds[0])
    reportUseless(
      .redundantBound, weak.member, of: site,
      "\"\(weak.member.name)\" adds nothing to \"\(strong.member.name)\"", hint: "remove it")
  }

  // MARK: counts

  /// The four pairs of the specification; what they count differs, what can be wrong with them does not.
  private static let counts: [(least: JSONString, most: JSONString, what: String)] = [
    ("minLength", "maxLength", "string"), ("minItems", "maxItems", "array"),
    ("minProperties", "maxProperties", "object"), ("minContains", "maxContains", "array"),
  ]

  mutating func checkCounts(_ site: SchemaSite) {
    for pair in Self.counts where site.reads(pair.least) {
      let least = site.node.member(pair.least)
      if let least, let low = least.value.number, let high = site[pair.most]?.number, high < low {
        report(
          .contradictoryBounds, least, "\"\(pair.least)\" is above \"\(pair.most)\": no \(pair.what) is valid",
          hint: "raise one or lower the other")
      }
      // `minContains: 0` does say something: without it one element must match (validation, 6.4.5).
      if let least, let value = least.value.number, value.isZero, !pair.least.isEqual(to: "minContains") {
        reportUseless(.noEffect, least, of: site, "\"\(pair.least)\": 0 is the default", hint: "remove it")
      }
    }
    if site.reads("uniqueItems"), let member = site.node.member("uniqueItems"), member.value.boolean == false {
      reportUseless(.noEffect, member, of: site, "\"uniqueItems\": false is the default", hint: "remove it")
    }
  }
}
