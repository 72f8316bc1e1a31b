import JSONCore
import System

/// The folder of the log: which file belongs to which day.
struct DayFolder: Sendable {
  let path: String
  let device: any AuditDevice

  static func name(_ day: Int) -> String { "audit-\(UTCTime.date(day)).jsonl" }

  func path(_ day: Int) -> String { "\(path)/\(Self.name(day))" }

  /// Where the end of a day's file goes that is not whole.
  func tornPath(_ mark: FileMark) -> String { "\(path(mark.day)).\(mark.offset).torn" }

  /// The days that have a file, in order.
  func days() throws(DeviceFailure) -> [Int] {
    try device.names(in: path).filter { $0.hasSuffix(".jsonl") }.compactMap(Self.day).sorted()
  }

  /// The day of a file of this log, torn ends included; nil for any other name.
  static func day(ofFile name: String) -> Int? {
    guard name.hasPrefix("audit-"), name.count >= 22 else { return nil }
    let rest = name.dropFirst(16)
    guard rest == ".jsonl" || rest.hasPrefix(".jsonl.") && rest.hasSuffix(".torn") else { return nil }
    return UTCTime.day(String(name.dropFirst(6).prefix(10)))
  }

  /// Takes the file of a day out of the log's sight: its name is none of a day's any more, and is as good as before for
  /// who reads `audit-*.jsonl`.
  ///
  /// - Returns: the name that it has now.
  func setAside(_ day: Int) throws(DeviceFailure) -> String {
    let taken = Set(try device.names(in: path))
    let base = "audit-\(UTCTime.date(day)).ahead"
    var name = base + ".jsonl"
    var number = 2
    while taken.contains(name) {
      name = "\(base)-\(number).jsonl"
      number += 1
    }
    try device.rename(path(day), to: "\(path)/\(name)")
    return name
  }

  /// Opens the file of a day. A new one is on the disk with its name before anything is written to it.
  func open(_ day: Int) throws(DeviceFailure) -> Int32 {
    do {
      return try device.open(path(day), creating: false)
    } catch  where error.code == SystemDevice.doesNotExist {
      return try create(path(day))
    }
  }

  /// The file is synced, and then the folder: a name that is lost in a power failure would lose the records with it.
  private func create(_ path: String) throws(DeviceFailure) -> Int32 {
    let file = try device.open(path, creating: true)
    do {
      try device.sync(file)
      try device.syncFolder(self.path)
      return file
    } catch {
      device.close(file)
      throw error
    }
  }

  /// Writes `bytes` at the end of a file; on failure some of them may be there.
  func write(_ file: Int32, _ bytes: [UInt8]) throws(DeviceFailure) {
    var done = 0
    // A device may take less than it was given.
    while done < bytes.count { done += try device.write(file, bytes, from: done) }
  }

  /// Moves everything from `mark` on out of a day's file. A second try after a crash does the same again.
  func cut(_ file: Int32, at mark: FileMark, size: Int) throws(DeviceFailure) {
    let torn = tornPath(mark)
    try device.remove(torn)
    let copy = try device.open(torn, creating: true)
    defer { device.close(copy) }
    var offset = mark.offset
    while offset < size {
      let bytes = try device.read(file, at: offset, count: min(1 << 20, size - offset))
      if bytes.isEmpty { break }
      try write(copy, bytes)
      offset += bytes.count
    }
    try device.sync(copy)
    try device.syncFolder(path)
    try device.truncate(file, to: mark.offset)
    try device.sync(file)
  }
}
