import JSONCore

extension Envelope {
  /// Reads one line of input, once. A line may be followed by others in the same buffer: whatever was read beyond
  /// its end counts as a text that stops too early.
  static func read(_ buffer: JSONBytes, _ range: Range<Int>) throws(EnvelopeError) -> Envelope {
    var reader = JSONReader(buffer, range: range)
    var envelope = Envelope()
    let isObject = reader.peek() == 0x7B
    let isArray = reader.peek() == 0x5B
    // What is no object is read to its end all the same: broken text is -32700 before its shape is -32600.
    let isRead = isObject ? envelope.read(&reader) : reader.skipValue()
    if isRead {
      try checkEnd(buffer, range, reader.offset)
      if isObject { return envelope }
      throw isArray ? .batch : .notAnObject
    }
    // The reader may have met the next line's bytes; for this line that is its end.
    guard reader.failureOffset < range.upperBound else {
      throw .syntax(.unexpectedEnd, offset: range.upperBound)
    }
    guard reader.failure == .duplicateKey else { throw .syntax(reader.failure, offset: reader.failureOffset) }
    throw isArray ? .batch : .duplicateMember(inParams: envelope.isInsideParams)
  }

  /// The value ended at `end`: inside the line, and with nothing but white space behind it. The reader's own check
  /// would take the line feed behind the range for a part of the text.
  private static func checkEnd(_ buffer: JSONBytes, _ range: Range<Int>, _ end: Int) throws(EnvelopeError) {
    guard end <= range.upperBound else { throw .syntax(.unexpectedEnd, offset: range.upperBound) }
    for index in end..<range.upperBound {
      let byte = buffer[index]
      if byte != 0x20 && byte != 0x09 && byte != 0x0D { throw .syntax(.trailingBytes, offset: index) }
    }
  }

  /// The numbers are those of `MemberNames.envelope`. False means that the reader has failed.
  private mutating func read(_ reader: inout JSONReader) -> Bool {
    reader.object(.envelope) { reader, member in
      switch member {
      case 1: return readVersion(&reader)
      case 2: return reader.wireID().map { id = $0 } != nil
      case 3: return readMethod(&reader)
      case 4:
        isInsideParams = true
        let isRead = params.read(&reader)
        isInsideParams = !isRead
        return isRead
      case 5, 6:
        isResponse = true
        return reader.skipValue()
      default: return reader.skipValue()
      }
    }
  }

  private mutating func readVersion(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == 0x22 else { return reader.skipValue() }
    guard reader.string() else { return false }
    // "2.0" as the reader's first word, which is little-endian.
    isVersion2 = reader.tokenCount == 3 && reader.tokenWord(0) & 0xFF_FFFF == 0x30_2E32
    return true
  }

  /// Only the method's number is kept: an unknown name is never repeated to the client.
  private mutating func readMethod(_ reader: inout JSONReader) -> Bool {
    method = .wrongType
    guard reader.peek() == 0x22 else { return reader.skipValue() }
    guard reader.string() else { return false }
    method = .value(Method(token: reader))
    return true
  }
}

extension Params {
  /// The numbers are those of `MemberNames.params`. `arguments` is kept as text; the tool's decoder checks what is in
  /// it.
  mutating func read(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == 0x7B else {
      shape = .wrongType
      return reader.skipValue()
    }
    shape = .value(())
    return reader.object(.params) { reader, member in
      switch member {
      case 1: return reader.stringMember().map { name = $0 } != nil
      case 2: return reader.objectMember().map { arguments = $0 } != nil
      case 3: return meta.read(&reader)
      case 4:
        hasCursor = true
        return reader.skipValue()
      case 5: return reader.stringMember().map { protocolVersion = $0 } != nil
      case 6: return reader.wireID().map { requestID = $0 } != nil
      case 7: return readNotifications(&reader)
      default: return reader.skipValue()
      }
    }
  }

  /// Kinds that do not exist here are read and left out of the acknowledgement, which says what is honoured.
  private mutating func readNotifications(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == 0x7B else {
      notifications = .wrongType
      return reader.skipValue()
    }
    var filter = SubscriptionFilter()
    let isRead = reader.object(.filter) { reader, member in
      // `t` and `f`, and `d` and `v` as well, which `boolean()` then refuses as no JSON.
      guard member > 0, reader.peek() | 0x12 == 0x76 else {
        if member > 0 { filter.isMalformed = true }
        return reader.skipValue()
      }
      guard let wanted = reader.boolean() else { return false }
      if member == 1 { filter.toolsListChanged = wanted }
      return true
    }
    notifications = .value(filter)
    return isRead
  }
}

extension RequestMeta {
  /// The numbers are those of `MemberNames.meta`. Other keys, such as `traceparent`, are left alone.
  mutating func read(_ reader: inout JSONReader) -> Bool {
    guard reader.peek() == 0x7B else {
      shape = .wrongType
      return reader.skipValue()
    }
    shape = .value(())
    return reader.object(.meta) { reader, member in
      switch member {
      case 1: return reader.stringMember().map { protocolVersion = $0 } != nil
      case 2:
        clientCapabilities = reader.peek() == 0x7B ? .value(()) : .wrongType
        return reader.skipValue()
      case 3:
        hasClientInfo = true
        return reader.skipValue()
      case 4: return reader.wireID().map { progressToken = $0 } != nil
      default: return reader.skipValue()
      }
    }
  }
}
