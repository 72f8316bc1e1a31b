"""What a project can bring to a program that searches it. Each row: plain ripgrep does what it says, the tools do not."""
import contextlib
import gzip
import os
import socket
import subprocess
import time

import pytest

from conftest import needs_rg
from places import call_for, text

pytestmark = needs_rg


def plain(place, *arguments, timeout=20, **more):
    """What ripgrep says to these arguments, both streams; None when it does not end."""
    environment = {"PATH": f"{place.programs}:{os.environ['PATH']}", "HOME": str(place.home), **more}
    try:
        done = subprocess.run(["rg", *map(str, arguments)], cwd=place.project, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    return (done.stdout + done.stderr).decode(errors="surrogateescape")


@contextlib.contextmanager
def serving(place, **more):
    """A server, and that afterwards nothing has run, been read outside, been reached or is left."""
    place.listen()
    with place.server(**more) as client:
        def call(tool, **arguments):
            result = call_for(client, 35 if arguments.get("paths") != ["pipe"] else 2, tool, arguments)
            assert place.secret not in text(result), text(result)
            assert not place.canary.exists()
            return result
        yield call
        assert place.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not place.came() and not place.written()


def matches(result):
    assert not result.get("isError"), text(result)
    return result["structuredContent"]["matches"]


def attack(place):
    program = place.outside / "attack"
    program.write_text(f'#!/bin/sh\n: > "{place.canary}"\necho needle\n')
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("name", [".ignore", ".rgignore"])
def test_1_what_is_hidden_can_be_shown(place, name):
    (place.project / name).write_text("*.txt\n")
    assert "needle" not in plain(place, "needle")
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle", ignored=True))) == 1


@pytest.mark.parametrize("name", [".ignore", ".rgignore", ".gitignore"])
def test_2_files_of_the_parent_have_no_influence(place, name):
    (place.folder / name).write_text("*.txt\n")
    if name == ".gitignore":
        (place.folder / ".git").mkdir()
    assert "needle" not in plain(place, "needle"), "the case proves nothing"
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_3_the_global_list_of_git_has_no_influence(place):
    for home in (place.home, place.home / "cache/securellm/home"):
        (home / ".config/git").mkdir(parents=True)
        (home / ".config/git/ignore").write_text("*.txt\n")
    (place.project / ".git").mkdir()
    assert "needle" not in plain(place, "needle"), "the case proves nothing"
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


@pytest.mark.parametrize("name", [".ignore", ".rgignore", ".gitignore", ".git/info/exclude"])
@pytest.mark.parametrize("arguments", [{}, {"paths": ["folder", "notes.txt"]}, {"paths": ["missing"]}])
def test_4_no_line_of_a_linked_list_comes_back(place, name, arguments):
    (place.outside / "list").write_text(f"[{place.secret}\n{place.secret}{{\n")
    (place.project / ".git/info").mkdir(parents=True)
    (place.project / name).symlink_to(place.outside / "list")
    assert place.secret in plain(place, "needle"), "the case proves nothing"
    with serving(place) as call:
        call("search_text", query="needle", **arguments)
        call("search_files", **arguments)


@pytest.mark.parametrize("content", ["--pre={attack}\n", "--file={token}\n", "--ignore-file={token}\n"])
def test_5_and_6_a_configuration_is_not_read(place, content):
    (place.outside / "token").write_text(f"[{place.secret}\n")
    configuration = place.home / "ripgreprc"
    configuration.write_text(content.format(attack=attack(place), token=place.outside / "token"))
    said = plain(place, "needle", RIPGREP_CONFIG_PATH=str(configuration))
    assert place.canary.exists() or place.secret in said, "the case proves nothing"
    place.canary.unlink(missing_ok=True)
    with serving(place, RIPGREP_CONFIG_PATH=str(configuration)) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_7_no_text_is_an_option(place):
    option = f"--pre={attack(place)}"
    plain(place, option, "needle")
    assert place.canary.exists(), "the case proves nothing"
    place.canary.unlink()
    with serving(place) as call:
        assert matches(call("search_text", query=option)) == []
        for arguments in ({"query": "needle", "paths": [option]}, {"query": "needle", "globs": [option]}):
            call("search_text", **arguments)
        call("search_files", globs=[option])
        assert call("search_files", paths=[option])["isError"]


def test_8_no_archive_is_opened_by_a_program(place):
    gzip_stand_in = place.programs / "gzip"
    gzip_stand_in.write_text(attack(place).read_text())
    gzip_stand_in.chmod(0o755)
    (place.project / "x.gz").write_bytes(gzip.compress(b"needle\n"))
    plain(place, "--search-zip", "needle")
    assert place.canary.exists(), "the case proves nothing"
    place.canary.unlink()
    with serving(place, SECURELLM_PROGRAM_PATH=f"{place.programs}:/usr/bin:/bin") as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_9_no_archive_is_opened(place):
    with gzip.open(place.project / "x.gz", "wb") as file:
        for _ in range(200):
            file.write(bytes(1 << 20))
        file.write(b"\nneedle inside\n")
    assert "needle inside" in plain(place, "--text", "--search-zip", "needle inside")
    with serving(place) as call:
        assert matches(call("search_text", query="needle inside")) == []


def link_out(place):
    (place.outside / "needle.txt").write_text(f"needle {place.secret}\n")
    (place.project / "out").symlink_to(place.outside)
    (place.project / "file").symlink_to(place.outside / "needle.txt")


def test_10_links_are_not_followed(place):
    link_out(place)
    assert place.secret in plain(place, "--follow", "needle"), "the case proves nothing"
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle", hidden=True, ignored=True))) == 1
        assert "out/needle.txt" not in text(call("search_files", hidden=True, ignored=True))


@pytest.mark.parametrize("path", ["out", "out/", "out/needle.txt", "file", "folder/../../outside", "../outside"])
def test_11_links_and_steps_are_refused_as_paths(place, path):
    link_out(place)
    assert place.secret in plain(place, "needle", path), "the case proves nothing"
    with serving(place) as call:
        for tool, arguments in (("search_text", {"query": "needle"}), ("search_files", {})):
            result = call(tool, paths=[path], **arguments)
            assert result["isError"] and "/paths/0" in text(result), text(result)


def test_12_loops_and_depth_have_an_end(place):
    (place.project / "folder" / "loop").symlink_to(place.project)
    deep, folder = ["d"] * 900, os.open(place.project, os.O_RDONLY)
    for name in deep:
        os.mkdir(name, dir_fd=folder)
        folder, above = os.open(name, os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    os.close(folder)
    assert plain(place, "needle", timeout=60) is not None
    began = time.monotonic()
    with serving(place) as call:
        assert call("search_text", query="needle")
        assert call("search_files")
    assert time.monotonic() - began < 60


def test_13_a_pipe_in_the_project_holds_nobody_up(place):
    os.mkfifo(place.project / "pipe")
    assert plain(place, "needle", "pipe", timeout=2) is None, "the case proves nothing"
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle"))) == 1
        assert call("search_text", query="needle", paths=["pipe"])["isError"]


@pytest.mark.parametrize("path, target", [
    ("socket", None), ("zero", "/dev/zero"), ("stdin", "/dev/stdin"), ("-", None), ("environ", "/proc/self/environ"),
    ("tty", "/dev/tty"), ("full", "/dev/full")])
def test_14_only_files_and_folders_are_searched(place, path, target):
    if target:
        (place.project / path).symlink_to(target)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place.project / "socket"))
    with serving(place) as call:
        for tool, arguments in (("search_text", {"query": "."}), ("search_files", {})):
            result = call(tool, paths=[path], **arguments)
            content = result.get("structuredContent", {})
            assert result["isError"] or content in ({"matches": []}, {"files": []}, {"files": ["socket"]}), text(result)
            assert "SECURELLM" not in text(result)
        assert len(matches(call("search_text", query="needle"))) == 1
    listener.close()


