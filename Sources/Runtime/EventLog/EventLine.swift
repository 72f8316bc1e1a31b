import JSONCore
import Logging
import System

/// One line of the log: time, level, label, message and metadata, always in that order, for tools that read line by
/// line.
struct EventLine {
  /// Since 1970-01-01T00:00:00Z.
  let milliseconds: Int
  let level: Logger.Level
  let label: String
  let message: String
  let metadata: Logger.Metadata

  /// The line as JSON without its closing brace: the queue may have something to add (how many lines were dropped).
  var openJSON: [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.literal("{\"time\":")
    writer.string(UTCTime.text(milliseconds))
    writer.literal(",\"level\":")
    writer.string(level.rawValue)
    writer.literal(",\"label\":")
    writer.string(label)
    writer.literal(",\"message\":")
    writer.string(message)
    // Left out where there is none: most lines have none.
    if !metadata.isEmpty {
      writer.literal(",\"metadata\":")
      Self.write(metadata, into: &writer)
    }
    return writer.bytes
  }

  /// An object with its members in order, so that equal events make equal lines.
  private static func write(_ metadata: Logger.Metadata, into writer: inout JSONWriter) {
    writer.literal("{")
    for (index, member) in metadata.sorted(by: { $0.key < $1.key }).enumerated() {
      if index > 0 { writer.literal(",") }
      writer.string(member.key)
      writer.literal(":")
      // By the name alone: a value cannot be recognized for a secret.
      if SecretKeys.contain(member.key) {
        writer.literal("\"[redacted]\"")
      } else {
        write(member.value, into: &writer)
      }
    }
    writer.literal("}")
  }

  /// Nested values keep their form; what only has a description becomes a string.
  private static func write(_ value: Logger.MetadataValue, into writer: inout JSONWriter) {
    switch value {
    case .string(let text): writer.string(text)
    // Asked for its text here, on the thread that logs: the value may not outlive the call.
    case .stringConvertible(let value): writer.string("\(value)")
    case .dictionary(let members): write(members, into: &writer)
    case .array(let values):
      writer.literal("[")
      for (index, value) in values.enumerated() {
        if index > 0 { writer.literal(",") }
        write(value, into: &writer)
      }
      writer.literal("]")
    }
  }
}
