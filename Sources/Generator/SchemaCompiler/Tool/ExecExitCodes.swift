import JSONCore
import SchemaRuntime

/// Reads `exec.exitCodes` and `exec.exitCodeAs`.
extension ToolReader {
  /// A search that finds nothing and a comparison that finds a difference end with 1 and have not failed.
  func exitCodes(_ exec: DocumentNode) -> [Int]? {
    guard let node = exec["exitCodes"] else { return [0] }
    if node.members != nil { return exitMeanings(node).map { $0.map(\.code) } }
    let codes = (node.elements ?? []).compactMap { $0.number?.int }.filter { (0...255).contains($0) }
    guard !codes.isEmpty, codes.count == node.elements?.count, Set(codes).count == codes.count else {
      report(
        node, "\"exitCodes\" must be distinct integers from 0 to 255",
        hint: "write [0] or, as for a search, [0, 1]; with meanings: {\"0\": \"found\", \"1\": \"not found\"}")
      return nil
    }
    return codes
  }

  /// In the order of the file. Names are the codes in decimal, each in one form only.
  private func exitMeanings(_ node: DocumentNode) -> [ProgramPlan.Additions.Meaning]? {
    let hint = "write {\"0\": \"found\", \"1\": \"not found\"}"
    guard let members = node.members, !members.isEmpty else {
      report(node, "\"exitCodes\" names no exit code", hint: hint)
      return nil
    }
    let meanings = members.compactMap { member -> ProgramPlan.Additions.Meaning? in
      let name = String(member.name)
      guard let code = Int(name), (0...255).contains(code), String(code) == name else {
        report(member, "\"\(name)\" is not an exit code", hint: "write a number from 0 to 255: \(hint)")
        return nil
      }
      guard let text = member.value.string, (1...100).contains(text.codePointCount),
        text.bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
      else {
        report(member.value, "the meaning of an exit code must be a text of 1 to 100 characters", hint: hint)
        return nil
      }
      return ProgramPlan.Additions.Meaning(code: code, text: String(text))
    }
    return meanings.count == members.count ? meanings : nil
  }

  /// The member that holds the exit code, with the meanings of codes; nil after a report.
  ///
  /// Every code that is not a failure is held against the schema: a result must not become invalid by the one thing in it
  /// that the program did not write.
  func exitCodeMember(_ exec: DocumentNode, _ codes: [Int], _ result: OutputSchema)
    -> (name: String?, meanings: [ProgramPlan.Additions.Meaning])?
  {
    let node = exec["exitCodes"]
    guard let location = exec["exitCodeAs"] else {
      guard let node, node.members != nil else { return (nil, []) }
      report(
        node, "the meanings of exit codes are shown nowhere",
        hint: "add \"exitCodeAs\": the member of the result that holds them; or write the codes alone: \(codes)")
      return nil
    }
    guard let (name, id) = addition(location, "exitCodeAs", result) else { return nil }
    guard codes.count > 1 else {
      report(location, "there is one exit code only, which says nothing", hint: "list others in \"exitCodes\": [0, 1]")
      return nil
    }
    let meanings = node?.members == nil ? [] : node.flatMap(exitMeanings) ?? []
    guard result.admitted.types(id) == (meanings.isEmpty ? .integer : .string) else {
      report(
        location, "the output schema must declare \"\(name)\" as \(meanings.isEmpty ? "an integer" : "a string")",
        hint: meanings.isEmpty
          ? "declare it so, or give the codes meanings: \"exitCodes\": {\"0\": \"…\", \"1\": \"…\"}"
          : "declare it so, or write the codes without meanings: \"exitCodes\": \(codes)")
      return nil
    }
    let conformance = Conformance(nodes: result.admitted.schema.program.nodes)
    for code in codes {
      let meaning = meanings.first { $0.code == code }
      let value = meaning.map { JSONValue.string(JSONString($0.text)) } ?? .number(JSONDecimal(code))
      guard let keyword = conformance.refusal(of: value, by: id) else { continue }
      report(
        node ?? location,
        "the exit code \(meaning.map { "\(code), \"\($0.text)\"," } ?? "\(code)") is refused by \"\(keyword)\" of \"\(name)\"",
        hint: "admit it in the output schema, or correct it")
      return nil
    }
    return (name, meanings)
  }
}
