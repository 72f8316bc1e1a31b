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
    close(socket.descriptor)
    #expect(UnixSocket.failure(listeningOn: path) == nil && FileStatus(path) != nil)
    socket.remove()
  }

  @Test func isReplacedWhenNobodyListens() throws {
    let path = "/tmp/securellm-\(getpid()).sock"
    let first = try UnixSocket(path, mode: 0o640, backlog: 1)
    #expect(FileStatus(path)?.permissions == 0o640)
    #expect(throws: UnixSocket.Failure.inUse) { try UnixSocket(path, mode: 0o600, backlog: 1) }
    close(first.descriptor)
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
