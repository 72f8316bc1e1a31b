import HTTPWire
import Testing
import WireTranscript

/// Spellings of `Transfer-Encoding: chunked`: what is not exactly that is refused, or is no such field at all.
@Suite struct TransferEncodingTests {
  static func request(_ line: [UInt8]) -> [UInt8] {
    Array("POST /v1/x HTTP/1.1\r\nHost: a\r\n".utf8) + line + Array("\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
  }

  static let name = "Transfer-Encoding"

  /// Every spelling of upper and lower case of the first and last letters, with white space that is allowed.
  static var good: [[UInt8]] {
    var found: [[UInt8]] = []
    for value in ["chunked", "CHUNKED", "Chunked", "cHuNkEd", "chunkeD"] {
      for name in [name, name.lowercased(), name.uppercased(), "transfer-ENCODING"] {
        for before in ["", " ", "\t", "  ", " \t ", "\t\t"] {
          for behind in ["", " ", "\t", " \t"] { found.append(Array("\(name):\(before)\(value)\(behind)".utf8)) }
        }
      }
    }
    return found
  }

  /// One byte put into, taken out of or changed in the line, and lists, quotes, parameters and doublings.
  static var bad: [[UInt8]] {
    let line = Array("Transfer-Encoding: chunked".utf8)
    let odd: [UInt8] =
      Array(0...0x1F) + [
        0x20, 0x22, 0x27, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x3A, 0x3B, 0x3D, 0x40, 0x4B, 0x5B, 0x5C, 0x5F,
      ]
      + [0x60, 0x7B, 0x7F, 0x80, 0x85, 0xA0, 0xC5, 0xFF]
    var found: [[UInt8]] = []
    for location in line.indices {
      for byte in odd {
        found.append(Array(line[..<location]) + [byte] + Array(line[location...]))
        if line[location] != byte { found.append(Array(line[..<location]) + [byte] + Array(line[(location + 1)...])) }
      }
      found.append(Array(line[..<location]) + Array(line[(location + 1)...]))
    }
    for byte in odd { found.append(line + [byte]) }
    for value in [
      "", "chunked, chunked", "gzip, chunked", "chunked, gzip", "identity", "\"chunked\"", "'chunked'", "chunked;q=1",
      ",chunked", "chunked,", ", chunked", "chunked ,", "chunk ed", "chunked\r\nTransfer-Encoding: chunked",
      "x-chunked",
      "chunked\r\n\tidentity", "\r\n chunked", "chunked\r\nTransfer-Encoding: identity", "\u{212A}", "chun\u{212A}ed",
      "ＣHUNKED",
      "deflate", "trailers", "chunked\0", "\u{FEFF}chunked", "chunked\u{85}", "chunked\u{A0}",
    ] { found.append(Array("Transfer-Encoding: \(value)".utf8)) }
    return found
  }

  /// What is left of a mutation when case and white space around the value do not matter.
  static func isGood(_ line: [UInt8]) -> Bool {
    let text = String(decoding: line, as: Unicode.ASCII.self).lowercased()
    guard text.hasPrefix("transfer-encoding:"), line.allSatisfy({ $0 < 0x80 }) else { return false }
    return text.dropFirst(18).filter { $0 != " " && $0 != "\t" } == "chunked"
      && !text.dropFirst(18).trimmed.contains(" ")
      && !text.dropFirst(18).trimmed.contains("\t")
  }

  @Test func acceptsExactlyChunked() {
    #expect(Self.good.count >= 400)
    for line in Self.good {
      let transcript = Transcript.requests(Self.request(line))
      #expect(transcript.failure == nil && transcript.messages.map(\.body) == [Array("abc".utf8)], "\(line)")
      #expect(transcript.messages.first?.framing == .chunked)
    }
  }

  @Test func rejectsOtherSpellings() {
    let mutations = Self.bad.filter { !Self.isGood($0) }
    #expect(mutations.count >= 1000)
    for line in mutations {
      let transcript = Transcript.requests(Self.request(line))
      #expect(!transcript.messages.contains { $0.framing == .chunked }, "\(line)")
      // Another name makes another field: the body is then none, and what follows is refused as a request line.
      #expect(transcript.failure != nil, "\(line)")
      if transcript.messages.first != nil {
        #expect(!transcript.messages[0].fields.contains { $0.hasPrefix("transferEncoding") }, "\(line)")
      }
    }
  }

  @Test func rejectsLengthAndEncodingTogether() {
    for fields in [
      "Content-Length: 3\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\ncontent-length: 0",
    ] {
      #expect(Transcript.requests(Self.request(Array(fields.utf8))).failure == .lengthAndTransferEncoding)
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
