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

    // The types of other files are used by name, so each command is given their names.
    func types(_ files: [String]) -> [String] { files.flatMap { ["--types", folder.typeName($0), $0] } }

    func command(_ kind: String, _ outputs: [Output], _ inputs: Inputs, title: String) -> Command {
      let parts = outputs.flatMap { ["--output", directory.appending(path: $0.file).path] + $0.sources }
      let files = outputs.flatMap(\.sources) + inputs.types + inputs.tools + inputs.others
      return .buildCommand(
        displayName: "Compiling schema \(title)", executable: generator,
        arguments: [kind, "--root", folder.root.path, "--report"] + folder.options + parts + types(inputs.types)
          + ["--tools"] + inputs.tools + ["--shared"] + inputs.others,
        inputFiles: Set(files + folder.settings).sorted().map { folder.root.appending(path: $0) },
        outputFiles: outputs.map { directory.appending(path: $0.file) })
    }

    func commands(_ kind: String, _ files: [String], _ inputs: Inputs) -> [Command] {
      stride(from: 0, to: files.count, by: Self.batchSize).map { start in
        let batch = files[start..<min(start + Self.batchSize, files.count)]
        let more = batch.count > 1 ? " and \(batch.count - 1) more" : ""
        let outputs = batch.map { Output(file: folder.outputName($0), sources: [$0]) }
        return command(kind, outputs, inputs, title: batch[start] + more)
      }
    }

    let ofTools = Inputs(types: folder.common, others: folder.meta)
    var all = commands("tool", folder.tools, ofTools)
    if !folder.tools.isEmpty {
      let catalogue = Output(file: "Catalogue.swift", sources: folder.tools)
      all.append(command("catalogue", [catalogue], ofTools, title: catalogue.file))
    }
    let typed = folder.plain + folder.common
    return all + commands("schema", typed, Inputs(types: typed, tools: folder.tools, others: folder.meta))
  }
}

/// A file that a command writes.
private struct Output {
  let file: String
  let sources: [String]
}

/// What a command reads besides what it writes files of.
private struct Inputs {
  /// Files whose types may be used.
  let types: [String]
  /// Tool files that may use them.
  var tools: [String] = []
  /// Whatever else references may lead to.
  let others: [String]
}
