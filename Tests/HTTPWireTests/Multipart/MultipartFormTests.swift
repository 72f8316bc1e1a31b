import Testing

@testable import HTTPWire

@Suite struct MultipartFormTests {
  /// `name=value` of each part, files with a `@`; or why it is refused.
  private func read(_ body: String, type: String = "multipart/form-data; boundary=B") -> String {
    let bytes = Array(body.utf8)
    guard let boundary = MultipartBoundary(contentType: Array(type.utf8).span) else { return "no boundary" }
    do throws(MultipartFailure) {
      return try MultipartForm(bytes.span, boundary).parts.map { part in
        let name = String(decoding: bytes[part.name], as: UTF8.self)
        return name + (part.isFile ? "@" : "=") + String(decoding: bytes[part.value], as: UTF8.self)
      }.joined(separator: "|")
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
    let most = MultipartForm.mostParts
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

  /// Whatever is cut off or changed: refused, or read, and every range within the body.
  @Test func hostileBytes() throws {
    let body = Array((part("model", "m") + part("file", "\r\n-\n--\r") + end).utf8)
    let type = Array("multipart/form-data; boundary=B".utf8)
    guard let boundary = MultipartBoundary(contentType: type.span) else { throw MultipartFailure(0, .noDelimiter) }
    for length in 0..<body.count - 2 {
      let cut = Array(body[..<length])
      #expect((try? MultipartForm(cut.span, boundary)) == nil, "\(length)")
    }
    for index in body.indices {
      for byte: UInt8 in [0, 0x0A, 0x0D, 0x22, 0x2D, 0x3B, 0x42, 0xFF] {
        var changed = body
        changed[index] = byte
        guard let form = try? MultipartForm(changed.span, boundary) else { continue }
        for part in form.parts {
          #expect(part.name.upperBound < part.value.lowerBound && part.value.upperBound <= changed.count)
        }
      }
    }
  }
}
