import JSONCore
import System

/// Deletes the files of days that are too long ago: `keptDays` are kept, today's among them.
struct Retention: Sendable {
  /// A clock that has gone forward by more than this since the log was last seen alive may be wrong, and a wrong clock
  /// must not delete everything.
  private static let longestGap = 48 * 3_600_000

  private let ring: RecordRing
  private let folder: DayFolder
  private let configuration: AuditConfiguration
  /// The day for which it was done last.
  private var doneFor = Int.min

  init(ring: RecordRing, folder: DayFolder, configuration: AuditConfiguration) {
    self.ring = ring
    self.folder = folder
    self.configuration = configuration
  }

  /// The operator has said that the clock is right.
  mutating func confirm(if isConfirmed: Bool) {
    guard isConfirmed, ring.flags.contains(.retentionHeld) else { return }
    ring.flags.remove(.retentionHeld)
    doneFor = .min
  }

  /// Deletes what is too old, once a day. A file that cannot be deleted is reported and tried again the next day.
  mutating func apply(now: Int) {
    let lastSeen = Int(ring[.lastSeen])
    ring[.lastSeen] = UInt64(max(0, now))
    if lastSeen > 0, now - lastSeen > Self.longestGap, !ring.flags.contains(.retentionHeld) {
      ring.flags.insert(.retentionHeld)
      configuration.report(.retentionHeld(lastRecord: lastSeen, now: now))
    }
    // Once a day is enough, and a file that cannot be deleted is not tried all the time.
    let today = UTCTime.day(of: now)
    guard today != doneFor, !ring.flags.contains(.retentionHeld) else { return }
    doneFor = today
    removeFiles(before: today - (configuration.keptDays - 1))
  }

  /// Torn ends go with the day they belong to. A failure is reported and the next file tried.
  private func removeFiles(before day: Int) {
    do {
      let names = try folder.device.names(in: folder.path).filter {
        DayFolder.day(ofFile: $0).map { $0 < day } ?? false
      }
      for name in names.sorted() { remove(name) }
      if !names.isEmpty { try folder.device.syncFolder(folder.path) }
    } catch {
      configuration.report(.retentionFailed(file: folder.path, code: error.code))
    }
  }

  private func remove(_ name: String) {
    do {
      try folder.device.remove("\(folder.path)/\(name)")
      configuration.report(.retired(file: name))
    } catch {
      configuration.report(.retentionFailed(file: name, code: error.code))
    }
  }
}
