import RedisWire
import SharedLimits

@testable import ProxyCore

/// A store whose replies the test gives.
final class FakeStore: SharedStore {
  struct Call {
    let script: RedisScript?
    let words: [String]
    let reply: (RedisReply?) -> Void
  }

  var isAvailable = true
  /// Those that have no reply yet, in their order.
  private(set) var calls: [Call] = []
  /// All that were ever sent.
  private(set) var sent: [[String]] = []

  func send(_ command: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) { keep(nil, command, reply) }

  func run(_ script: RedisScript, keys: Int, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    keep(script, arguments, reply)
  }

  private func keep(_ script: RedisScript?, _ arguments: RedisArguments, _ reply: @escaping (RedisReply?) -> Void) {
    let parts = String(decoding: arguments.bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    let words = stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
    calls.append(Call(script: script, words: words, reply: reply))
    sent.append(words)
  }

  /// Replies to the oldest call.
  func reply(_ reply: RedisReply?) {
    if !calls.isEmpty { calls.removeFirst().reply(reply) }
  }

  func reply(_ numbers: Int64...) { reply(.array(numbers.map { .integer($0) })) }

  /// The oldest call's script.
  var script: String? { calls.first?.script?.digest }
}
