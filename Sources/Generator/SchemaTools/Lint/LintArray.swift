import JSONCore
import SchemaCompiler

/// Arrays.
extension Linter {
  /// Both keywords only change another one: alone they are not read, and their author believes that they are.
  mutating func checkArray(_ site: SchemaSite) {
    if site.dialect >= .draft2019, site["contains"] == nil {
      for name in ["minContains", "maxContains"] as [JSONString] {
        guard let member = site.node.member(name) else { continue }
        reportUseless(
          .countsWithoutContains, member, of: site, "\"\(name)\" counts nothing without \"contains\"",
          hint: "remove it, or add \"contains\"")
      }
    }
    guard site.dialect < .draft2020, site.reads("additionalItems"),
      let member = site.node.member("additionalItems"), site["items"]?.kind != .array
    else { return }
    reportUseless(
      .additionalItemsUnused, member, of: site,
      "\"additionalItems\" is only read beside an array under \"items\"", hint: "remove it")
  }
}
