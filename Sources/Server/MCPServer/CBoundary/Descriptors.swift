// Every pointer here is lent to the kernel for one call: nothing keeps it. Descriptors are not memory, but end like it:
// what closes one lives until the call on it has returned.
import Glibc

/// A system call on a descriptor failed.
package struct DescriptorError: Error, Sendable, CustomStringConvertible {
  package let operation: String
  package let code: CInt

  package var description: String { "\(operation) failed with error \(code)" }
}

/// The two ends of the protocol stream.
package struct StdioDescriptors: Sendable {
  package let input: CInt
  package let output: CInt

  package init(input: CInt, output: CInt) {
    self.input = input
    self.output = output
  }

  /// Moves the process's standard input and output to descriptors of their own, closed in children. Descriptor 0 then
  /// reads nothing and descriptor 1 is standard error, so that no stray `print` and no child can touch the protocol.
  package static func takeOver() throws(DescriptorError) -> StdioDescriptors {
    let pair = StdioDescriptors(input: try duplicate(STDIN_FILENO), output: try duplicate(STDOUT_FILENO))
    let null = try nullDevice()
    try replace(STDIN_FILENO, with: null)
    // A process started without standard error gets the null device there.
    try replace(STDOUT_FILENO, with: fcntl(STDERR_FILENO, F_GETFD) < 0 ? null : STDERR_FILENO)
    close(null)
    ignoreBrokenPipes()
    return pair
  }

  private static func duplicate(_ descriptor: CInt) throws(DescriptorError) -> CInt {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    if copy < 0 { throw DescriptorError(operation: "duplicating descriptor \(descriptor)", code: errno) }
    return copy
  }

  private static func replace(_ descriptor: CInt, with other: CInt) throws(DescriptorError) {
    while dup2(other, descriptor) < 0 {
      if errno != EINTR { throw DescriptorError(operation: "replacing descriptor \(descriptor)", code: errno) }
    }
  }

  private static func nullDevice() throws(DescriptorError) -> CInt {
    let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    if null < 0 { throw DescriptorError(operation: "opening /dev/null", code: errno) }
    return null
  }

  /// Makes writing to a client that is gone an error instead of the end. A handler, unlike `SIG_IGN`, is not inherited
  /// by the programs that tools run.
  private static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE) { _ in }
  }
}
