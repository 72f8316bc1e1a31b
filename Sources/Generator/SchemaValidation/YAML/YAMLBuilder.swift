import JSONCore
import SchemaRuntime

/// Writes the JSON of one YAML document, event by event.
struct YAMLBuilder: ~Copyable {
  /// An open sequence or mapping.
  private struct Level {
    let isMapping: Bool
    let anchor: [UInt8]?
    let start: Int
    var count = 0
    /// In a mapping: a name was written and its value comes next.
    var hasName = false
  }

  /// What an anchor refers to.
  /// Kept as written and not as a tree: what an alias needs is the JSON of its anchor.
  private enum Anchored {
    /// A sequence or mapping: what was written for it.
    case container(Range<Int>)
    /// A scalar, which may become a value here and a name there.
    case scalar([UInt8], isPlain: Bool, tag: [UInt8]?)
  }

  private var output = JSONWriter()
  private var locations = YAMLLocations()
  private var levels: [Level] = []
  private var anchors: [[UInt8]: Anchored] = [:]
  /// Bytes that aliases have added: nine levels of nine aliases each are 387 million values ("billion laughs").
  private var added = 0

  consuming func finish() -> YAMLDocument { YAMLDocument(json: output.copy(), locations: locations) }

  /// Takes one event between the start and the end of a document. The sentence says why it cannot be taken.
  mutating func take(_ kind: YAMLEvent.Kind, at offset: Int) -> String? {
    switch kind {
    case .scalar(let text, let isPlain, let properties):
      if isName { return writeName(text, isPlain: isPlain, properties, at: offset) }
      return writeScalar(text, isPlain: isPlain, properties, at: offset)
    case .alias(let anchor): return writeAlias(anchor, at: offset)
    case .sequenceStart(let properties): return open(isMapping: false, properties, at: offset)
    case .mappingStart(let properties): return open(isMapping: true, properties, at: offset)
    case .sequenceEnd, .mappingEnd: return close()
    case .streamStart, .streamEnd, .documentStart, .documentEnd: return "the document ends in the middle"
    }
  }

  private var isName: Bool { levels.last.map { $0.isMapping && !$0.hasName } ?? false }

  // MARK: containers

  private mutating func open(isMapping: Bool, _ properties: YAMLEvent.Properties, at offset: Int) -> String? {
    guard !isName else { return "a member's name must be a scalar: JSON has no other names" }
    // JSON made from the text could not be read otherwise, and the position would be lost.
    guard levels.count <= SchemaInterpreter.greatestDepth else { return JSONFailure.tooDeep.description }
    switch YAMLScalar.Tag(properties.tag) {
    case .none: break
    case .mapping where isMapping: break
    case .sequence where !isMapping: break
    // `!` alone says "no tag": the node is of its own kind (YAML 1.2, 6.9.1).
    case .string where properties.tag == [0x21]: break
    case .mapping, .sequence, .string, .null, .boolean, .integer, .float, .unknown:
      return "the tag does not belong to YAML's core schema, or not to this kind of node"
    }
    beginNode(at: offset)
    levels.append(Level(isMapping: isMapping, anchor: properties.anchor, start: output.count))
    output.byte(isMapping ? 0x7B : 0x5B)
    return nil
  }

  private mutating func close() -> String? {
    guard let level = levels.popLast() else { return "the document ends in the middle" }
    output.byte(level.isMapping ? 0x7D : 0x5D)
    if let anchor = level.anchor { anchors[anchor] = .container(level.start..<output.count) }
    return nil
  }

  /// Commas, and the position of the value or name that comes.
  private mutating func beginNode(at offset: Int) {
    if let last = levels.indices.last {
      if levels[last].isMapping, levels[last].hasName {
        levels[last].hasName = false
      } else {
        if levels[last].count > 0 { output.byte(0x2C) }
        levels[last].count += 1
        levels[last].hasName = levels[last].isMapping
      }
    }
    // Behind the comma, where a reader of the JSON finds the value's first byte.
    locations.note(json: output.count, source: offset)
  }

  // MARK: scalars

  private mutating func writeScalar(
    _ text: [UInt8], isPlain: Bool, _ properties: YAMLEvent.Properties, at offset: Int
  ) -> String? {
    beginNode(at: offset)
    note(text, isPlain: isPlain, properties)
    return YAMLScalar.write(text, isPlain: isPlain, .init(properties.tag), to: &output)
  }

  /// Names are strings whatever their text looks like: `200` and `true` are names in files of settings, and JSON has no
  /// others.
  private mutating func writeName(
    _ text: [UInt8], isPlain: Bool, _ properties: YAMLEvent.Properties, at offset: Int
  ) -> String? {
    if isPlain, properties.tag == nil, text == [0x3C, 0x3C] {
      // Merging would be a guess about the file's version; passing the members over would leave them unchecked.
      return "\"<<\" merges in YAML 1.1 only; write the members out, or put quotes around it for a member of that name"
    }
    beginNode(at: offset)
    note(text, isPlain: isPlain, properties)
    output.string(String(decoding: text, as: UTF8.self))
    output.byte(0x3A)
    return nil
  }

  private mutating func note(_ text: [UInt8], isPlain: Bool, _ properties: YAMLEvent.Properties) {
    if let anchor = properties.anchor { anchors[anchor] = .scalar(text, isPlain: isPlain, tag: properties.tag) }
  }

  /// What an alias refers to has the position of the alias, so that an error leads to the line that somebody can
  /// change.
  private mutating func writeAlias(_ anchor: [UInt8], at offset: Int) -> String? {
    guard let anchored = anchors[anchor] else {
      let isOpen = levels.contains { $0.anchor == anchor }
      return isOpen ? "the alias is inside the node it refers to" : "the alias has no anchor before it"
    }
    switch anchored {
    case .scalar(let text, let isPlain, let tag):
      guard spend(text.count) else { return tooLarge }
      let properties = YAMLEvent.Properties(anchor: nil, tag: tag)
      if isName { return writeName(text, isPlain: false, properties, at: offset) }
      return writeScalar(text, isPlain: isPlain, properties, at: offset)
    // The JSON that was written for the anchor, byte for byte: its own anchors have their values already.
    case .container(let range):
      guard !isName else { return "a member's name must be a scalar: JSON has no other names" }
      guard spend(range.count) else { return tooLarge }
      beginNode(at: offset)
      var copy: [UInt8] = []
      copy.reserveCapacity(range.count)
      output.withSpan { span in for index in range { copy.append(span[index]) } }
      output.raw(copy)
      return nil
    }
  }

  /// Bytes of JSON and not aliases: one alias of a large list costs more than a thousand of a word.
  private mutating func spend(_ count: Int) -> Bool {
    added += count
    return added <= YAMLReader.aliasBudget
  }

  private var tooLarge: String { "aliases expand the document by more than \(YAMLReader.aliasBudget >> 20) MiB" }
}
