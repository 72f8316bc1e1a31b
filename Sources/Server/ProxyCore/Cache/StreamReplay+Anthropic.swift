import JSONCore

/// Messages: each block of the content begins, comes in one piece, and ends.
extension StreamReplay {
  mutating func writeMessage(_ whole: RawObject) -> Bool {
    guard let content = whole.elements("content"), let usage = whole["usage"] else { return false }
    event("message_start") { writer in
      writer.literal(",\"message\":{")
      whole.write(without: ["content", "stop_reason", "stop_sequence"], to: &writer)
      writer.literal("\"content\":[],\"stop_reason\":null,\"stop_sequence\":null}")
    }
    for (index, block) in content.enumerated() {
      guard let parts = RawObject(block), writeBlock(parts, block, index) else { return false }
    }
    let null = JSONSlice(constant: "null")
    event("message_delta") { writer in
      writer.literal(",\"delta\":{\"stop_reason\":")
      writer.raw(whole["stop_reason"] ?? null)
      writer.literal(",\"stop_sequence\":")
      writer.raw(whole["stop_sequence"] ?? null)
      writer.literal("},\"usage\":")
      writer.raw(usage)
    }
    event("message_stop") { _ in }
    return true
  }

  private mutating func writeBlock(_ parts: RawObject, _ block: JSONSlice, _ index: Int) -> Bool {
    if parts.has("type", "text"), !parts.hasValue("citations"), let text = parts["text"] {
      start(index) { $0.literal("{\"type\":\"text\",\"text\":\"\"}") }
      delta(index, "{\"type\":\"text_delta\",\"text\":", text)
    } else if parts.has("type", "thinking"), let text = parts["thinking"] {
      start(index) { $0.literal("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}") }
      delta(index, "{\"type\":\"thinking_delta\",\"thinking\":", text)
      if let signature = parts["signature"] {
        delta(index, "{\"type\":\"signature_delta\",\"signature\":", signature)
      }
    } else if parts.has("type", "redacted_thinking") {
      start(index) { $0.raw(block) }
    } else {
      return false
    }
    event("content_block_stop") { writer in
      writer.literal(",\"index\":")
      writer.integer(index)
    }
    return true
  }

  private mutating func start(_ index: Int, _ block: (inout JSONWriter) -> Void) {
    event("content_block_start") { writer in
      writer.literal(",\"index\":")
      writer.integer(index)
      writer.literal(",\"content_block\":")
      block(&writer)
    }
  }

  private mutating func delta(_ index: Int, _ beginning: StaticString, _ text: JSONSlice) {
    event("content_block_delta") { writer in
      writer.literal(",\"index\":")
      writer.integer(index)
      writer.literal(",\"delta\":")
      writer.literal(beginning)
      writer.raw(text)
      writer.literal("}")
    }
  }
}
