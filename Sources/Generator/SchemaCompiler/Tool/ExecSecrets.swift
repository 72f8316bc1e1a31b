import JSONCore

/// Reads the variables of `exec.environment` whose values are secrets.
///
/// A secret is never in a tool file: the file names it, and the operator of the server says where its value is. So its
/// value cannot be looked at here; what can be is the name of the variable, which must be one that holds a value and
/// changes nothing else.
enum SecretRules {
  static let hint = "write {\"secret\": \"GITHUB_TOKEN\"}: its value comes from the configuration of the server"

  /// Variables of programs that are known to hold a credential, although their names begin like those that change what
  /// a program does.
  private static let credentials: Set<String> = [
    "GH_TOKEN", "GH_ENTERPRISE_TOKEN", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "CARGO_REGISTRY_TOKEN", "GOOGLE_API_KEY", "NODE_AUTH_TOKEN", "NPM_TOKEN",
  ]

  /// Why a variable may not hold a secret; nil when it may.
  static func objection(_ variable: String) -> String? {
    if credentials.contains(variable) { return nil }
    if variable.uppercased().utf8.starts(with: "SECURELLM_".utf8) {
      return "\"\(variable)\" is read by this program itself"
    }
    if EnvironmentRules.canBeAcknowledged(variable) { return nil }
    return EnvironmentRules.fixed.contains(variable)
      ? "\"\(variable)\" is set by the runner, the same for every program"
      : "\"\(variable)\" can change what the program runs, loads or trusts, so it holds no secret"
  }

  /// As a variable is written in capitals: it becomes a part of one.
  static func isName(_ bytes: [UInt8]) -> Bool {
    guard (1...64).contains(bytes.count), (0x41...0x5A).contains(bytes[0]) else { return false }
    return bytes.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x5F }
  }
}

extension ToolReader {
  /// Those members of `environment` that are objects; the others are literals.
  func secrets(_ exec: DocumentNode) -> [ProgramInput.SecretVariable] {
    (exec["environment"]?.members ?? []).filter { $0.value.members != nil }.compactMap(secret)
  }

  private func secret(_ member: DocumentMember) -> ProgramInput.SecretVariable? {
    let node = member.value
    guard object(node, of: ["secret"], "a secret"),
      let text = string("secret", in: node, "the variable", hint: SecretRules.hint)
    else { return nil }
    guard SecretRules.isName(text.bytes) else {
      report(
        node["secret"] ?? node, "this is not the name of a secret",
        hint: "write capitals, digits and \"_\", beginning with a letter, at most 64: \"GITHUB_TOKEN\"", rule: .secret)
      return nil
    }
    let variable = member.name.bytes
    let isVariable =
      (1...64).contains(variable.count) && !(0x30...0x39).contains(variable[0])
      && variable.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F }
    guard isVariable else {
      report(
        member, "this is not the name of a variable", hint: "write letters, digits and \"_\", beginning with a letter",
        rule: .environment)
      return nil
    }
    if let objection = SecretRules.objection(String(member.name)) {
      report(
        member, objection, hint: "name the variable that this program reads its credential from",
        rule: .environment)
      return nil
    }
    return ProgramInput.SecretVariable(variable: String(member.name), secret: String(text))
  }
}
