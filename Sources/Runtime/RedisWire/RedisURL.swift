/// Where a server, or a sentinel, is.
package enum RedisAddress: Sendable, Hashable, CustomStringConvertible {
  case host(String, port: Int)
  case socket(String)

  package var description: String {
    switch self {
    case .host(let host, let port): host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .socket(let path): path
    }
  }
}

/// The URL of Redis. It may hold a password, so nothing that prints it prints more than its form.
///
/// - `redis://user:password@host:6379/0`, `rediss://` with TLS; a password alone is `redis://:password@host`
/// - `redis+sentinel://user:password@host1:26379,host2:26379/name/0`, `rediss+sentinel://` with TLS
/// - `redis+unix://user:password@/path/to/socket?db=0`
package struct RedisURL: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  package enum Target: Sendable, Equatable {
    case server(RedisAddress)
    /// Who knows where the primary of that name is.
    case sentinels([RedisAddress], master: String)
  }

  package private(set) var target: Target
  package private(set) var isSecure = false
  /// Nil is the user `default`, whose password is sent alone: servers before version 6 have no other.
  private(set) var user: [UInt8]?
  private(set) var password: [UInt8]?
  package private(set) var database = 0

  package var hasPassword: Bool { password != nil }

  /// Where it leads, for people: no user, no password.
  package var place: String {
    switch target {
    case .server(let address): "\(address)"
    case .sentinels(let sentinels, let master):
      "\(master) by the sentinels \(sentinels.map { "\($0)" }.joined(separator: ", "))"
    }
  }
  package var description: String { "(URL of Redis)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// - Parameter text: spaces and line ends around it do not count: files end with one.
  package init(_ text: [UInt8]) throws(RedisURLFailure) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    let trimmed = Array(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    if trimmed.isEmpty { throw .empty }
    if trimmed.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { throw .space }
    guard let form = Self.forms.first(where: { trimmed.starts(with: $0.prefix.utf8) }) else { throw .scheme }
    isSecure = form.isSecure
    target = .sentinels([], master: "")
    var rest = trimmed[form.prefix.utf8.count...]
    if rest.contains(UInt8(ascii: "#")) { throw .fragment }
    try takeCredentials(&rest)
    switch form.kind {
    case .server: try readServer(rest)
    case .sentinel: try readSentinels(rest)
    case .socket: try readSocket(rest)
    }
  }

  private enum Kind { case server, sentinel, socket }

  private static let forms: [(prefix: String, kind: Kind, isSecure: Bool)] = [
    ("redis://", .server, false), ("rediss://", .server, true), ("redis+sentinel://", .sentinel, false),
    ("rediss+sentinel://", .sentinel, true), ("redis+unix://", .socket, false),
  ]

  // MARK: user and password

  /// Up to the last `@` before the path: a password may hold one that nobody has encoded.
  private mutating func takeCredentials(_ rest: inout ArraySlice<UInt8>) throws(RedisURLFailure) {
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return }
    let credentials = rest[rest.startIndex..<at]
    rest = rest[(at + 1)...]
    guard let colon = credentials.firstIndex(of: UInt8(ascii: ":")) else { throw .userAlone }
    let user = try Self.decoded(credentials[..<colon])
    let password = try Self.decoded(credentials[(colon + 1)...])
    if password.isEmpty { throw .userAlone }
    self.user = user.isEmpty ? nil : user
    self.password = password
  }

  private static func decoded(_ text: ArraySlice<UInt8>) throws(RedisURLFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "%") {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { throw .escape }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  // MARK: places

  private mutating func readServer(_ rest: ArraySlice<UInt8>) throws(RedisURLFailure) {
    if rest.contains(UInt8(ascii: "?")) { throw .query }
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    target = .server(try Self.address(authority, port: 6379))
    try readDatabase(rest[authority.endIndex...].dropFirst())
  }

  private mutating func readSentinels(_ rest: ArraySlice<UInt8>) throws(RedisURLFailure) {
    if rest.contains(UInt8(ascii: "?")) { throw .query }
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    var sentinels: [RedisAddress] = []
    for part in authority.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      sentinels.append(try Self.address(part, port: 26379))
    }
    let path = rest[authority.endIndex...].dropFirst()
    let name = path.prefix { $0 != UInt8(ascii: "/") }
    if name.isEmpty { throw .masterName }
    target = .sentinels(sentinels, master: String(decoding: try Self.decoded(name), as: UTF8.self))
    try readDatabase(path[name.endIndex...].dropFirst())
  }

  private mutating func readSocket(_ rest: ArraySlice<UInt8>) throws(RedisURLFailure) {
    let path = rest.prefix { $0 != UInt8(ascii: "?") }
    guard path.first == UInt8(ascii: "/"), path.count > 1 else { throw .socketPath }
    let decoded = try Self.decoded(path)
    // What the system's address of a socket has room for.
    guard decoded.count <= 107, !decoded.contains(0) else { throw .socketPath }
    target = .server(.socket(String(decoding: decoded, as: UTF8.self)))
    let query = rest[path.endIndex...].dropFirst()
    if query.isEmpty { return }
    guard query.starts(with: "db=".utf8) else { throw .query }
    try readDatabase(query.dropFirst(3))
  }

  private mutating func readDatabase(_ digits: ArraySlice<UInt8>) throws(RedisURLFailure) {
    if digits.isEmpty { return }
    guard digits.count <= 6, let number = Int(String(decoding: digits, as: UTF8.self)), number >= 0 else {
      throw .database
    }
    database = number
  }

  private static func address(_ text: ArraySlice<UInt8>, port: Int) throws(RedisURLFailure) -> RedisAddress {
    let brackets = text.firstIndex(of: UInt8(ascii: "[")).flatMap { _ in text.lastIndex(of: UInt8(ascii: "]")) }
    let colon = text[(brackets ?? text.startIndex)...].firstIndex(of: UInt8(ascii: ":"))
    var host = text[..<(colon ?? text.endIndex)]
    if brackets != nil {
      guard host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") else { throw .host }
      host = host.dropFirst().dropLast()
    }
    guard !host.isEmpty, host.count <= 253, host.allSatisfy(isOfHost) else { throw .host }
    let name = String(decoding: host, as: UTF8.self)
    guard let colon else { return .host(name, port: port) }
    let digits = text[(colon + 1)...]
    guard (1...5).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }),
      let number = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(number)
    else { throw .port }
    return .host(name, port: number)
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x3A: true
    default: false
    }
  }
}

