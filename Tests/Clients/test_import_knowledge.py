"""`securellm import knowledge`: what the older server kept is found by the tools of this one, and its file stays as it is."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

import pytest

from older_server import OlderDatabase
from stdio_client import StdioClient


@pytest.fixture
def run(binary, environment, tmp_path):
    def run(*arguments, code=0, **more):
        done = subprocess.run([binary, "import", "knowledge", *map(str, arguments)], env={**environment, **more},
                              cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr
    return run


@pytest.fixture
def ours(environment):
    return pathlib.Path(environment["XDG_DATA_HOME"]) / "securellm/knowledge.db"


def files(folder):
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in pathlib.Path(folder).iterdir()}


def rows(path, query):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("newer", [False, True])
def test_the_tools_find_what_the_older_server_kept(run, binary, environment, ours, tmp_path, newer):
    path = OlderDatabase(tmp_path / "old/knowledge.db", newer=newer).fill().close()
    before = files(path.parent)
    said = run(path)
    assert "2 of 3 sessions\n" in said and "21 of 21 entries\n" in said
    assert "1: sessions without a summary and without entries" in said
    assert "1: rows of patterns" in said and "1: rows of project_states" in said
    assert files(path.parent) == before, "not a byte, and nothing beside it"
    entry = rows(ours, "SELECT type, priority, content, tags, metadata, created_at, session_id FROM entries WHERE content LIKE 'Fact 3:%'")[0]
    assert entry[:4] == ("insight", "high", "Fact 3: überall ist 日本語 möglich 🚀", '["nix","tag 3"]')
    assert json.loads(entry[4]) == {
        "tool": "nix_build", "imported": {"from": "securellm-mcp", "session": f"sess_{1:032x}", "entry": 4}}
    assert entry[5] == "2025-03-04T08:00:00.000Z"
    title, created, metadata = rows(ours, f"SELECT title, created_at, metadata FROM sessions WHERE id = '{entry[6]}'")[0]
    assert (title, created) == ("NixOS: fix the rebuild", "2025-03-01T10:20:30.000Z")
    assert json.loads(metadata)["project"] == "/etc/nixos"
    assert ("Session of 2025-03-01",) in rows(ours, "SELECT title FROM sessions")
    with StdioClient([binary, "mcp"], env=environment) as client:
        found = client.call("search_knowledge", {"query": "fact uberall", "sessionId": entry[6], "limit": 50})
        assert len(found["structuredContent"]["hits"]) == 20
        client.call("save_knowledge", {"content": "goes on", "type": "insight", "sessionId": entry[6]})


def test_a_second_run_brings_what_is_new(run, ours, tmp_path):
    database = OlderDatabase(tmp_path / "knowledge.db").fill()
    run(database.path)
    again = run(database.path)
    assert "0 of 3 sessions, 2 were there already" in again and "0 of 21 entries, 21 were there already" in again
    database.entry(f"sess_{1:032x}", "news")
    assert "1 of 22 entries, 21 were there already" in run(database.path)
    assert rows(ours, "SELECT count(*) FROM entries") == [(22,)]
    database.close()


def test_a_dry_run_says_the_same_and_writes_nothing(run, ours, tmp_path):
    path = OlderDatabase(tmp_path / "knowledge.db").fill().close()
    would = run(path, "--dry-run").splitlines()
    assert not ours.exists() and would[0].startswith("Nothing was written")
    assert run(path).splitlines()[1:] == would[1:]
    before = files(ours.parent)
    assert "21 were there already" in run(path, "--dry-run")
    assert files(ours.parent)["knowledge.db"][0] == before["knowledge.db"][0]


def test_what_is_still_in_the_log_of_writes_is_imported(run, ours, tmp_path):
    """The older server runs, or was killed: its last entries are in the file beside the database."""
    database = OlderDatabase(tmp_path / "live/knowledge.db").fill()
    assert (tmp_path / "live/knowledge.db-wal").stat().st_size > 0
    before = {name: data for name, (data, _) in files(database.path.parent).items() if not name.endswith("-shm")}
    assert "21 of 21 entries" in run(database.path)
    # A copy of a killed server's files, without the index that a running one keeps.
    shutil.copytree(tmp_path / "live", tmp_path / "killed", ignore=shutil.ignore_patterns("*-shm"))
    assert "21 were there already" in run(tmp_path / "killed/knowledge.db")
    after = {name: data for name, (data, _) in files(database.path.parent).items() if not name.endswith("-shm")}
    assert after == before
    database.entry(f"sess_{1:032x}", "the older server goes on")
    database.close()


def test_a_foreign_database_at_our_place_is_kept_and_ours_is_beside_it(run, binary, environment, ours):
    """The older server's default is this very file."""
    database = OlderDatabase(ours).fill()
    path = database.close()
    before = path.read_bytes()
    with StdioClient([binary, "mcp"], env=environment) as client:
        saved = client.call("save_knowledge", {"content": "new knowledge", "type": "insight"})
        assert not saved.get("isError"), saved
    assert path.read_bytes() == before
    assert not list(path.parent.glob("knowledge.db-*")), "nothing is made beside it"
    beside = path.parent / "securellm-knowledge.db"
    assert rows(beside, "SELECT content FROM entries") == [("new knowledge",)]
    doctor = subprocess.run([binary, "doctor"], env=environment, capture_output=True, text=True, timeout=60).stdout
    assert f"{beside}: 1 entries" in doctor and f"securellm import knowledge {path}" in doctor
    said = run(path)
    assert f"Imported into {beside}:" in said and f"{path} is the other program's and stays as it is." in said
    assert path.read_bytes() == before
    assert rows(beside, "SELECT count(*) FROM entries") == [(22,)]
    with StdioClient([binary, "mcp"], env=environment) as client:
        assert client.call("search_knowledge", {"query": "fact"})["structuredContent"]["hits"]


