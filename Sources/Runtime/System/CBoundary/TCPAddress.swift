// The list of addresses is the C library's until it is freed; the kernel reads one of them in one call.
import Glibc

/// An address and port of this machine, as somebody writes it who wants to listen there.
package enum TCPAddress {
  package enum Failure: Error, Equatable {
    /// Neither an address nor a name of one.
    case unknownHost
    case system(SystemError)
  }

  /// Why it could not be listened on now; nil when it could. Waits for a name to be resolved.
  ///
  /// A socket has the address for a moment and never listens: whoever waits for the port to be served would take that for
  /// the server.
  package static func failure(listeningOn host: String, port: Int) -> Failure? {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, String(port), &hints, &list) == 0, let first = unsafe list else {
      return .unknownHost
    }
    defer { unsafe freeaddrinfo(list) }
    let descriptor = unsafe socket(first.pointee.ai_family, streamType, 0)
    guard descriptor >= 0 else { return .system(.last) }
    defer { close(descriptor) }
    // As a server has it: connections of an earlier one that are not forgotten yet are no reason.
    var reuse: CInt = 1
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<CInt>.size))
    return unsafe bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 ? nil : .system(.last)
  }

  private static var streamType: CInt { CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue) }
}
