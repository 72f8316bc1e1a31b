import System
import ToolRuntime

/// The lines of `tools show` about what a tool's programs are given beside their arguments. For most tools there are
/// none.
struct ProgramDetails {
  private(set) var lines: [String] = []

  init(_ program: ToolDefinition.Program) {
    // By the environment alone: a configuration of `serve` may have more.
    let secrets = ToolSecrets(environment: ProcessEnvironment.variables)
    for secret in program.steps.flatMap(\.secrets) {
      let state = secrets.objection(secret.secret)?.sentence(secret.secret) ?? "set"
      lines.append("secret       \(secret.secret), as the variable \(secret.variable): \(state)")
    }
    if let hosts = program.hosts {
      let retries = hosts.retries == 0 ? "" : "; run again \(hosts.retries) times at most if none is reached"
      lines.append("hosts        \(hosts.allow.joined(separator: ", ")), named by \"\(hosts.member)\"\(retries)")
    }
  }
}
