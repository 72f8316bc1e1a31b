import JSONCore

/// Responses: each item of the output is added, its text comes in one piece, and it is done.
extension StreamReplay {
  mutating func writeResponse(_ whole: RawObject) -> Bool {
    guard whole.has("status", "completed"), let output = whole.elements("output") else { return false }
    writeBeginning("response.created", whole)
    writeBeginning("response.in_progress", whole)
    for (index, item) in output.enumerated() {
      guard let parts = RawObject(item), writeItem(parts, item, index) else { return false }
    }
    numbered("response.completed") { writer in
      writer.literal(",\"response\":{")
      let start = writer.count
      whole.write(without: [], to: &writer)
      if writer.count > start { writer.truncate(to: writer.count - 1) }
      writer.literal("}")
    }
    return true
  }

  private mutating func writeBeginning(_ type: StaticString, _ whole: RawObject) {
    numbered(type) { writer in
      writer.literal(",\"response\":{")
      whole.write(without: ["status", "output", "usage", "completed_at"], to: &writer)
      writer.literal("\"status\":\"in_progress\",\"output\":[],\"usage\":null}")
    }
  }

  private mutating func writeItem(_ parts: RawObject, _ item: JSONSlice, _ index: Int) -> Bool {
    if parts.has("type", "reasoning"), !parts.hasValue("summary"), !parts.hasValue("content") {
      self.item("response.output_item.added", index) { $0.raw(item) }
    } else if parts.has("type", "message"), let id = parts["id"], let content = parts.elements("content") {
      self.item("response.output_item.added", index) { writer in
        writer.literal("{")
        parts.write(without: ["content", "status"], to: &writer)
        writer.literal("\"status\":\"in_progress\",\"content\":[]}")
      }
      for (number, part) in content.enumerated() {
        guard let members = RawObject(part), writePart(members, part, Place(item: id, output: index, content: number))
        else { return false }
      }
    } else {
      return false
    }
    self.item("response.output_item.done", index) { $0.raw(item) }
    return true
  }

  private mutating func item(_ type: StaticString, _ index: Int, _ item: (inout JSONWriter) -> Void) {
    numbered(type) { writer in
      writer.literal(",\"output_index\":")
      writer.integer(index)
      writer.literal(",\"item\":")
      item(&writer)
    }
  }

  /// Where a part of a message is.
  private struct Place {
    let item: JSONSlice
    let output: Int
    let content: Int

    func write(to writer: inout JSONWriter) {
      writer.literal(",\"item_id\":")
      writer.raw(item)
      writer.literal(",\"output_index\":")
      writer.integer(output)
      writer.literal(",\"content_index\":")
      writer.integer(content)
    }
  }

  private mutating func writePart(_ members: RawObject, _ part: JSONSlice, _ place: Place) -> Bool {
    if members.has("type", "output_text"), !members.hasValue("annotations"), let text = members["text"] {
      let probabilities = members["logprobs"] ?? JSONSlice(constant: "[]")
      write("response.content_part.added", place, "part", "{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}")
      write("response.output_text.delta", place, [("delta", text), ("logprobs", probabilities)])
      write("response.output_text.done", place, [("text", text), ("logprobs", probabilities)])
    } else if members.has("type", "refusal"), let text = members["refusal"] {
      write("response.content_part.added", place, "part", "{\"type\":\"refusal\",\"refusal\":\"\"}")
      write("response.refusal.delta", place, [("delta", text)])
      write("response.refusal.done", place, [("refusal", text)])
    } else {
      return false
    }
    write("response.content_part.done", place, [("part", part)])
    return true
  }

  private mutating func write(_ type: StaticString, _ place: Place, _ name: StaticString, _ value: String) {
    write(type, place, [(name, JSONSlice(constant: value))])
  }

  private mutating func write(_ type: StaticString, _ place: Place, _ values: [(name: StaticString, value: JSONSlice)])
  {
    numbered(type) { writer in
      place.write(to: &writer)
      for (name, value) in values {
        writer.literal(",\"")
        writer.literal(name)
        writer.literal("\":")
        writer.raw(value)
      }
    }
  }
}
