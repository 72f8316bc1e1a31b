import JSONCore
import SchemaCompiler
import SchemaRuntime

/// A program as one line per node, for comparison.
func text(_ program: SchemaProgram) -> [String] {
  program.nodes.map { node in
    let pointer = String(node.location.drop { $0 != "#" })
    return pointer + ": " + node.checks.map(text).joined(separator: ", ")
  }
}

private func text(_ check: SchemaCheck) -> String {
  switch check {
  case .never: "never"
  case .type(let types): "type " + types.names.joined(separator: "|")
  case .const(let value): "const " + text(value)
  case .enumeration(let values): "enum " + values.map(text).joined(separator: "|")
  case .range(let range): "range " + text(range)
  case .multipleOf(let divisor): "multipleOf \(divisor.text)"
  case .length(let count): "length \(text(count))"
  case .pattern(let pattern): "pattern \(pattern.source)"
  case .format(let format): "format \(format.rawValue)"
  case .object(let object): "object(\(text(object)))"
  case .array(let array): "array(\(text(array)))"
  case .reference(let id): "ref \(id)"
  case .allOf(let ids): "allOf \(ids)"
  case .anyOf(let check): "anyOf \(check.branches)" + (check.discriminator.map(text) ?? "")
  case .oneOf(let check): "oneOf \(check.branches)" + (check.discriminator.map(text) ?? "")
  case .not(let id): "not \(id)"
  case .integerNotation: "integerNotation"
  case .contains(let check): "contains \(check.schema) count \(text(check.count))"
  case .dependent(let check):
    check.keyword.rawValue + " "
      + check.entries.map { "\($0.name): \($0.required.map(String.init)) \($0.schema.map(String.init) ?? "")" }
      .joined(separator: ", ")
  case .dynamicReference(let id, let keyword): "\(keyword.rawValue) \(id)"
  case .conditional(let check):
    "if \(check.condition)" + (check.consequence.map { " then \($0)" } ?? "")
      + (check.alternative.map { " else \($0)" } ?? "")
  case .unevaluatedProperties(let id): "unevaluatedProperties \(id)"
  case .unevaluatedItems(let id): "unevaluatedItems \(id)"
  }
}

private func text(_ discriminator: AlternativesCheck.Discriminator) -> String {
  switch discriminator {
  case .tag(let name, let values): " by \(name) \(values.map { $0.map(text) })"
  case .member(let names, let rest):
    " by members \(names.map { $0.map(String.init) ?? "-" })" + (rest.map { " or \($0)" } ?? "")
  }
}

private func text(_ value: JSONValue) -> String {
  var writer = JSONWriter()
  value.write(to: &writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

private func text(_ count: CountRange) -> String {
  "\(count.minimum)...\(count.maximum == .max ? "" : "\(count.maximum)")"
}

private func text(_ range: NumberRange) -> String {
  [
    range.minimum.map { ">=" + $0.text }, range.exclusiveMinimum.map { ">" + $0.text },
    range.maximum.map { "<=" + $0.text }, range.exclusiveMaximum.map { "<" + $0.text },
  ].compactMap { $0 }.joined(separator: " ")
}

private func text(_ object: ObjectCheck) -> String {
  var parts = object.properties.map { "\($0.name): \($0.schema)" }
  parts += object.patternProperties.map { "/\($0.pattern.source)/: \($0.schema)" }
  if !object.required.isEmpty { parts.append("required \(object.required.map(String.init).joined(separator: "|"))") }
  switch object.additional {
  case .open: parts.append("open")
  case .closed: parts.append("closed")
  case .schema(let id): parts.append("additional \(id)")
  }
  if let names = object.propertyNames { parts.append("names \(names)") }
  if object.count.minimum > 0 || object.count.maximum < .max { parts.append("count \(text(object.count))") }
  return parts.joined(separator: ", ")
}

private func text(_ array: ArrayCheck) -> String {
  var parts: [String] = array.prefixItems.isEmpty ? [] : ["prefix \(array.prefixItems)"]
  if let items = array.items { parts.append("items \(items)") }
  if array.count.minimum > 0 || array.count.maximum < .max { parts.append("count \(text(array.count))") }
  if array.uniqueItems { parts.append("unique") }
  return parts.joined(separator: ", ")
}

/// Compiles one file called `a.json`.
func compiled(
  _ text: String, mode: SchemaMode = .strict, requireBounds: Bool = true, others: [SourceFile] = []
) -> Outcome<CompiledSchema> {
  let sources = SourceSet([SourceFile(path: "a.json", text: text)] + others, displayRoot: "Schemas/")
  return CompiledSchema.compile("a.json", in: sources, mode: mode, requireBounds: requireBounds)
}
