import HTTPWire
import WireTranscript

/// Requests and responses mean the same wherever they are cut, and what is accepted is what the rules say. The first
/// byte is the size of the pieces.
enum HTTPTarget {
  static func contradiction(in bytes: [UInt8]) -> String? {
    guard let size = bytes.first, size > 0 else { return nil }
    // With a line end behind it no error of a head can still be waiting to be reported.
    let text = Array(bytes.dropFirst()) + [0x0A]
    let pieces = pieces(of: text, size: Int(size))
    let requests = Transcript.requests(text)
    if Transcript.requests(pieces) != requests { return "requests in pieces of \(size) are others" }
    let responses = Transcript.responses([text], expected: 100)
    if Transcript.responses(pieces, expected: 100) != responses { return "responses in pieces of \(size) are others" }
    for message in requests.messages + responses.messages {
      if let found = error(in: message) { return found }
    }
    return nil
  }

  private static func error(in message: Transcript.Message) -> String? {
    let encodings = message.fields.filter { $0.hasPrefix("transferEncoding ") }
    let lengths = message.fields.filter { $0.hasPrefix("contentLength ") }
    if !encodings.isEmpty && !lengths.isEmpty { return "a length and an encoding passed together" }
    if encodings.count > 1 || lengths.count > 1 { return "a duplicate framing field passed" }
    if let encoding = encodings.first, !encoding.lowercased().hasSuffix(": chunked") { return "an encoding passed" }
    if message.framing == .chunked, encodings.isEmpty { return "chunked without a field" }
    if case .length(let length) = message.framing, message.isComplete, message.body.count != length {
      return "a body of another length"
    }
    let hasControl = message.fields.contains { line in line.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }
    return hasControl ? "a control character passed" : nil
  }
}
