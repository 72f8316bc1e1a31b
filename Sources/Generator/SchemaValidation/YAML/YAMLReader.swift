package import JSONCore
import SchemaRuntime

/// Turns the documents of a YAML text into JSON, one after the other: YAML 1.2's core schema, nothing beyond it.
///
/// What JSON cannot say is an error and never guessed at: names that are not scalars, infinities, foreign tags, merge
/// keys. A name without quotes is the string it is written as, so that `200:` is the member `"200"`. Duplicate members
/// pass and are refused by whoever reads the JSON, as for JSON files.
package struct YAMLReader: ~Copyable {
  /// Bytes that aliases may add to one document.
  /// 16 MiB: generous for files that people write, and little for a machine.
  package static let aliasBudget = 16 << 20

  private let bytes: JSONBytes
  private var events: YAMLEvents
  /// The position of the last event: the code points before it, the bytes before it.
  private var codePoints = 0
  private var offset = 0
  private var isFinished = false

  /// Nil with the offset of the first byte that is not UTF-8.
  package static func open(_ bytes: JSONBytes) throws(YAMLError) -> YAMLReader {
    // Before libyaml sees it, whose words for it name no remedy.
    let invalid = bytes.withSpan(0..<bytes.count) { span in
      UTF8Check.isValid(span) ? nil : firstInvalid(span)
    }
    if let invalid { throw YAMLError(message: "the text is not valid UTF-8; save the file as UTF-8", offset: invalid) }
    return YAMLReader(bytes)
  }

  private static func firstInvalid(_ span: Span<UInt8>) -> Int {
    var index = 0
    while index < span.count {
      let length = span[index] < 0x80 ? 1 : UTF8Check.checkedSequenceLength(span, at: index)
      if length == 0 { return index }
      index += length
    }
    return index
  }

  private init(_ bytes: JSONBytes) {
    self.bytes = bytes
    events = YAMLEvents(bytes)
  }

  /// The next document; nil at the end. Nothing can be read after an error.
  /// Documents of a stream are independent: anchors end with their document (YAML 1.2, 9.2), and so does the budget for
  /// aliases.
  package mutating func next() throws(YAMLError) -> YAMLDocument? {
    while !isFinished {
      switch try event().kind {
      case .streamStart: continue
      case .streamEnd: isFinished = true
      case .documentStart: return try document()
      case .documentEnd, .scalar, .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd, .alias: continue
      }
    }
    return nil
  }

  private mutating func document() throws(YAMLError) -> YAMLDocument {
    var builder = YAMLBuilder()
    while true {
      let event = try event()
      if case .documentEnd = event.kind { return builder.finish() }
      if let message = builder.take(event.kind, at: offset) {
        isFinished = true
        throw YAMLError(message: message, offset: offset)
      }
    }
  }

  private mutating func event() throws(YAMLError) -> YAMLEvent {
    do throws(YAMLSyntaxError) {
      let event = try events.next()
      advance(to: event.index)
      return event
    } catch {
      isFinished = true
      advance(to: error.index)
      throw YAMLError(message: "this is not YAML: \(error.problem)", offset: offset)
    }
  }

  /// Follows the parser, which counts code points, in bytes; it goes forward, but for the start of an error.
  /// The library counts characters and everything here counts bytes. From event to event the way is short, so that all
  /// of it together is one pass over the text.
  private mutating func advance(to index: Int) {
    while codePoints > index, offset > 0 {
      offset -= 1
      while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
      codePoints -= 1
    }
    while codePoints < index, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      codePoints += 1
    }
  }
}
