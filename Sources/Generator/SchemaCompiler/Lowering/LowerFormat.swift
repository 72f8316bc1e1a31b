import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Strict mode checks every format and refuses unknown ones; standard mode checks those it knows when asked to, or
  /// when the meta-schema has the vocabulary `format-assertion`. In all other cases `format` is an annotation
  /// (validation, 7.2), kept by `shownAnnotations`.
  mutating func lowerFormat(_ schema: Subschema) -> [SchemaCheck] {
    guard let member = schema[.format] else { return [] }
    let isAsserted = rules.assertsFormat || schema.dialect.vocabularies.contains(.formatAssertion)
    guard let name = member.value.string else {
      if isAsserted { mustBe("a string", member, in: schema) } else { shouldBe("a string", member, in: schema) }
      return []
    }
    if let format = Format.allCases.first(where: { JSONString($0.rawValue) == name }) {
      return isAsserted ? [.format(format)] : []
    }
    guard rules.isStrict else { return [] }
    let known = Format.allCases.map(\.rawValue)
    report(
      member, in: schema, "unknown format \"\(name)\"\(ClosestName.hint(String(name), among: known))",
      hint: "write one of \(known.joined(separator: ", ")),\nor say it with \"pattern\" and \"maxLength\"")
    return []
  }
}
