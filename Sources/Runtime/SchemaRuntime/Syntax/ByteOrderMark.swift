package import JSONCore

/// The mark U+FEFF with which some editors and spreadsheets begin UTF-8 files. RFC 8259, 8.1, forbids to send it and
/// allows to pass over it: files are read as if it were not there, messages over a network are not.
extension JSONBytes {
  private static let markLength = 3

  /// Bytes of the mark at the beginning: 0 or 3.
  package var byteOrderMark: Int { hasByteOrderMark(at: 0) ? Self.markLength : 0 }

  package func hasByteOrderMark(at offset: Int) -> Bool {
    guard offset + Self.markLength <= count else { return false }
    return self[offset] == 0xEF && self[offset + 1] == 0xBB && self[offset + 2] == 0xBF
  }

  /// The text behind the mark: itself when there is none.
  package var withoutByteOrderMark: JSONBytes {
    byteOrderMark == 0 ? self : JSONBytes(Array(bytes.dropFirst(byteOrderMark)))
  }
}