def test_a_place_of_its_own(run, binary, environment, ours, tmp_path):
    path = OlderDatabase(tmp_path / "old.db").fill().close()
    named = tmp_path / "a b?/mine%41.db"
    run(path, SECURELLM_KNOWLEDGE_DATABASE=str(named))
    assert rows(str(named).replace("%", "%25").replace("?", "%3f"), "SELECT count(*) FROM entries") == [(21,)]
    run(path, "--database", tmp_path / "option.db")
    (tmp_path / "securellm.json").write_text('{"tools": {"knowledgeFile": "configured.db"}}')
    assert f"Imported into {tmp_path}/configured.db" in run(path)
    assert rows(tmp_path / "configured.db", "SELECT count(*) FROM entries") == [(21,)]
    assert not ours.exists()
    (tmp_path / "securellm.json").unlink()
    assert "not an absolute path" in run(path, code=2, SECURELLM_KNOWLEDGE_DATABASE="x.db")
    # One that somebody named is not replaced in silence.
    assert "a database of another program" in run(path, "--database", path, code=2)


def test_what_cannot_be_taken_over_is_told_with_its_reason(run, ours, tmp_path):
    database = OlderDatabase(tmp_path / "knowledge.db", checked=False)
    session = database.session(1, "two\nlines" + "x" * 600, created="yesterday", metadata="[1]")
    large = database.entry(session, "x" * 300_000)
    database.entry(session, "")
    database.entry(session, b"\x00blob")
    database.entry(session, "odd kind", "poem")
    database.entry(session, "tags", tags=json.dumps(["ok", "", 7, "y" * 200, "line\nbreak"] + [f"t{i}" for i in range(40)]))
    database.entry(session, "no list", tags="nix, linux")
    database.entry(session, "own imported", metadata='{"imported": true}')
    database.entry(session, "broken metadata", metadata='{"a": ', priority="urgent", created="not a time")
    database.entry(session, "much metadata", metadata=json.dumps({"a": "z" * 70_000}))
    database.connection.execute("PRAGMA foreign_keys = OFF")
    database.entry("sess_gone", "orphan")
    said = run(database.close())
    assert "6 of 10 entries" in said
    for reason in (f"1: entries with more than 256 KiB of content ({large})", "1: entries without content",
                   "1: entries whose content is no text", "1: entries of a type that neither program has"):
        assert reason in said, said
    for reason in ("2: tags are up to 32", "1: the priority is none", "1: their session is gone", "1: metadata has up to 64 KiB",
                   "2: the time is no time", "1: titles are one line"):
        assert reason in said, said
    found = {content: (json.loads(tags), json.loads(metadata)) for content, tags, metadata in
             rows(ours, "SELECT content, tags, metadata FROM entries")}
    assert found["tags"][0] == ["ok"] + [f"t{i}" for i in range(31)] and found["no list"][0] == []
    assert found["own imported"][1]["imported"]["metadata"] == {"imported": True}
    assert found["broken metadata"][1]["imported"]["metadata"] == '{"a": '
    assert "a" not in found["much metadata"][1]
    title, metadata = rows(ours, "SELECT title, metadata FROM sessions")[0]
    assert title.startswith("two lines") and len(title) == 500 and "\n" not in title
    assert json.loads(metadata)["imported"]["summary"].startswith("two\nlines")
    assert "0 of 10 entries, 6 were there already" in run(database.path)


