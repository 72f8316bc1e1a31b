/// How a schema command ends; the raw value is the exit code. One table for all of them: `docs/cli.md`.
package enum CommandStatus: Int32, Sendable, Comparable {
  /// Everything is as it should be.
  case ok = 0
  /// The command did its work and found something: an invalid instance, a failed case, a finding.
  case found = 1
  /// Wrong options, or a file that cannot be read or written.
  case usage = 2
  /// A schema does not compile.
  case badSchema = 3

  package static func < (left: CommandStatus, right: CommandStatus) -> Bool { left.rawValue < right.rawValue }
}
