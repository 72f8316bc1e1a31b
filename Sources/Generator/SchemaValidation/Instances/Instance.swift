package import JSONCore
import SchemaRuntime
import System

/// One value to be validated, as JSON, with the way back to the file it comes from.
package struct Instance: Sendable {
  /// Where the text is in its file.
  package enum Origin: Sendable {
    /// The file is this one JSON text.
    case whole
    /// A line of JSON Lines, counted from 1.
    case line(Int)
    /// A document of a YAML file, counted from 1.
    /// Every document has the whole text: its lines are those of the file.
    case yaml(Int, source: JSONBytes, YAMLLocations)
  }

  package let bytes: JSONBytes
  package let range: Range<Int>
  /// Kept with the instance, because lines are only needed for those that fail, which is after the file has gone on.
  package let origin: Origin

  package init(bytes: JSONBytes, range: Range<Int>, origin: Origin) {
    self.bytes = bytes
    self.range = range
    self.origin = origin
  }

  /// The instance in which the last of several members of one name counts; positions stay those of the file.
  package func keepingLastMembers(maxDepth: Int) -> Instance {
    // Nil for a text without duplicates, and for one that is no JSON: the validation then says why.
    guard let text = bytes.lastMembers(in: range, maxDepth: maxDepth) else { return self }
    return Instance(bytes: text, range: 0..<text.count, origin: origin)
  }
}

/// What comes next in a file.
/// Three cases and not an error for two of them: a file of a million lines goes on behind a line that is broken.
package enum InstanceItem: Sendable {
  case instance(Instance)
  /// A text that cannot be read as JSON at all: what is wrong, and where in the file.
  case malformed(String, SourceLocation)
  /// A line that is left out, and why.
  case leftOut(line: Int, String)
}

/// Reads the instances of a file one by one.
package protocol InstanceSource: AnyObject {
  /// Nil at the end.
  func next() throws(FileFailure) -> InstanceItem?
}

/// Opens files as what their names or the command line say they are.
package enum Instances {
  package static func open(_ path: String, as format: InputFormat?) throws(FileFailure) -> any InstanceSource {
    switch format ?? InputFormat(path: path) ?? .json {
    case .json: WholeFile(try DocumentFiles.contents(path))
    case .jsonl: try LineFile(path)
    case .yaml: YAMLFile(try DocumentFiles.contents(path))
    }
  }
}

/// A file of one JSON text.
/// In memory as a whole: a value may end anywhere, and errors are located in the text around them.
private final class WholeFile: InstanceSource {
  private var bytes: JSONBytes?

  init(_ bytes: JSONBytes) { self.bytes = bytes }

  func next() throws(FileFailure) -> InstanceItem? {
    guard let bytes else { return nil }
    self.bytes = nil
    // Passed over, not cut off: the text may have hundreds of megabytes.
    let range = bytes.byteOrderMark..<bytes.count
    let isBlank = bytes.withSpan(range) { span in span.indices.allSatisfy { span[$0] <= 0x20 } }
    if isBlank { return .malformed("the file is empty: there is no JSON value", SourceLocation(line: 1, column: 1)) }
    return .instance(Instance(bytes: bytes, range: range, origin: .whole))
  }
}

/// A file of one JSON text per line, never more than one line and one chunk of it in memory.
/// For logs and exports that are larger than memory. The line is the instance: a value over several lines is not JSON
/// Lines and is an error in each of them.
private final class LineFile: InstanceSource {
  /// Longest line in bytes.
  /// 256 MiB. A line must be in memory as a whole, so that this is the command's bound on memory as well.
  private static let longestLine = 1 << 28

  private let file: OpenFile
  private var lines = LineBuffer(limit: LineFile.longestLine)
  private var number = 0
  private var hasEnded = false

  init(_ path: String) throws(FileFailure) { file = try OpenFile(path) }

  func next() throws(FileFailure) -> InstanceItem? {
    while true {
      while let line = hasEnded ? lines.last() : lines.next() {
        number += 1
        if let item = item(line) { return item }
      }
      // Read to the end even behind an error: every line has its own result.
      if hasEnded { return nil }
      // Negative for a failure, as the system's own call: an error is thrown once and ends the file, lines before it
      // have their results.
      let received = lines.fill(from: file.descriptor)
      if received < 0 { throw FileFailure(path: file.path, reason: SystemError(code: Int32(-received)).description) }
      hasEnded = received == 0
    }
  }

  /// Nil for a blank line.
  private func item(_ line: LineBuffer.Line) -> InstanceItem? {
    switch line {
    // Counted as not read: a line that nobody has looked at must not pass for a valid one.
    case .tooLong: return .leftOut(line: number, "longer than \(Self.longestLine) bytes")
    case .text(let bytes, let range):
      let range = number == 1 && bytes.hasByteOrderMark(at: range.lowerBound) ? range.dropFirst(3) : range
      let isBlank = bytes.withSpan(range) { span in span.indices.allSatisfy { span[$0] == 0x20 || span[$0] == 0x09 } }
      return isBlank ? nil : .instance(Instance(bytes: bytes, range: range, origin: .line(number)))
    }
  }
}

/// A YAML file: every document is an instance.
/// Documents are made into JSON one at a time, so that memory holds the text and one of them.
private final class YAMLFile: InstanceSource {
  private let bytes: JSONBytes
  private var reader: YAMLReader?
  private var number = 0
  private var hasEnded = false

  init(_ bytes: JSONBytes) { self.bytes = bytes }

  func next() throws(FileFailure) -> InstanceItem? {
    guard !hasEnded else { return nil }
    do throws(YAMLError) {
      if number == 0 { reader = try YAMLReader.open(bytes) }
      number += 1
      if let document = try reader?.next() {
        let origin = Instance.Origin.yaml(number, source: bytes, document.locations)
        return .instance(Instance(bytes: document.json, range: 0..<document.json.count, origin: origin))
      }
      hasEnded = true
      guard number == 1 else { return nil }
      return .malformed("the file is empty: there is no YAML document", SourceLocation(line: 1, column: 1))
    } catch {
      hasEnded = true
      return .malformed(error.message, bytes.location(of: error.offset))
    }
  }
}
