package import JSONCore

/// The argument vector of a child program, built from literals and values.
///
/// Literals are `StaticString`s, so that no text made at run time can become a program, a flag or an option's name.
package struct ArgumentVector: Sendable, Equatable {
  /// The finished entries: bytes, one array per entry.
  package private(set) var entries: [[UInt8]] = []
  private var current: [UInt8] = []

  package init() {}

  /// A whole entry that is always the same.
  package mutating func literal(_ text: StaticString) { entries.append(text.bytes) }

  /// Adds fixed text to the entry in work.
  package mutating func text(_ text: StaticString) { current += text.bytes }

  /// Adds a value to the entry in work, byte for byte.
  package mutating func value(_ value: JSONString) { current += value.bytes }

  /// Adds a number in canonical decimal to the entry in work.
  package mutating func value(_ value: Int) { current += Array(String(value).utf8) }

  /// Adds the text of an enumeration's case to the entry in work.
  package mutating func value(_ value: StaticString) { text(value) }

  /// Ends the entry in work.
  package mutating func endEntry() {
    entries.append(current)
    current = []
  }
}

extension StaticString {
  /// The literal's UTF-8.
  package var bytes: [UInt8] { Array(description.utf8) }
}
