import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SuiteFile {
  /// Reads a suite, JSON or YAML. The sentence of a failure begins with the position in the file.
  static func read(_ path: String) throws(FileFailure) -> SuiteFile {
    let text = try DocumentFiles.contents(path).withoutByteOrderMark
    var json = text
    var locate: @Sendable (Int) -> SourceLocation = { text.location(of: $0) }
    if InputFormat(path: path) == .yaml {
      let document = try document(path, text)
      json = document.json
      locate = { text.location(of: document.locations.source(of: $0)) }
    }
    let outcome = Document.parse(SourceFile(path: path, bytes: json.bytes))
    guard let document = outcome.value else {
      // JSON made from YAML is one line.
      let location = outcome.diagnostics.first.map { error in
        InputFormat(path: path) == .yaml
          ? locate(error.column - 1) : SourceLocation(line: error.line, column: error.column)
      }
      throw failure(path, location, outcome.diagnostics.first?.message ?? "")
    }
    do throws(SuiteError) {
      let groups = try SuiteReader(locate).groups(document.root)
      return SuiteFile(path: path, document: document, groups: groups, locate: locate)
    } catch {
      throw failure(path, locate(error.offset), error.message)
    }
  }

  private static func document(_ path: String, _ text: JSONBytes) throws(FileFailure) -> YAMLDocument {
    do throws(YAMLError) {
      return try YAMLDocument.only(in: text, "a suite file")
    } catch {
      throw failure(path, text.location(of: error.offset), error.message)
    }
  }

  private static func failure(_ path: String, _ location: SourceLocation?, _ message: String) -> FileFailure {
    FileFailure(path: path, reason: (location.map { "\($0): " } ?? "") + message)
  }

  /// The file's text with everything but one value blanked: the value stays where it was, so that errors name its
  /// position. Blanks cost a copy of the file for each group, and errors have the lines of the suite for it.
  func text(of node: DocumentNode) -> [UInt8] {
    var bytes = [UInt8](repeating: 0x20, count: node.range.upperBound)
    document.bytes.withSpan(0..<node.range.upperBound) { span in
      for index in 0..<node.range.lowerBound where span[index] == 0x0A { bytes[index] = 0x0A }
      for index in node.range { bytes[index] = span[index] }
    }
    return bytes
  }

  /// A path that is in the file, from the working directory.
  /// Relative to the suite and not to the working directory: a suite works wherever it is run from.
  func beside(_ path: String) -> String {
    if path.utf8.first == 0x2F { return path }
    guard let slash = self.path.utf8.lastIndex(of: 0x2F) else { return path }
    return String(self.path[...slash]) + path
  }
}
