import Glibc

/// A thread of its own for the writer, which waits for disks.
///
/// The body crosses as one retained reference: the thread takes it when it has started, the caller when it has not.
enum WriterThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts `body` on a new thread that takes no signals. Returns 0 or an error number.
  static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
    var every = sigset_t()
    var previous = sigset_t()
    // Inherited by the thread: signals are for the threads that expect them.
    unsafe sigfillset(&every)
    unsafe pthread_sigmask(SIG_SETMASK, &every, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(body))
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        if let argument = unsafe argument { unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, unsafe box.toOpaque())
    if code == 0 { pthread_detach(thread) } else { unsafe box.release() }
    return code
  }
}
