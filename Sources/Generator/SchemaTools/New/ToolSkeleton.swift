import JSONCore
package import SchemaCompiler

/// A tool file made from a command line that works: `securellm tools new`.
///
/// Each guess is kept only if the compiler proves the file with it; a word for which that cannot be proved stays as it
/// is written. So the file passes `tools check` at once, and whoever reads it sees what was guessed.
package struct ToolSkeleton {
  private let name: String
  private let program: String
  private var members: [SkeletonMember] = []
  /// Words that stay what they are, with the reason.
  private var literals: [(word: String, reason: String)] = []
  private let isJSON: Bool

  /// What the compiler says of the file: errors when even the plain command line cannot be a tool.
  package private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter exists: whether there is a file or folder of that name in the project.
  package init(_ name: String, program: String, arguments: [String], exists: (String) -> Bool) {
    self.name = name
    self.program = program
    isJSON = Self.printsJSON(arguments)
    let words = Self.words(arguments, exists)
    members = words.map { SkeletonMember(name: $0.name, guess: .literal(""), text: $0.text) }
    diagnostics = Self.errors(text, name)
    // Without any guess it is no tool: the reason is the program or an option, not a guess.
    guard diagnostics.isEmpty else { return }
    for (index, word) in words.enumerated() {
      guard case .literal(let reason) = word.guess else {
        keep(word, at: index)
        continue
      }
      literals.append((word.text, reason))
    }
  }

  /// Takes the guess if the proof holds with it.
  private mutating func keep(_ word: CommandWord, at index: Int) {
    let before = members[index]
    members[index] = SkeletonMember(name: unusedName(word.name), guess: word.guess, text: word.text)
    if let error = Self.errors(text, name).first {
      members[index] = before
      literals.append((word.text, "cannot vary: \(error.message)"))
    }
  }

  private static func words(_ arguments: [String], _ exists: (String) -> Bool) -> [CommandWord] {
    var words: [CommandWord] = []
    for (index, argument) in arguments.enumerated() {
      let isFirst = !arguments[..<index].contains { $0.utf8.first != UInt8(ascii: "-") }
      words.append(
        CommandWord(
          argument, previous: index > 0 ? arguments[index - 1] : nil,
          next: index + 1 < arguments.count ? arguments[index + 1] : nil, isFirst: isFirst, exists: exists))
    }
    return words
  }

  /// Members have names of their own: `path`, `path2`.
  private func unusedName(_ name: String) -> String {
    let taken = members.filter { if case .literal = $0.guess { false } else { true } }.map(\.name)
    var number = 2
    var candidate = name
    while taken.contains(candidate) {
      candidate = "\(name)\(number)"
      number += 1
    }
    return candidate
  }

  private static func errors(_ text: String, _ name: String) -> [Diagnostic] {
    let path = "tools/new/\(name).json"
    let sources = SourceSet([SourceFile(path: path, text: text)])
    return ToolCompiler.examine(path, in: sources).diagnostics.filter { $0.severity == .error }
  }

  /// By its options alone: the program is not run.
  private static func printsJSON(_ arguments: [String]) -> Bool {
    let words = ["--json", "--format=json", "--output=json", "--output-format=json", "-ojson"]
    if arguments.contains(where: { word in words.contains { word.utf8.elementsEqual($0.utf8) } }) { return true }
    let options = ["--format", "--output", "--output-format", "-o"]
    return zip(arguments, arguments.dropFirst()).contains { option, value in
      options.contains { option.utf8.elementsEqual($0.utf8) } && value.utf8.elementsEqual("json".utf8)
    }
  }

  // MARK: text

  /// What to look at before the tool is used, a sentence each.
  package var remarks: [String] {
    var remarks = members.compactMap { member -> String? in
      if case .literal = member.guess { return nil }
      return "\(member.name): guessed from \(member.text)"
    }
    remarks += literals.map { "\($0.word) stays as it is: \($0.reason)" }
    remarks.append(
      isJSON ? "the output is read as JSON" : "the output is read as text: docs/tool-file.md has other forms")
    return remarks
  }

  /// Prints the file, laid out as `securellm fmt` does it.
  package func write(to descriptor: Int32) {
    _ = JSONFormatter.run(
      JSONBytes(text), isSchema: false, width: JSONFormatter.defaultWidth, to: .descriptor(descriptor))
  }

  /// The tool file.
  private var text: String {
    let varying = members.filter { $0.schema != nil }
    let required = varying.filter(\.isRequired).map { "\"\($0.name)\"" }.joined(separator: ", ")
    let properties = varying.map { "      \"\($0.name)\": \($0.schema ?? "true")" }.joined(separator: ",\n")
    let argv = members.map { "      \($0.element)" }.joined(separator: ",\n")
    let command = ([program] + members.map(\.text)).joined(separator: " ")
    let description =
      "Runs `\(Self.shortened(command))` in the project. Say here what it returns and when to use it."
    return """
      {
        "$schema": "../tool.schema.json",
        "name": \(JSONLiteral.string(name)),
        "title": \(JSONLiteral.string(Self.title(name))),
        "description": \(JSONLiteral.string(description)),
        "inputSchema": {
          "$comment": \(JSONLiteral.string(comment)),
          "type": "object",
          "additionalProperties": false,
          "required": [\(required)],
          "properties": {\(properties.isEmpty ? "" : "\n\(properties)\n    ")}
        },
        "outputSchema": \(output.schema),
        "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
        "exec": {
          "program": \(JSONLiteral.string(program)),
          "argv": [\(argv.isEmpty ? "" : "\n\(argv)\n    ")],
          "cwd": "project",
          "timeoutSeconds": 10,
          "maxOutputBytes": 65536,
          "sandbox": "read-project",
          "output": \(output.form)
        }
      }

      """
  }

  private var comment: String {
    let stays = literals.map { "\($0.word) (\($0.reason))" }.joined(separator: "; ")
    let first = "Written by `securellm tools new` from a command line: look at each guess."
    return stays.isEmpty ? first : "\(first) These words cannot be changed by a call: \(stays)."
  }

  private var output: (schema: String, form: String) {
    let (member, value, form) =
      isJSON
      ? (
        "value", #"{ "description": "Guessed: describe what the program prints." }"#, #"{ "json": { "as": "value" } }"#
      )
      : ("text", #"{ "type": "string", "maxLength": 65536 }"#, #"{ "text": { "as": "text" } }"#)
    return (
      #"{ "type": "object", "additionalProperties": false, "required": ["\#(member)"], "properties": { "\#(member)": \#(value) } }"#,
      form
    )
  }

  /// `count_words` to `Count words`.
  private static func title(_ name: String) -> String {
    var bytes = name.utf8.map { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") ? UInt8(ascii: " ") : $0 }
    if let first = bytes.first, (0x61...0x7A).contains(first) { bytes[0] = first & 0xDF }
    return String(decoding: bytes.prefix(80), as: UTF8.self)
  }

  /// Descriptions hold neither control characters nor whole programs.
  private static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    var result = ""
    for scalar in scalars.prefix(200) { result.unicodeScalars.append(scalar) }
    return result
  }
}
