package import JSONCore
import SchemaRuntime

extension ToolFailure {
  /// More violations than this help nobody and fill a model's context.
  package static var mostShown: Int { 50 }

  /// `[{"instanceLocation":…,"keyword":…,"message":…}]`, the first 50 of them: for `structuredContent` of an error and
  /// the bodies of HTTP.
  package func writeViolations(into writer: inout JSONWriter) {
    writer.literal("[")
    for (index, violation) in violations.prefix(Self.mostShown).enumerated() {
      if index > 0 { writer.literal(",") }
      writer.literal("{\"instanceLocation\":")
      writer.string(violation.instanceLocation)
      writer.literal(",\"keyword\":")
      writer.string(violation.keyword)
      writer.literal(",\"message\":")
      writer.string(violation.message)
      writer.literal("}")
    }
    writer.literal("]")
  }
}
