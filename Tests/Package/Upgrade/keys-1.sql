-- A key database of schema version 1, as SQLite dumps it. The first key is "sk-slm-dcc5e6fe-" and 43 times "A".
PRAGMA application_id = 1397508953;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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
INSERT INTO "keys" VALUES('dcc5e6fe','plain',X'0F007385B6F9D4B7EEB2748605AFE1A984A0A3BFA3F014D09E2A784CE9E5CD1A',1735689600000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "keys" VALUES('2c4b0e9a','größer 🙂',X'1111111111111111111111111111111111111111111111111111111111111111',1735689600001,4102444800000,NULL,60,10,100000,'openai/*
gpt-5');
INSERT INTO "keys" VALUES('7d1f3a55','gone',X'2222222222222222222222222222222222222222222222222222222222222222',1735689600002,NULL,1735689700000,NULL,NULL,NULL,NULL);
CREATE UNIQUE INDEX keys_in_force ON keys (name) WHERE revoked_at IS NULL;
COMMIT;
