import JSONCore

/// What a shell would read in an argument. There is none: the argument reaches the program as it is written, which is
/// surely a mistake where it is a pipe, and most likely one where it is a variable or a quoted text.
enum ShellSyntax {
  /// What it is, and what to do about it.
  typealias Finding = (what: String, hint: String)

  /// - Parameter text: an entry of `argv` with its braces as they are written.
  static func find(in text: [UInt8]) -> Finding? {
    operators(text) ?? quotes(text) ?? expansion(text) ?? pattern(text)
  }

  private static let pipes = ["|", "||", "|&", "&&", "&", ";"].map { Array($0.utf8) }

  /// As an entry of their own, as a shell has them between words: a filter of `jq` may hold `|`, and a format `<`.
  private static func operators(_ text: [UInt8]) -> Finding? {
    if pipes.contains(text) {
      return (
        "joins commands in a shell", "write the programs behind it in \"pipe\", or ask one program for what you need"
      )
    }
    let rest = text.drop { $0 &- 0x30 < 10 }
    guard rest.count < 3 || !rest.contains(0x20), let first = rest.first, text.count - rest.count < 2,
      first == UInt8(ascii: "<") || first == UInt8(ascii: ">")
    else { return nil }
    return (
      "redirects a stream in a shell",
      "output is read as \"output\" says, and standard input is what \"stdin\" says: name a file as an argument, if the program takes one"
    )
  }

  /// Around the whole, or around the value of an option: they would be part of a file's name.
  private static func quotes(_ text: [UInt8]) -> Finding? {
    let start = text.first == UInt8(ascii: "-") ? (text.firstIndex(of: UInt8(ascii: "=")) ?? -1) + 1 : 0
    let value = text[start...]
    guard value.count > 1, let quote = value.first, quote == value.last, "'\"".utf8.contains(quote) else { return nil }
    return ("has quotes around it, which stay in the argument", "remove them: an entry is one argument, spaces and all")
  }

  /// `$HOME`, `${HOME}`, `$(command)` and `~/`; `$` before small letters and digits is a variable of `jq` or `awk`, and
  /// `$ENV` is `jq`'s own.
  private static func expansion(_ text: [UInt8]) -> Finding? {
    let isHome = text.starts(with: "~/".utf8)
    let isVariable = text.indices.contains { index in
      guard text[index] == UInt8(ascii: "$"), index + 1 < text.count else { return false }
      let name = text[(index + 1)...].prefix { $0 &- 0x41 < 26 || $0 == UInt8(ascii: "_") }
      return "({".utf8.contains(text[index + 1]) || name.count > 1 && !name.elementsEqual("ENV".utf8)
    }
    guard isHome || isVariable else { return nil }
    return (
      "is expanded by a shell only",
      "write what it stands for, or make it an input member; \"cwd\" is the project already"
    )
  }

  /// A path with a pattern in it. Programs that take patterns of their own get them behind an option or without a
  /// folder before them.
  private static func pattern(_ text: [UInt8]) -> Finding? {
    guard text.starts(with: "./".utf8) || text.starts(with: "/".utf8), text.contains(UInt8(ascii: "*")) else {
      return nil
    }
    return ("holds a pattern that only a shell replaces by names", "name a folder, or make the paths an input member")
  }
}

extension ToolReader {
  /// Warns of what only a shell would read in the arguments, unless the text is acknowledged; those that are.
  ///
  /// By the text itself: it is what the author sees, and what another argument of the same kind does not have.
  func shellSyntax(_ exec: DocumentNode, acknowledged: Set<String>) -> Set<String> {
    var used: Set<String> = []
    for node in (exec["argv"]?.elements ?? []).flatMap(Self.texts) {
      guard let text = node.string, let found = ShellSyntax.find(in: text.bytes) else { continue }
      guard !acknowledged.contains(String(text)) else {
        used.insert(String(text))
        continue
      }
      let message = "this argument \(found.what), and no shell reads it"
      let hint = found.hint + "\nif it is meant, give the reason in \"x-ack\" under the argument's own text"
      log.add([document.diagnostic(at: node, message, hint: hint, severity: .warning)])
    }
    return used
  }

  /// An element, or the elements of one that is repeated.
  private static func texts(_ element: DocumentNode) -> [DocumentNode] {
    element.string == nil ? element["repeat"]?.elements ?? [] : [element]
  }
}
