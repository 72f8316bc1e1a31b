import CProcess
import Glibc

/// The program that this process runs, and how it becomes another one.
package enum ProcessImage {
  /// As they were given, valid UTF-8 or not; the first is the name the program was called by.
  package static var arguments: [[UInt8]] {
    (0..<process_argument_count()).compactMap { index in
      unsafe process_argument(index).map { unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
  }

  /// The same as text. Swift's own list is empty without `/proc`: then every command would print the help and succeed.
  package static let words = arguments.map { String(decoding: $0, as: UTF8.self) }

  /// Becomes the program at `path`, with the descriptors of this one, no signal blocked and none ignored that this
  /// process ignores for itself.
  ///
  /// - Returns: Only when that failed: an errno value.
  package static func replace(
    path: String, name: String, arguments: [[UInt8]], environment: [(name: String, value: String)]
  ) -> Int32 {
    let argv = unsafe ([Array(name.utf8)] + arguments).map { unsafe copy($0) } + [nil]
    let envp = unsafe environment.map { unsafe copy(Array("\($0.name)=\($0.value)".utf8)) } + [nil]
    // Handlers end with this program by themselves; what is ignored would stay so in the next.
    signal(SIGPIPE, SIG_DFL)
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigprocmask(SIG_SETMASK, &none, nil)
    unsafe execve(path, argv, envp)
    return errno
  }

  /// A C string that lives as long as this program.
  private static func copy(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { unsafe copy[index] = CChar(bitPattern: byte) }
    unsafe copy[bytes.count] = 0
    return unsafe copy
  }
}
