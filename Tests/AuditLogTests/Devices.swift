import Foundation
import Synchronization

@testable import AuditLog

/// Devices that look at or disturb every call before handing it on to the real one.
protocol WrappedDevice: AuditDevice {
  /// Called before the operation; what it throws is the operation's failure.
  func before(_ operation: String) throws(DeviceFailure)
  func after(_ operation: String)
  /// How many of the bytes a single write takes.
  func share(of count: Int) -> Int
}

extension WrappedDevice {
  func after(_ operation: String) {}
  func share(of count: Int) -> Int { count }

  private func through<Result>(
    _ operation: String, _ body: (SystemDevice) throws(DeviceFailure) -> Result
  ) throws(DeviceFailure) -> Result {
    try before(operation)
    let result = try body(SystemDevice())
    after(operation)
    return result
  }

  func open(_ path: String, creating: Bool) throws(DeviceFailure) -> Int32 {
    try through("open") { device throws(DeviceFailure) in try device.open(path, creating: creating) }
  }

  func close(_ file: Int32) { SystemDevice().close(file) }

  func write(_ file: Int32, _ bytes: [UInt8], from start: Int) throws(DeviceFailure) -> Int {
    try through("write") { device throws(DeviceFailure) in
      let end = start + share(of: bytes.count - start)
      return try device.write(file, Array(bytes[..<end]), from: start)
    }
  }

  func read(_ file: Int32, at offset: Int, count: Int) throws(DeviceFailure) -> [UInt8] {
    try through("read") { device throws(DeviceFailure) in try device.read(file, at: offset, count: count) }
  }

  func size(_ file: Int32) throws(DeviceFailure) -> Int {
    try through("fstat") { device throws(DeviceFailure) in try device.size(file) }
  }

  func sync(_ file: Int32) throws(DeviceFailure) {
    try through("fdatasync") { device throws(DeviceFailure) in try device.sync(file) }
  }

  func truncate(_ file: Int32, to size: Int) throws(DeviceFailure) {
    try through("ftruncate") { device throws(DeviceFailure) in try device.truncate(file, to: size) }
  }

  func rename(_ path: String, to other: String) throws(DeviceFailure) {
    try through("rename") { device throws(DeviceFailure) in try device.rename(path, to: other) }
  }

  func remove(_ path: String) throws(DeviceFailure) {
    try through("unlink") { device throws(DeviceFailure) in try device.remove(path) }
  }

  func syncFolder(_ path: String) throws(DeviceFailure) {
    try through("fsync") { device throws(DeviceFailure) in try device.syncFolder(path) }
  }

  func names(in folder: String) throws(DeviceFailure) -> [String] {
    try through("opendir") { device throws(DeviceFailure) in try device.names(in: folder) }
  }
}

/// Fails the calls that its rule picks, by number and name.
final class FailingDevice: WrappedDevice {
  private let calls = Atomic<Int>(0)
  private let rule: Mutex<@Sendable (Int, String) -> Int32?>

  init(_ rule: @escaping @Sendable (Int, String) -> Int32? = { _, _ in nil }) { self.rule = Mutex(rule) }

  var count: Int { calls.load(ordering: .relaxed) }

  func set(_ new: @escaping @Sendable (Int, String) -> Int32?) { rule.withLock { $0 = new } }

  func before(_ operation: String) throws(DeviceFailure) {
    let number = calls.add(1, ordering: .relaxed).newValue
    let code = rule.withLock { $0(number, operation) }
    if let code { throw DeviceFailure(operation: operation, code: code) }
  }

  /// Short writes always, so that a failure strikes in the middle of a group.
  func share(of count: Int) -> Int { max(1, count / 2) }
}

/// Copies the folder before and after every call: exactly what would be there if the process were killed then.
final class SnapshotDevice: WrappedDevice {
  private let folder: String
  let copies: String
  private let count = Atomic<Int>(0)

  init(of folder: String, into copies: String) {
    self.folder = folder
    self.copies = copies
  }

  var snapshots: [String] { (0..<count.load(ordering: .relaxed)).map { "\(copies)/\($0)" } }

  private func snapshot() {
    let number = count.add(1, ordering: .relaxed).oldValue
    try? FileManager.default.copyItem(atPath: folder, toPath: "\(copies)/\(number)")
  }

  func before(_ operation: String) throws(DeviceFailure) { snapshot() }
  func after(_ operation: String) { snapshot() }
  func share(of count: Int) -> Int { max(min(count, 300), count / 2) }
}
