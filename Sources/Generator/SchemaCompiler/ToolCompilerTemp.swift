package enum ToolCompiler {
  package static func compile(_ path: String, in files: SourceSet) -> Outcome<CompiledTool> { Outcome(nil, []) }
  package static func conflicts(_ tools: [CompiledTool], in files: SourceSet) -> [Diagnostic] { [] }
}
