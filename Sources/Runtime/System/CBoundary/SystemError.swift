// `strerror_r` writes into a buffer of this frame; the plain `strerror` shares one between threads.
import Glibc

/// A system call that failed. Its description is what the C library says about the number, for the end of a sentence.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An `errno`.
  package let code: CInt

  package init(code: CInt) { self.code = code }

  /// Of the call that has just failed; to be made before anything else is called.
  static var last: SystemError { SystemError(code: errno) }

  package var description: String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, unsafe strerror_r(code, base, buffer.count) == 0 else {
        return "error \(code)"
      }
      return unsafe String(cString: base)
    }
  }
}