@pytest.mark.parametrize("make, sentence", [
    (lambda path: None, "there is no such file"),
    (lambda path: path.mkdir(), "no file"),
    (lambda path: path.write_bytes(b"hello" * 1000), "no SQLite database"),
    (lambda path: sqlite3.connect(path).execute("CREATE TABLE a (b)").connection.close(), "no knowledge database of securellm-mcp"),
    (lambda path: path.write_bytes(b""), "no knowledge database"),
])
def test_other_files_are_refused(run, ours, tmp_path, make, sentence):
    path = tmp_path / "other.db"
    make(path)
    assert sentence in run(path, code=2)
    assert not ours.exists()


def test_our_own_database_is_refused(run, binary, environment, ours):
    with StdioClient([binary, "mcp"], env=environment) as client:
        client.call("save_knowledge", {"content": "ours", "type": "insight"})
    assert "of this program already" in run(ours, code=2)


def test_a_damaged_database_brings_nothing(run, ours, tmp_path):
    path = OlderDatabase(tmp_path / "knowledge.db", wal=False).fill().close()
    data = bytearray(path.read_bytes())
    data[4096 * 2:4096 * 6] = b"\xa5" * (4096 * 4)
    path.write_bytes(data)
    run(path, code=2)
    assert not ours.exists() or rows(ours, "SELECT count(*) FROM entries") == [(0,)]


def test_views_in_place_of_tables_are_refused(run, tmp_path):
    path = tmp_path / "hostile.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE x (y)")
        connection.execute("CREATE VIEW sessions AS SELECT 1 AS id")
        connection.execute("CREATE VIEW knowledge_entries AS SELECT 1 AS id")
    assert "no knowledge database" in run(path, code=2)


def test_a_full_disk_leaves_nothing(run, binary, environment, tmp_path):
    """All or nothing: a limit on the size of files stands for a disk that is full."""
    database = OlderDatabase(tmp_path / "knowledge.db")
    session = database.session(1, "s")
    for number in range(200):
        database.entry(session, os.urandom(5000).hex())
    path = database.close()
    target = tmp_path / "small/ours.db"
    done = subprocess.run(["bash", "-c", 'ulimit -f 400; trap "" XFSZ; exec "$@"', "x", binary, "import", "knowledge", str(path),
                           "--database", str(target)], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2, done.stdout + done.stderr
    assert rows(target, "SELECT count(*) FROM entries") == [(0,)] and rows(target, "SELECT count(*) FROM sessions") == [(0,)]
    assert "200 of 200 entries" in run(path, "--database", target)
