/// What a word of a command line may stand for: the guesses from which a tool file begins.
///
/// Careful ones: a word that could be a subcommand, a program in a language of its own, or decides the form of the
/// output stays what it is.
struct CommandWord {
  enum Guess: Equatable {
    /// Behind `prefix`, which is `--option=` or empty.
    case integer(prefix: String, value: Int)
    case path(prefix: String)
    case word(prefix: String)
    case flag
    /// With the reason, for whoever reads the file.
    case literal(String)
  }

  let text: String
  let guess: Guess
  /// From which the member's name is made: an option's own, or a general one.
  let name: String

  /// - Parameters:
  ///   - previous: the word before it, whose value it may be.
  ///   - next: the word behind it, which it may take as its value.
  ///   - isFirst: no word before it that is no option.
  ///   - exists: whether there is a file or folder of that name in the project.
  init(_ text: String, previous: String?, next: String?, isFirst: Bool, exists: (String) -> Bool) {
    self.text = text
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "-"), bytes.count > 1 else {
      let option = previous.flatMap(Self.optionName)
      (guess, name) = Self.value(text, prefix: "", option: option, isFirst: isFirst && option == nil, exists: exists)
      return
    }
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      name = Self.optionName(text) ?? Self.letterName(bytes)
      let isForm = Self.forms.contains { text.utf8.elementsEqual($0.utf8) }
      guess =
        bytes.elementsEqual("--".utf8)
        ? .literal("ends the options")
        : isForm
          ? .literal("decides the form of the output")
          : next.map({ $0.utf8.first != UInt8(ascii: "-") }) == true
            ? .literal("may take the next word as its value") : .flag
      return
    }
    let prefix = String(decoding: bytes[...equals], as: UTF8.self)
    let option = String(decoding: bytes[..<equals], as: UTF8.self)
    let value = String(decoding: bytes[(equals + 1)...], as: UTF8.self)
    guard !Self.forms.contains(where: { option.utf8.elementsEqual($0.utf8) }) else {
      (guess, name) = (.literal("decides the form of the output"), "form")
      return
    }
    (guess, name) = Self.value(
      value, prefix: prefix, option: Self.optionName(option), isFirst: false, exists: exists)
  }

  /// Options whose presence or value changes how the output is read.
  private static let forms = [
    "--json", "--format", "--output", "--output-format", "--pretty", "--porcelain", "--color", "--colour", "--no-color",
    "--no-pager", "--null", "--print0", "-z", "-0", "-o", "-F",
  ]

  private static func value(
    _ text: String, prefix: String, option: String?, isFirst: Bool, exists: (String) -> Bool
  ) -> (Guess, String) {
    if let number = integer(text) { return (.integer(prefix: prefix, value: number), option ?? "count") }
    if text.utf8.first == UInt8(ascii: "/") { return (.literal("lies outside of the project"), "path") }
    // Behind a word that may be any option: its name says nothing of the path.
    if isPath(text), exists(text) { return (.path(prefix: prefix), prefix.isEmpty ? "path" : option ?? "path") }
    guard SkeletonMember.isPlain(text) else { return (.literal("may be a text in a language of its own"), "text") }
    if isFirst { return (.literal("may be a subcommand"), "text") }
    return (.word(prefix: prefix), option ?? "text")
  }

  /// Decimal, without a sign, up to nine digits.
  private static func integer(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard (1...9).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    guard bytes.count == 1 || bytes[0] != 0x30 else { return nil }
    return Int(text)
  }

  /// What the pattern of paths admits, with or without `./` in front.
  private static func isPath(_ text: String) -> Bool { SkeletonMember.isPlainPath(withoutDot(text)) }

  static func withoutDot(_ text: String) -> String {
    text.utf8.starts(with: "./".utf8) ? String(decoding: text.utf8.dropFirst(2), as: UTF8.self) : text
  }

  /// `--max-count` to `max_count`; nil for a word that is no long option, since `-n` says nothing.
  private static func optionName(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count > 3, bytes.starts(with: "--".utf8), !bytes.contains(UInt8(ascii: "=")) else { return nil }
    let name = bytes.dropFirst(2).map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    guard name.allSatisfy(isNameByte) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  /// `-l` to `option_l`.
  private static func letterName(_ bytes: [UInt8]) -> String {
    let letters = bytes.dropFirst().filter(isNameByte)
    return "option_" + String(decoding: letters.isEmpty ? Array("x".utf8) : letters, as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}
