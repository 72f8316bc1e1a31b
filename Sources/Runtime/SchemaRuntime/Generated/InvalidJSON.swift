public import JSONCore

/// A JSON text that its schema refuses: every violation with its location, never a value of the text. What the
/// `init(json:)` of generated types throw; `T(from:)` on a reader only says nil, and costs less.
public struct InvalidJSON: Error, Sendable {
  /// One violation and where in the text it was found.
  public struct Detail: Sendable, Equatable {
    public let violation: Violation
    public let location: SourceLocation
  }

  /// In the order of the text; never empty.
  public let errors: [Detail]
  /// The same for people: of several alternatives, what is wrong by the closest one.
  private let nearest: [Detail]

  /// Asks the interpreter what is wrong. It agrees with generated code except where a number fits the schema but no
  /// Swift type: then the reader's own `failure` is the only violation. With decoding, a refused text is read three
  /// times at most.
  init(_ json: JSONBytes, _ program: SchemaProgram, _ failure: JSONFailure, at offset: Int) {
    var violations = SchemaInterpreter(program).violations(json)
    if violations.isEmpty {
      violations = [
        Violation(
          instanceLocation: InstancePointer.find(offset, in: json), keyword: "type",
          schemaLocation: program.nodes[program.root].location, evaluationPath: "", message: failure.description,
          offset: offset)
      ]
    }
    errors = violations.map { Detail(violation: $0, location: json.location(of: $0.offset)) }
    nearest = violations.flatMap(\.nearestErrors).map {
      Detail(violation: $0, location: json.location(of: $0.offset))
    }
  }
}

extension InvalidJSON.Detail: CustomStringConvertible {
  /// `3:14: /limit must be at most 500 (maximum)`.
  public var description: String {
    let pointer = violation.instanceLocation.isEmpty ? "the value" : violation.instanceLocation
    return "\(location): \(pointer): \(violation.message) (\(violation.keyword))"
  }
}

extension InvalidJSON: CustomStringConvertible {
  /// One line for each violation. Where no alternative of an `anyOf` or `oneOf` matches, those of the closest one.
  public var description: String { nearest.map(\.description).joined(separator: "\n") }
}

/// Finds the pointer of the value that begins at an offset: a reader keeps offsets only, and paths would cost every
/// text something.
enum InstancePointer {
  /// Empty when no value inside begins there. Reads the text about once for each level on the way.
  static func find(_ offset: Int, in json: JSONBytes) -> String {
    var reader = JSONReader(json)
    var steps: [String] = []
    while reader.offset < offset, let step = enter(&reader, towards: offset) { steps.append("/" + step) }
    return steps.joined()
  }

  /// Goes into the member or element that holds `offset`; nil when there is none.
  private static func enter(_ reader: inout JSONReader, towards offset: Int) -> String? {
    switch reader.peekKind() {
    case .object:
      guard reader.beginObject(), !reader.emptyObject() else { return nil }
      repeat {
        guard reader.key() else { return nil }
        let name = String(reader.takeString())
        if let found = stops(&reader, at: offset) { return found ? escaped(name) : nil }
      } while reader.comma()
    case .array:
      guard reader.beginArray(), !reader.emptyArray() else { return nil }
      var index = 0
      repeat {
        if let found = stops(&reader, at: offset) { return found ? String(index) : nil }
        index += 1
      } while reader.comma()
    case .null, .boolean, .number, .string, nil: break
    }
    return nil
  }

  /// Passes over a value that ends before `offset`; otherwise stays in front of it and says that it is the one.
  private static func stops(_ reader: inout JSONReader, at offset: Int) -> Bool? {
    reader.skipWhitespace()
    let start = reader.mark
    guard reader.skipValue() else { return false }
    if reader.offset <= offset { return nil }
    reader.reset(to: start)
    return start.offset <= offset
  }

  /// As in `PathStep`, but never cut: this pointer is made once, for one error.
  private static func escaped(_ name: String) -> String {
    let parts = name.unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
    return parts.joined()
  }
}
