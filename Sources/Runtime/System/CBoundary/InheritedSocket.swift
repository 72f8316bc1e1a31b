// Options and addresses are structures of this frame, lent to the kernel for one call; an address is read as the kind that
// its family says.
import Glibc

/// A socket that a service manager holds for this process and its successors: it listens whether one of them runs or not.
package struct InheritedSocket: Sendable, Equatable {
  package enum Address: Equatable, Sendable {
    case tcp(host: String, port: Int)
    /// Abstract names begin with `@`; empty for a socket without a name.
    case unix(String)
  }

  package let descriptor: CInt
  /// Of `FileDescriptorName=`, by default that of the unit.
  package let name: String
  package let address: Address

  /// What was passed to this process, each looked at: what cannot be served keeps a server from starting. From now on no
  /// child gets any of them.
  ///
  /// - Parameters:
  ///   - variable: of the environment that the process was started with.
  ///   - process: the number of this one.
  package static func all(
    _ variable: (String) -> String?, process: CInt
  ) throws(InheritedSocketFailure) -> [InheritedSocket] {
    var sockets: [InheritedSocket] = []
    for (number, name) in try ServiceVariables.descriptors(variable, process: process) {
      do throws(InheritedSocketFailure.Reason) {
        sockets.append(InheritedSocket(descriptor: number, name: name, address: try look(number)))
      } catch {
        throw .unusable(number: number, name: name, error)
      }
    }
    return sockets
  }

  private static func look(_ descriptor: CInt) throws(InheritedSocketFailure.Reason) -> Address {
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw .notOpen }
    guard let type = option(SO_TYPE, of: descriptor) else { throw .notASocket }
    guard type == CInt(SOCK_STREAM.rawValue) else { throw .notAStream }
    guard option(SO_ACCEPTCONN, of: descriptor) == 1 else { throw .notListening }
    return try address(of: descriptor)
  }

  private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
    var value: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    return unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
  }

  private static func address(of descriptor: CInt) throws(InheritedSocketFailure.Reason) -> Address {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &size) }
    }
    guard result == 0 else { throw .notASocket }
    switch CInt(storage.ss_family) {
    case AF_INET, AF_INET6: return try internet(&storage, size)
    case AF_UNIX: return .unix(name(storage, Int(size)))
    default: throw .otherFamily
    }
  }

  private static func internet(
    _ storage: inout sockaddr_storage, _ size: socklen_t
  ) throws(InheritedSocketFailure.Reason) -> Address {
    var host = [CChar](repeating: 0, count: 64)
    var port = [CChar](repeating: 0, count: 8)
    let result = unsafe withUnsafePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getnameinfo(
          $0, size, &host, socklen_t(host.count), &port, socklen_t(port.count), NI_NUMERICHOST | NI_NUMERICSERV)
      }
    }
    guard result == 0 else { throw .otherFamily }
    return .tcp(host: text(host), port: Int(text(port)) ?? 0)
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A path ends at its zero, an abstract name where the address does.
  private static func name(_ storage: sockaddr_storage, _ size: Int) -> String {
    let bytes = unsafe withUnsafeBytes(of: storage) { unsafe Array($0.prefix(size).dropFirst(2)) }
    guard let first = bytes.first else { return "" }
    if first != 0 { return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    return bytes.count == 1 ? "" : "@" + String(decoding: bytes.dropFirst(), as: UTF8.self)
  }
}

/// The queue of connections that wait until they are accepted.
package enum ListenQueue {
  /// Gives a socket that listens another length of it; the kernel cuts it to its own limit.
  package static func resize(_ descriptor: CInt, to length: CInt) { _ = listen(descriptor, length) }
}
