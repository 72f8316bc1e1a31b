/// What Redis replies to a command (RESP2).
package enum RedisReply: Sendable, Equatable {
  /// `+OK` and its like.
  case simple([UInt8])
  /// A word in capitals and a sentence, such as `NOSCRIPT No matching script`.
  case error([UInt8])
  case integer(Int64)
  case bulk([UInt8])
  /// There is nothing of that name.
  case null
  case array([RedisReply])
}
