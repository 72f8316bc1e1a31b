import Database

extension DatabaseSchema {
  /// Client keys. "SLKY" marks the file. A revocation that was reported must not be lost with the power.
  static let keys = DatabaseSchema(
    applicationID: 0x534c_4b59,
    migrations: [
      Migration(version: 1, script: keySchemaVersion1), Migration(version: 2, script: keySchemaVersion2),
      Migration(version: 3, script: keySchemaVersion3), Migration(version: 4, script: keySchemaVersion4),
      Migration(version: 5, script: keySchemaVersion5),
    ], durability: .machine, isTrusted: true, mayBeCopy: true)
}

/// Moments are milliseconds since 1970; `models` holds one pattern a line. A name is taken while its key is active,
/// so that a key can be replaced under its name.
let keySchemaVersion1: StaticString = """
  PRAGMA application_id = 0x534c4b59;

  CREATE TABLE keys (
    id                  TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 8),
    name                TEXT NOT NULL,
    digest              BLOB NOT NULL CHECK (length(digest) = 32),
    created_at          INTEGER NOT NULL,
    expires_at          INTEGER,
    revoked_at          INTEGER,
    requests_per_minute INTEGER,
    burst               INTEGER,
    tokens_per_minute   INTEGER,
    models              TEXT
  ) STRICT;

  CREATE UNIQUE INDEX keys_in_force ON keys (name) WHERE revoked_at IS NULL;
  """

/// `tools` holds one pattern a line; empty: none. NULL: nothing was said, see `KeyRecord.tools`.
private let keySchemaVersion2: StaticString = """
  ALTER TABLE keys ADD COLUMN tools TEXT;
  """

/// Whether the key may read the server's metrics. NULL: it was made before there was such a question, see
/// `KeyRecord.readsMetrics`.
private let keySchemaVersion3: StaticString = """
  ALTER TABLE keys ADD COLUMN metrics INTEGER CHECK (metrics IN (0, 1));
  """

/// `routes` holds one `KeyRoute` a line; empty: none. NULL: nothing was said, see `KeyRecord.routes`.
private let keySchemaVersion4: StaticString = """
  ALTER TABLE keys ADD COLUMN routes TEXT;
  """

/// `tags` holds one a line. The secret before the present one is accepted until `former_until`; NULL: there was none.
private let keySchemaVersion5: StaticString = """
  ALTER TABLE keys ADD COLUMN owner TEXT;
  ALTER TABLE keys ADD COLUMN tags TEXT;
  ALTER TABLE keys ADD COLUMN rotated_at INTEGER;
  ALTER TABLE keys ADD COLUMN former_digest BLOB CHECK (length(former_digest) = 32);
  ALTER TABLE keys ADD COLUMN former_until INTEGER;
  """
