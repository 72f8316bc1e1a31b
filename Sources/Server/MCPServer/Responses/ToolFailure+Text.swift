import JSONCore
import SchemaRuntime
import ToolRuntime

extension ToolFailure {
  /// What the model reads: the message, then one violation per line with its location. 50 at most: a model that is
  /// wrong about an array of thousands learns no more from the rest, and pays for every word.
  var textForModel: String {
    var text = message
    for violation in violations.prefix(Self.mostShown) { violation.describe(into: &text) }
    if violations.count > Self.mostShown { text += "\nand \(violations.count - Self.mostShown) more" }
    if let partialOutput { text += "\n\nThe output up to there, incomplete:\n" + partialOutput }
    return text
  }

  /// `{"code":…,"violations":[{"instanceLocation":…,"keyword":…,"message":…}]}`
  /// For programs: the closed code says what happened without a look at the text.
  func writeDetails(into writer: inout JSONWriter) {
    writer.literal("{\"code\":")
    writer.string(code.rawValue)
    writer.literal(",\"violations\":")
    writeViolations(into: &writer)
    writer.literal("}")
  }
}

extension Violation {
  /// Below a value that matches no alternative, what is wrong by the closest one: a model that meant it needs no other.
  fileprivate func describe(into text: inout String) {
    text += "\n- \(place): \(message)"
    guard !causes.isEmpty else { return }
    for cause in nearestErrors { text += "\n  - \(cause.place): \(cause.message)" }
  }

  private var place: String { instanceLocation.isEmpty ? "(the arguments as a whole)" : instanceLocation }
}