def test_15_a_file_of_holes_is_passed_over(place):
    with open(place.project / "holes", "wb") as file:
        file.truncate(20 << 30)
    assert plain(place, "--text", "needle", timeout=2) is None, "the case proves nothing"
    began = time.monotonic()
    with serving(place) as call:
        assert len(matches(call("search_text", query="needle"))) == 1
    assert time.monotonic() - began < 10


def test_16_long_lines_are_cut(place):
    (place.project / "long").write_text("x" * 5_000_000 + "needle" + "x" * 1_000_000)
    (place.project / "longer").write_text("x" * 50_000_000 + "needle")
    assert len(plain(place, "needle")) > 50_000_000, "the case proves nothing"
    with serving(place) as call:
        found = matches(call("search_text", query="needle"))
    assert {match["path"] for match in found} == {"notes.txt", "long"}
    assert all(len(match["text"]) < 2048 for match in found)


def test_17_what_is_said_is_unicode(place):
    for name, content in {"marked": "needle 16\n".encode("utf-16"), "latin": "needle caf\xe9\n".encode("latin-1"),
                          "nul": b"needle \0 here\n"}.items():
        (place.project / name).write_bytes(content)
    assert "\udce9" in plain(place, "--text", "needle"), "the case proves nothing"
    with serving(place) as call:
        found = {match["path"]: match["text"] for match in matches(call("search_text", query="needle"))}
    assert set(found) == {"notes.txt", "marked", "latin", "nul"}
    assert found["latin"] == "needle caf\ufffd" and "\0" not in found["nul"]


