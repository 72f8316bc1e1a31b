import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing
import Tools

@testable import ToolFiles
@testable import ToolRuntime

/// A shipped tool in both forms: as the build compiles it in, and as a server loads it from the text of its file.
struct ShippedTool: Sendable, CustomTestStringConvertible {
  let definition: ToolDefinition
  /// By the generated code.
  let vector: @Sendable (JSONSlice?) throws(ToolFailure) -> ArgumentVector
  let isValidOutput: @Sendable (JSONBytes) -> ToolFailure?

  var testDescription: String { definition.name }

  private static func of<Tool: ProgramTool>(_ type: Tool.Type) -> ShippedTool where Tool.Output: SchemaValidatable {
    ShippedTool(
      definition: Tool.definition,
      vector: { arguments throws(ToolFailure) in Tool.arguments(try ToolArguments.decode(type, arguments)) },
      isValidOutput: { result in
        var reader = JSONReader(result)
        if Tool.Output.validate(&reader), reader.finish() { return nil }
        return InvalidOutput.failure(Tool.definition, SchemaInterpreter(Tool.Output.program), result)
      })
  }

  /// All that run a program; a test holds the list against the catalogue.
  static let all: [ShippedTool] = [
    of(GitLog.self), of(GitShow.self), of(GitStatus.self), of(NixBuild.self), of(NixEval.self),
    of(NixFlakeMetadata.self), of(SearchFiles.self), of(SearchText.self),
  ]

  /// Loaded from `Schemas/tools`, in which those that Swift implements are errors.
  static let folder = ToolFolder.load([ToolLocation(ToolFilesTests.root + "/Schemas/tools", .folder)], beside: [])

  static let loaded: [String: LoadedTool] = Dictionary(
    uniqueKeysWithValues: folder.tools.compactMap { tool in
      LoadedTool(tool.compiled, shown: tool.shown).map { ($0.definition.name, $0) }
    })
}
