public import JSONCore

extension ToolDefinition.Program {
  /// How what a program writes becomes `structuredContent`.
  public enum Output: Sendable {
    /// JSON: the result itself, or the value of `member`. `empty` is the JSON that no output at all means.
    case json(member: JSONString?, empty: JSONSlice? = nil)
    /// A JSON value on each line.
    case jsonLines(member: JSONString)
    case lines(member: JSONString)
    case records(member: JSONString, separator: [UInt8], fieldSeparator: [UInt8], fields: [Field])
    /// Fields between blanks; the last one takes the rest of its line.
    case columns(member: JSONString, skipLines: Int, fields: [Field])
    /// RFC 4180, with any delimiter of one byte.
    case csv(member: JSONString, delimiter: UInt8, header: Header, fields: [Field])
    /// A name and a value on each line: members of the result itself, or of the object `member`. `others` is how
    /// values are read whose name is none of `fields`; without it they are left out.
    case keyValues(member: JSONString?, separator: [UInt8], fields: [Field], others: Field.Kind?)
    case text(member: JSONString)

    /// The member that holds what was read; nil where it is the result itself.
    var member: JSONString? {
      switch self {
      case .json(let member, _), .keyValues(let member, _, _, _): member
      case .jsonLines(let member), .lines(let member), .text(let member): member
      case .records(let member, _, _, _), .columns(let member, _, _), .csv(let member, _, _, _): member
      }
    }
  }

  /// What the first record of CSV is.
  public enum Header: Sendable {
    /// Data like all others.
    case none
    /// The names of the fields, in the order of this output.
    case names
    /// Names that are not looked at.
    case skipped
  }

  /// One part of a record, in the order in which the program prints them.
  public struct Field: Sendable {
    /// What the text of a field becomes.
    public enum Kind: Sendable {
      case string, integer, number, boolean
    }

    package let name: JSONString
    package let kind: Kind

    public init(name: JSONString, kind: Kind) {
      self.name = name
      self.kind = kind
    }

    public init(name: JSONString, isInteger: Bool) { self.init(name: name, kind: isInteger ? .integer : .string) }
  }

  /// Members that the result has beside what the program wrote.
  public struct Additions: Sendable {
    /// The boolean that says whether the output was cut at its limit; nil where too much output is a failure.
    package let truncatedAs: JSONString?
    /// Holds the exit code, or its meaning where it has one.
    package let exitCodeAs: JSONString?
    package let meanings: [(code: Int, text: JSONString)]

    public static let none = Additions()

    public init(
      truncatedAs: JSONString? = nil, exitCodeAs: JSONString? = nil, meanings: [(code: Int, text: JSONString)] = []
    ) {
      self.truncatedAs = truncatedAs
      self.exitCodeAs = exitCodeAs
      self.meanings = meanings
    }
  }
}
