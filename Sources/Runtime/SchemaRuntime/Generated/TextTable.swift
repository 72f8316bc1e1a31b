public import JSONCore

/// The strings of an enumeration that is too large to compare with each of them: found by hashing.
public struct TextTable: Sendable {
  private let names: NameTable

  /// From a JSON array of distinct strings that the compiler has written: one literal, where comparing each string
  /// costs a line of generated code (2,000 strings did not compile in six minutes).
  public init(constant json: String) {
    var texts: [JSONString] = []
    if case .array(let elements)? = JSONValue(text: json) {
      texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
    names = NameTable(texts)
  }

  /// The string of an index that `string(among:)` has returned.
  public subscript(index: Int) -> JSONString { names.names[index] }

  func find(in reader: inout JSONReader) -> Int { names.find(in: &reader) }
}

extension JSONReader {
  /// The index of the string that comes next, which is taken; -1 when it is none of the table's.
  public mutating func string(among texts: TextTable) -> Int {
    guard string() else { return -1 }
    let index = texts.find(in: &self)
    return index >= 0 ? index : mismatch() ? 0 : -1
  }
}
