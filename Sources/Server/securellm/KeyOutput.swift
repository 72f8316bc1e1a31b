import Glibc
import JSONCore
import KeyStore
import SchemaRuntime
import System

/// Key records for people and for programs. A secret is here only once, in the output of `create`; the store itself
/// has no more than a digest.
enum KeyOutput {
  /// An object; `key` only for a key that was just made. What a key does not have is left out, and not null.
  static func write(_ record: KeyRecord, key: KeySecret? = nil, to output: inout JSONWriter) {
    output.literal("{\"id\":")
    output.string(record.id)
    output.literal(",\"name\":")
    output.string(record.name)
    output.literal(",\"state\":")
    output.string(record.state(at: Int64(WallClock.milliseconds)).rawValue)
    output.literal(",\"createdAt\":")
    output.string(moment(record.createdAt))
    output.member(",\"expiresAt\":\"", text: record.expiresAt.map { JSONString(moment($0)) })
    output.member(",\"revokedAt\":\"", text: record.revokedAt.map { JSONString(moment($0)) })
    output.member(",\"requestsPerMinute\":", integer: record.limits.requestsPerMinute)
    output.member(",\"burst\":", integer: record.limits.burst)
    output.member(",\"tokensPerMinute\":", integer: record.limits.tokensPerMinute)
    if let models = record.models {
      output.literal(",\"models\":")
      output.array(models.map { JSONString($0) })
    }
    if let tools = record.tools {
      output.literal(",\"tools\":")
      output.array(tools.map { JSONString($0) })
    }
    if let routes = record.routes {
      output.literal(",\"routes\":")
      output.array(routes.map { JSONString($0.rawValue) })
    }
    output.literal(record.readsMetrics ? ",\"metrics\":true" : ",\"metrics\":false")
    if let owner = record.owner {
      output.literal(",\"owner\":")
      output.string(owner)
    }
    if !record.tags.isEmpty {
      output.literal(",\"tags\":")
      output.array(record.tags.map { JSONString($0) })
    }
    output.member(",\"rotatedAt\":\"", text: record.rotation.map { JSONString(moment($0.at)) })
    output.member(",\"oldSecretUntil\":\"", text: record.rotation.map { JSONString(moment($0.formerUntil)) })
    if let key {
      output.literal(",\"key\":")
      output.string(key.reveal())
    }
    output.byte(0x7D)
  }

  /// Id, state, days, name and, where there are any, limits, models and tools. A line for each key, so that `grep`
  /// works.
  static func line(_ record: KeyRecord) -> String {
    let now = Int64(WallClock.milliseconds)
    let state = record.state(at: now).rawValue
    let former = record.rotation.flatMap { $0.formerUntil > now ? $0.formerUntil : nil }
    let details = [
      record.expiresAt.map { "expires \(moment($0))" }, record.revokedAt.map { "revoked \(moment($0))" },
      record.limits.requestsPerMinute.map { "\($0) requests/min" }, record.limits.burst.map { "burst \($0)" },
      record.limits.tokensPerMinute.map { "\($0) tokens/min" }, record.models.map { $0.joined(separator: ",") },
      record.tools.map { $0.isEmpty ? "no tools" : "tools \($0.joined(separator: ","))" },
      record.statedRoutes.map { $0.isEmpty ? "no routes" : "routes \($0.joined(separator: ","))" },
      record.readsMetrics ? "metrics" : nil, record.owner.map { "owner \($0)" },
      record.tags.isEmpty ? nil : "tags \(record.tags.joined(separator: ","))",
      former.map { "old secret until \(moment($0))" },
    ].compactMap { $0 }
    let padded = state + String(repeating: " ", count: max(0, 8 - state.utf8.count))
    let tail = details.isEmpty ? "" : "  (\(details.joined(separator: "; ")))"
    return "\(record.id)  \(padded) \(moment(record.createdAt))  \(record.name)\(tail)\n"
  }

  /// One record on standard output: a line for people, or the object.
  static func show(_ record: KeyRecord, asJSON: Bool) {
    guard asJSON else { return StandardStreams.write(line(record), to: STDOUT_FILENO) }
    var output = JSONWriter()
    write(record, to: &output)
    output.byte(0x0A)
    _ = output.flush(to: STDOUT_FILENO)
  }

  /// Milliseconds since 1970 as RFC 3339 in UTC, the form that `--expires` takes.
  static func moment(_ milliseconds: Int64) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let text = JSONDateTime(secondsSinceEpoch: Int(seconds), nanosecond: Int(rest) * 1_000_000)?.text
    return text.map { "\($0)" } ?? "(no date)"
  }
}
