extension JSONReader {
  /// Takes any value, checking its syntax, its depth and that no object in it has a member twice.
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

  /// What was read from `start` on, as text. Precondition: `start` lies before the reader.
  @inlinable
  @inline(__always)
  public mutating func slice(from start: Int) -> JSONSlice {
    precondition(start >= 0 && start <= offset)
    return JSONSlice(buffer: shared(), start: start, count: offset - start)
  }

  /// Takes any value and hands it out as text, white space around it left off.
  public mutating func rawValue() -> JSONSlice? {
    let start = valueOffset()
    return skipValue() ? slice(from: start) : nil
  }
}
