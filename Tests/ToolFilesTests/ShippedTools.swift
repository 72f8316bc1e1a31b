import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing
import Tools

import enum Goldens.EveryForm

@testable import ToolFiles
@testable import ToolRuntime

/// A tool in both forms: as the build compiles it in, and as a server loads it from the text of its file.
struct ToolInBothForms: Sendable, CustomTestStringConvertible {
  let definition: ToolDefinition
  /// By the generated code.
  let vector: @Sendable (JSONSlice?) throws(ToolFailure) -> ArgumentVector
  /// What goes in beside it, by the generated code.
  let feed: @Sendable (JSONSlice?) throws(ToolFailure) -> ProgramFeed
  let isValidOutput: @Sendable (JSONBytes) -> ToolFailure?

  var testDescription: String { definition.name }

  private static func of<Tool: ProgramTool>(_ type: Tool.Type) -> ToolInBothForms where Tool.Output: SchemaValidatable {
    ToolInBothForms(
      definition: Tool.definition,
      vector: { arguments throws(ToolFailure) in Tool.arguments(try ToolArguments.decode(type, arguments)) },
      feed: { arguments throws(ToolFailure) in Tool.feed(try ToolArguments.decode(type, arguments)) },
      isValidOutput: { result in
        var reader = JSONReader(result)
        if Tool.Output.validate(&reader), reader.finish() { return nil }
        return InvalidOutput.failure(Tool.definition, SchemaInterpreter(Tool.Output.program), result)
      })
  }

  /// All shipped ones that run a program; a test holds the list against the catalogue.
  static let shipped: [ToolInBothForms] = [
    of(GitLog.self), of(GitShow.self), of(GitStatus.self), of(NixBuild.self), of(NixEval.self),
    of(NixFlakeMetadata.self), of(SearchFiles.self), of(SearchText.self),
  ]

  /// Has what no shipped tool has; its Swift is in `docs/generated`.
  static let everyForm = of(EveryForm.self)

  static let all = shipped + [everyForm]

  /// Loaded from `Schemas/tools`, in which those that Swift implements are errors.
  static let folder = ToolFolder.load([ToolLocation(ToolFilesTests.root + "/Schemas/tools", .folder)], beside: [])

  static let forms = ToolFolder.load(
    [ToolLocation(ToolFilesTests.root + "/Tests/ToolFilesTests/Tools/tools", .folder)], beside: [])

  private static let tools = folder.tools + forms.tools

  var compiled: CompiledTool {
    get throws { try #require(Self.tools.first { $0.compiled.name == definition.name }).compiled }
  }

  var loaded: LoadedTool {
    get throws { try #require(LoadedTool(try compiled, shown: "")) }
  }
}
