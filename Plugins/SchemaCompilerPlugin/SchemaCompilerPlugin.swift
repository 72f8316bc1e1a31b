import Foundation
import PackagePlugin

/// One build command per schema file, and one for the catalogue of tools.
///
/// The files are found through the symlinks in the target's `Schemas` folder: SwiftPM watches only what lies in a
/// target's directory, so that is what makes an added or deleted file known.
@main
struct SchemaCompilerPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let root = target.directoryURL.appending(path: "Schemas")
    let generator = try context.tool(named: "schemagen").url
    let files = try schemaFiles(in: root)
    let shared = files.filter { $0.hasPrefix("common/") || $0.hasPrefix("meta/") }
    let own = files.filter { !shared.contains($0) }

    func command(_ kind: String, _ sources: [String], _ output: String) -> Command {
      let file = context.pluginWorkDirectoryURL.appending(path: output)
      return .buildCommand(
        displayName: "Compiling schema \(sources.count == 1 ? sources[0] : output)", executable: generator,
        arguments: [kind, "--root", root.path, "--output", file.path] + sources + ["--shared"] + shared,
        inputFiles: (sources + shared).map { root.appending(path: $0) }, outputFiles: [file])
    }

    var commands = own.map { file in
      let name = file.dropLast(".json".count).map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
      return command(file.hasPrefix("tools/") ? "tool" : "schema", [file], name + ".swift")
    }
    let tools = own.filter { $0.hasPrefix("tools/") }
    if !tools.isEmpty { commands.append(command("catalogue", tools, "Catalogue.swift")) }
    return commands
  }

  /// Paths of the JSON files below `root`, sorted; the links right below it are followed.
  private func schemaFiles(in root: URL) throws -> [String] {
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: root.path).sorted().flatMap { part -> [String] in
      if part.hasSuffix(".json") { return [part] }
      let folder = root.appending(path: part).resolvingSymlinksInPath()
      return (manager.subpaths(atPath: folder.path) ?? []).filter { $0.hasSuffix(".json") }.sorted().map {
        part + "/" + $0
      }
    }
  }
}
