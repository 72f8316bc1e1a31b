import Glibc
import Testing

@testable import System

@Suite struct UnixSocketTests {
  @Test func paths() throws {
    let long = "/tmp/" + String(repeating: "x", count: 103)
    #expect(throws: UnixSocket.Failure.tooLong) { try UnixSocket(long, mode: 0o600, backlog: 1) }
    #expect(throws: UnixSocket.Failure.notASocket) { try UnixSocket("/tmp", mode: 0o600, backlog: 1) }
    #expect(throws: UnixSocket.Failure.system(SystemError(code: ENOENT))) {
      try UnixSocket("/nowhere/socket", mode: 0o600, backlog: 1)
    }
  }

  /// A look says the same as the attempt, and leaves everything as it is.
  @Test func looks() throws {
    let long = "/tmp/" + String(repeating: "x", count: 103)
    #expect(UnixSocket.failure(listeningOn: long) == .tooLong)
    #expect(UnixSocket.failure(listeningOn: "/tmp") == .notASocket)
    #expect(UnixSocket.failure(listeningOn: "/nowhere/socket") == .system(SystemError(code: ENOENT)))
    let path = "/tmp/securellm-\(getpid())-look.sock"
    #expect(UnixSocket.failure(listeningOn: path) == nil && FileStatus(path) == nil)
    let socket = try UnixSocket(path, mode: 0o600, backlog: 1)
    #expect(UnixSocket.failure(listeningOn: path) == .inUse)
    try closeForAll(socket, at: path)
    #expect(FileStatus(path) != nil)
    socket.remove()
  }

  /// A program that another test starts holds the descriptor until it has become that program.
  private func closeForAll(_ socket: UnixSocket, at path: String) throws {
    close(socket.descriptor)
    for _ in 0..<1_000 where UnixSocket.failure(listeningOn: path) == .inUse { usleep(5_000) }
    try #require(UnixSocket.failure(listeningOn: path) == nil)
  }

  @Test func isReplacedWhenNobodyListens() throws {
    let path = "/tmp/securellm-\(getpid()).sock"
    let first = try UnixSocket(path, mode: 0o640, backlog: 1)
    #expect(FileStatus(path)?.permissions == 0o640)
    #expect(throws: UnixSocket.Failure.inUse) { try UnixSocket(path, mode: 0o600, backlog: 1) }
    try closeForAll(first, at: path)
    let second = try UnixSocket(path, mode: 0o600, backlog: 1)
    #expect(FileStatus(path)?.permissions == 0o600)
    second.remove()
    #expect(FileStatus(path) == nil)
    // The name is another's by now.
    let third = try UnixSocket(path, mode: 0o600, backlog: 1)
    second.remove()
    #expect(FileStatus(path) != nil)
    third.remove()
    close(second.descriptor)
    close(third.descriptor)
  }
}
