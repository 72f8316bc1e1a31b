import JSONCore
import SchemaCompiler

/// Draft 4 to draft 6: `id` is `$id`, the exclusive bounds are numbers.
extension UpgradePlan {
  /// The keywords that draft 6 added (`const`, `contains`, `propertyNames`) were names without a meaning before: where
  /// one is used already the step is refused (`refuseNew`).
  mutating func upgradeToDraft6() {
    for site in sites {
      if site.reads("id"), let member = site.node.member("id"), member.value.string != nil {
        rename(member, to: "$id", of: site)
      }
      changeBound("minimum", "exclusiveMinimum", site)
      changeBound("maximum", "exclusiveMaximum", site)
    }
  }

  /// `"minimum": 1, "exclusiveMinimum": true` is `"exclusiveMinimum": 1`; `false` says nothing.
  /// The number stays where it is and gets the other name: a comment of the author's beside it still fits.
  private mutating func changeBound(_ bound: JSONString, _ exclusive: JSONString, _ site: SchemaSite) {
    guard let flag = site.node.member(exclusive), let isExclusive = flag.value.boolean else { return }
    remove(flag, of: site)
    if isExclusive, let number = site.node.member(bound) {
      change(site, [document(site).renaming(number, to: exclusive)])
    }
  }
}
