import JSONCore

/// What of a tool file matters to whoever has several of them, without its compilation: the name, and whether it can
/// be used without a build. For tools that are loaded when a server runs, which may come from several folders.
package struct ToolOutline: Sendable {
  /// From the schema root, as in the source set.
  package let path: String
  /// Nil when the file gives none, which its compilation reports.
  package let name: String?
  /// The same for names that differ in case and punctuation only: clients and people take them for one.
  package let nameKey: [UInt8]
  private let document: Document

  init(_ path: String, _ document: Document) {
    self.path = path
    self.document = document
    let text = document.root["name"]?.string
    name = text.map { String($0) }
    nameKey = text.map(ToolCompiler.nameKey) ?? []
  }

  /// The key of a name from elsewhere, to compare with.
  package static func nameKey(_ name: String) -> [UInt8] { ToolCompiler.nameKey(JSONString(name)) }

  /// An error at the name.
  package func atName(_ message: String, hint: String) -> Diagnostic {
    document.diagnostic(at: document.root["name"] ?? document.root, message, hint: hint)
  }

  /// Where the file asks for Swift code; nil when it does not. A program that is built already cannot have it.
  package var needsBuild: Diagnostic? {
    document.root.member("handler").map { member in
      document.diagnostic(
        at: member, "a tool with \"handler\" is Swift code, which has to be built",
        hint: "name a program in \"exec\", or make a package of your own with `securellm init`")
    }
  }
}

extension ToolCompiler {
  /// Nil for a file that is none or has no JSON in it, which its compilation reports.
  package static func outline(_ path: String, in sources: SourceSet) -> ToolOutline? {
    guard let file = sources[path], let document = sources.document(of: file).value else { return nil }
    return ToolOutline(path, document)
  }
}
