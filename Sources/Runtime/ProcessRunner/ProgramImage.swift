import Glibc
import System

/// What the kernel itself must be able to execute and read for a program to start.
struct ProgramImage: Equatable {
  /// The file, its interpreter in the first line when it is a script, and the loader of each: by their real paths.
  private(set) var executables: [String] = []

  /// A script may name a script; the kernel follows five.
  private static let depth = 5
  private static let headerBytes = 4096

  init(of path: String) { add(path, depth: Self.depth) }

  /// Folders that hold the libraries of these files.
  ///
  /// The system's are read by every program; a program elsewhere (`/opt/x/bin`, a Nix profile) brings its own beside
  /// it.
  var libraryFolders: [String] {
    var folders = ["/lib", "/lib32", "/lib64"]
    folders += ["lib", "lib32", "lib64", "libexec", "local/lib"].map { "/usr/" + $0 }
    for executable in executables {
      if executable.utf8.starts(with: "/nix/store/".utf8) {
        folders.append("/nix/store")
      } else if let prefix = Self.prefix(of: executable) {
        folders += [prefix + "/lib", prefix + "/lib64", prefix + "/libexec"]
      }
    }
    return folders
  }

  /// `/opt/x` of `/opt/x/bin/tool`; nil where that is the system's own, or a folder of many things.
  private static func prefix(of path: String) -> String? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    guard parts.count > 3, parts[parts.count - 2].elementsEqual("bin".utf8) else { return nil }
    return "/" + parts.dropLast(2).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
  }

  private mutating func add(_ path: String, depth: Int) {
    guard depth > 0, let real = realPath(path), !executables.contains(real) else { return }
    executables.append(real)
    guard let header = try? Files.readPrefix(real, limit: Self.headerBytes) else { return }
    if let interpreter = Self.interpreter(header) ?? Self.loader(header) { add(interpreter, depth: depth - 1) }
  }

  /// The program in the first line of a script.
  static func interpreter(_ header: [UInt8]) -> String? {
    guard header.starts(with: "#!".utf8) else { return nil }
    let line = header.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
    let word = line.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    return word.first == UInt8(ascii: "/") ? String(decoding: word, as: UTF8.self) : nil
  }

  /// The loader that a 64-bit ELF file of this machine's byte order names (`PT_INTERP`).
  static func loader(_ header: [UInt8]) -> String? {
    guard header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), header.count > 64 else { return nil }
    let table = number(header, at: 32, bytes: 8)
    let size = number(header, at: 54, bytes: 2)
    let count = number(header, at: 56, bytes: 2)
    guard size >= 56 else { return nil }
    for index in 0..<count {
      let entry = table + index * size
      guard entry + 40 <= header.count else { return nil }
      guard number(header, at: entry, bytes: 4) == 3 else { continue }
      let offset = number(header, at: entry + 8, bytes: 8)
      let length = number(header, at: entry + 32, bytes: 8)
      guard length > 1, offset <= header.count, length <= header.count - offset else { return nil }
      return String(decoding: header[offset..<offset + length].prefix { $0 != 0 }, as: UTF8.self)
    }
    return nil
  }

  /// An unsigned number, the least byte first; one that does not fit counts as very large.
  private static func number(_ bytes: [UInt8], at offset: Int, bytes count: Int) -> Int {
    guard offset + count <= bytes.count else { return 0 }
    let value = (0..<count).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
    return Int(min(value, 1 << 32))
  }
}
