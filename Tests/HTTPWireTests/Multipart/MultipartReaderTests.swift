import Testing

@testable import HTTPWire

@Suite struct MultipartReaderTests {
  private let type = "multipart/form-data; boundary=B"

  /// `name=value` of each part, files with a `@`; or why it is refused. The same however the body is cut into pieces.
  private func read(_ body: String, type: String? = nil) -> String {
    let bytes = Array(body.utf8)
    guard let boundary = MultipartBoundary(contentType: Array((type ?? self.type).utf8).span) else {
      return "no boundary"
    }
    let whole = read(bytes, pieces: bytes.count, boundary)
    for size in [1, 2, 3, 7, 64] {
      let found = read(bytes, pieces: size, boundary)
      // A head that is cut has more of its errors in sight at once.
      let isSame = found == whole || found.contains(" at ") && whole.contains(" at ")
      if !isSame { return "in pieces of \(size): \(found), whole: \(whole)" }
    }
    return whole
  }

  private func read(_ bytes: [UInt8], pieces size: Int, _ boundary: MultipartBoundary) -> String {
    var reader = MultipartReader(boundary)
    var parts: [String] = []
    do throws(MultipartFailure) {
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + size)
        for event in try reader.receive(bytes.span.extracting(start..<end)) {
          switch event {
          case .part(let name, let isFile): parts.append(String(decoding: name, as: UTF8.self) + (isFile ? "@" : "="))
          case .value(let range, let text):
            let value = Array(bytes[range])
            #expect(text == (parts[parts.count - 1].hasSuffix("@") ? [] : Array(value.prefix(1025))))
            parts[parts.count - 1] += String(decoding: value, as: UTF8.self)
          }
        }
        start = end
      }
      try reader.finish()
      return parts.joined(separator: "|")
    } catch {
      return "\(error.reason) at \(error.offset)"
    }
  }

  private func part(_ name: String, _ value: String) -> String {
    "--B\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
  }

  private let end = "--B--\r\n"

  @Test func parts() {
    #expect(read(part("a", "1") + part("b[]", "") + end) == "a=1|b[]=")
    #expect(read(part("a", "1") + "--B--") == "a=1")
    #expect(read("--B--") == "")
    let file =
      "--B\r\ncontent-disposition:form-data;name=\"f\"; FILENAME=\"a;b\u{e9}.wav\"\r\nContent-Type: audio/wav\r\n\r\n\r\n--\r\n--b\r\n"
    #expect(read(file + end) == "f@\r\n--\r\n--b")
  }

  @Test(arguments: [
    "", "-", "--", "--B", "--B\r\n", "--B-", "--B--x", "--B--\r\nx", "--B--\r\n\r\n", "x--B--", "\r\n--B--", "--C--",
    "--B \r\n", "--B\n",
  ])
  func refusesOtherDelimiters(body: String) { #expect(read(body).contains(" at ")) }

  @Test(arguments: [
    "1\n--B\r\n", "1\r--B\r\n", "1\r\n--BX", "1\r\n--B-X", "1\r\n--B\n", "\n--B--",
  ])
  func refusesWhatLooksLikeADelimiter(value: String) {
    #expect(read(part("a", value) + end).contains("badDelimiter at"))
  }

  @Test(arguments: [
    "Content-Disposition: form-data; name=a", "Content-Disposition: form-data",
    "Content-Disposition: form-data; name=\"\"",
    "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
    "Content-Disposition: form-data; name*=utf-8''a", "Content-Disposition: form-data; name=\"a\"; filename*=utf-8''a",
    "Content-Disposition: form-data; name=\"a\\\"\"", "Content-Disposition: form-data; name=\"a%22\"",
    "Content-Disposition: form-data; name=\"a\" x", "Content-Disposition: form-data; name=\"a\";",
    "Content-Disposition: form-data; name=\"a\r\n b\"", "Content-Disposition : form-data; name=\"a\"",
    "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
    "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
    "Content-Disposition: form-data; name=\"a\"\r\nX\u{0}: y", "Content-Disposition: form-data; name=\"a\"\r\nno colon",
    "Content-Disposition: form-data; name=\"a\"\r\n: empty", "Content-Disposition: form-data; name=\"a\"\nX: y",
    "Content-Disposition: form-data; name=\"a\"\r\nX: y\rz", "Content-Type: text/plain", "",
  ])
  func refusesHeads(head: String) { #expect(read("--B\r\n\(head)\r\n\r\n1\r\n" + end).contains(" at ")) }

  @Test func boundsPartsAndHeads() {
    let most = MultipartReader.mostParts
    #expect(!read(String(repeating: part("a", "1"), count: most) + end).contains(" at "))
    #expect(read(String(repeating: part("a", "1"), count: most + 1) + end).contains("tooManyParts"))
    let long = "X: " + String(repeating: "y", count: 5000)
    #expect(read("--B\r\n\(long)\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" + end).contains("badHead"))
  }

  @Test(arguments: [
    "multipart/form-data; boundary=B", "Multipart/Form-Data;boundary=B", "multipart/form-data; BOUNDARY=\"B\"",
  ])
  func boundaries(type: String) { #expect(read("--B--", type: type) == "") }

  @Test(arguments: [
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=B; x=y", "multipart/form-data; x=y; boundary=B", "multipart/mixed; boundary=B",
    "multipart/form-datax; boundary=B", "multipart/form-data boundary=B", "multipart/form-data; boundary=\"B",
    "multipart/form-data; boundary=B\"", "multipart/form-data; boundary=a b", "multipart/form-data; boundary=\"B \"",
    "multipart/form-data; boundary=B,C", "multipart/form-data; boundary=\u{e9}",
  ])
  func refusesBoundaries(type: String) { #expect(read("--B--", type: type) == "no boundary") }

  /// Of a long value only the beginning is kept, and of a file nothing.
  @Test func longValues() {
    let long = String(repeating: "x", count: 5000)
    #expect(read(part("a", long) + end) == "a=" + long)
    let file = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n\(long)\r\n-\r\n\r\n"
    #expect(read(file + end) == "f@" + long + "\r\n-\r\n")
  }

  /// Whatever is cut off or changed: refused, or read alike in any pieces.
  @Test func hostileBytes() throws {
    let body = Array((part("model", "m") + part("file", "\r\n-\n--\r") + end).utf8)
    guard let boundary = MultipartBoundary(contentType: Array(type.utf8).span) else {
      throw MultipartFailure(0, .noDelimiter)
    }
    for length in 0..<body.count - 2 {
      #expect(read(Array(body[..<length]), pieces: body.count, boundary).contains(" at "), "\(length)")
    }
    for index in body.indices {
      for byte: UInt8 in [0, 0x0A, 0x0D, 0x22, 0x2D, 0x3B, 0x42, 0xFF] {
        var changed = body
        changed[index] = byte
        let whole = read(changed, pieces: body.count, boundary)
        for size in [1, 5] {
          let found = read(changed, pieces: size, boundary)
          #expect(found == whole || found.contains(" at ") && whole.contains(" at "), "\(index) \(byte)")
        }
      }
    }
  }
}
