import JSONCore
import RedisWire

@testable import ProxyCore

/// A store in memory, which several loops of a test share. It replies when it is asked to.
final class MemoryServer {
  var values: [String: [UInt8]] = [:]
  var commands: [String] = []
}

final class MemoryStore: SharedStore {
  let server: MemoryServer
  var isAvailable = true
  /// Calls that wait for their reply.
  private var waiting: [(words: [[UInt8]], reply: (RedisReply?) -> Void)] = []

  init(_ server: MemoryServer) { self.server = server }

  var isAsked: Bool { !waiting.isEmpty }

  func send(_ command: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    waiting.append((Self.words(command), reply))
  }

  func run(_ script: RedisScript, keys: Int, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    waiting.append(([], reply))
  }

  /// Replies to everything, and to what is asked because of that.
  func reply(isAway: Bool = false) {
    while !waiting.isEmpty {
      let (words, reply) = waiting.removeFirst()
      reply(isAway ? nil : execute(words))
    }
  }

  private func execute(_ words: [[UInt8]]) -> RedisReply {
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    server.commands.append(texts.first ?? "")
    switch texts.first {
    case "GET": return server.values[texts[1]].map { .bulk($0) } ?? .null
    case "SET":
      if texts.contains("NX"), server.values[texts[1]] != nil { return .null }
      server.values[texts[1]] = words[2]
      return .simple(Array("OK".utf8))
    default: return .error(Array("ERR".utf8))
    }
  }

  /// Of bulk strings, one behind the other.
  private static func words(_ command: RedisArguments) -> [[UInt8]] {
    var (bytes, words) = (command.bytes[...], [[UInt8]]())
    while let end = bytes.firstIndex(of: 0x0D) {
      let length = Int(String(decoding: bytes[(bytes.startIndex + 1)..<end], as: UTF8.self)) ?? 0
      words.append(Array(bytes[(end + 2)..<(end + 2 + length)]))
      bytes = bytes[(end + 4 + length)...]
    }
    return words
  }
}
