/// What makes a database file one of ours: its mark, the steps of its schema, and how it is kept.
package struct DatabaseSchema: Sendable {
  /// Four letters as a number, in the file's header: a wrong path never alters the database of another program. The
  /// first migration sets it.
  package let applicationID: Int64
  /// In order, without gaps.
  package let migrations: [Migration]
  /// Tables a virtual table keeps for itself: their wording belongs to the SQLite release that made them.
  package let shadowTables: Set<String>
  /// A statement that fires the triggers, for `ReferenceSchema.triggersNeedTrust`; nil without triggers.
  package let triggerProbe: StaticString?
  package let durability: Durability
  /// What the rows say decides about access: a file that every user of the machine may write is refused.
  package let isTrusted: Bool
  /// Whether statements ask where a search is to be shown: `passage_start(TABLE)`.
  package let showsPassages: Bool
  /// Whether a file that cannot be written, in a folder that cannot be written, is read as it is.
  package let mayBeCopy: Bool

  package enum Durability: Sendable {
    /// A commit survives the end of the process; the last ones may be lost when the machine loses power.
    case process
    /// A commit is on the disk when it returns.
    case machine
  }

  package init(
    applicationID: Int64, migrations: [Migration], shadowTables: Set<String> = [], triggerProbe: StaticString? = nil,
    durability: Durability, isTrusted: Bool = false, showsPassages: Bool = false, mayBeCopy: Bool = false
  ) {
    self.applicationID = applicationID
    self.migrations = migrations
    self.shadowTables = shadowTables
    self.triggerProbe = triggerProbe
    self.durability = durability
    self.isTrusted = isTrusted
    self.showsPassages = showsPassages
    self.mayBeCopy = mayBeCopy
  }
}

/// One step of a schema. Steps are numbered from 1 without gaps; a step that was ever released never changes.
package struct Migration: Sendable {
  package let version: Int32
  package let script: StaticString

  package init(version: Int32, script: StaticString) {
    self.version = version
    self.script = script
  }
}
