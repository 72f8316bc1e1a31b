import TOML

/// The entry of one server in `config.toml`: a section of its own, which is added at the end. What is written in
/// another way than by sections is refused and told, because a change of it could not leave the rest as it is.
struct TOMLEntry {
  private let container: String
  private let name: String

  init(_ client: MCPClient, _ name: String) {
    container = client.container
    self.name = name
  }

  /// The entry as the file has it.
  private struct Found {
    let document: TOMLDocument
    /// Nil when there is none.
    var table: TOMLTable?
    /// The header of the entry's section; nil when it is written in another way.
    var section: Int?
    /// Where the name is.
    var offset = 0
  }

  func installing(_ setup: EntrySetup, in text: [UInt8]) throws(SettingsError) -> EntryChange {
    let found = try find(in: text)
    guard let table = found.table else { return EntryChange(.installed, appending(setup.entry, to: text)) }
    guard isOurs(table) else {
      guard setup.replaces else { throw foreign(found) }
      let rest = try removing(from: text, whoever: true).text ?? []
      return EntryChange(.updated, appending(setup.entry, to: rest))
    }
    let wanted = wanted(setup, table)
    if entry(table) == wanted { return EntryChange(.alreadyInstalled, text) }
    guard let section = found.section else { throw unedited(found) }
    return EntryChange(.updated, try updating(section, table, to: wanted, found))
  }

  func removing(from text: [UInt8], whoever: Bool = false) throws(SettingsError) -> EntryChange {
    let found = try find(in: text)
    guard let table = found.table else { return EntryChange(.notInstalled, text) }
    guard whoever || isOurs(table) else { throw foreign(found) }
    guard found.section != nil else { throw unedited(found) }
    var out = text
    // From the last on, so that the offsets of those before stay right.
    for section in found.document.sections.reversed() where isPart(section) {
      out.removeSubrange(lines(of: section, in: text))
    }
    return EntryChange(.removed, withoutBlankEnd(out, text))
  }

  func entry(in text: [UInt8]) throws(SettingsError) -> ServerEntry? {
    guard let table = try find(in: text).table, isOurs(table) else { return nil }
    return entry(table)
  }

  // MARK: finding

  private func find(in text: [UInt8]) throws(SettingsError) -> Found {
    let document: TOMLDocument
    do throws(TOMLError) { document = try TOMLDocument(text) } catch {
      throw SettingsError(.invalid, at: error.location, error.message)
    }
    var found = Found(document: document)
    guard let servers = document.root.entry(container) else { return found }
    guard let table = servers.node.table, !table.isInline else {
      found.offset = servers.keyRange.lowerBound
      throw unedited(found)
    }
    guard let entry = table.entry(name) else { return found }
    found.offset = entry.keyRange.lowerBound
    guard let own = entry.node.table else { throw unedited(found) }
    found.table = own
    found.section = document.sections.firstIndex { isPart($0) && $0.path.count == 2 && !$0.isList }
    return found
  }

  /// Whether a section is the entry's, or one inside it.
  private func isPart(_ section: TOMLDocument.Section) -> Bool {
    section.path.count >= 2 && section.path[0].bytes == container.bytes && section.path[1].bytes == name.bytes
  }

  private func isOurs(_ table: TOMLTable) -> Bool {
    ServerEntry.isOurs(command: table["command"]?.string, arguments: table["args"]?.array?.compactMap(\.string))
  }

  private func entry(_ table: TOMLTable) -> ServerEntry? {
    guard let command = table["command"]?.string, let arguments = table["args"]?.array else { return nil }
    return ServerEntry(
      command: command, arguments: arguments.compactMap(\.string), environment: variables(table["env"]?.table))
  }

  private func variables(_ table: TOMLTable?) -> [ServerEntry.Variable] {
    (table?.entries ?? []).compactMap { entry in entry.node.string.map { .init(name: entry.key, value: $0) } }
  }

