import Glibc
import NIOCore
import System

/// Why nothing is listened on: what, where, and what to do. `NIO`'s own errors name a system call and a number.
package struct ListenFailure: Error, CustomStringConvertible {
  package var description: String { "cannot listen on \(place): \(reason)" }
  /// The address and port, or the socket.
  package let place: String
  /// The setting that it is about.
  package let setting: Setting
  /// Another process listens there, for as long as it does.
  package let isInUse: Bool
  private let reason: String

  package enum Setting: Sendable { case host, port, socket }

  init(nio error: any Error, host: String, port: Int) {
    let code = (error as? IOError)?.errnoCode
    self.init(code.map { .system(SystemError(code: $0)) } ?? .unknownHost, host: host, port: port)
  }

  init(_ failure: TCPAddress.Failure, host: String, port: Int) {
    place = (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + ":\(port)"
    switch failure {
    case .unknownHost:
      setting = .host
      isInUse = false
      reason = "listen.host is neither an address of this machine nor a name of one"
    case .system(let error):
      setting = error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT ? .host : .port
      isInUse = error.code == EADDRINUSE
      reason = Self.reason(error.code)
    }
  }

  init(_ failure: UnixSocket.Failure, path: String) {
    setting = .socket
    isInUse = failure == .inUse
    place = "unix:\(path)"
    reason =
      switch failure {
      case .tooLong: "the path must have at most \(UnixSocket.longestPath) bytes"
      case .notASocket: "the path is that of something else than a socket: remove it, or choose another"
      case .inUse: "another process listens on it; stop it, or choose another with listen.socket.path"
      case .system(let error): "\(error): check its folder"
      }
  }

  private static func reason(_ code: CInt) -> String {
    switch code {
    case EADDRINUSE: "another process uses this port; stop it, or choose another with listen.port or --port (0: any)"
    case EACCES, EPERM: "this user may not use this port; choose one from 1024 up with listen.port or --port"
    case EADDRNOTAVAIL, EAFNOSUPPORT:
      "this machine does not have this address; choose another with listen.host or --host"
    default: IOReason.sentence(code)
    }
  }
}
