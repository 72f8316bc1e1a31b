/// The arguments of a loaded tool's program as its file has them, each proved when the file was loaded: one argument an
/// entry, however hostile the values are. It does what the generated `arguments(_:)` of a tool does, statement by
/// statement (`SwiftEmitter/Tools/ArgumentsEmitter`); a test holds the two against each other.
package struct ArgumentTemplate: Sendable {
  /// Text of the tool file, or a member of the input by its number.
  package enum Piece: Sendable {
    case text([UInt8])
    case member(Int)
    /// A member that is masked in what is seen of the program.
    case secret(Int)
    /// The path of the file that the program writes its result to.
    case result

    /// The number of a member.
    fileprivate var number: Int? {
      switch self {
      case .member(let number), .secret(let number): number
      case .text, .result: nil
      }
    }
  }

  package enum Content: Sendable {
    case literal([UInt8])
    /// One argument; left out when an optional member in it is absent.
    case composed([Piece])
    /// One argument for each element of a list, the literals in front of each.
    case spread(literals: [[UInt8]], member: Int, prefix: [UInt8], suffix: [UInt8])
    /// A literal where a boolean is true.
    case flag([UInt8], member: Int)
    /// A literal where a boolean is true, and another one where it is not.
    case choice([UInt8], otherwise: [UInt8], member: Int)
  }

  /// How the inserted text is read as a path.
  package enum PathForm: Sendable {
    case file, flake
  }

  package struct Entry: Sendable {
    package let content: Content
    package let path: PathForm?
    /// JSON pointer of the member that errors about a path name.
    package let pointer: String

    package init(_ content: Content, path: PathForm? = nil, pointer: String = "") {
      self.content = content
      self.path = path
      self.pointer = pointer
    }
  }

  private let entries: [Entry]

  package init(_ entries: [Entry]) { self.entries = entries }

  /// - Parameter values: by number of the member.
  func vector(_ values: [ArgumentValue?]) -> ArgumentVector {
    var argv = ArgumentVector()
    for entry in entries { append(entry, values, to: &argv) }
    return argv
  }

  private func append(_ entry: Entry, _ values: [ArgumentValue?], to argv: inout ArgumentVector) {
    switch entry.content {
    case .literal(let text): argv.literal(proved: text)
    case .flag(let text, let member): if values[member] == .boolean(true) { argv.literal(proved: text) }
    case .choice(let text, let otherwise, let member):
      argv.literal(proved: values[member] == .boolean(true) ? text : otherwise)
    case .composed(let pieces): compose(pieces, of: entry, values, to: &argv)
    case .spread(let literals, let member, let prefix, let suffix):
      guard case .list(let elements)? = values[member] else { return }
      for (index, element) in elements.enumerated() {
        for literal in literals { argv.literal(proved: literal) }
        argv.begin(prefix, isFile: entry.path == .file)
        argv.append(element)
        argv.text(proved: suffix)
        argv.end(entry, index: index)
      }
    }
  }

  /// Nothing of an entry is there when one of its members is absent.
  private func compose(
    _ pieces: [Piece], of entry: Entry, _ values: [ArgumentValue?], to argv: inout ArgumentVector
  ) {
    guard pieces.compactMap(\.number).allSatisfy({ values[$0] != nil }) else { return }
    let isFile = entry.path == .file
    if pieces.first?.number != nil { argv.begin([], isFile: isFile) }
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .member(let number): if let value = values[number] { argv.append(value) }
      case .secret(let number): if let value = values[number] { argv.append(secret: value) }
      case .result: argv.result()
      case .text(let text):
        let isInFront = isFile && index + 1 < pieces.count
        if index == 0 { argv.begin(text, isFile: isInFront) } else { argv.continue(text, isFile: isInFront) }
      }
    }
    argv.end(entry, index: nil)
  }
}

extension ArgumentVector {
  /// Text in front of a member, with the marks where a program may begin to read a path: the whole entry, and behind
  /// the `=` of an option.
  fileprivate mutating func begin(_ text: [UInt8], isFile: Bool) {
    guard isFile else { return self.text(proved: text) }
    var rest = text[...]
    if text.first == UInt8(ascii: "-"), let equals = text.firstIndex(of: UInt8(ascii: "=")) {
      self.text(proved: text[...equals])
      rest = text[(equals + 1)...]
    }
    beginPath()
    self.continue(rest, isFile: true)
  }

  /// Text between members: a path may begin behind it where it does not end a folder's name, as in `if={file}`.
  fileprivate mutating func `continue`(_ text: some Collection<UInt8>, isFile: Bool) {
    if text.isEmpty { return }
    self.text(proved: text)
    if isFile, !text.suffix(1).elementsEqual([UInt8(ascii: "/")]) { beginPath() }
  }

  /// A boolean or an object is never in an entry: the compiler refuses it.
  fileprivate mutating func append(_ value: ArgumentValue) {
    switch value {
    case .text(let text): self.value(text)
    case .integer(let number): self.value(number)
    case .boolean, .list, .other: break
    }
  }

  /// The same for a value that is never shown.
  fileprivate mutating func append(secret value: ArgumentValue) {
    switch value {
    case .text(let text): self.secret(text)
    case .integer(let number): self.secret(number)
    case .boolean, .list, .other: break
    }
  }

  fileprivate mutating func end(_ entry: ArgumentTemplate.Entry, index: Int?) {
    switch entry.path {
    case .file: endEntry(pathAt: index.map { "\(entry.pointer)/\($0)" } ?? entry.pointer)
    case .flake: endEntry(flakeAt: entry.pointer)
    case nil: endEntry()
    }
  }
}
