package import JSONCore
import System

/// Where the audit log lives and how it behaves.
package struct AuditConfiguration: Sendable {
  /// The folder of the log; made with mode 0700 when it is missing.
  package var folder: String
  /// Files of days further back than this are deleted.
  package var keptDays: Int
  /// Records that wait to be written, in bytes; what comes beyond is refused. Rounded up to whole pages.
  package var queueBytes: Int
  /// How long a record waits for others that go to the disk with it. The wait and the write together are what a power
  /// failure can cost.
  package var groupDelay: Duration
  /// What is reported while the log works, for the program's own log.
  package var report: @Sendable (AuditNotice) -> Void
  /// What a line of a file means for the request it belongs to. The line may be torn, or somebody else's.
  package var role: @Sendable (JSONSlice) -> AuditRole
  /// The same of a record that this process has appended.
  package var ownRole: @Sendable (JSONSlice) -> AuditRole
  /// The same without reading JSON, for records that it knows by the positions of their members: whether it opens a
  /// request or closes one, and where the request's id is in it. Nil for any other record.
  package var ownID: @Sendable (Span<UInt8>) -> (opens: Bool, id: Range<Int>)?
  var device: any AuditDevice
  /// How often a disk that takes nothing is tried again.
  var retryDelay = Duration.milliseconds(250)
  /// Milliseconds since 1970.
  var clock: @Sendable () -> Int

  /// - Parameter ownRole: `role` when it is nil.
  package init(
    folder: String, keptDays: Int = 90, queueBytes: Int = 8 << 20, groupDelay: Duration = .milliseconds(20),
    role: @escaping @Sendable (JSONSlice) -> AuditRole, ownRole: (@Sendable (JSONSlice) -> AuditRole)? = nil,
    ownID: @escaping @Sendable (Span<UInt8>) -> (opens: Bool, id: Range<Int>)? = { _ in nil },
    report: @escaping @Sendable (AuditNotice) -> Void = { _ in }
  ) {
    self.folder = folder
    self.keptDays = keptDays
    self.queueBytes = queueBytes
    self.groupDelay = groupDelay
    self.role = role
    self.ownRole = ownRole ?? role
    self.ownID = ownID
    self.report = report
    device = SystemDevice()
    clock = { WallClock.milliseconds }
  }
}

/// What a record means for the request it belongs to; the id is whatever names the request.
package enum AuditRole: Sendable, Equatable {
  case opens(JSONString)
  case closes(JSONString)
  case other
}
