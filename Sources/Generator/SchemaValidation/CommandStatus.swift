/// How a schema command ends; the raw value is the exit code. One table for all of them: `docs/cli.md`.
/// Ordered by what matters most to a caller: a run that met several ends with the greatest. As for `grep`, 1 is a
/// result and 2 a failure; 3 distinguishes a broken schema from a broken command line, so that CI can blame the right
/// file.
package enum CommandStatus: Int32, Sendable, Comparable {
  /// Everything is as it should be.
  case ok = 0
  /// The command did its work and found something: an invalid instance, a failed case, a finding.
  case found = 1
  /// Wrong options, or a file that cannot be read or written.
  case usage = 2
  /// A schema does not compile.
  case badSchema = 3

  /// So that `max` of what the files of a run have come to is what the run has come to.
  package static func < (left: CommandStatus, right: CommandStatus) -> Bool { left.rawValue < right.rawValue }
}
