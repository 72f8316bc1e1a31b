/// Why a record was not taken. Nothing of it is kept: the caller must not do what it wanted to record.
package enum AuditRefusal: Error, Sendable, Equatable {
  /// Records come in faster than the disk takes them.
  case queueFull
  /// The disk is full, or the day's file cannot be opened (`errno`); the log goes on by itself when it can.
  case stalled(code: Int32)
  /// The disk has failed (`errno`) and is not trusted any more until the next start.
  case failed(code: Int32)
  case closed
  /// A record is at most 64 KiB.
  case tooLong
  /// A record is one line: no control bytes, and not empty.
  case malformed
}

/// What the log reports while it works.
package enum AuditNotice: Sendable, Equatable {
  /// Records that an earlier process had left in the queue are in the file now. `unfinished` were being written when it
  /// was killed; it had not been reported to anybody that they were taken.
  case recovered(records: Int, unfinished: Int)
  /// The end of a file was not whole and has been moved to `torn`.
  case torn(file: String, torn: String, bytes: Int)
  /// A file is shorter than what had been written to it: somebody else has cut it.
  case shortened(file: String, expected: Int, found: Int)
  /// A file of a day that has not come yet, which a wrong clock had begun, has another name now, and records go to the
  /// file of today again.
  case ahead(file: String, now: String)
  /// The disk is full, or the day's file cannot be opened.
  case stalled(code: Int32)
  /// The disk takes records again.
  case resumed
  case failed(operation: String, code: Int32)
  /// The clock went forward by more than two days since the last record: nothing is deleted until
  /// `confirmRetention()`.
  case retentionHeld(lastRecord: Int, now: Int)
  case retired(file: String)
  case retentionFailed(file: String, code: Int32)
}

/// The state of the log, for readiness and metrics.
package struct AuditStatus: Sendable, Equatable {
  package enum State: Sendable, Equatable {
    case writable
    case stalled(code: Int32)
    case failed(code: Int32)
    case closed
  }

  package let state: State
  /// Records taken by this process.
  package let appended: Int
  /// Records of this process that are on the disk.
  package let committed: Int
  /// Records that were refused; each one was reported to its caller.
  package let refused: Int
  package let queuedBytes: Int
  package let queueBytes: Int
  package let isRetentionHeld: Bool

  package var isReady: Bool { state == .writable }
}

/// A record that opened a request which no record closes: its process was killed.
package struct UnclosedRecord: Sendable, Equatable {
  package let id: [UInt8]
  /// The record's line, without the line feed.
  package let line: [UInt8]
}

extension AuditRefusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .queueFull: "records arrive faster than the disk can write them; try again in a moment"
    case .stalled(let code): "the disk is full, or a file cannot be opened (error \(code)); free some space"
    case .failed(let code): "the disk has failed (error \(code)); repair it and start again"
    case .closed: "it was closed"
    case .tooLong: "the record is longer than 64 KiB"
    case .malformed: "the record is not one line"
    }
  }
}
