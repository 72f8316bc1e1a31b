extension ProgramPlan {
  /// How what a program writes becomes `structuredContent`.
  package enum Output: Sendable, Equatable {
    /// JSON, checked and passed on; put under `member` when named, otherwise it is the result itself. `empty`: the JSON,
    /// in one line, that no output at all means.
    case json(member: String?, empty: String? = nil)
    /// An array of the JSON values on its lines, under `member`.
    case jsonLines(member: String)
    /// One string per line, under `member`.
    case lines(member: String)
    /// Records cut at `separator`, fields at `fieldSeparator`, under `member`; what is not a string is parsed. An empty
    /// `separator`: every field has a `fieldSeparator` behind it, and they are counted.
    case records(member: String, separator: [UInt8], fieldSeparator: [UInt8], fields: [Field])
    /// A record per line behind the first `skipLines`, its fields between blanks, the last one with the rest of the line.
    case columns(member: String, skipLines: Int, fields: [Field])
    /// Records of RFC 4180. With `.names` the fields are all that the first record may name.
    case csv(member: String, delimiter: UInt8, header: Header, fields: [Field])
    /// A name and a value per line: members of the result itself, or of the object `member`. `others`: how values are
    /// read whose name is none of `fields`; nil when they are left out.
    case keyValues(member: String?, separator: [UInt8], fields: [Field], others: Field.Kind?)
    /// All of it as one string, under `member`.
    case text(member: String)
  }

  /// What the first record of CSV is.
  package enum Header: String, Sendable {
    case none
    /// The names of the fields, in the order of the output.
    case names
    /// Names that are not looked at.
    case skipped
  }

  package struct Field: Sendable, Equatable {
    /// What the text of a field becomes.
    package enum Kind: String, Sendable {
      case string, integer, number, boolean
    }

    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// Members that the result has beside what the program wrote.
  package struct Additions: Sendable, Equatable {
    package struct Meaning: Sendable, Equatable {
      package var code: Int
      package var text: String

      package init(code: Int, text: String) {
        self.code = code
        self.text = text
      }
    }

    /// The boolean that says whether the output was cut at its limit; nil where too much output is a failure.
    package var truncatedAs: String?
    /// Holds the exit code, or its meaning where there are some.
    package var exitCodeAs: String?
    package var meanings: [Meaning]

    package init(truncatedAs: String? = nil, exitCodeAs: String? = nil, meanings: [Meaning] = []) {
      self.truncatedAs = truncatedAs
      self.exitCodeAs = exitCodeAs
      self.meanings = meanings
    }
  }
}