  /// What is there with what was asked for on top.
  private func wanted(_ setup: EntrySetup, _ table: TOMLTable) -> ServerEntry {
    var wanted = setup.entry
    wanted.environment = variables(table["env"]?.table)
    for variable in setup.entry.environment {
      if let index = wanted.environment.firstIndex(where: { $0.name.bytes == variable.name.bytes }) {
        wanted.environment[index] = variable
      } else {
        wanted.environment.append(variable)
      }
    }
    return wanted
  }

  // MARK: changing

  private func appending(_ entry: ServerEntry, to text: [UInt8]) -> [UInt8] {
    let newline = TextLayout(text).newline
    var out = text
    if !out.isEmpty, out != [0xEF, 0xBB, 0xBF] {
      if out.last != 0x0A { out += newline }
      out += newline
    }
    out += "[\(container).\(name)]".bytes + newline
    out += "command = ".bytes + TOMLText.quoted(entry.command) + newline
    out += "args = ".bytes + TOMLText.list(entry.arguments) + newline
    if !entry.environment.isEmpty { out += "env = ".bytes + TOMLText.table(entry.environment) + newline }
    return out
  }

  /// Value by value, each in its place; what its owner has added to the section stays.
  private func updating(
    _ section: Int, _ table: TOMLTable, to wanted: ServerEntry, _ found: Found
  ) throws(SettingsError) -> [UInt8] {
    var edits: [(range: Range<Int>, text: [UInt8])] = []
    guard let command = table["command"], let arguments = table["args"] else { throw unedited(found) }
    let header = found.document.sections[section]
    if command.string?.bytes != wanted.command.bytes { edits.append((command.range, TOMLText.quoted(wanted.command))) }
    if arguments.array?.compactMap(\.string).bytes != wanted.arguments.bytes {
      edits.append((arguments.range, TOMLText.list(wanted.arguments)))
    }
    if variables(table["env"]?.table) != wanted.environment {
      let line = TextLayout(found.document.text).newline + "env = ".bytes
      if let environment = table["env"] {
        // One in sections or with dots has places of its own for each variable.
        guard environment.table?.isInline == true,
          environment.table?.entries.count == variables(environment.table).count
        else { throw unedited(found) }
        edits.append((environment.range, TOMLText.table(wanted.environment)))
      } else {
        // Behind the header, where nothing of a value can be.
        let place = endOfLine(header.header.upperBound, found.document.text)
        edits.append((place..<place, line + TOMLText.table(wanted.environment)))
      }
    }
    var out = found.document.text
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      out.replaceSubrange(edit.range, with: edit.text)
    }
    return out
  }

  /// From the beginning of the header's line to the end of the line of its last value.
  private func lines(of section: TOMLDocument.Section, in text: [UInt8]) -> Range<Int> {
    let start = (text[..<section.header.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
    let end = text[section.end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
    return start..<end
  }

  /// Before the line feed, and before a carriage return that belongs to it.
  private func endOfLine(_ offset: Int, _ text: [UInt8]) -> Int {
    let feed = text[offset...].firstIndex(of: 0x0A) ?? text.count
    return feed > offset && text[feed - 1] == 0x0D ? feed - 1 : feed
  }

  /// The blank line that was put before an entry at the end goes with it.
  private func withoutBlankEnd(_ text: [UInt8], _ before: [UInt8]) -> [UInt8] {
    guard before.starts(with: text) else { return text }
    for end in [[0x0A, 0x0D, 0x0A], [0x0A, 0x0A]] as [[UInt8]] where text.reversed().starts(with: end.reversed()) {
      return Array(text.dropLast(end.count - 1))
    }
    return text
  }

  // MARK: refusals

  private func foreign(_ found: Found) -> SettingsError {
    SettingsError(
      .refused, at: found.document.location(of: found.offset),
      "another server is called \"\(name)\" here: choose a name with --name, or give --replace")
  }

  private func unedited(_ found: Found) -> SettingsError {
    SettingsError(
      .refused, at: found.document.location(of: found.offset),
      "this is not written as a section [\(container).NAME] with command, args and env, and cannot be changed safely: "
        + "change it by hand; --print prints the entry")
  }
}
