import JSONCore
package import SchemaCompiler

/// The schema files of one target, as far as they concern each other.
package struct TargetFiles: Sendable {
  package let sources: SourceSet
  package let settings: GenerationSettings
  /// The files that give types, with what their enums are made from.
  package let names: [String: String]
  /// Tool files: they use types of others, and no other file uses theirs.
  package let tools: [String]
  /// What files are called in generated code, where that is not what they are called in messages.
  private let shown: [String: String]

  package init(
    _ sources: SourceSet, settings: GenerationSettings, names: [String: String] = [:], tools: [String] = [],
    shown: [String: String] = [:]
  ) {
    self.shown = shown
    self.sources = sources
    self.settings = settings
    self.names = names
    self.tools = tools
  }

  func shown(_ path: String) -> String { shown[path] ?? sources.displayRoot + path }

  /// Files that have types only because others refer to them.
  static func isShared(_ path: String) -> Bool { path.hasPrefix("common/") || path.hasPrefix("meta/") }

  /// What is generated of a file for its own sake.
  func parts(of path: String) -> EmittedParts { Self.isShared(path) ? [] : settings.parts(of: path) }

  func load(_ path: String) -> Outcome<SchemaFile> {
    // Tools are always strict, and so is what they refer to.
    if !tools.isEmpty { return SchemaFile.load(path, in: sources) }
    return SchemaFile.load(path, in: sources, mode: settings.mode, requireBounds: settings.requireBounds)
  }

  /// Whether some reference in the file may lead to another one: what nearly all files can be left out for, unread.
  func refersToOthers(_ path: String) -> Bool {
    guard let document = load(path).value?.document else { return false }
    return Self.refersToOthers(document.root)
  }

  private static func refersToOthers(_ node: DocumentNode) -> Bool {
    for member in node.members ?? [] {
      if member.name == "$ref", let text = member.value.string, text.bytes.first != 0x23 { return true }
      if refersToOthers(member.value) { return true }
    }
    return (node.elements ?? []).contains(where: refersToOthers)
  }
}
