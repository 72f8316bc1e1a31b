// The address is a structure of this frame, and the bytes are lent to the kernel for one call.
import Glibc

/// The way to the service manager that has started this process. Any thread may send.
package struct NotifySocket: Sendable {
  /// A manager that reads nothing for so long is not waited for.
  private static let patience = timeval(tv_sec: 5, tv_usec: 0)

  private let descriptor: CInt
  private let address: NotifyAddress

  /// Open as long as the process runs, so that a sign of life never lacks a descriptor. No child gets it.
  package init(_ address: NotifyAddress) throws(SystemError) {
    self.address = address
    descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .last }
    var patience = Self.patience
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  /// - Parameter waits: for room in the manager's queue; false on a thread that must not wait.
  package func send(_ message: ServiceMessage, waits: Bool = true) throws(SystemError) {
    let flags = CInt(MSG_NOSIGNAL) | (waits ? 0 : CInt(MSG_DONTWAIT))
    var text = Array(message.text.utf8)
    // The line feed of the last assignment is not part of it.
    if text.last == UInt8(ascii: "\n") { text.removeLast() }
    let sent = unsafe text.withUnsafeBytes { bytes in
      unsafe withAddress { unsafe sendto(descriptor, bytes.baseAddress, bytes.count, flags, $0, $1) }
    }
    guard sent == text.count else { throw .last }
  }

  /// An abstract name has no end but that of the address: its length is part of it.
  private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int) -> Int {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      for (index, byte) in self.address.bytes.enumerated() { unsafe room[index] = byte }
    }
    let start = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
    let isAbstract = self.address.bytes.first == 0
    let size = socklen_t(start + self.address.bytes.count + (isAbstract ? 0 : 1))
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
    }
  }
}
