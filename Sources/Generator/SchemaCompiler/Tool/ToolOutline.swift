import JSONCore

/// What the catalogue needs of a tool file: read without compiling it, since that is done by a command of its own.
package struct ToolOutline: Sendable, Equatable {
  package enum Work: Sendable, Equatable {
    case program
    case handler(inline: Bool)
  }

  package let name: String
  package let file: String
  package let work: Work
  package let isCached: Bool
}

extension ToolCompiler {
  /// The outline of a tool file, nil when the file is too broken to have one; its own command says why.
  package static func outline(_ path: String, in sources: SourceSet) -> ToolOutline? {
    guard let file = sources[path], let document = sources.document(of: file).value,
      let name = document.root["name"]?.string
    else { return nil }
    let mode = document.root["handler"].map { $0["mode"]?.string == "inline" }
    return ToolOutline(
      name: String(name), file: path, work: mode.map { .handler(inline: $0) } ?? .program,
      isCached: document.root["cache"] != nil)
  }
}
