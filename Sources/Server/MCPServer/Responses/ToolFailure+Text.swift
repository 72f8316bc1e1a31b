import JSONCore
import SchemaRuntime
import ToolRuntime

extension ToolFailure {
  /// More violations than this help nobody and fill the model's context.
  private static let shown = 50

  /// What the model reads: the message, then one violation per line with its place.
  var textForModel: String {
    var text = message
    for violation in violations.prefix(Self.shown) { violation.describe(depth: 0, into: &text) }
    if violations.count > Self.shown { text += "\nand \(violations.count - Self.shown) more" }
    if let partialOutput { text += "\n\nThe output up to there, incomplete:\n" + partialOutput }
    return text
  }

  /// `{"code":…,"violations":[{"instanceLocation":…,"keyword":…,"message":…}]}`
  func writeDetails(into writer: inout JSONWriter) {
    writer.literal("{\"code\":")
    writer.string(code.rawValue)
    writer.literal(",\"violations\":[")
    for (index, violation) in violations.prefix(Self.shown).enumerated() {
      if index > 0 { writer.literal(",") }
      writer.literal("{\"instanceLocation\":")
      writer.string(violation.instanceLocation)
      writer.literal(",\"keyword\":")
      writer.string(violation.keyword)
      writer.literal(",\"message\":")
      writer.string(violation.message)
      writer.literal("}")
    }
    writer.literal("]}")
  }
}

extension Violation {
  /// Alternatives within alternatives are shown this deep.
  private static let deepest = 2

  fileprivate func describe(depth: Int, into text: inout String) {
    let place = instanceLocation.isEmpty ? "(the arguments as a whole)" : instanceLocation
    text += "\n" + String(repeating: "  ", count: depth) + "- \(place): \(message)"
    guard depth < Self.deepest else { return }
    for cause in causes { cause.describe(depth: depth + 1, into: &text) }
  }
}
