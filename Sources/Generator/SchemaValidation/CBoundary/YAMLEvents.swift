import CYAML
import JSONCore

/// One step of a YAML text, with the position it begins at.
struct YAMLEvent {
  /// What may be before a node: `&anchor !tag`.
  struct Properties {
    let anchor: [UInt8]?
    let tag: [UInt8]?
  }

  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    /// `isPlain`: without quotes, so that its text says what it is.
    case scalar([UInt8], isPlain: Bool, Properties)
    case sequenceStart(Properties)
    case sequenceEnd
    case mappingStart(Properties)
    case mappingEnd
    case alias([UInt8])
  }

  let kind: Kind
  /// Offset in code points.
  let index: Int
}

/// Why libyaml stopped.
struct YAMLSyntaxError: Error {
  /// A sentence of the library; it never repeats the text.
  let problem: String
  /// Offset in code points.
  let index: Int
}

/// libyaml's event parser over bytes in memory.
///
/// The parser keeps addresses, its own among them, from one call to the next: it lies in memory that never moves, and
/// its text in memory that this value allocated and alone has. `deinit` frees them, the parser first. What an event
/// points at is copied before the event is deleted.
@safe
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// Precondition: the bytes are UTF-8.
  init(_ bytes: JSONBytes) {
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    unsafe text = bytes.withSpan(0..<bytes.count) { span in
      let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: span.count)
      unsafe span.withUnsafeBufferPointer { _ = unsafe text.initialize(from: $0) }
      return unsafe text
    }
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      // Out of memory: the first event reports it.
      unsafe parser.pointee.error = YAML_MEMORY_ERROR
      return
    }
    // Said and not guessed: libyaml would take two bytes of any text that look like a mark for UTF-16.
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deinitialize(count: 1)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event. Not to be called after the end of the stream.
  /// Events and no document tree of the library's: a tree is built whole, aliases resolved, before anybody can bound
  /// it.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    // The library calls it a success, without an event, to be asked again after an error.
    guard unsafe parser.pointee.error == YAML_NO_ERROR else { throw error() }
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error() }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe YAMLEvent(kind: Self.kind(event), index: Int(event.start_mark.index))
  }

  private func error() -> YAMLSyntaxError {
    guard unsafe parser.pointee.error != YAML_MEMORY_ERROR, let problem = unsafe parser.pointee.problem else {
      return YAMLSyntaxError(problem: "there is not enough memory", index: 0)
    }
    let isReader = unsafe parser.pointee.error == YAML_READER_ERROR
    let index = unsafe isReader ? parser.pointee.mark.index : parser.pointee.problem_mark.index
    return unsafe YAMLSyntaxError(problem: String(cString: problem), index: Int(index))
  }

  /// Everything is copied out here: the event's memory is the library's and is freed right afterwards.
  private static func kind(_ event: yaml_event_t) -> YAMLEvent.Kind {
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_ALIAS_EVENT: return unsafe .alias(text(event.data.alias.anchor) ?? [])
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe .sequenceStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe .mappingStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe Array(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
      let properties = unsafe YAMLEvent.Properties(anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
      return unsafe .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, properties)
    // The C enumeration is open to the compiler; the events left are the start of the stream and none at all, both
    // passed over.
    default: return .streamStart
    }
  }

  /// Anchors and tags end in a zero byte, which the library has checked that they do not contain; scalars have a
  /// length.
  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8]? {
    guard let pointer = unsafe pointer else { return nil }
    var count = 0
    while unsafe pointer[count] != 0 { count += 1 }
    return unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
  }
}
