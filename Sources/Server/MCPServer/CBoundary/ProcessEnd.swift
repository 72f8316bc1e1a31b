import Glibc
import Synchronization

/// How this process is asked to end, and made to.
///
/// Handlers and the alarm of the kernel, and no thread that waits: they work whatever the process is stuck in, and cost
/// nothing until then. Unlike an ignored signal, a handler is not inherited by the programs that tools run.
enum ProcessEnd {
  private static let descriptor = Atomic<CInt>(-1)
  private static let seconds = Atomic<CUnsignedInt>(0)

  /// SIGHUP is a terminal that was closed, the usual end of a server that somebody started there.
  private static let numbers = [SIGTERM, SIGINT, SIGQUIT, SIGHUP]

  /// From now on these signals write to `wakeup`; `seconds` later the process ends, whatever it does.
  static func watchSignals(_ wakeup: Wakeup, seconds: UInt32) {
    descriptor.store(wakeup.stopDescriptor, ordering: .relaxed)
    Self.seconds.store(seconds, ordering: .relaxed)
    _ = signal(SIGALRM) { _ in _exit(0) }
    for number in numbers {
      let before = signal(number) { _ in ProcessEnd.requested() }
      // `nohup` asks for this one to be survived.
      if number == SIGHUP, isIgnored(before) { _ = signal(number, before) }
    }
    unblock(numbers + [SIGALRM])
  }

  private static func isIgnored(_ disposition: sighandler_t?) -> Bool {
    unsafe unsafeBitCast(disposition, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// A process that was started by a thread which blocks signals, as those of libdispatch do, blocks them too.
  private static func unblock(_ numbers: [CInt]) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// What has to end ends within `seconds`, or without its leave: with success, since nothing more is waited for.
  static func force(afterSeconds seconds: UInt32) { alarm(seconds) }

  /// The handler: calls that POSIX allows there, and no memory is asked for.
  private static func requested() {
    let interrupted = errno
    alarm(seconds.load(ordering: .relaxed))
    var byte: UInt8 = 1
    _ = unsafe write(descriptor.load(ordering: .relaxed), &byte, 1)
    errno = interrupted
  }
}
