import ArgumentParser
import KeyStore

/// A limit, or `none` to take it away.
struct LimitChange: ExpressibleByArgument {
  let limit: Int?

  init?(argument: String) {
    if argument.utf8.elementsEqual("none".utf8) {
      limit = nil
      return
    }
    guard let number = Int(argument) else { return nil }
    limit = number
  }
}

/// An expiry, or `never` to take it away.
struct ExpiryChange: ExpressibleByArgument {
  let milliseconds: Int64?

  init?(argument: String) {
    if argument.utf8.elementsEqual("never".utf8) {
      milliseconds = nil
      return
    }
    guard let expiry = KeyExpiry(argument: argument) else { return nil }
    milliseconds = expiry.milliseconds
  }
}

/// How long a former key is accepted: a number with its unit, `30m`, `24h`, `7d`; or 0.
struct GracePeriod: ExpressibleByArgument {
  let milliseconds: Int64

  init(hours: Int64) { milliseconds = hours * 3_600_000 }

  /// A number without a unit would be one of two that somebody guessed.
  init?(argument: String) {
    if argument.utf8.elementsEqual("0".utf8) {
      milliseconds = 0
      return
    }
    let units: [UInt8: Int64] = [
      UInt8(ascii: "s"): 1000, UInt8(ascii: "m"): 60_000, UInt8(ascii: "h"): 3_600_000, UInt8(ascii: "d"): 86_400_000,
    ]
    let digits = argument.utf8.dropLast()
    guard let unit = argument.utf8.last.flatMap({ units[$0] }), (1...9).contains(digits.count),
      digits.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int64(String(decoding: Array(digits), as: UTF8.self))
    else { return nil }
    milliseconds = number * unit
  }
}

/// Lists of an option, separated by commas.
enum KeyList {
  /// The parts between commas, blanks around them removed. Empty parts are kept: a comma too many is not passed over
  /// in silence.
  static func parts(_ text: String) -> [String] {
    text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { part in
      let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") }
      let trimmed = part.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      return String(decoding: Array(trimmed), as: UTF8.self)
    }
  }

  /// A list that says that it is empty: an empty option is more often a variable that was not set.
  static func orNone(_ text: String) -> [String] {
    let names = parts(text)
    return names == ["none"] ? [] : names
  }

  static func routes(_ text: String) throws -> [KeyRoute] {
    try orNone(text).map { name in
      guard let route = KeyRoute(rawValue: name) else {
        let names = KeyRoute.allCases.map(\.rawValue).joined(separator: ", ")
        throw KeyDatabase.complain("--routes takes \(names), separated by commas, or none", status: 2)
      }
      return route
    }
  }
}
