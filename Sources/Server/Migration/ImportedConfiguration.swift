package import JSONCore
package import TOML

/// The settings of the older Rust proxy as a configuration of this one, with a note for each that is no setting here. A
/// value that may be a secret is never in it, nor in a note.
package struct ImportedConfiguration {
  package struct Note: Sendable {
    package enum Kind: Sendable {
      /// There is no such setting here, or none is needed.
      case leftOut
      /// It is there, in another form or with another effect.
      case changed
      /// Somebody has to do something before it works.
      case toDo
    }

    package let kind: Kind
    package let location: SourceLocation
    /// `server.workers`
    package let setting: String
    package let message: String
  }

  /// A key that the older file had in it.
  package struct Secret: Sendable {
    /// Of the provider, as it is called here.
    package let provider: String
    package let value: String
    package let location: SourceLocation
  }

  /// How a key is referred to.
  package enum Keys: Sendable {
    case environment
    /// Files in a folder, which whoever imports has to write.
    case files(folder: String)
  }

  package internal(set) var notes: [Note] = []
  /// What has to be written into files, where `Keys.files` was asked for.
  package internal(set) var secrets: [Secret] = []
  var tree = JSONTree()
  let keys: Keys
  let document: TOMLDocument
  /// What limits providers have in a section of their own, by name as it is written there.
  var providerLimits: [(name: String, table: TOMLTable)] = []
  var limitsAreOff = false
  var providers: [String] = []

  package init(_ document: TOMLDocument, keys: Keys) {
    self.document = document
    self.keys = keys
    readLimits()
    for entry in document.root.entries { section(entry) }
    // Without the member, there would be the four that are built in.
    if providers.isEmpty { tree.setObject(["providers"]) }
    notes.sort { ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column) }
  }

  /// The configuration as JSON, on one line.
  package var json: JSONBytes {
    var writer = JSONWriter()
    tree.write(to: &writer)
    return writer.take()
  }

  // MARK: notes

  mutating func note(_ kind: Note.Kind, _ entry: TOMLTable.Entry, in section: String, _ message: String) {
    let name = Self.isPlain(entry.key) ? entry.key : "?"
    note(kind, at: entry, section.utf8.isEmpty ? name : "\(section).\(name)", message)
  }

  mutating func note(_ kind: Note.Kind, at entry: TOMLTable.Entry, _ setting: String, _ message: String) {
    let location = document.location(of: entry.keyRange.lowerBound)
    notes.append(Note(kind: kind, location: location, setting: setting, message: message))
  }

  /// A name that could be a value in the wrong place is not repeated: settings are short words in lower case.
  static func isPlain(_ name: String) -> Bool {
    name.utf8.count <= 32
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
      }
  }

  // MARK: values

  /// A number within bounds; nil, with a note, for anything else.
  mutating func integer(
    _ entry: TOMLTable.Entry, in section: String, _ range: ClosedRange<Int64>, times factor: Int64 = 1
  ) -> Int64? {
    guard let number = entry.node.integer else {
      note(.leftOut, entry, in: section, "it must be an integer, and is \(entry.node.value.kind)")
      return nil
    }
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow, range.contains(value) else {
      note(
        .leftOut, entry, in: section,
        "it is outside of what is possible here: \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func string(_ entry: TOMLTable.Entry, in section: String) -> String? {
    guard let text = entry.node.string, !text.utf8.isEmpty else {
      note(.leftOut, entry, in: section, "it must be a string that is not empty")
      return nil
    }
    return text
  }

  mutating func boolean(_ entry: TOMLTable.Entry, in section: String) -> Bool? {
    guard let value = entry.node.boolean else {
      note(.leftOut, entry, in: section, "it must be true or false, and is \(entry.node.value.kind)")
      return nil
    }
    return value
  }

  mutating func set(
    _ path: [String], _ entry: TOMLTable.Entry, in section: String, _ range: ClosedRange<Int64>, times factor: Int64 = 1
  ) {
    if let value = integer(entry, in: section, range, times: factor) { tree.set(path, .integer(value)) }
  }
}
