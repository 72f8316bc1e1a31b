import Foundation
import PackagePlugin

/// One build command per schema file, and one for the catalogue of tools when there are any.
///
/// Schemas lie in the target's `Schemas` folder or behind symlinks in it: SwiftPM watches only what lies in a target's
/// directory, so that is what makes an added or deleted file known.
@main
struct SchemaCompilerPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let folder = try SchemaFolder(of: target, in: context.package)
    let generator = try context.tool(named: "schemagen").url

    func command(_ kind: String, _ sources: [String], with others: [String], name: String? = nil, _ output: String)
      -> Command
    {
      let file = context.pluginWorkDirectoryURL.appending(path: output)
      let options = (name.map { ["--name", $0] } ?? []) + folder.options
      return .buildCommand(
        displayName: "Compiling schema \(sources.count == 1 ? sources[0] : output)", executable: generator,
        arguments: [kind, "--root", folder.root.path, "--output", file.path, "--report", file.path + ".report.json"]
          + options + sources + ["--shared"] + others,
        inputFiles: (sources + others + folder.settings).map { folder.root.appending(path: $0) }, outputFiles: [file])
    }

    var commands = folder.tools.map { command("tool", [$0], with: folder.shared, folder.outputName($0)) }
    if !folder.tools.isEmpty {
      commands.append(command("catalogue", folder.tools, with: folder.shared, "Catalogue.swift"))
    }
    for file in folder.plain {
      let others = folder.shared + folder.plain.filter { $0 != file }
      commands.append(
        command("schema", [file], with: others, name: folder.typeName(file), folder.outputName(file)))
    }
    return commands
  }
}
