import SchemaCompiler

/// Prints what the definition of a tool has of the input of its programs: secrets, hosts, the programs of a pipe.
///
/// Each as an argument with a default, and printed only where there is any.
struct ProgramInputEmitter {
  let input: ProgramInput
  let tool: ToolEmitter

  /// Further arguments of an initializer, each with a comma in front.
  var arguments: String {
    var texts: [String] = []
    if !input.secrets.isEmpty { texts.append("secrets: \(secrets(input.secrets))") }
    if let hosts = input.hosts {
      let allow = hosts.allow.map { SwiftLiteral.string($0) }.joined(separator: ", ")
      texts.append(
        "hosts: .init(member: \(SwiftLiteral.string(hosts.member)), allow: [\(allow)], retries: \(hosts.retries))")
    }
    if !input.pipe.isEmpty { texts.append("pipe: [\(input.pipe.map(step).joined(separator: ", "))]") }
    return texts.map { ", " + $0 }.joined()
  }

  private func secrets(_ secrets: [ProgramInput.SecretVariable]) -> String {
    let texts = secrets.map {
      ".init(variable: \(SwiftLiteral.string($0.variable)), secret: \(SwiftLiteral.string($0.secret)))"
    }
    return "[\(texts.joined(separator: ", "))]"
  }

  private func step(_ step: ProgramInput.Step) -> String {
    let secrets = step.secrets.isEmpty ? "" : ", secrets: \(secrets(step.secrets))"
    return ".init(name: \(SwiftLiteral.string(step.program)), environment: \(tool.environment(step.environment)), "
      + "successCodes: \(step.successCodes), sandbox: \(tool.sandbox(step.sandbox))\(secrets))"
  }
}
