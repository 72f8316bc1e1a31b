import Glibc

/// Why a connection could not be made, for people. Names of `errno` are for those who write programs.
enum IOReason {
  static func sentence(_ code: CInt) -> String {
    switch code {
    case ECONNREFUSED: "nothing listens there"
    case ETIMEDOUT: "it did not respond in time"
    case EHOSTUNREACH, ENETUNREACH: "there is no route to it"
    case ECONNRESET: "it closed the connection"
    case EMFILE, ENFILE: "this process has too many files open"
    default: "system error \(code)"
    }
  }
}
