extension JSONReader {
  /// Takes any value, checking its syntax, its depth and that no object in it has a member twice: as strict as
  /// decoding, so that what is skipped can be handed on as JSON. `passValue` is for text that is checked elsewhere.
  public mutating func skipValue() -> Bool {
    switch peek() {
    case 0x22: return skipText()
    case 0x7B: return skipObject()
    case 0x5B: return skipArray()
    case 0x2D, 0x30...0x39: return plainInteger() != nil || numberToken()
    case 0x74, 0x66: return boolean() != nil
    case 0x6E: return null()
    default: return fail(.unexpectedByte)
    }
  }

  /// The set of names ends with the object, also on the way out of one that fails: `reset(to:)` drops what is above its
  /// mark.
  private mutating func skipObject() -> Bool {
    guard beginObject() else { return false }
    if emptyObject() { return true }
    let level = beginKeys()
    repeat {
      guard key(), noteKey(level), skipValue() else { return false }
    } while comma()
    endKeys(level)
    return endObject()
  }

  /// Recursive, to the depth that the reader allows.
  private mutating func skipArray() -> Bool {
    guard beginArray() else { return false }
    if emptyArray() { return true }
    repeat {
      guard skipValue() else { return false }
    } while comma()
    return endArray()
  }

  /// Where the value that comes next begins, in bytes from the start of the buffer.
  @inlinable
  @inline(__always)
  public mutating func valueOffset() -> Int {
    skipWhitespace()
    return offset
  }

  /// What was read from `start` on, as text that shares the buffer: nothing is copied. Precondition: `start` lies
  /// before the reader.
  @inlinable
  @inline(__always)
  public mutating func slice(from start: Int) -> JSONSlice {
    precondition(start >= 0 && start <= offset)
    return JSONSlice(buffer: shared(), start: start, count: offset - start)
  }

  /// Takes any value and hands it out as text, white space around it left off; nil with a failure.
  public mutating func rawValue() -> JSONSlice? {
    let start = valueOffset()
    return skipValue() ? slice(from: start) : nil
  }
}
