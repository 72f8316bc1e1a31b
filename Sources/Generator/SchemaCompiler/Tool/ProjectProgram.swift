import JSONCore

/// Programs that the project brings: `./scripts/check`, `.venv/bin/pytest`, `node_modules/.bin/eslint`.
///
/// Such a program is code of the project like any other, so a tool may name one only if running that code is what the
/// tool is for. Its name is a literal of the tool file; what lies there is looked up beneath the project at each call.
enum ProjectProgram {
  /// Names longer than this are no names that a person has written.
  static let limit = 256

  /// Whether the name is one of the project and not one that is looked up in the allowed directories.
  static func isOne(_ name: String) -> Bool { isOne(Array(name.utf8)) }

  static func isOne(_ name: [UInt8]) -> Bool {
    name.first != UInt8(ascii: "/") && (name.first == UInt8(ascii: ".") || name.contains(UInt8(ascii: "/")))
  }

  /// What is wrong with the name; nil when nothing is.
  static func objection(_ name: [UInt8]) -> String? {
    guard name.count <= limit, name.allSatisfy(isNameByte) else {
      return "the name of a program of the project may hold letters, digits and \"_ + . @ - /\", \(limit) at most"
    }
    var parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.first?.elementsEqual(".".utf8) == true { parts.removeFirst() }
    guard let last = parts.last, !last.isEmpty else { return "this names no file of the project" }
    if parts.contains(where: { $0.elementsEqual("..".utf8) }) { return "this may lead out of the project" }
    if parts.contains(where: { $0.isEmpty || $0.elementsEqual(".".utf8) }) {
      return "this is not the shortest way to write the path"
    }
    if parts.contains(where: { $0.map { $0 | 0x20 }.elementsEqual(".git".utf8) }) {
      return "nothing in a .git is ever run"
    }
    return parts.contains { $0.first == 0x2D } ? "a part of this path looks like an option" : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x2B, 0x40, 0x2F: true
    default: false
    }
  }
}

extension ToolReader {
  /// - Parameter runs: The member of the tool that says what its programs are.
  func projectProgram(_ text: JSONString, at location: DocumentNode, runs: DocumentNode?) -> String? {
    if let objection = ProjectProgram.objection(text.bytes) {
      report(
        location, objection,
        hint: "write a path beneath the project, such as \"./scripts/check\" or \".venv/bin/pytest\"",
        rule: .program)
      return nil
    }
    guard runs?.string == "project-code" else {
      report(
        location,
        "\"\(text)\" is a program of the project, and running the project's code is not what this tool is for",
        hint: """
          write "runs": "project-code" if it is; otherwise the bare name of a program that is installed,
          such as "git": it is looked up in the allowed directories
          """, rule: .program)
      return nil
    }
    return String(text)
  }
}
