extension RedisArguments {
  /// Writes the command that these are the words of.
  func write(to output: inout [UInt8]) {
    Self.writeHead(count, to: &output)
    output.append(contentsOf: bytes)
  }

  /// What comes before so many words.
  static func writeHead(_ count: Int, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "*"))
    output.append(contentsOf: String(count).utf8)
    output.append(0x0D)
    output.append(0x0A)
  }
}

/// A call of a script with what it needs to be sent again, whole.
struct RedisScriptCall {
  let script: RedisScript
  let keys: Int
  let arguments: RedisArguments

  func writeByDigest(to output: inout [UInt8]) { write("EVALSHA", script.digest, to: &output) }

  func writeWhole(to output: inout [UInt8]) { write("EVAL", script.text, to: &output) }

  private func write(_ name: String, _ script: String, to output: inout [UInt8]) {
    var head = RedisArguments(name, script)
    head.append(Int64(keys))
    RedisArguments.writeHead(head.count + arguments.count, to: &output)
    output.append(contentsOf: head.bytes)
    output.append(contentsOf: arguments.bytes)
  }
}
