package import JSONCore
import SchemaRuntime

/// A file that cannot be used: everything that is wrong, each with its location, never a value of the file, which may
/// be a key.
package struct InvalidFile: Error, Equatable, Sendable, CustomStringConvertible {
  package struct Finding: Equatable, Sendable {
    package let location: SourceLocation
    /// JSON pointer; empty for the whole of the file, and where it is no JSON.
    package let pointer: String
    package let message: String
  }

  /// Never empty.
  package let errors: [Finding]

  /// Of several alternatives the one that came closest is told. What is wrong with a URL is said in words: a pattern
  /// helps nobody who has to write one.
  init(_ error: InvalidJSON, in json: JSONBytes) {
    var errors: [Finding] = []
    for violation in error.errors.map(\.violation.nearest) {
      let message = InvalidURL.explanation(of: violation, in: json) ?? ConfigurationHints.message(of: violation)
      let finding = Finding(
        location: json.location(of: violation.offset), pointer: violation.instanceLocation, message: message)
      // A text that is no URL at all breaks its format and its pattern.
      if errors.last != finding { errors.append(finding) }
    }
    self.errors = errors
  }

  /// Comments are removed first, with their bytes replaced, so that every later location is that in the file.
  init(_ error: CommentedJSON.UnterminatedComment) {
    errors = [Finding(location: error.location, pointer: "", message: "this comment has no end: write */ behind it")]
  }

  /// A rule's member may be missing; then the nearest that is there is named.
  init(_ errors: [ConfigurationRules.Finding], in json: JSONBytes) {
    self.errors = errors.map {
      Finding(
        location: json.location(of: $0.location.offset(in: json) ?? 0), pointer: $0.location.pointer,
        message: $0.message)
    }
  }

  /// One line for each error, as `3:14: /listen/port: must be at most 65535`; a caller puts the file's name before
  /// it.
  package var lines: [String] {
    errors.map { "\($0.location): \($0.pointer.isEmpty ? "" : "\($0.pointer): ")\($0.message)" }
  }

  package var description: String { lines.joined(separator: "\n") }
}

extension CommentedJSON {
  /// The text of a file as JSON.
  /// The file may have comments and trailing commas; everything that reads it sees JSON.
  static func bytes(_ text: [UInt8]) throws(InvalidFile) -> JSONBytes {
    do {
      return JSONBytes(try json(text))
    } catch {
      throw InvalidFile(error)
    }
  }
}
