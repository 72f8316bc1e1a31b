import Foundation
import JSONCore
import Testing

@testable import MCPServer

@Suite struct ReplyQueueTests {
  private static let limit = 1 << 19

  private func pipe() throws -> (Int32, OutputEnd) {
    var pair: [Int32] = [0, 0]
    unsafe try #require(Glibc.pipe(&pair) == 0)
    return (pair[0], OutputEnd(pair[1]))
  }

  private func take(_ descriptor: Int32, _ count: Int) -> [UInt8] {
    var room = [UInt8](repeating: 0, count: count)
    let taken = unsafe read(descriptor, &room, count)
    return Array(room[..<max(taken, 0)])
  }

  /// Full at its limit, and not before half of it is gone ready for more; nothing is lost or mixed.
  @Test func deliversEveryByteOnceInOrder() throws {
    let (reader, end) = try pipe()
    var queue = ReplyQueue(end, limit: Self.limit)
    var expected: [UInt8] = []
    var line = 0
    while !queue.state.isFull {
      let text = Array("{\"line\":\(line)}\n".utf8)
      line += 1
      expected += text
      queue.writer.raw(text)
      queue.flush()
    }
    #expect(queue.state == ReplyQueue.State(isBroken: false, isBlocked: true, isFull: true))
    #expect(expected.count - queue.delivered >= Self.limit)
    var taken: [UInt8] = []
    while taken.count < expected.count {
      taken += take(reader, 10_000)
      queue.resume()
      #expect(queue.state.isFull == false || expected.count - queue.delivered > Self.limit / 2)
    }
    #expect(taken.elementsEqual(expected))
    #expect(queue.state == ReplyQueue.State())
    close(reader)
    close(end.descriptor)
  }

  /// Also where the part that is blocked is escaped before the rest is appended.
  @Test func lineSeparatorsAreEscapedOnTheWay() throws {
    let (reader, end) = try pipe()
    var queue = ReplyQueue(end, limit: Self.limit)
    var expected: [UInt8] = []
    for number in 0..<20_000 {
      queue.writer.raw(Array("\"\(number)\u{2028}\u{85}\u{2029}\"\n".utf8))
      expected += Array("\"\(number)\\u2028\\u0085\\u2029\"\n".utf8)
      if number % 7 == 0 { queue.flush() }
    }
    queue.flush()
    var taken: [UInt8] = []
    while taken.count < expected.count {
      taken += take(reader, 1 << 16)
      queue.resume()
    }
    #expect(taken.elementsEqual(expected))
    close(reader)
    close(end.descriptor)
  }

  @Test func keepsNothingForADisconnectedClient() throws {
    _ = signal(SIGPIPE, SIG_IGN)
    let (reader, end) = try pipe()
    close(reader)
    var queue = ReplyQueue(end, limit: Self.limit)
    for _ in 0..<4 {
      queue.writer.raw([UInt8](repeating: 0x20, count: Self.limit))
      queue.flush()
      #expect(queue.state == ReplyQueue.State(isBroken: true, isBlocked: false, isFull: false))
      #expect(queue.writer.count == 0)
    }
    close(end.descriptor)
  }
}
