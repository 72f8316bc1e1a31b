import SchemaRuntime

/// An option in front of the marker.
///
/// What the whole command line has to be asked about at its end: whether an option is there in every call, or in some.
struct GivenOption {
  var name: String
  /// As it was written, with the values behind it; `{}` for inserted text.
  var words: [String]
  /// False for a flag, and for one whose value comes from an optional member.
  var isAlways: Bool
  /// In front of the subcommand.
  var isGlobal: Bool

  var text: String { words.joined(separator: " ") }
}

/// An entry that is no option, no value of one and no marker.
///
/// Which entries may be missing matters as much as what they hold: the ones behind them move up.
struct ArgvOperand {
  enum Presence {
    case literal
    /// Inserted, and always there.
    case always
    /// Left out when a member is absent, or when an array is empty.
    case maybe
  }

  var slot: ArgvSlot
  /// Its index among the entries.
  var entry: Int
  var presence: Presence
  /// Behind `--`.
  var isBehindPaths: Bool
}

/// One element and its position in `argv`.
struct ArgvSlot {
  let index: Int
  let element: ArgvElement
}

/// A piece of an entry with the strings it may be.
enum ArgvPart {
  case text([UInt8])
  case member(String, StringSet)

  var isNothing: Bool { if case .text(let bytes) = self { bytes.isEmpty } else { false } }

  var maxByteCount: Int? {
    switch self {
    case .text(let bytes): bytes.count
    case .member(_, let strings): strings.maxByteCount
    }
  }

  func language() throws(PatternError) -> Automaton {
    switch self {
    case .text(let bytes): try .literal(bytes)
    case .member(_, let strings): try strings.language()
    }
  }
}
