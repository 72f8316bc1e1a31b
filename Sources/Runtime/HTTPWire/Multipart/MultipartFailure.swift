/// Why a multipart body is refused: where, and what to do.
package struct MultipartFailure: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    case noDelimiter, badDelimiter, truncated, trailingBytes, badHead, badDisposition, noName, encoded, tooManyParts
  }

  /// Bytes of the body in front of it.
  package let offset: Int
  package let reason: Reason

  init(_ offset: Int, _ reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  /// For people. It repeats nothing of the body.
  package var sentence: String {
    let what =
      switch reason {
      case .noDelimiter: "the body must begin with the boundary of its Content-Type"
      case .badDelimiter:
        "a line begins with the boundary and is no delimiter; choose a boundary that the parts do not have"
      case .truncated: "the body ends within a part; send it up to the last delimiter"
      case .trailingBytes: "there is something behind the last delimiter"
      case .badHead: "the head of a part must be lines `Name: value`, each ended by CR LF, 4096 bytes at most"
      case .badDisposition:
        "Content-Disposition must be form-data; name=\"…\" with at most a filename=\"…\", names of letters, digits and . _ - [ ]"
      case .noName: "a part has no name"
      case .encoded: "Content-Transfer-Encoding is not accepted; send the part as it is"
      case .tooManyParts: "there are more than \(MultipartReader.mostParts) parts"
      }
    return "byte \(offset): \(what)."
  }
}
