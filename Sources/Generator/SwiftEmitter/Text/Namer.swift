/// Turns names of a schema into Swift identifiers; hostile names give ugly but valid ones, never other code.
package struct Namer {
  private var taken: Set<String>

  /// `reserved`: identifiers the scope already has.
  package init(reserved: Set<String> = []) { taken = reserved }

  /// `maxDepth`, `class` in backticks, `_2fa`; unique among all names asked for before.
  ///
  /// Acronyms at the beginning are lowered as a whole: `URL` becomes `url` and not `uRL`.
  package mutating func member(_ name: String) -> String {
    let words = Self.words(name)
    let head = words.first.map { $0.allSatisfy(\.isUppercase) ? $0.lowercased() : Self.lowerFirst($0) } ?? "empty"
    return unique(head + words.dropFirst().map(Self.upperFirst).joined())
  }

  /// `FlakeMetadata`; unique among all names asked for before.
  package mutating func type(_ name: String) -> String {
    let words = Self.words(name)
    return unique(words.isEmpty ? "Empty" : words.map(Self.upperFirst).joined(), avoiding: Self.typesInUse)
  }

  /// The enum around the types of one schema. A type inside it with the same name would shadow it, so it
  /// avoids `types`, those that it will have whatever the schema says; what the schema names avoids the enum's own
  /// name.
  package static func scope(_ name: String, around types: Set<String>) -> String {
    var names = Namer()
    let words = words(name)
    return names.unique(words.isEmpty ? "Empty" : words.map(upperFirst).joined(), avoiding: typesInUse.union(types))
  }

  /// An identifier without backticks, as a part of a longer one.
  static func bare(_ identifier: String) -> String { identifier.filter { $0 != "`" } }

  /// The same names with one more taken.
  func taking(_ identifier: String) -> Namer {
    var copy = self
    copy.taken.insert(Self.bare(identifier))
    return copy
  }

  /// The same names with one of them free again.
  func releasing(_ name: String) -> Namer {
    var copy = self
    copy.taken.remove(name)
    return copy
  }

  /// The number goes to the later of two names, so that adding a member at the end renames nothing.
  private mutating func unique(_ wanted: String, avoiding others: Set<String> = []) -> String {
    let short = Self.shortened(wanted)
    let base = short.first.map { $0.isNumber } == true ? "_" + short : short
    var name = others.contains(base) || Self.unusable.contains(base) ? base + "_" : base
    var number = 2
    while !taken.insert(name).inserted {
      name = base + "_\(number)"
      number += 1
    }
    return Self.keywords.contains(name) ? "`\(name)`" : name
  }

  /// A long name keeps its beginning and ends with a hash of the whole (FNV-1a): lines and symbols stay of a size that
  /// people and linkers can bear.
  private static func shortened(_ name: String) -> String {
    guard name.utf8.count > longest else { return name }
    let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return name.prefix(longest - 20) + "_" + String(hash, radix: 16)
  }

  private static let longest = 80

  /// Runs of ASCII letters and digits; another code point becomes `uXXXX`.
  private static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: word.unicodeScalars.append(scalar)
      case 0x80...: word += "u" + String(scalar.value, radix: 16)
      default:
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static func upperFirst(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
  private static func lowerFirst(_ word: String) -> String { word.prefix(1).lowercased() + word.dropFirst() }

  /// Types that generated code, or code beside it, names: one of a schema would shadow them.
  private static let typesInUse: Set<String> = [
    "AnyObject", "Array", "Bool", "CaseIterable", "Character", "Codable", "Comparable", "Data", "Decodable",
    "Dictionary", "Double", "Encodable", "Equatable", "Error", "Float", "Hashable", "Hasher", "Identifiable", "Int",
    "Int32", "Int64", "Mirror", "Never", "Optional", "Result", "Sendable", "Set", "StaticString", "String", "Substring",
    "Task", "UInt", "UInt16", "UInt64", "UInt8", "Void", "ArrayCheck", "ConditionalCheck", "ContainsCheck",
    "CountRange", "CustomReflectable", "CustomStringConvertible", "DFA", "DependentCheck", "Format",
    "GeneratedCodeVersion1", "Handshake", "JSONBox", "JSONBytes", "JSONCore", "JSONDate", "JSONDateTime", "JSONDecimal",
    "JSONIndirect", "JSONMap", "JSONMember", "JSONNumber", "JSONReader", "JSONSlice", "JSONString", "JSONTime",
    "JSONTypeSet", "JSONURI", "JSONUUID", "JSONValue", "JSONWriter", "NumberRange", "ObjectCheck", "OneOfCheck",
    "PatternCheck", "SchemaDecodable", "SchemaDescribed", "SchemaInterpreter", "SchemaNode", "SchemaProgram",
    "SchemaRuntime", "SchemaType", "SchemaValidatable", "SchemaWritable",
  ]

  /// Words that mean something else even in backticks.
  private static let unusable: Set<String> = ["self", "Self", "init", "Type", "Protocol"]

  /// Words that cannot be used bare, and member names that mean something else after a dot.
  private static let keywords: Set<String> = [
    "actor", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
    "if", "import", "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
    "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while", "Any",
  ]
}
