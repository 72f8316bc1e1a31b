package import System

/// A file of the audit that cannot be read: then there is no result, since one without it would be too low.
package struct UsageFailure: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: FileReadError

  init(_ path: String, _ reason: FileReadError) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .system(let error): "\(path) cannot be read: \(error)"
    case .notRegular: "\(path) is not a regular file"
    case .tooLarge: "\(path) is too large"
    }
  }
}
