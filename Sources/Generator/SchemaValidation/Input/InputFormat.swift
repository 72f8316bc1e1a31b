/// How a file holds its instances.
package enum InputFormat: String, Sendable, CaseIterable {
  /// One JSON value.
  case json
  /// One JSON value per line.
  case jsonl
  /// One or more YAML documents.
  case yaml

  /// What a file's name says; nil when it says nothing.
  /// The name alone, never the content: a file must not become YAML because of what somebody wrote into it.
  package init?(path: String) {
    let name = path.utf8.split(separator: 0x2F).last ?? []
    guard let dot = name.lastIndex(of: 0x2E) else { return nil }
    let ending = name[name.index(after: dot)...].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    for (known, format) in Self.endings where ending.elementsEqual(known.utf8) {
      self = format
      return
    }
    return nil
  }

  private static let endings: [(String, InputFormat)] = [
    // `.jsonc`, `.json5` and `.toml` are other languages; a text in one of them gets an error that says so where it
    // stops being JSON.
    ("json", .json), ("jsonl", .jsonl), ("ndjson", .jsonl), ("yaml", .yaml), ("yml", .yaml),
  ]

  /// The endings that are looked for in folders, unless a caller says otherwise.
  package static let defaultExtensions = endings.map(\.0)
}
