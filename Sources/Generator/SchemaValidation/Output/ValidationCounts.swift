/// What a run has met.
struct ValidationCounts: Sendable, Equatable {
  var valid = 0
  var invalid = 0
  /// Files and lines that could not be read.
  var unread = 0
  /// Instances whose schema does not compile, or leads back to itself without going into them.
  var unjudged = 0

  mutating func add(_ other: ValidationCounts) {
    valid += other.valid
    invalid += other.invalid
    unread += other.unread
    unjudged += other.unjudged
  }

  /// The worst first: with a schema that is broken or a file that was not read, "invalid" would claim too much.
  var status: CommandStatus {
    if unjudged > 0 { return .badSchema }
    return unread > 0 ? .usage : invalid > 0 ? .found : .ok
  }

  var sentence: String {
    let total = valid + invalid
    let rest = (unread == 0 ? "" : ", \(unread) not read") + (unjudged == 0 ? "" : ", \(unjudged) without a result")
    return "\(total) instance\(total == 1 ? "" : "s"): \(valid) valid, \(invalid) invalid\(rest)"
  }
}
