"""Client keys in a folder that the server may only read, such as a mounted secret: seen as they are, whoever changes them."""
import pathlib
import shutil
import sqlite3
import subprocess

import pytest
from conftest import Proxy, until

pytestmark = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
EARLIER = pathlib.Path(__file__).resolve().parents[1] / "KeyStoreTests/Fixtures/keys-version-3.sql"
# Letters that mean something in the URIs of SQLite.
NAME = "a b?mode=rwc#c%2f&ü.sqlite"


class Copy:
    """A database that is written outside, and a program to whose eyes the folder is read-only."""

    def __init__(self, binary, folder, name=NAME):
        self.binary, self.folder, self.path = binary, folder / "copies", folder / "copies" / name
        self.folder.mkdir()
        self.inside = folder / "inside"
        self.inside.write_text(f'#!/bin/sh\nexec bwrap --die-with-parent --dev-bind / / --ro-bind "{self.folder}" "{self.folder}" {binary} "$@"\n')
        self.inside.chmod(0o755)

    def keys(self, *words, program=None):
        return subprocess.run([program or self.binary, "keys", *words, "--database", self.path],
                              capture_output=True, text=True, timeout=60)

    def read(self, *words):
        return self.keys(*words, program=self.inside)

    def create(self, name):
        made = self.keys("create", name, "--metrics")
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()


@pytest.fixture
def copy(binary, tmp_path):
    return Copy(binary, tmp_path)


@pytest.fixture
def serve(copy, tmp_path):
    made = []

    def serve():
        made.append(Proxy(copy.inside, tmp_path, {
            "providers": {"ollama": {}}, "clients": {"requireKey": "always", "keyFile": str(copy.path)}}))
        return made[-1]

    yield serve
    for proxy in made:
        proxy.stop()


def status(proxy, key):
    return proxy.request("/metrics", headers={"Authorization": f"Bearer {key}"})[0]


def test_keys_are_listed_and_never_written(copy):
    copy.create("ci")
    before = copy.path.read_bytes()
    listed = copy.read("list")
    assert listed.returncode == 0 and " ci " in listed.stdout, listed.stderr
    for words in (["create", "other"], ["revoke", "ci"], ["rotate", "ci"]):
        refused = copy.read(*words)
        assert refused.returncode == 2 and "cannot be written" in refused.stderr
    assert copy.path.read_bytes() == before
    assert [file.name for file in copy.folder.iterdir()] == [NAME]


def test_a_change_of_the_file_itself_counts_within_seconds(copy, serve):
    first = copy.create("first")
    proxy = serve()
    assert status(proxy, first) == 200
    second = copy.create("second")
    until(lambda: status(proxy, second) == 200, 10, "the new key is not known")
    assert copy.keys("revoke", "first").returncode == 0
    until(lambda: status(proxy, first) == 401, 10, "the revoked key is still accepted")
    assert status(proxy, second) == 200


def test_a_file_in_its_place_counts_within_seconds(copy, serve, tmp_path, binary):
    first = copy.create("first")
    proxy = serve()
    assert status(proxy, first) == 200
    (tmp_path / "elsewhere").mkdir()
    other = Copy(binary, tmp_path / "elsewhere")
    second = other.create("second")
    other.path.rename(copy.path)
    until(lambda: status(proxy, second) == 200, 10, "the new file is not read")
    assert status(proxy, first) == 401


def test_a_change_that_is_not_in_the_file_yet_is_seen(copy):
    """It is in the log beside the file, which a copy alone would not have."""
    copy.create("ci")
    writer = sqlite3.connect(copy.path, isolation_level=None)
    writer.execute("UPDATE keys SET revoked_at = 1")
    assert copy.path.with_name(NAME + "-wal").exists()
    during = copy.read("list")
    writer.close()
    assert "revoked" in during.stdout, during.stderr
    assert "revoked" in copy.read("list").stdout


@pytest.mark.parametrize("spoil, words", [
    (lambda path: path.chmod(0o646), "every user of this machine may write the file"),
    (lambda path: path.write_bytes(b"no database" * 1000), "not an SQLite database"),
    (lambda path: path.write_bytes(b""), "cannot be written"),
    (lambda path: path.write_bytes(path.read_bytes()[:6000]), "damaged"),
    (lambda path: path.unlink(), "cannot be opened or created")])
def test_a_copy_must_be_what_any_key_database_must_be(copy, spoil, words):
    copy.create("ci")
    spoil(copy.path)
    refused = copy.read("list")
    assert refused.returncode == 2 and words in refused.stderr, refused.stderr


def test_a_copy_of_an_earlier_version_is_refused_and_kept(copy):
    database = sqlite3.connect(copy.path)
    database.executescript(EARLIER.read_text())
    database.close()
    before = copy.path.read_bytes()
    refused = copy.read("list")
    assert refused.returncode == 2 and "cannot be written" in refused.stderr, refused.stderr
    assert copy.path.read_bytes() == before
