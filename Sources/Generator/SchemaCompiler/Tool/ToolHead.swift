import JSONCore

/// Clients set these limits; the protocol itself has none.
extension ToolHead {
  /// Clients put their own prefix in front and stop at 60 or 64 characters.
  static let nameLimit = 30
  static let titleLimit = 80
  static let descriptionRange = 20...2000

  static let members = [
    "$schema", "name", "title", "description", "icons", "inputSchema", "outputSchema", "annotations", "exec", "handler",
    "timeoutSeconds", "cache",
  ]
  /// What `"$schema"` ends in, as the last part of a path or an address.
  static let metaSchemas = ["tool.json", "tool.schema.json"]
}

extension ToolReader {
  /// Nil when a part is missing or wrong; all of them are reported.
  ///
  /// Every part is read before anything is given up: an author who fixes a file wants all of its errors at once.
  func head(_ root: DocumentNode) -> ToolHead? {
    metaSchema(root)
    let name = name(root)
    let title = text("title", root, 1...ToolHead.titleLimit)
    let description = text("description", root, ToolHead.descriptionRange)
    if let icons = root["icons"] { self.icons(icons) }
    let hints = hints(root)
    let cache = cache(root, hints)
    guard let name, let title, let description, let hints else { return nil }
    let mode = root["handler"].map { $0["mode"]?.string }
    return ToolHead(
      name: name, title: title, description: description, file: document.path, hints: hints, cache: cache,
      kind: mode.map { .handler(inline: $0 == "inline") } ?? .program,
      usesContext: root["handler"]?["context"]?.boolean == true)
  }

  /// Where the schema lies is the author's to say, since tool files lie anywhere. That it is the schema of tools is
  /// held to its name: another one would have editors complete something else.
  private func metaSchema(_ root: DocumentNode) {
    guard let value = root["$schema"] else { return }
    let name = value.string?.bytes.split(separator: 0x2F, omittingEmptySubsequences: false).last ?? []
    if !ToolHead.metaSchemas.contains(where: { name.elementsEqual($0.utf8) }) {
      report(
        value,
        "\"$schema\" must be a path or an address that ends in \(ToolHead.metaSchemas.joined(separator: " or "))",
        hint: "`securellm tools schema > tool.schema.json` writes the schema from which editors complete a tool file")
    }
  }

  /// Narrower than the protocol: names become Swift names, file names in reports, and words on a command line.
  private func name(_ root: DocumentNode) -> String? {
    let hint = "write 1 to \(ToolHead.nameLimit) characters of A-Z, a-z, 0-9, \"_\" and \"-\": clients add a prefix"
    guard let value = string("name", in: root, "the tool", hint: hint) else { return nil }
    let bytes = value.bytes
    let location = root["name"] ?? root
    guard (1...ToolHead.nameLimit).contains(bytes.count) else {
      report(
        location, "a tool's name has 1 to \(ToolHead.nameLimit) characters, this one has \(bytes.count)", hint: hint)
      return nil
    }
    guard bytes.allSatisfy(Self.isNameByte) else {
      report(location, "a tool's name may hold only letters, digits, \"_\" and \"-\"", hint: hint)
      return nil
    }
    return String(value)
  }

  /// ASCII only: two names that look alike to a person must not be two tools.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }

  /// Text for people and models: no controls, which would reach terminals, except line feeds.
  ///
  /// Titles and descriptions are shown in terminals and put into prompts, where a control character is an instruction.
  private func text(_ name: String, _ root: DocumentNode, _ range: ClosedRange<Int>) -> String? {
    let hint =
      "write \(range.lowerBound) to \(range.upperBound) characters that say what the tool returns and when to use it"
    guard let value = string(name, in: root, "the tool", hint: hint) else { return nil }
    let location = root[JSONString(name)] ?? root
    guard range.contains(value.codePointCount) else {
      report(
        location, "\"\(name)\" has \(value.codePointCount) characters, not \(range.lowerBound) to \(range.upperBound)",
        hint: hint)
      return nil
    }
    guard value.bytes.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x0A }) else {
      report(location, "\"\(name)\" holds a control character", hint: "remove it; \\n may separate paragraphs")
      return nil
    }
    return String(value)
  }

  /// Written out, all four: what a client assumes of a tool that says nothing is that it destroys things.
  private func hints(_ root: DocumentNode) -> ToolHead.Hints? {
    let names = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]
    let hint = "write all four hints out: " + ToolReader.list(names)
    guard let node = require("annotations", in: root, "the tool", hint: hint),
      object(node, of: names, "\"annotations\"")
    else { return nil }
    let values = names.map { boolean($0, in: node, "\"annotations\"", required: true) }
    guard let readOnly = values[0], let destructive = values[1], let idempotent = values[2], let open = values[3] else {
      return nil
    }
    if readOnly, destructive, let location = node["destructiveHint"] {
      report(
        location, "a tool cannot be read-only and destructive",
        hint: "set \"readOnlyHint\" to what the tool really does")
    }
    return ToolHead.Hints(readOnly: readOnly, destructive: destructive, idempotent: idempotent, openWorld: open)
  }

  /// A cached result is returned without running anything, so only a tool that reads may have one.
  private func cache(_ root: DocumentNode, _ hints: ToolHead.Hints?) -> ToolHead.Cache? {
    guard let node = root["cache"], object(node, of: ["ttlSeconds", "maxEntries"], "\"cache\"") else { return nil }
    let seconds = integer("ttlSeconds", in: node, "\"cache\"", 1...86_400)
    let entries = integer("maxEntries", in: node, "\"cache\"", 1...100_000)
    if let hints, !hints.readOnly, let member = root.member("cache") {
      report(
        member, "a tool with effects cannot be cached: a repeated call would do nothing",
        hint: "remove \"cache\", or set \"readOnlyHint\" to true if the tool changes nothing")
    }
    guard let seconds, let entries else { return nil }
    return ToolHead.Cache(ttlSeconds: seconds, maxEntries: entries)
  }

  /// Clients fetch what is named here: nothing but pictures, inline or over https.
  private func icons(_ node: DocumentNode) {
    guard let elements = node.elements, (1...8).contains(elements.count) else {
      return report(node, "\"icons\" must be an array of 1 to 8 icons", hint: "write [{\"src\": \"data:image/…\"}]")
    }
    for icon in elements where object(icon, of: ["src", "mimeType", "sizes"], "an icon") {
      let hint = "write a data: URI or an https: address of at most 8192 bytes"
      guard let source = string("src", in: icon, "an icon", hint: hint) else { continue }
      let bytes = source.bytes
      let isFetched = bytes.starts(with: Array("https://".utf8)) || bytes.starts(with: Array("data:image/".utf8))
      if !isFetched || bytes.count > 8192 { report(icon["src"] ?? icon, "not the address of an icon", hint: hint) }
    }
  }
}