NAMES = [b"\x1b[31mred.txt", b"a\nfake.txt:1:needle", b"bad\xff.txt", b"field\x1f1\x1f1\x1fneedle", "‮needle".encode()]


@pytest.mark.parametrize("name", NAMES)
def test_18_a_file_name_forges_no_answer(place, name):
    with open(os.path.join(os.fsencode(place.project), name), "wb") as file:
        file.write(b"needle\n")
    with serving(place) as call:
        result = call("search_text", query="needle")
        for match in result.get("structuredContent", {}).get("matches", []):
            assert match["line"] in (1, 2) and match["column"] == 1 and match["text"] == "needle", text(result)
            assert match["path"] not in ("fake.txt", "field"), text(result)
            assert not any(ord(letter) < 32 for letter in match["path"]), text(result)
        listed = call("search_files")
        names = listed.get("structuredContent", {}).get("files", [])
        assert len(names) <= 3 and "fake.txt:1:needle" not in names, text(listed)
        assert not any(ord(letter) < 32 for listed_name in names for letter in listed_name)


@pytest.mark.parametrize("query", ["(a{1000}){1000}", "((a{1000}){1000}){1000}", r"(x+x+)+y", r"(?s).*", r"(?s)(.*)*$",
                                   r"\p{L}{1000}{1000}", "(" * 400 + ")" * 400, r"(?P<a>x)\1"])
def test_19_patterns_have_an_end(place, query):
    (place.project / "xs").write_text("x" * 100_000 + "\n")
    began = time.monotonic()
    with serving(place) as call:
        result = call("search_text", query=query)
        assert result.get("isError") or matches(result) is not None
    assert time.monotonic() - began < 31


def test_20_many_files_and_one_that_may_not_be_read(place):
    many = place.project / "many"
    many.mkdir()
    for number in range(20_000):
        (many / f"{number}.txt").touch()
    with serving(place) as call:
        assert len(call("search_files")["structuredContent"]["files"]) == 20_002


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_20_what_may_not_be_read_is_named(place):
    (place.project / "closed").mkdir(mode=0)
    with serving(place) as call:
        result = call("search_text", query="needle")
    assert "needle" in text(result) and "closed" in text(result)
