import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Takes the settings from their file, one error for each that is not understood.
///
/// By hand and not by a generated decoder: the generator cannot use what it generates. A setting that is not understood
/// is an error, because one that is ignored in silence is found months later.
struct SettingsReading {
  let document: Document
  /// The files that give types; nil where they are not known.
  let schemas: [String]?
  var diagnostics: [Diagnostic] = []

  /// Goes on after an error: whoever fixes a file wants to hear of all that is wrong with it.
  mutating func settings() -> GenerationSettings {
    guard let members = document.root.members else {
      report(document.root, "the settings must be an object", hint: #"write {} or { "access": "public" }"#)
      return GenerationSettings()
    }
    var settings = GenerationSettings()
    var mode = "strict"
    var assertsFormat = true
    for member in members {
      switch String(member.name) {
      case "mode": mode = word(member, ["strict", "standard"]) ?? mode
      case "assertFormat": assertsFormat = flag(member) ?? assertsFormat
      case "requireBounds": settings.requireBounds = flag(member) ?? settings.requireBounds
      case "publish": settings.publish = flag(member) ?? settings.publish
      case "access":
        let word = word(member, GenerationSettings.Access.allCases.map(\.rawValue))
        settings.access = word.flatMap(GenerationSettings.Access.init) ?? settings.access
      case "emit": emit(member, &settings)
      case "unionLines": settings.unionLines = count(member) ?? settings.unionLines
      case "$schema", "$comment": break
      default:
        report(
          member.value, "there is no such setting",
          hint: "use mode, assertFormat, requireBounds, access, publish, emit, unionLines or $comment")
      }
    }
    if mode == "standard" { settings.mode = .standard(assertFormat: assertsFormat) }
    return settings
  }

  private mutating func word(_ member: DocumentMember, _ words: [String]) -> String? {
    if let text = member.value.string, words.contains(String(text)) { return String(text) }
    report(member.value, "this is not a value of this setting", hint: "write " + words.joined(separator: " or "))
    return nil
  }

  /// A list of parts for all files, or an object that has one for each file, and `*` for those it does not name.
  ///
  /// Files are named and not matched by patterns: a list of twenty lines is longer than a pattern, and says what it
  /// means.
  private mutating func emit(_ member: DocumentMember, _ settings: inout GenerationSettings) {
    guard let files = member.value.members else {
      settings.emitOthers = parts(member.value)
      return
    }
    for file in files {
      let name = String(file.name)
      guard let parts = parts(file.value) else { continue }
      if name == "*" {
        settings.emitOthers = parts
      } else {
        settings.emit[name] = parts
        inspectFile(name, file)
      }
    }
  }

  private mutating func parts(_ node: DocumentNode) -> EmittedParts? {
    guard let elements = node.elements else {
      report(node, "what is emitted must be a list of parts", hint: #"write [], ["validate"] or ["decode", "write"]"#)
      return nil
    }
    var parts: EmittedParts = []
    for element in elements {
      let name = element.string.map { String($0) }
      guard let part = EmittedParts.named.first(where: { $0.name == name })?.part else {
        report(element, "there is no such part", hint: "use decode, validate, write or publish")
        continue
      }
      parts.insert(part)
    }
    return parts
  }

  /// A file that was renamed would otherwise silently be generated with everything.
  private mutating func inspectFile(_ name: String, _ file: DocumentMember) {
    guard let schemas, !schemas.contains(name) else { return }
    let isShared = name.hasPrefix("common/") || name.hasPrefix("meta/")
    let hint = ClosestName.hint(name, among: schemas)
    report(
      file.value, isShared ? "this file gives no types of its own" : "there is no such schema file" + hint,
      hint: "name a file of the target by its path below Schemas, such as \"\(schemas.first ?? "order.json")\"")
  }

  private mutating func count(_ member: DocumentMember) -> Int? {
    if let count = member.value.number?.int, count >= 0 { return count }
    report(member.value, "this setting must be a number of lines", hint: "write a whole number, 0 or more")
    return nil
  }

  /// Words like "yes" are refused: YAML taught that they mean different things to different readers.
  private mutating func flag(_ member: DocumentMember) -> Bool? {
    if let flag = member.value.boolean { return flag }
    report(member.value, "this setting must be true or false", hint: "write true or false")
    return nil
  }

  private mutating func report(_ node: DocumentNode, _ message: String, hint: String) {
    diagnostics.append(document.diagnostic(at: node, message, hint: hint))
  }
}
