import JSONCore
package import SchemaCompiler
package import ToolRuntime

extension ToolDefinition {
  /// What the emitter prints of a compiled tool (`SwiftEmitter/Tools/ToolEmitter`), for one that is loaded.
  package init(_ tool: CompiledTool, plan: ProgramPlan) {
    self.init(
      name: tool.name, title: tool.title, description: tool.description, file: tool.file,
      hints: Hints(
        readOnly: tool.hints.readOnly, destructive: tool.hints.destructive, idempotent: tool.hints.idempotent,
        openWorld: tool.hints.openWorld),
      cache: tool.cache.map { Cache(ttlSeconds: $0.ttlSeconds, maxEntries: $0.maxEntries) },
      timeoutSeconds: tool.timeoutSeconds, program: Program(plan), isInline: false, listEntry: tool.listEntry)
  }
}

extension ToolDefinition.Program {
  init(_ plan: ProgramPlan) {
    self.init(
      name: plan.program, environment: plan.environment, successCodes: plan.successCodes,
      maxOutputBytes: plan.maxOutputBytes, output: Output(plan.output), additions: Additions(plan.additions),
      readsResultFile: plan.readsResultFile, reportsProgress: plan.reportsProgress,
      sandbox: ToolDefinition.Sandbox(plan.sandbox), secrets: plan.input.secrets.map(SecretVariable.init),
      hosts: plan.input.hosts.map { Hosts(member: $0.member, allow: $0.allow, retries: $0.retries) },
      pipe: plan.input.pipe.map(Step.init))
  }
}

extension ToolDefinition.Program.SecretVariable {
  init(_ secret: ProgramInput.SecretVariable) { self.init(variable: secret.variable, secret: secret.secret) }
}

extension ToolDefinition.Program.Step {
  init(_ step: ProgramInput.Step) {
    self.init(
      name: step.program, environment: step.environment, successCodes: step.successCodes,
      sandbox: ToolDefinition.Sandbox(step.sandbox),
      secrets: step.secrets.map(ToolDefinition.Program.SecretVariable.init))
  }
}

extension ToolDefinition.Sandbox {
  init(_ sandbox: ProgramPlan.Sandbox) {
    self.init(
      profile: Profile(sandbox.profile), hasNetwork: sandbox.hasNetwork, runsProjectCode: sandbox.runsProjectCode,
      memoryBytes: sandbox.memoryBytes, cpuSeconds: sandbox.cpuSeconds, fileBytes: sandbox.fileBytes,
      openFiles: sandbox.openFiles, processes: sandbox.processes, mayStartProcesses: sandbox.mayStartProcesses,
      tier: Tier(sandbox.tier))
  }
}

extension ToolDefinition.Sandbox.Profile {
  init(_ profile: ProgramPlan.Sandbox.Profile) {
    self =
      switch profile {
      case .pure: .pure
      case .readProject: .readProject
      case .writeProject: .writeProject
      case .network: .network
      }
  }
}

extension ToolDefinition.Sandbox.Tier {
  init(_ tier: ProgramPlan.Sandbox.Tier) {
    self =
      switch tier {
      case .kernel: .kernel
      case .bubblewrap: .bubblewrap
      }
  }
}
