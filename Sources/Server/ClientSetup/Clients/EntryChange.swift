/// What installing or removing an entry makes of a settings file: text in, text out. Reading and writing files is
/// for `SettingsFile`.
package struct EntryChange: Sendable {
  package enum Outcome: Equatable, Sendable {
    case installed
    /// An entry of this program was there and differed.
    case updated
    case alreadyInstalled
    case removed
    case notInstalled
  }

  package let outcome: Outcome
  /// The whole text; nil when there should be no file.
  package let text: [UInt8]?

  init(_ outcome: Outcome, _ text: [UInt8]?) {
    self.outcome = outcome
    self.text = text
  }
}

/// One entry of one client, by its name.
package struct EntrySetup: Sendable {
  package let client: MCPClient
  package let name: String
  package let entry: ServerEntry
  /// Whether the project's folder was asked for; otherwise one that is there already stays.
  package let namesProject: Bool
  /// Whether an entry of another program may go.
  package let replaces: Bool

  package init(_ client: MCPClient, name: String, entry: ServerEntry, namesProject: Bool, replaces: Bool = false) {
    self.client = client
    self.name = name
    self.entry = entry
    self.namesProject = namesProject
    self.replaces = replaces
  }

  /// - Parameter text: of the file; nil when there is none.
  package func installing(in text: [UInt8]?) throws(SettingsError) -> EntryChange {
    switch client.format {
    case .json: try JSONEntry(client, name).installing(self, in: text ?? [])
    case .toml: try TOMLEntry(client, name).installing(self, in: text ?? [])
    }
  }
}

extension EntrySetup {
  /// The text without the entry. What was there before the entry came is put back to the byte when a copy of it is
  /// there and nothing else has changed since; otherwise the entry alone is taken out.
  ///
  /// - Parameter copies: of the file before changes, the youngest first; read one by one.
  package func removing(
    from text: [UInt8]?, copies: some Sequence<[UInt8]>
  ) throws(SettingsError) -> EntryChange {
    guard let text else { return EntryChange(.notInstalled, nil) }
    let change = try removing(from: text)
    guard change.outcome == .removed, let entry = try entry(in: text) else { return change }
    let again = EntrySetup(client, name: name, entry: entry, namesProject: true)
    for copy in copies where again.makes(text, of: copy) { return EntryChange(.removed, copy) }
    return again.makes(text, of: nil) ? EntryChange(.removed, nil) : change
  }

  /// Whether the entry was installed into `copy`, and nothing else was done to it.
  private func makes(_ text: [UInt8], of copy: [UInt8]?) -> Bool {
    guard let change = try? installing(in: copy) else { return false }
    return change.outcome == .installed && change.text == text
  }

  private func removing(from text: [UInt8]) throws(SettingsError) -> EntryChange {
    switch client.format {
    case .json: try JSONEntry(client, name).removing(from: text)
    case .toml: try TOMLEntry(client, name).removing(from: text)
    }
  }

  /// The entry that a file has; nil when it has none of this program.
  package func entry(in text: [UInt8]) throws(SettingsError) -> ServerEntry? {
    switch client.format {
    case .json: try JSONEntry(client, name).entry(in: text)
    case .toml: try TOMLEntry(client, name).entry(in: text)
    }
  }

  /// The entry alone, as a whole settings file would have it: for people who paste it.
  package var snippet: [UInt8] {
    get throws(SettingsError) { try installing(in: nil).text ?? [] }
  }
}
