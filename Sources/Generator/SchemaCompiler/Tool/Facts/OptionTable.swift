/// The options that a program or one of its subcommands knows, and whether the entry behind an option is its value.
///
/// An option that is not in the table is refused: one that takes a value would swallow the marker behind it.
struct OptionTable: Sendable {
  enum Value: Sendable, Equatable {
    case none
    /// Only when it is joined: `--color=always`, `-U3`.
    case optional
    /// The next entries, whatever they begin with, when none is joined.
    case following(Int)
    /// The next entry, which may not begin with `-`: the program then says that the value is missing.
    case plainFollowing
  }

  private let values: [String: Value]
  /// Whether each option is a word of its own: `-name` is one option, and not four letters.
  let isWords: Bool

  /// `words`: names with `:` behind those that take the next entry, `:2` the next two, `.` one that does not begin with
  /// `-`, `?` a joined value only.
  init(_ words: [String], isWords: Bool = false) {
    self.isWords = isWords
    values = Dictionary(words.map(Self.parse)) { _, last in last }
  }

  private static func parse(_ word: String) -> (name: String, value: Value) {
    // `-?` is an option too.
    guard word.utf8.count > 2 else { return (word, .none) }
    return switch word.utf8.last {
    case 0x3A: (String(word.dropLast()), .following(1))
    case 0x32 where word.utf8.dropLast().last == 0x3A: (String(word.dropLast(2)), .following(2))
    case 0x3F: (String(word.dropLast()), .optional)
    case 0x2E: (String(word.dropLast()), .plainFollowing)
    default: (word, .none)
    }
  }

  /// The name in a word of a table.
  static func name(_ word: String) -> String { parse(word).name }

  subscript(name: String) -> Value? { values[name] }

  var names: [String] { values.keys.sorted() }

  /// The options that begin with `name`, which some programs take for them.
  func completions(of name: String) -> [String] {
    guard name.utf8.count > 2, name.utf8.starts(with: "--".utf8) else { return [] }
    return names.filter { $0.utf8.starts(with: name.utf8) }
  }
}

/// The options in one literal entry: a long one, or a cluster of short ones.
struct OptionEntry {
  /// As in the table, or as far as they are read.
  var names: [String] = []
  /// The value joined to the last of them.
  var joined: String?
  /// What the last of them takes of the entries behind.
  var following = OptionTable.Value.none
  /// The first that is not in the table.
  var unknown: String?

  /// - Parameter table: Nil for a program of which nothing is known: every entry is taken literally.
  init(_ text: String, in table: OptionTable?) {
    let bytes = Array(text.utf8)
    if bytes.starts(with: [0x2D, 0x2D]) || table?.isWords == true {
      readLong(bytes, table)
    } else {
      readCluster(bytes, table)
    }
  }

  private mutating func readLong(_ bytes: [UInt8], _ table: OptionTable?) {
    let equals = bytes.firstIndex(of: 0x3D)
    let name = String(decoding: bytes[..<(equals ?? bytes.endIndex)], as: UTF8.self)
    names = [name]
    if let equals { joined = String(decoding: bytes[(equals + 1)...], as: UTF8.self) }
    guard let table else { return }
    guard let value = table[name] else {
      unknown = name
      return
    }
    if equals == nil { following = value }
  }

  private mutating func readCluster(_ bytes: [UInt8], _ table: OptionTable?) {
    // Some programs have long names behind one dash.
    if table == nil, bytes.count > 2 { names = [String(decoding: bytes.prefix { $0 != 0x3D }, as: UTF8.self)] }
    for index in bytes.indices.dropFirst() {
      let name = String(decoding: [0x2D, bytes[index]], as: UTF8.self)
      names.append(name)
      guard let table else { continue }
      guard let value = table[name] else {
        unknown = name
        return
      }
      let rest = bytes[(index + 1)...]
      if value == OptionTable.Value.none { continue }
      if rest.isEmpty { following = value } else { joined = String(decoding: rest, as: UTF8.self) }
      return
    }
  }
}
