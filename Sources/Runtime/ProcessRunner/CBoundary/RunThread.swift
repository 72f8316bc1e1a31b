import Glibc

/// A thread for one run: it starts the child, which the kernel ends together with it, and waits for everything.
enum RunThread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// The filter of system calls and its making take 16 kB; the rest is room for what is called.
  private static let stackBytes = 256 * 1024

  /// Starts `body` on a new thread that takes no signals. Returns 0 or an error number.
  static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
    var every = sigset_t()
    var previous = sigset_t()
    unsafe sigfillset(&every)
    unsafe pthread_sigmask(SIG_SETMASK, &every, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackBytes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(body))
    let code = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        if let argument = unsafe argument { unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, unsafe box.toOpaque())
    if code != 0 { unsafe box.release() }
    return code
  }
}