/// What is wrong with a URL, without anything of it.
package enum RedisURLFailure: Error, Sendable, CaseIterable, CustomStringConvertible {
  case empty, space, scheme, fragment, query, userAlone, escape, host, port, masterName, socketPath, database

  package var description: String {
    switch self {
    case .empty: "is empty: write redis://host:6379"
    case .space: "has a space or a control character in it: encode it, a space as %20"
    case .scheme:
      "must begin with redis://, rediss://, redis+sentinel://, rediss+sentinel:// or redis+unix:// (in lower case)"
    case .fragment: "has a #, which a password must have as %23"
    case .query: "has a ?, which a password must have as %3F; only redis+unix:// has a query, ?db=0"
    case .userAlone: "has a user or a password alone: write user:password@host, or :password@host"
    case .escape: "has a % that no two hexadecimal digits follow: a password must have it as %25"
    case .host: "has no valid host: write redis://host:6379; a password must have / as %2F and @ as %40"
    case .port: "has no valid port: a number up to 65535; a password must have / as %2F"
    case .masterName: "does not name the primary: write redis+sentinel://host1,host2/name"
    case .socketPath: "has no valid path of a socket: write redis+unix:///path, at most 107 bytes"
    case .database: "has no valid number of a database behind the last /"
    }
  }
}
