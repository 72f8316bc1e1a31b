import ProcessRunner
import SchemaRuntime

/// What goes into the programs of a call beside their arguments, made ready before anything runs.
extension ToolHost {
  /// The program of a step: one that is installed, or one that the project has at this moment.
  ///
  /// - Throws: `programMissing`. A tool without its program is not offered; it may still be called by name, or have
  ///   lost it since the start.
  func program(_ step: ToolDefinition.Program.Step) throws(ToolFailure) -> Program {
    guard step.isOfProject else {
      if let program = programs[step.name] { return program }
      throw ToolFailure(
        .programMissing,
        "the program \(step.name) is not installed here: `securellm doctor` shows where it was looked for")
    }
    if let program = Program.beneath(settings.projectRoot, step.name) { return program }
    throw ToolFailure(
      .programMissing,
      "the project has no program \(step.name): it must be an executable file, and no link may lead out of the project"
    )
  }

  /// The values of all secrets that the programs of a tool are given, by name. Nothing runs without one of them.
  func secretValues(_ plan: ToolDefinition.Program) async throws(ToolFailure) -> [String: [UInt8]] {
    var values: [String: [UInt8]] = [:]
    for name in plan.secretNames {
      do throws(ToolSecrets.Missing) {
        values[name] = try await settings.secrets.value(name)
      } catch {
        throw ToolFailure(.secretMissing, error.sentence(name))
      }
    }
    return values
  }

  /// - Throws: `invalidArguments` when the call names a host that the tool may not ask.
  func checkHost(
    _ host: ArgumentVector.Path?, _ plan: ToolDefinition.Program, _ definition: ToolDefinition
  ) throws(ToolFailure) {
    guard let hosts = plan.hosts else { return }
    // The member is there in every call, which was proved when the tool was built.
    guard let message = hosts.objection(host?.bytes ?? []) else { return }
    throw Self.refusal(
      definition, "\(definition.name) asks certain hosts only", host?.pointer ?? "", keyword: "hosts", message)
  }

  /// The folder that the call names, open: what is checked is what the programs start in.
  func startFolder(
    _ path: ArgumentVector.Path?, of definition: ToolDefinition
  ) throws(ToolFailure) -> StartFolder? {
    guard let path else { return nil }
    if let folder = ProjectFolder(settings.projectRoot)?.startFolder(path.bytes) { return folder }
    throw Self.refusal(
      definition, "\(definition.name) starts in a folder of the project", path.pointer, keyword: "x-path",
      "names no folder that can be entered")
  }

  private static func refusal(
    _ definition: ToolDefinition, _ text: String, _ pointer: String, keyword: String, _ message: String
  ) -> ToolFailure {
    ToolFailure(
      .invalidArguments, text,
      violations: [
        Violation(
          instanceLocation: pointer, keyword: keyword, schemaLocation: "\(definition.file)#/inputSchema",
          evaluationPath: "/" + keyword, message: message, offset: 0)
      ])
  }
}
