import JSONCore

/// Chat Completions and Completions: chunks with the whole of each choice, why it ended, and the usage where it was asked
/// for.
extension StreamReplay {
  mutating func writeChunks(_ whole: RawObject, includesUsage: Bool) -> Bool {
    guard let choices = whole.elements("choices")?.map({ RawObject($0) }), !choices.isEmpty else { return false }
    let isText = whole.has("object", "text_completion")
    for choice in choices {
      guard let choice, choice["index"] != nil else { return false }
      let isWritten =
        isText
        ? writeTextChoice(whole, choice, includesUsage) : writeChoice(whole, choice, includesUsage)
      if !isWritten { return false }
    }
    if includesUsage, let usage = whole["usage"] {
      chunk(whole, isText: isText) { writer in
        writer.literal("\"choices\":[],\"usage\":")
        writer.raw(usage)
      }
    }
    done()
    return true
  }

  /// A tool's calls have another form in a stream. Nobody has asked for one.
  private mutating func writeChoice(_ whole: RawObject, _ choice: RawObject, _ includesUsage: Bool) -> Bool {
    guard let message = choice["message"], let index = choice["index"], let parts = RawObject(message),
      !parts.hasValue("tool_calls"), !parts.hasValue("function_call"), !parts.hasValue("audio")
    else { return false }
    let null = JSONSlice(constant: "null")
    let (reason, probabilities) = (choice["finish_reason"] ?? null, choice["logprobs"] ?? null)
    writeDelta(whole, index, message, probabilities, null, includesUsage)
    writeDelta(whole, index, JSONSlice(constant: "{}"), null, reason, includesUsage)
    return true
  }

  private mutating func writeDelta(
    _ whole: RawObject, _ index: JSONSlice, _ delta: JSONSlice, _ probabilities: JSONSlice, _ reason: JSONSlice,
    _ includesUsage: Bool
  ) {
    chunk(whole, isText: false) { writer in
      writer.literal("\"choices\":[{\"index\":")
      writer.raw(index)
      writer.literal(",\"delta\":")
      writer.raw(delta)
      writer.literal(",\"logprobs\":")
      writer.raw(probabilities)
      writer.literal(",\"finish_reason\":")
      writer.raw(reason)
      writer.literal(includesUsage ? "}],\"usage\":null" : "}]")
    }
  }

  private mutating func writeTextChoice(_ whole: RawObject, _ choice: RawObject, _ includesUsage: Bool) -> Bool {
    chunk(whole, isText: true) { writer in
      writer.literal("\"choices\":[{")
      let isFirst = writer.count
      choice.write(without: [], to: &writer)
      if writer.count > isFirst { writer.truncate(to: writer.count - 1) }
      writer.literal(includesUsage ? "}],\"usage\":null" : "}]")
    }
    return true
  }

  private mutating func chunk(_ whole: RawObject, isText: Bool, _ rest: (inout JSONWriter) -> Void) {
    data { writer in
      writer.literal(isText ? "\"object\":\"text_completion\"," : "\"object\":\"chat.completion.chunk\",")
      whole.write(without: ["object", "choices", "usage"], to: &writer)
      rest(&writer)
    }
  }
}
