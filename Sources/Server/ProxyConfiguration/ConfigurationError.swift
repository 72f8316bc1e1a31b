package import JSONCore

/// One thing that is wrong with what the proxy starts from: in which file, where in it, what, and what to do. Never a
/// value of the file, which may be a key.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// As the operator named it; nil for what is in no file, as a variable of the environment.
  package let file: String?
  /// Nil where the file as a whole is meant.
  package let location: SourceLocation?
  /// JSON pointer; empty for the whole of the file.
  package let pointer: String
  package let message: String

  package init(file: String? = nil, location: SourceLocation? = nil, pointer: String = "", _ message: String) {
    self.file = file
    self.location = location
    self.pointer = pointer
    self.message = message
  }

  /// `securellm.json:3:14: /listen/port: must be at most 65535`: editors and CI systems make a link of the beginning.
  package var description: String {
    let place = file.map { file in file + (location.map { ":\($0)" } ?? "") + ": " } ?? ""
    return place + (pointer.isEmpty ? "" : "\(pointer): ") + message
  }
}

extension InvalidFile {
  /// The errors with the file that they are in.
  package func errors(inFile file: String) -> [ConfigurationError] {
    errors.map {
      ConfigurationError(file: file, location: $0.location, pointer: $0.pointer, $0.message)
    }
  }
}
