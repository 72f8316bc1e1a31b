package import JSONCore
package import SchemaCompiler
import SchemaRuntime

/// A schema file as JSON, with the way back to what is written in it.
package struct SchemaSource: Sendable {
  /// Endings of the files that may hold a schema.
  /// Not `.jsonl`: a line of it has no path that a reference could name.
  package static let extensions = ["json", "yaml", "yml"]

  package let json: JSONBytes
  private let lines: LineTable
  /// Of a file that is YAML.
  private let locations: YAMLLocations?

  package var isYAML: Bool { locations != nil }

  package init(json: JSONBytes) {
    let json = json.withoutByteOrderMark
    self.json = json
    lines = LineTable(json)
    locations = nil
  }

  private init(_ document: YAMLDocument, source: JSONBytes) {
    json = document.json
    lines = LineTable(source)
    locations = document.locations
  }

  /// Reads a file, as YAML when its name says so. `shown`: its path in errors.
  package static func read(_ path: String, shown: String) throws(SchemaFailure) -> SchemaSource {
    let found: SchemaSource?
    do throws(FileFailure) { found = try read(path) } catch { throw .file(error) }
    // Reported in the compiler's words, without the bytes that it would refuse.
    guard let found else { throw .diagnostics([Document.tooLarge(shown)]) }
    return found
  }

  /// Nil when the file is too large to be a schema.
  private static func read(_ path: String) throws(FileFailure) -> SchemaSource? {
    // Asked for with the compiler's limit, so that a file of gigabytes is refused before it is in memory.
    guard let text = try DocumentFiles.contents(path, limit: Document.maxBytes) else { return nil }
    // YAML is made into JSON first, so that there is one compiler and one set of errors; the positions lead back.
    guard InputFormat(path: path) == .yaml else { return SchemaSource(json: text) }
    do throws(YAMLError) {
      return SchemaSource(try YAMLDocument.only(in: text, "a schema file"), source: text)
    } catch {
      throw FileFailure(path: "\(path):\(text.location(of: error.offset))", reason: error.message)
    }
  }

  /// Where an offset of the JSON is in the file.
  package func location(of offset: Int) -> SourceLocation {
    lines.location(of: locations?.source(of: offset) ?? offset)
  }

  /// An error about the JSON, with the position in the file.
  /// Lines and columns only: pointers are the same in YAML and in the JSON made of it.
  package func located(_ diagnostic: Diagnostic) -> Diagnostic {
    guard isYAML else { return diagnostic }
    var copy = diagnostic
    // JSON made from YAML is one line.
    let location = location(of: diagnostic.column - 1)
    copy.line = location.line
    copy.column = location.column
    return copy
  }
}
