import JSONCore

/// Reads `exec.stdin` and `exec.cwd`.
extension ToolReader {
  private static let inputHint = "write a template, such as \"{text}\"; literal braces are \"{{\" and \"}}\""

  /// What the program reads on standard input; nil when there is none, or after a report.
  ///
  /// One template like an argument, but without its limits: it may have lines, and be long.
  func standardInput(_ exec: DocumentNode) -> ArgvElement? {
    guard let node = exec["stdin"] else { return nil }
    guard let text = node.string else {
      report(node, "\"stdin\" must be a string", hint: Self.inputHint)
      return nil
    }
    guard !text.bytes.contains(0) else {
      report(node, "standard input cannot hold NUL", hint: "remove \\u0000: many programs end a text there", rule: .nul)
      return nil
    }
    guard let content = template(node, text) else { return nil }
    switch content {
    case .literal(let text):
      return ArgvElement(content: .composed([.text(text)]), node: node, text: text)
    case .composed(let pieces) where pieces.contains(.result):
      report(
        node, "{@result} is in standard input, where no program looks for it",
        hint: "write it in \"argv\", as in \"--output={@result}\"", rule: .freeArguments)
    case .composed: return ArgvElement(content: content, node: node, text: String(text))
    case .spread(let member, _, _):
      report(
        node, "\"{\(member)...}\" spreads an array, and standard input is one text",
        hint: "declare \"\(member)\" as a string with lines, or pass the values in \"argv\"",
        rule: .array)
    case .flag, .choice, .repeated: break
    }
    return nil
  }

  /// The template of a string, with its errors at the byte where they are; nil after a report.
  func template(_ node: DocumentNode, _ text: JSONString) -> ArgvElement.Content? {
    do throws(TemplateFailure) {
      return try ArgvTemplate.parse(text.bytes)
    } catch {
      let offset = document.offset(inString: node, at: error.offset)
      var diagnostic = document.diagnostic(offset: offset, pointer: node.pointer, error.message, hint: error.hint)
      diagnostic.rule = .freeArguments
      log.add([diagnostic])
      return nil
    }
  }

  /// The member with the folder to start in; nil for the root of the project.
  ///
  /// The member alone and no text around it, so that what is checked is what the caller wrote.
  func workingDirectory(_ exec: DocumentNode) -> ExecDeclaration.Folder? {
    guard let node = exec["cwd"], node.string != "project" else { return nil }
    let hint = "write \"project\" for its root, or one member that is a path: \"{folder}\""
    guard let text = node.string, let content = template(node, text) else {
      if node.string == nil { report(node, "\"cwd\" must be a string", hint: hint, rule: .program) }
      return nil
    }
    guard case .composed(let pieces) = content, pieces.count == 1, case .member(let member) = pieces[0] else {
      report(node, "\"cwd\" must be \"project\" or one member of the input", hint: hint, rule: .program)
      return nil
    }
    return ExecDeclaration.Folder(member: member, node: node)
  }
}
