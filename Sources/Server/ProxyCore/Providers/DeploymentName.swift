import JSONCore

/// Names of models that go into the path of a URL. They come from clients, so that nothing may be in them that leads to
/// another path; Azure's deployments have no other characters either.
enum DeploymentName {
  private static let longest = 128

  static func accepts(_ name: JSONString) -> Bool {
    name.withSpan { text in
      guard text.count > 0, text.count <= longest, text[0] != UInt8(ascii: ".") else { return false }
      for index in text.indices where !isNameCharacter(text[index]) { return false }
      return true
    }
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
  }
}
