import JSONCore
import SchemaRuntime
import Synchronization
import System

/// The facts about programs: ours, which every compiler of tool files has in it, and those of a third party beside its
/// tools, in `programs/NAME.json`.
///
/// Ours come first and cannot be replaced: they were tried, and a file that makes an option harmless by saying so would
/// be an acknowledgement that no build prints.
struct ProgramLibrary: Sendable {
  /// Ours alone.
  static let own = ProgramLibrary(nil)

  private let sources: SourceSet?

  init(_ sources: SourceSet?) { self.sources = sources }

  static func path(_ program: String) -> String { "programs/\(program).json" }

  /// The facts about a program; nil for one of which nothing is known.
  subscript(program: String) -> ProgramFile? {
    if let own = Self.ownFile(program) { return own }
    guard let sources, let file = sources[Self.path(program)], Self.problems(of: file, in: sources).isEmpty else {
      return nil
    }
    return sources.document(of: file).value.map { ProgramFile(document: $0, isOwn: false) }
  }

  /// What is wrong with a third party's facts about a program.
  func problems(_ program: String) -> [Diagnostic] {
    guard let sources, let file = sources[Self.path(program)] else { return [] }
    return Self.problems(of: file, in: sources)
  }

  /// Why a tool may not name the program; nil when it may.
  ///
  /// A program that starts others may be named if facts of ours say which options keep it from doing so. A name alone
  /// says nothing about what a third party's facts are about.
  func refusal(of program: String) -> ProgramKind? {
    guard let kind = ProgramKind.of(program) else { return nil }
    return kind.isForProjectCode || Self.ownFile(program) == nil ? kind : nil
  }

  // MARK: files

  private static let parsed = Mutex<[String: ProgramFile]>([:])

  private static func ownFile(_ program: String) -> ProgramFile? {
    if let known = parsed.withLock({ $0[program] }) { return known }
    guard let source = EmbeddedSchemas.file(path(program)), let document = Document.parse(source).value else {
      return nil
    }
    let file = ProgramFile(document: document, isOwn: true)
    parsed.withLock { $0[program] = file }
    return file
  }

  private static let metaSchema: SchemaInterpreter? = {
    guard let file = EmbeddedSchemas.file("meta/program.json") else { return nil }
    return CompiledSchema.compile(file.path, in: SourceSet([file]), mode: .strict).value.map {
      SchemaInterpreter($0.program)
    }
  }()

  private static func problems(of file: SourceFile, in sources: SourceSet) -> [Diagnostic] {
    let outcome = sources.document(of: file)
    guard let document = outcome.value else { return outcome.diagnostics }
    if let own = EmbeddedSchemas.file(file.path) {
      guard own.bytes != file.bytes else { return [] }
      return [
        document.diagnostic(
          at: document.root, "facts about this program are built in, and no file replaces them",
          hint: "remove the file; if the facts are wrong, report it")
      ]
    }
    guard let metaSchema else {
      return [document.diagnostic(at: document.root, "the meta-schema of facts is damaged", hint: "build it again")]
    }
    return metaSchema.violations(document.bytes).map { violation in
      document.diagnostic(
        offset: violation.offset, pointer: violation.instanceLocation, "this value \(violation.message)",
        hint: "see docs/programs.md for what a file of facts may say")
    } + named(document, file)
  }

  /// The file of one program says nothing about another.
  private static func named(_ document: Document, _ file: SourceFile) -> [Diagnostic] {
    guard let node = document.root["program"], let name = node.string, path(String(name)) != file.path else {
      return []
    }
    return [
      document.diagnostic(
        at: node, "the file of \"\(name)\" must be \(path(String(name)))", hint: "rename the file, or correct the name")
    ]
  }
}

/// A file of facts as it was read; it has the form that its meta-schema says.
struct ProgramFile: Sendable {
  let document: Document
  let isOwn: Bool
  /// The rules of each subcommand, in the order of the file. By name, since hundreds of tools may ask for one each.
  let subcommands: [String: [DocumentNode]]

  init(document: Document, isOwn: Bool) {
    self.document = document
    self.isOwn = isOwn
    var subcommands: [String: [DocumentNode]] = [:]
    for entry in document.root["subcommands"]?.elements ?? [] {
      for name in entry.texts("of") { subcommands[name, default: []] += [entry["rules"]].compactMap { $0 } }
    }
    self.subcommands = subcommands
  }

  var root: DocumentNode { document.root }

  /// The versions on which the facts were seen.
  var seen: [String] {
    (root["seen"]?.elements ?? []).compactMap { entry in
      guard let version = entry["version"]?.string, let system = entry["system"]?.string else { return nil }
      return "\(version) (\(system))"
    }
  }

  /// The settings of variables that a tool file may make, as `NAME=value`.
  var settings: [String] {
    (root["environment"]?.members ?? []).flatMap { member in
      member.value.texts.map { "\(member.name)=\($0)" }
    }
  }
}

extension DocumentNode {
  /// The strings of an array.
  var texts: [String] { (elements ?? []).compactMap { $0.string.map { String($0) } } }

  func text(_ name: JSONString) -> String? { self[name]?.string.map { String($0) } }

  func texts(_ name: JSONString) -> [String] { self[name]?.texts ?? [] }
}
