import Glibc

/// Why a connection could not be made, for people. Names of `errno` are for those who write programs.
enum IOReason {
  static func sentence(_ code: CInt) -> String {
    switch code {
    case ECONNREFUSED: "nothing listens there"
    case ETIMEDOUT: "it did not answer in time"
    case EHOSTUNREACH, ENETUNREACH: "there is no way to its network"
    case ECONNRESET: "it closed the connection"
    case EMFILE, ENFILE: "this process has too many files open"
    default: "error \(code) of the system"
    }
  }
}
