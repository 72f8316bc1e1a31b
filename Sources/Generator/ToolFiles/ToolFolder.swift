package import SchemaCompiler

/// Tool files outside of the build, compiled and proved by the build's own code: `ToolCompiler`. Whoever loads tools
/// does it by this.
package struct ToolFolder: Sendable {
  package struct Tool: Sendable {
    package let compiled: CompiledTool
    /// As people find its file.
    package let shown: String
    /// What its author took upon himself.
    package let acknowledgements: [ToolAcknowledgement]
  }

  /// By location, and by the bytes of their paths there.
  package let tools: [Tool]
  /// Of all files, each with the path that people know; warnings too.
  package let diagnostics: [Diagnostic]

  package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  /// Reads and compiles what is at these places.
  ///
  /// - Parameter builtIn: names of tools that no file may take.
  package static func load(_ locations: [ToolLocation], beside builtIn: [String]) -> ToolFolder {
    load(locations.map { ToolFileSet($0) }, beside: builtIn)
  }

  /// Compiles what has been read.
  ///
  /// - Parameter known: keeps what has been compiled, for the next time.
  package static func load(
    _ sets: [ToolFileSet], beside builtIn: [String], _ known: ToolCompilations = ToolCompilations()
  ) -> ToolFolder {
    let files = sets.indices.flatMap { index in sets[index].tools.map { (set: index, path: $0.path) } }
    let compilations = known.compile(files.map { (sets[$0.set].sources, $0.path, sets[$0.set].shown($0.path)) })
    var names = ToolNames(builtIn)
    var (tools, diagnostics) = ([Tool](), sets.flatMap(\.problems))
    for (file, compilation) in zip(files, compilations) {
      let set = sets[file.set]
      var found = compilation.diagnostics
      if let outline = ToolCompiler.outline(file.path, in: set.sources) {
        found += names.take(outline, shown: set.shown(file.path))
      }
      diagnostics += found.map(set.shown)
      guard let compiled = compilation.tool, !found.contains(where: { $0.severity == .error }) else { continue }
      tools.append(
        Tool(compiled: compiled, shown: set.shown(file.path), acknowledgements: compilation.acknowledgements))
    }
    return ToolFolder(tools: tools, diagnostics: diagnostics)
  }
}

/// The names that are taken while tools are gone through one after the other. The first of two keeps its name.
private struct ToolNames {
  private let builtIn: Set<[UInt8]>
  private var seen: [[UInt8]: (name: String, shown: String)] = [:]

  init(_ builtIn: [String]) { self.builtIn = Set(builtIn.map(ToolOutline.nameKey)) }

  /// What keeps the tool from being used beside those before it.
  mutating func take(_ tool: ToolOutline, shown: String) -> [Diagnostic] {
    var found = [tool.needsBuild].compactMap(\.self)
    guard let name = tool.name else { return found }
    if builtIn.contains(tool.nameKey) {
      found.append(
        tool.atName(
          "\"\(name)\" is the name of a built-in tool", hint: "give it another name: no file can take a built-in tool's"
        ))
    } else if let first = seen[tool.nameKey] {
      found.append(
        tool.atName(
          "the tool \"\(name)\" is also in \(first.shown)" + (first.name == name ? "" : " as \"\(first.name)\""),
          hint: "give one of the two another name, or remove it"))
    } else {
      seen[tool.nameKey] = (name, shown)
    }
    return found
  }
}
