"""What earlier versions have left is kept by the packaged program: keys, knowledge, audit and configuration. The files are
those of the formats as they were, not as today's program writes them."""
import http.client
import json
import shutil
import sqlite3
import time

import pytest

from conftest import ROOT, serving

OLD = ROOT / "Tests/Package/Upgrade"
KEYS = {1: OLD / "keys-1.sql", 3: ROOT / "Tests/KeyStoreTests/Fixtures/keys-version-3.sql", 4: OLD / "keys-4.sql"}
NEWEST_KEYS = 5
# Whose digest the databases have under the name `plain`.
KEY = "sk-slm-dcc5e6fe-" + "A" * 43
DAY = "audit-2026-11-24.jsonl"


def make(file, script):
    """A database of that text, private as the program makes its own."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    connection = sqlite3.connect(file)
    connection.executescript(script.read_text())
    connection.close()
    file.chmod(0o600)


def rows(file, query):
    connection = sqlite3.connect(file)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def columns(version):
    known = ["id", "name", "digest", "created_at", "expires_at", "revoked_at", "requests_per_minute", "burst",
             "tokens_per_minute", "models", "tools", "metrics", "routes"]
    return ", ".join(known[:{1: 10, 3: 12, 4: 13}[version]])


@pytest.fixture(params=sorted(KEYS))
def upgraded(request, bare, provider, port):
    """The state of a version in the packaged program's data folder, and how it was before."""
    bare.version, bare.port = request.param, port
    folder = bare.data / "securellm"
    bare.keys, bare.knowledge, bare.audit = folder / "keys.sqlite", folder / "knowledge.db", folder / "audit"
    make(bare.keys, KEYS[bare.version])
    make(bare.knowledge, OLD / "knowledge-1.sql")
    bare.audit.mkdir(mode=0o700)
    shutil.copy(OLD / DAY, bare.audit / DAY)
    (bare.audit / DAY).chmod(0o600)
    # The member's first name, and one whose default has changed since.
    bare.configure({
        "listen": {"port": port},
        "providers": {"openai": {"dialect": "openai", "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"},
                                 "limits": {"requestsPerMinute": 60}}},
        "aliases": {"fast": "openai/gpt-4o-mini"}, "clients": {"requireKey": "always"},
        "audit": {"retentionDays": 36500, "onFailure": "refuse"}})
    return bare


def test_everything_is_kept(upgraded, tmp_path):
    """By a server, which a client of then asks with its key of then."""
    before = rows(upgraded.keys, f"SELECT {columns(upgraded.version)} FROM keys ORDER BY id")
    log = tmp_path / "serve.log"
    with serving(upgraded, [upgraded.program, "serve"], upgraded.port, log):
        assert ask(upgraded.port, KEY) == 200, log.read_text()
        assert ask(upgraded.port, KEY[:-1] + "B") == 401
    listed = json.loads(upgraded.run(upgraded.program, "keys", "list", "--json").stdout)
    assert {key["name"] for key in listed} == {"plain", "größer 🙂", "gone"}
    # The first command that writes brings the database to today's form; reading needs none.
    made = upgraded.run(upgraded.program, "keys", "create", "new")
    assert made.returncode == 0, made.stderr
    assert rows(upgraded.keys, "PRAGMA user_version") == [(NEWEST_KEYS,)]
    after = rows(upgraded.keys, f"SELECT {columns(upgraded.version)} FROM keys WHERE name <> 'new' ORDER BY id")
    assert after == before
    assert (upgraded.audit / DAY).read_bytes() == (OLD / DAY).read_bytes()
    used = json.loads(upgraded.run(upgraded.program, "usage", "--by", "day", "--json").stdout)
    days = {row["day"]: row["requests"] for row in used["rows"]}
    assert days["2026-11-24"] == 1 and days[time.strftime("%Y-%m-%d", time.gmtime())] == 1


def test_knowledge_is_found(upgraded):
    """The full-text index too."""
    def call(tool, arguments):
        done = upgraded.run(upgraded.program, "tools", "call", tool, json.dumps(arguments))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "Budgets are held in nano dollars" in call("search_knowledge", {"query": "budget"})
    assert "naïve ring" in call("search_knowledge", {"query": "naive"})
    call("save_knowledge", {"content": "Written by a later version", "type": "insight"})
    assert rows(upgraded.knowledge, "SELECT id FROM entries ORDER BY id") == [(1,), (7,), (8,)]
    assert rows(upgraded.knowledge, "SELECT title FROM sessions") == [("Grüße from 0.1.0",)]


def test_a_database_of_a_later_version_is_left_as_it_is(upgraded):
    """Going back: the program says so, and changes nothing."""
    connection = sqlite3.connect(upgraded.keys)
    connection.execute(f"PRAGMA user_version = {NEWEST_KEYS + 1}")
    connection.close()
    before = upgraded.keys.read_bytes()
    done = upgraded.run(upgraded.program, "keys", "list")
    assert done.returncode == 2 and f"schema version {NEWEST_KEYS + 1}" in done.stderr
    assert upgraded.keys.read_bytes() == before


def ask(port, key):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = {"model": "fast", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {
        "Content-Type": "application/json", "Authorization": f"Bearer {key}"})
    response = connection.getresponse()
    response.read()
    return response.status


def test_records_of_a_later_version_are_passed_over(bare):
    """Going back: members and events that are not known are no errors, and what is known is counted."""
    later = {"timestamp": "2026-11-25T20:00:00.000Z", "request_id": "r", "brand_new": {"a": [1]}}
    finished = {"event_type": "request_finished", "status": "success", "operation": "chat", "provider": "p", "model": "m"}
    audit = bare.data / "audit"
    audit.mkdir(mode=0o700)
    (audit / "audit-2026-11-25.jsonl").write_text(
        "".join(json.dumps({**later, **event}) + "\n" for event in (finished, {"event_type": "brand_new_event"})))
    used = json.loads(bare.run(bare.program, "usage", "--audit", "/data/audit", "--json").stdout)
    assert used["total"]["requests"] == 1 and used["unreadable_lines"] == 0
