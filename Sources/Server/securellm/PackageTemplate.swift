/// A package of one's own with tools: `Examples/Tools` under another name.
struct PackageTemplate {
  /// Where the package finds this one.
  enum Source {
    case path(String)
    case url(String, from: String)
  }

  /// As in `Examples/Tools`, where they are words that occur for nothing else.
  private static let templateName = "example-tools"
  private static let templateModule = "ExampleToolsKit"
  private static let templateSource = ".package(name: \"SecureLLM\", path: \"../..\")"

  /// Of the package and its program.
  let name: String
  let source: Source

  /// Nil for a name that cannot be one of a package: letters, digits and `-`, a letter first.
  init?(name: String, source: Source) {
    let bytes = Array(name.utf8)
    let isName = bytes.allSatisfy { Self.isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    guard (1...50).contains(bytes.count), isName, Self.isLetter(bytes[0]) else { return nil }
    self.name = name
    self.source = source
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte & 0x80 == 0 }

  /// `my-tools` to `MyToolsKit`: no module of this package ends so.
  var module: String {
    let parts = name.utf8.split(separator: UInt8(ascii: "-"))
    let words = parts.map { part in
      var bytes = Array(part)
      if Self.isLetter(bytes[0]) { bytes[0] &= 0xDF }
      return String(decoding: bytes, as: UTF8.self)
    }
    return words.joined() + "Kit"
  }

  private var dependency: String {
    switch source {
    case .path(let path): ".package(name: \"SecureLLM\", path: \"\(Self.escaped(path))\")"
    case .url(let url, let version): ".package(url: \"\(Self.escaped(url))\", from: \"\(Self.escaped(version))\")"
    }
  }

  /// Inside a literal of Swift.
  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// By path below the package's folder.
  func files(_ template: [(path: String, bytes: [UInt8])]) -> [(path: String, bytes: [UInt8])] {
    template.map { file in
      (String(decoding: renamed(Array(file.path.utf8)), as: UTF8.self), renamed(file.bytes))
    }
  }

  private func renamed(_ bytes: [UInt8]) -> [UInt8] {
    let pairs = [
      (Self.templateSource, dependency), (Self.templateModule, module), (Self.templateName, name),
    ]
    return pairs.reduce(bytes) { Self.replace($1.0, by: $1.1, in: $0) }
  }

  private static func replace(_ old: String, by new: String, in bytes: [UInt8]) -> [UInt8] {
    let old = Array(old.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: old) {
        result += Array(new.utf8)
        index += old.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
