public import JSONCore

/// The argument vector of a child program, built from literals and values by the generated `arguments(_:)` of a tool.
///
/// Literals are `StaticString`s, so that no text made at run time can become a program, a flag or an option's name.
public struct ArgumentVector: Sendable, Equatable {
  /// The finished entries: bytes, one array per entry.
  package private(set) var entries: [[UInt8]] = []
  /// What in the entries names a file or folder of the project.
  package private(set) var paths: [Path] = []
  /// The secret values in the entries.
  package private(set) var secrets: [[UInt8]] = []
  /// Where the path of the result's file goes, which is made for each run.
  private(set) var results: [ResultPosition] = []
  private var current: [UInt8] = []
  /// Where in the entry in work a path begins.
  private var starts: [Int] = []

  /// An argument, or a part of one, that the program may take for a path.
  package struct Path: Sendable, Equatable {
    package let bytes: [UInt8]
    /// JSON pointer of the value in the arguments of the call: `/paths/0`.
    package let pointer: String
  }

  /// A point in an entry.
  struct ResultPosition: Sendable, Equatable {
    let entry: Int
    let offset: Int
  }

  public init() {}

  /// A whole entry that is always the same.
  public mutating func literal(_ text: StaticString) { entries.append(text.bytes) }

  /// Adds fixed text to the entry in work.
  public mutating func text(_ text: StaticString) { current += text.bytes }

  /// Adds a value to the entry in work, byte for byte.
  public mutating func value(_ value: JSONString) { current += value.bytes }

  /// Adds a number in canonical decimal to the entry in work.
  public mutating func value(_ value: Int) { current += Array(String(value).utf8) }

  /// Adds a value that is never shown to the entry in work, which is standard input and no argument.
  public mutating func secret(_ value: JSONString) {
    secrets.append(value.bytes)
    self.value(value)
  }

  public mutating func secret(_ value: Int) {
    secrets.append(Array(String(value).utf8))
    self.value(value)
  }

  /// A value of a list that everybody can read in the schema, and so nothing that could be hidden.
  public mutating func secret(_ value: StaticString) { text(value) }

  /// Adds the text of an enumeration's case to the entry in work.
  public mutating func value(_ value: StaticString) { text(value) }

  /// Adds the path of the file that the program writes its result to.
  public mutating func result() { results.append(ResultPosition(entry: entries.count, offset: current.count)) }

  /// What follows in the entry in work is read as a path.
  public mutating func beginPath() { starts.append(current.count) }

  /// Ends the entry in work.
  public mutating func endEntry() {
    entries.append(current)
    current = []
    starts = []
  }

  /// Ends an entry with a path that came from the member at `pointer`, from its element `index` if it is an array.
  public mutating func endEntry(pathFrom pointer: StaticString, _ index: Int? = nil) {
    endEntry(pathAt: index.map { "\(pointer)/\($0)" } ?? "\(pointer)")
  }

  /// Ends an entry that is a reference to a flake: a path when it begins with a dot, up to the attribute.
  public mutating func endEntry(flakeFrom pointer: StaticString) { endEntry(flakeAt: "\(pointer)") }
}

/// For `ArgumentTemplate` alone: texts of a tool file that was loaded are no literals of this program, and proved all
/// the same. Nothing outside of this module can make a flag of text that it has at run time.
extension ArgumentVector {
  mutating func literal(proved text: [UInt8]) { entries.append(text) }

  mutating func text(proved text: some Sequence<UInt8>) { current += text }

  /// Ends an entry with a path that came from the value at `pointer`.
  mutating func endEntry(pathAt pointer: String) {
    for start in starts { paths.append(Path(bytes: Array(current[start...]), pointer: pointer)) }
    endEntry()
  }

  /// Ends an entry that is a reference to a flake, from the value at `pointer`.
  mutating func endEntry(flakeAt pointer: String) {
    if current.first == UInt8(ascii: ".") {
      let path = Array(current.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") })
      paths.append(Path(bytes: path, pointer: pointer))
    }
    endEntry()
  }
}

extension StaticString {
  /// The literal's UTF-8.
  package var bytes: [UInt8] { Array(description.utf8) }
}
