import Foundation
import PackagePlugin

/// One build command for some schema files each, and one for the catalogue of tools when there are any.
///
/// Schemas lie in the target's `Schemas` folder or behind symlinks in it: SwiftPM watches only what lies in a target's
/// directory, so that is what makes an added or deleted file known. Every file has an output of its own, which is only
/// written when its bytes change: what a change does not concern is generated again, but not compiled again.
@main
struct SchemaCompilerPlugin: BuildToolPlugin {
  /// Files to a command. Starting the generator costs as much as a small schema; a hundred files still give work to
  /// several cores.
  private static let batchSize = 32

  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let folder = try SchemaFolder(of: target, in: context.package)
    let generator = try context.tool(named: "schemagen").url
    let directory = context.pluginWorkDirectoryURL

    func command(_ kind: String, _ outputs: [Output], with others: [String], title: String) -> Command {
      let sources = outputs.flatMap(\.sources)
      let parts = outputs.flatMap { output in
        (output.name.map { ["--name", $0] } ?? []) + ["--output", directory.appending(path: output.file).path]
          + output.sources
      }
      return .buildCommand(
        displayName: "Compiling schema \(title)", executable: generator,
        arguments: [kind, "--root", folder.root.path, "--report"] + folder.options + parts + ["--shared"] + others,
        inputFiles: (sources + others + folder.settings).map { folder.root.appending(path: $0) },
        outputFiles: outputs.map { directory.appending(path: $0.file) })
    }

    func commands(_ kind: String, _ files: [String], with others: [String]) -> [Command] {
      stride(from: 0, to: files.count, by: Self.batchSize).map { start in
        let batch = files[start..<min(start + Self.batchSize, files.count)]
        let outputs = batch.map {
          Output(file: folder.outputName($0), name: kind == "schema" ? folder.typeName($0) : nil, sources: [$0])
        }
        let more = batch.count > 1 ? " and \(batch.count - 1) more" : ""
        return command(kind, outputs, with: others.filter { !batch.contains($0) }, title: batch[start] + more)
      }
    }

    var all = commands("tool", folder.tools, with: folder.shared)
    if !folder.tools.isEmpty {
      let catalogue = Output(file: "Catalogue.swift", name: nil, sources: folder.tools)
      all.append(command("catalogue", [catalogue], with: folder.shared, title: catalogue.file))
    }
    return all + commands("schema", folder.plain, with: folder.shared + folder.plain)
  }
}

/// A file that a command writes.
private struct Output {
  let file: String
  /// What its types are named after; nil for what says so itself.
  let name: String?
  let sources: [String]
}
