"""The action for users' workflows: its step, run as a runner runs it, against releases that are served here."""
import functools
import hashlib
import http.server
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Common"))
sys.path.insert(0, str(ROOT / "Packaging"))
import product  # noqa: E402
from checkout import program  # noqa: E402

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
NAME = f"securellm-{product.version()}-linux-{platform.machine()}"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The files of a release, below its tag."""
    folder = tmp_path_factory.mktemp("releases") / f"v{product.version()}"
    folder.mkdir()
    with tarfile.open(folder / f"{NAME}.tar.gz", "w:gz", compresslevel=1) as archive:
        archive.add(program(), f"{NAME}/bin/securellm")
    digest = hashlib.sha256((folder / f"{NAME}.tar.gz").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  another.tar.gz\n{digest}  {NAME}.tar.gz\n")
    return folder.parent


@pytest.fixture
def releases(released, tmp_path):
    """A copy that a test may spoil, and its address."""
    shutil.copytree(released, tmp_path / "releases")
    handler = functools.partial(Quiet, directory=tmp_path / "releases")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path / "releases" / f"v{product.version()}", f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def install(address, folder, **environment):
    """As `uses: securellm/securellm@v…` does: output, and what the step gives to the next ones."""
    files = {name: folder / name for name in ("GITHUB_PATH", "GITHUB_OUTPUT")}
    for file in files.values():
        file.touch()
    done = subprocess.run(
        ["bash", ROOT / "Packaging/action/install.sh"], capture_output=True, text=True, timeout=120, env={
            "PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder), "SECURELLM_DOWNLOADS": address,
            **{name: str(file) for name, file in files.items()}, **environment})
    return done, {name: file.read_text() for name, file in files.items()}


@pytest.mark.parametrize("version", ["", product.version()])
def test_program_is_on_path(releases, tmp_path, version):
    done, given = install(releases[1], tmp_path, SECURELLM_VERSION=version, SECURELLM_ANNOTATE="true")
    assert done.returncode == 0, done.stderr
    assert given["GITHUB_OUTPUT"] == f"version={product.version()}\n"
    said = subprocess.run(["securellm", "--version"], capture_output=True, text=True,
                          env={"PATH": given["GITHUB_PATH"].strip()})
    assert product.version() in said.stdout
    matcher = re.search(r"^::add-matcher::(.+)$", done.stdout, re.MULTILINE)[1]
    assert json.loads(pathlib.Path(matcher).read_text())["problemMatcher"]


def test_without_annotations_there_is_no_matcher(releases, tmp_path):
    done, _ = install(releases[1], tmp_path, SECURELLM_ANNOTATE="false")
    assert done.returncode == 0 and "add-matcher" not in done.stdout


def other_content(folder):
    with open(folder / f"{NAME}.tar.gz", "ab") as file:
        file.write(b"x")


def no_sum(folder):
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  another.tar.gz\n")


def no_archive(folder):
    (folder / f"{NAME}.tar.gz").unlink()


@pytest.mark.parametrize("spoil, words", [
    (other_content, "is not what the release's SHA256SUMS says"), (no_sum, "is not what the release's SHA256SUMS says"),
    (no_archive, "cannot be downloaded")])
def test_nothing_is_installed_that_is_not_the_release(releases, tmp_path, spoil, words):
    spoil(releases[0])
    done, given = install(releases[1], tmp_path)
    assert done.returncode == 1 and f"::error title=securellm::" in done.stderr and words in done.stderr
    assert given == {"GITHUB_PATH": "", "GITHUB_OUTPUT": ""}
    assert not list(tmp_path.glob("securellm-*/*/bin"))


@pytest.mark.parametrize("version", ["v0.1.0", "latest", "0.1", "../x", "0.1.0; true"])
def test_versions_are_numbers(releases, tmp_path, version):
    done, _ = install(releases[1], tmp_path, SECURELLM_VERSION=version)
    assert done.returncode == 1 and "three numbers" in done.stderr


def annotations(text):
    """What a runner makes of lines, by severity."""
    found = []
    for matcher in json.loads((ROOT / "Packaging/action/problems.json").read_text())["problemMatcher"]:
        (pattern,) = matcher["pattern"]
        for line in text.splitlines():
            match = re.match(pattern["regexp"], line)
            if match:
                found.append((matcher["severity"], match[pattern["file"]], match[pattern["line"]], match[pattern["column"]],
                              match[pattern["message"]]))
    return found


def said(folder, *words):
    done = subprocess.run([program(), *words], cwd=folder, capture_output=True, text=True, timeout=60,
                          env={"HOME": str(folder), "PATH": os.environ["PATH"]})
    return done.stdout + done.stderr


def test_errors_of_the_program_become_annotations(tmp_path):
    (tmp_path / "schema.json").write_text(
        '{"$schema": "https://json-schema.org/draft/2020-12/schema",\n "properties": {"a": {"type": "string"}}}')
    (tmp_path / "value.json").write_text('{\n  "a": 1}')
    (tmp_path / "config.json").write_text('{\n  "listen": {"prot": 1}}')
    (tmp_path / "old.json").write_text('{"type": "object"}')
    (tmp_path / "wrong.json").write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "strin"}')
    assert annotations(said(tmp_path, "validate", "--schema", "schema.json", "value.json")) == [
        ("error", "value.json", "2", "8", "/a: type: must be a string, is a number")]
    ((severity, file, line, column, message),) = annotations(said(tmp_path, "serve", "--check", "--config", "config.json"))
    assert (severity, file, line, column) == ("error", "config.json", "2", "14") and 'did you mean "port"?' in message
    assert [found[0] for found in annotations(said(tmp_path, "lint", "old.json"))] == ["notice"]
    ((severity, *_, message),) = annotations(said(tmp_path, "lint", "wrong.json"))
    assert severity == "error" and message.startswith("this is not a type name")
