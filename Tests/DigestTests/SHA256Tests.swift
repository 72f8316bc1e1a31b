import Foundation
import Testing

@testable import Digest

struct SHA256Tests {
  private func hexadecimal(_ digest: SHA256Digest) -> String {
    digest.bytes.map { String(format: "%02x", $0) }.joined()
  }

  /// The examples of FIPS 180-4 and of NIST's page of example values.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func examplesOfTheStandard(_ message: String, _ expected: String) {
    #expect(hexadecimal(SHA256.digest(Array(message.utf8).span)) == expected)
  }

  @Test func hashesAMillionLetters() {
    var hash = SHA256()
    let part = [UInt8](repeating: 0x61, count: 1000)
    for _ in 0..<1000 { hash.update(part.span) }
    #expect(hexadecimal(hash.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Every length up to five blocks, at once and cut at every position.
  @Test func piecesGiveTheDigestOfTheWhole() {
    let message = (0..<320).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for length in 0...message.count {
      let whole = SHA256.digest(message.span.extracting(first: length))
      for cut in stride(from: 0, through: length, by: 13) {
        var hash = SHA256()
        hash.update(message.span.extracting(first: cut))
        let early = hash.finish()
        #expect(early.isEqual(SHA256.digest(message.span.extracting(first: cut))))
        hash.update(message.span.extracting(cut..<length))
        #expect(hash.finish().isEqual(whole))
      }
    }
  }

  /// Random messages, the longest of 300,017 bytes, compared with Python's hashlib.
  @Test func agreesWithHashlib() throws {
    var messages: [[UInt8]] = (0..<200).map { length in (0..<length).map { _ in .random(in: 0...255) } }
    for _ in 0..<10 { messages.append((0..<Int.random(in: 200...10_000)).map { _ in .random(in: 0...255) }) }
    messages.append((0..<300_017).map { _ in .random(in: 0...255) })
    let program = """
      import hashlib, struct, sys
      data, at = sys.stdin.buffer.read(), 0
      while at < len(data):
          size, = struct.unpack_from('>I', data, at)
          print(hashlib.sha256(data[at + 4:at + 4 + size]).hexdigest())
          at += 4 + size
      """
    let folder = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var input = Data()
    for message in messages {
      let size = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: message.count >> $0) }
      input.append(contentsOf: size + message)
    }
    try input.write(to: folder.appending(path: "messages"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "messages"))
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let response = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let digests = String(decoding: response, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(digests == messages.map { hexadecimal(SHA256.digest($0.span)) })
  }

  @Test func comparesAllBits() throws {
    let digest = SHA256.digest([1, 2, 3].span)
    #expect(digest.isEqual(try #require(SHA256Digest(digest.bytes))))
    for bit in 0..<256 {
      var bytes = digest.bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!digest.isEqual(try #require(SHA256Digest(bytes))))
    }
    #expect(SHA256Digest(Array(digest.bytes.dropLast())) == nil)
    #expect(SHA256Digest(digest.bytes + [0]) == nil)
  }
}
