import Foundation
import SchemaValidation
import Testing

/// A terminal that a test looks at from the other side.
private final class PseudoTerminal {
  /// The program's side.
  let descriptor: Int32
  private let other: Int32

  init() throws {
    var sides: (other: Int32, program: Int32) = (-1, -1)
    guard unsafe openpty(&sides.other, &sides.program, nil, nil, nil) == 0 else { throw CocoaError(.fileNoSuchFile) }
    (other, descriptor) = sides
  }

  deinit {
    close(descriptor)
    close(other)
  }

  /// What has been written up to a text.
  func text(until end: String) -> String {
    var seen: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !String(decoding: seen, as: UTF8.self).contains(end) {
      let count = unsafe read(other, &chunk, chunk.count)
      guard count > 0 else { break }
      seen += chunk[..<count]
    }
    return String(decoding: seen, as: UTF8.self)
  }
}

@Suite struct PseudoTerminalTests {
  private func validate(_ environment: [String: String]) throws -> String {
    let folder = try Folder()
    try folder.write("schema.json", #"{"type": "integer"}"#)
    try folder.write("bad.json", "true")
    let terminal = try PseudoTerminal()
    let program = try Program(
      ["validate", "--schema", "schema.json", "bad.json"], in: folder,
      environment: environment, output: FileHandle(fileDescriptor: terminal.descriptor, closeOnDealloc: false))
    let text = terminal.text(until: "boolean")
    #expect(program.end() == 1)
    return text
  }

  @Test func linesOnATerminalAreColoured() throws {
    let plain = ["NO_COLOR": "", "TERM": "xterm"]
    #expect(try validate(plain).contains("\u{1B}[31mtype\u{1B}[0m: must be an integer"))
    #expect(try !validate(plain.merging(["NO_COLOR": "1"]) { _, new in new }).contains("\u{1B}"))
    #expect(try !validate(plain.merging(["TERM": "dumb"]) { _, new in new }).contains("\u{1B}"))
  }

  @Test func progressIsShownAndWiped() throws {
    let terminal = try PseudoTerminal()
    var progress = Progress(total: 7, descriptor: terminal.descriptor, delay: 0)
    progress.update(done: 3, unit: "files")
    #expect(terminal.text(until: "files") == "\r\u{1B}[2K3 of 7 files")
    // Too soon to be shown again.
    progress.update(done: 4, unit: "files")
    progress.clear()
    progress.clear()
    #expect(terminal.text(until: "[2K") == "\r\u{1B}[2K")
  }

  @Test func progressIsForTerminals() async throws {
    let folder = try Folder()
    let result = try await folder.run { streams in
      var progress = Progress(total: 7, descriptor: streams.messages, delay: 0)
      progress.update(done: 3, unit: "files")
      progress.clear()
      return .ok
    }
    #expect(result.messages.isEmpty)
  }
}
