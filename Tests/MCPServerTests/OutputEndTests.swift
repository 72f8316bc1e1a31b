import Foundation
import JSONCore
import Testing

@testable import MCPServer

/// Writing to every kind of descriptor takes what fits and never waits.
@Suite struct OutputEndTests {
  enum Kind: CaseIterable {
    case pipe, shared, socket
  }

  /// Both ends: what is read from, what is written to.
  private func ends(_ kind: Kind) throws -> (Int32, OutputEnd) {
    var pair: [Int32] = [0, 0]
    if kind == .socket {
      unsafe try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    } else {
      unsafe try #require(Glibc.pipe(&pair) == 0)
    }
    return (pair[0], kind == .shared ? OutputEnd(pair[1], manner: .piecewise) : OutputEnd(pair[1]))
  }

  private func take(_ descriptor: Int32, _ count: Int) -> Int {
    var room = [UInt8](repeating: 0, count: count)
    return unsafe read(descriptor, &room, count)
  }

  @Test(arguments: Kind.allCases) func keepsUnwrittenBytes(kind: Kind) throws {
    let (reader, end) = try ends(kind)
    defer { close(reader) }
    let bytes = [UInt8](repeating: 0x78, count: 1 << 20)
    var written = 0
    while case .wrote(let count) = end.write(bytes.span) { written += count }
    #expect(written >= 4096 && written < 1 << 24)
    #expect(end.write(bytes.span) == .isFull)
    // Room is made and used again.
    var taken = 0
    while taken < written { taken += take(reader, 1 << 16) }
    guard case .wrote = end.write(bytes.span) else {
      Issue.record("nothing fits although there is room")
      return
    }
    close(end.descriptor)
  }

  @Test(arguments: Kind.allCases) func reportsAMissingReader(kind: Kind) throws {
    _ = signal(SIGPIPE, SIG_IGN)
    let (reader, end) = try ends(kind)
    defer { close(end.descriptor) }
    close(reader)
    #expect(end.write([0x78].span) == .failed(EPIPE))
  }

  /// The client's own descriptor keeps waiting, or not, as the client has set it.
  @Test(arguments: [false, true]) func keepsTheFlagsOfTheClient(refuses: Bool) throws {
    var pair: [Int32] = [0, 0]
    unsafe try #require(Glibc.pipe(&pair) == 0)
    let clients = dup(pair[1])
    if refuses { _ = fcntl(clients, F_SETFL, fcntl(clients, F_GETFL) | O_NONBLOCK) }
    let end = OutputEnd(pair[1])
    #expect(end.manner == .plain)
    #expect((fcntl(clients, F_GETFL) & O_NONBLOCK != 0) == refuses)
    for descriptor in [pair[0], clients, end.descriptor] { close(descriptor) }
  }

  /// The controlling side of a terminal, opened again, would be another terminal.
  @Test func opensNoOtherTerminal() throws {
    let controlling = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(controlling >= 0)
    let end = OutputEnd(controlling)
    #expect(end.descriptor == controlling && end.manner == .piecewise)
    close(controlling)
  }

  /// The position and the mode of a file that output is redirected to are those of its descriptor.
  @Test func appendsToFiles() throws {
    let path = NSTemporaryDirectory() + "output-\(UUID().uuidString)"
    defer { unsafe unlink(path) }
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    try #require(file >= 0)
    #expect(OutputEnd(file).write([0x61].span) == .wrote(1))
    #expect(OutputEnd(file).write([0x62].span) == .wrote(1))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "ab")
    close(file)
  }
}
