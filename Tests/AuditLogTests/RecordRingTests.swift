import Foundation
import Synchronization
import Testing

@testable import AuditLog

@Suite struct RecordRingTests {
  /// So small that it begins again every few dozen records: producers sleep for whole laps.
  @Test(arguments: [4096, 8192, 65_536]) func deliversEveryRecordOnceInOrder(capacity: Int) throws {
    let folder = try Folder()
    let ring = try Self.ring(folder, capacity: capacity)
    let (producers, each) = (6, 3000)
    // Threads of their own: those of queues may all be waiting in a test as this one does.
    for producer in 0..<producers {
      Thread.detachNewThread {
        for number in 0..<each {
          let line = Self.line(producer, number)
          while ring.append(line.span) != .taken { usleep(50) }
        }
      }
    }
    var next = [Int](repeating: 0, count: producers)
    var position = 0
    let deadline = ContinuousClock.now + .seconds(300)
    while next.reduce(0, +) < producers * each {
      guard ring.end > position, case .complete(let length, let checksum) = ring.entry(at: position) else {
        try #require(ContinuousClock.now < deadline)
        usleep(50)
        continue
      }
      var bytes: [UInt8] = []
      ring.copy(position, length: length, into: &bytes)
      let producer = Int(bytes[0] - 0x30)
      try #require(bytes == Self.line(producer, next[producer]))
      try #require(ring.matches(position, length: length, checksum: checksum))
      next[producer] += 1
      position += RecordRing.size(length)
      ring.release(to: position)
    }
    #expect(position / capacity >= 10)
    #expect(ring.queued == 0)
  }

  /// The header has the positions of records; an address that it could not have written is never used.
  @Test(arguments: [
    (field: 2, value: UInt64(4)), (field: 2, value: 1), (field: 2, value: .max), (field: 2, value: 1 << 63),
    (field: 2, value: (1 << 56) + 8), (field: 4, value: .max), (field: 4, value: 1 << 63),
  ])
  func rejectsImpossibleHeaders(field: Int, value: UInt64) throws {
    let folder = try Folder()
    #expect(try AuditLog.open(configuration(folder)).log.close())
    let path = folder.path + "/audit.ring"
    var bytes = try folder.bytes("audit.ring")
    for index in 0..<8 { bytes[field * 8 + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
    try Data(bytes).write(to: URL(filePath: path))
    #expect(throws: AuditOpenFailure.damagedQueue(path: path)) { try AuditLog.open(configuration(folder)) }
    #expect(try folder.bytes("audit.ring") == bytes)
  }

  /// A name may have 255 bytes; each is read to its end and no further.
  @Test func readsNamesOfAllLengths() throws {
    let folder = try Folder()
    var expected = Set<String>()
    for length in 1...255 {
      let name = String(repeating: length % 2 == 0 ? "a" : "b", count: length)
      try folder.write(name, "")
      expected.insert(name)
    }
    let names = try SystemDevice().names(in: folder.path)
    #expect(names.count == expected.count)
    #expect(Set(names) == expected)
  }

  private static func line(_ producer: Int, _ number: Int) -> [UInt8] {
    let filler = UInt8(0x24 + (number * 7 + producer) % 90)
    return Array("\(producer):\(number):".utf8) + [UInt8](repeating: filler, count: (number * 13 + producer) % 90)
  }

  private static func ring(_ folder: Folder, capacity: Int) throws -> RecordRing {
    try Data(count: RecordRing.headerBytes + capacity).write(to: URL(filePath: folder.path + "/ring"))
    let file = try SystemDevice().open(folder.path + "/ring", creating: false)
    defer { SystemDevice().close(file) }
    return try RecordRing(file: file, capacity: capacity)
  }
}
