import JSONCore
package import SchemaCompiler

/// What one target asks of the compiler: the file `Schemas/securellm-schemas.json`. Every member may be absent.
///
///     { "mode": "standard", "assertFormat": true, "requireBounds": false, "access": "package", "publish": false,
///       "unionLines": 12000 }
package struct GenerationSettings: Sendable, Equatable {
  /// Who sees the generated types.
  package enum Access: String, Sendable, CaseIterable {
    case `public`, package, `internal`
  }

  package var mode: SchemaMode
  /// Strict mode: whether strings, arrays and objects must say how large they may be.
  package var requireBounds: Bool
  package var access: Access
  /// Whether the program has the text of each schema, as `publishedSchema`. A recursive schema cannot be published.
  package var publish: Bool
  /// How many lines a union of many branches may take before it is kept as text.
  package var unionLines: Int

  /// Some seven seconds of a debug build.
  package static let defaultUnionLines = 12_000

  package init(
    mode: SchemaMode = .strict, requireBounds: Bool = false, access: Access = .public, publish: Bool = false,
    unionLines: Int = GenerationSettings.defaultUnionLines
  ) {
    self.unionLines = unionLines
    self.mode = mode
    self.requireBounds = requireBounds
    self.access = access
    self.publish = publish
  }

  /// Reads the file; anything in it that is not understood is an error.
  package static func read(_ file: SourceFile, displayRoot: String) -> Outcome<GenerationSettings> {
    let parsed = Document.parse(file, displayRoot: displayRoot)
    guard let document = parsed.value else { return Outcome(nil, parsed.diagnostics) }
    var reading = SettingsReading(document: document)
    let settings = reading.settings()
    return Outcome(reading.diagnostics.isEmpty ? settings : nil, reading.diagnostics)
  }
}

private struct SettingsReading {
  let document: Document
  var diagnostics: [Diagnostic] = []

  mutating func settings() -> GenerationSettings {
    guard let members = document.root.members else {
      report(document.root, "the settings must be an object", mend: #"write {} or { "access": "public" }"#)
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
      case "unionLines": settings.unionLines = count(member) ?? settings.unionLines
      case "$schema", "$comment": break
      default:
        report(
          member.value, "there is no such setting",
          mend: "use mode, assertFormat, requireBounds, access, publish, unionLines or $comment")
      }
    }
    if mode == "standard" { settings.mode = .standard(assertFormat: assertsFormat) }
    return settings
  }

  private mutating func word(_ member: DocumentMember, _ words: [String]) -> String? {
    if let text = member.value.string, words.contains(String(text)) { return String(text) }
    report(member.value, "this is none of the values of this setting", mend: "write " + words.joined(separator: " or "))
    return nil
  }

  private mutating func count(_ member: DocumentMember) -> Int? {
    if let count = member.value.number?.int, count >= 0 { return count }
    report(member.value, "this setting is a number of lines", mend: "write a whole number, 0 or more")
    return nil
  }

  private mutating func flag(_ member: DocumentMember) -> Bool? {
    if let flag = member.value.boolean { return flag }
    report(member.value, "this setting is true or false", mend: "write true or false")
    return nil
  }

  private mutating func report(_ node: DocumentNode, _ message: String, mend: String) {
    diagnostics.append(document.diagnostic(at: node, message, mend: mend))
  }
}
