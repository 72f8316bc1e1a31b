"""What a project can bring to a program that searches it. Each row: plain ripgrep is affected, the tools are not."""
import contextlib
import gzip
import os
import socket
import subprocess
import time

import pytest

from conftest import needs_rg
from sites import call_for, text

pytestmark = needs_rg


def plain(site, *arguments, timeout=20, **more):
    """What ripgrep prints for these arguments, both streams; None when it does not end."""
    environment = {"PATH": f"{site.programs}:{os.environ['PATH']}", "HOME": str(site.home), **more}
    try:
        done = subprocess.run(["rg", *map(str, arguments)], cwd=site.project, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None
    return (done.stdout + done.stderr).decode(errors="surrogateescape")


@contextlib.contextmanager
def serving(site, **more):
    """A server, and that afterwards nothing has run, been read outside, been reached or is left."""
    site.listen()
    with site.server(**more) as client:
        def call(tool, **arguments):
            result = call_for(client, 35 if arguments.get("paths") != ["pipe"] else 2, tool, arguments)
            assert site.secret not in text(result), text(result)
            assert not site.canary.exists()
            return result
        yield call
        assert site.nothing_left()
        assert client.call("server_status", timeout=5)["structuredContent"]
    assert not site.came() and not site.written()


def matches(result):
    assert not result.get("isError"), text(result)
    return result["structuredContent"]["matches"]


def attack(site):
    program = site.outside / "attack"
    program.write_text(f'#!/bin/sh\n: > "{site.canary}"\necho needle\n')
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("name", [".ignore", ".rgignore"])
def test_1_what_is_hidden_can_be_shown(site, name):
    (site.project / name).write_text("*.txt\n")
    assert "needle" not in plain(site, "needle")
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle", ignored=True))) == 1


@pytest.mark.parametrize("name", [".ignore", ".rgignore", ".gitignore"])
def test_2_files_of_the_parent_have_no_influence(site, name):
    (site.folder / name).write_text("*.txt\n")
    if name == ".gitignore":
        (site.folder / ".git").mkdir()
    assert "needle" not in plain(site, "needle"), "the case proves nothing"
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_3_the_global_list_of_git_has_no_influence(site):
    for home in (site.home, site.home / "cache/securellm/home"):
        (home / ".config/git").mkdir(parents=True)
        (home / ".config/git/ignore").write_text("*.txt\n")
    (site.project / ".git").mkdir()
    assert "needle" not in plain(site, "needle"), "the case proves nothing"
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


@pytest.mark.parametrize("name", [".ignore", ".rgignore", ".gitignore", ".git/info/exclude"])
@pytest.mark.parametrize("arguments", [{}, {"paths": ["folder", "notes.txt"]}, {"paths": ["missing"]}])
def test_4_no_line_of_a_linked_list_comes_back(site, name, arguments):
    (site.outside / "list").write_text(f"[{site.secret}\n{site.secret}{{\n")
    (site.project / ".git/info").mkdir(parents=True)
    (site.project / name).symlink_to(site.outside / "list")
    assert site.secret in plain(site, "needle"), "the case proves nothing"
    with serving(site) as call:
        call("search_text", query="needle", **arguments)
        call("search_files", **arguments)


@pytest.mark.parametrize("content", ["--pre={attack}\n", "--file={token}\n", "--ignore-file={token}\n"])
def test_5_and_6_a_configuration_is_not_read(site, content):
    (site.outside / "token").write_text(f"[{site.secret}\n")
    configuration = site.home / "ripgreprc"
    configuration.write_text(content.format(attack=attack(site), token=site.outside / "token"))
    printed = plain(site, "needle", RIPGREP_CONFIG_PATH=str(configuration))
    assert site.canary.exists() or site.secret in printed, "the case proves nothing"
    site.canary.unlink(missing_ok=True)
    with serving(site, RIPGREP_CONFIG_PATH=str(configuration)) as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_7_no_text_is_an_option(site):
    option = f"--pre={attack(site)}"
    plain(site, option, "needle")
    assert site.canary.exists(), "the case proves nothing"
    site.canary.unlink()
    with serving(site) as call:
        assert matches(call("search_text", query=option)) == []
        for arguments in ({"query": "needle", "paths": [option]}, {"query": "needle", "globs": [option]}):
            call("search_text", **arguments)
        call("search_files", globs=[option])
        assert call("search_files", paths=[option])["isError"]


def test_8_no_archive_is_opened_by_a_program(site):
    gzip_replacement = site.programs / "gzip"
    gzip_replacement.write_text(attack(site).read_text())
    gzip_replacement.chmod(0o755)
    (site.project / "x.gz").write_bytes(gzip.compress(b"needle\n"))
    plain(site, "--search-zip", "needle")
    assert site.canary.exists(), "the case proves nothing"
    site.canary.unlink()
    with serving(site, SECURELLM_PROGRAM_PATH=f"{site.programs}:/usr/bin:/bin") as call:
        assert len(matches(call("search_text", query="needle"))) == 1


def test_9_no_archive_is_opened(site):
    with gzip.open(site.project / "x.gz", "wb") as file:
        for _ in range(200):
            file.write(bytes(1 << 20))
        file.write(b"\nneedle inside\n")
    assert "needle inside" in plain(site, "--text", "--search-zip", "needle inside")
    with serving(site) as call:
        assert matches(call("search_text", query="needle inside")) == []


def link_out(site):
    (site.outside / "needle.txt").write_text(f"needle {site.secret}\n")
    (site.project / "out").symlink_to(site.outside)
    (site.project / "file").symlink_to(site.outside / "needle.txt")


def test_10_links_are_not_followed(site):
    link_out(site)
    assert site.secret in plain(site, "--follow", "needle"), "the case proves nothing"
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle", hidden=True, ignored=True))) == 1
        assert "out/needle.txt" not in text(call("search_files", hidden=True, ignored=True))


@pytest.mark.parametrize("path", ["out", "out/", "out/needle.txt", "file", "folder/../../outside", "../outside"])
def test_11_links_and_steps_are_refused_as_paths(site, path):
    link_out(site)
    assert site.secret in plain(site, "needle", path), "the case proves nothing"
    with serving(site) as call:
        for tool, arguments in (("search_text", {"query": "needle"}), ("search_files", {})):
            result = call(tool, paths=[path], **arguments)
            assert result["isError"] and "/paths/0" in text(result), text(result)


def test_12_loops_and_depth_have_an_end(site):
    (site.project / "folder" / "loop").symlink_to(site.project)
    deep, folder = ["d"] * 900, os.open(site.project, os.O_RDONLY)
    for name in deep:
        os.mkdir(name, dir_fd=folder)
        folder, above = os.open(name, os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    os.close(folder)
    assert plain(site, "needle", timeout=60) is not None
    began = time.monotonic()
    with serving(site) as call:
        assert call("search_text", query="needle")
        assert call("search_files")
    assert time.monotonic() - began < 60


def test_13_a_pipe_in_the_project_holds_nobody_up(site):
    os.mkfifo(site.project / "pipe")
    assert plain(site, "needle", "pipe", timeout=2) is None, "the case proves nothing"
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle"))) == 1
        assert call("search_text", query="needle", paths=["pipe"])["isError"]


@pytest.mark.parametrize("path, target", [
    ("socket", None), ("zero", "/dev/zero"), ("stdin", "/dev/stdin"), ("-", None), ("environ", "/proc/self/environ"),
    ("tty", "/dev/tty"), ("full", "/dev/full")])
def test_14_only_files_and_folders_are_searched(site, path, target):
    if target:
        (site.project / path).symlink_to(target)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(site.project / "socket"))
    with serving(site) as call:
        for tool, arguments in (("search_text", {"query": "."}), ("search_files", {})):
            result = call(tool, paths=[path], **arguments)
            content = result.get("structuredContent", {})
            assert result["isError"] or content in ({"matches": []}, {"files": []}, {"files": ["socket"]}), text(result)
            assert "SECURELLM" not in text(result)
        assert len(matches(call("search_text", query="needle"))) == 1
    listener.close()


def test_15_a_file_of_holes_is_passed_over(site):
    with open(site.project / "holes", "wb") as file:
        file.truncate(20 << 30)
    assert plain(site, "--text", "needle", timeout=2) is None, "the case proves nothing"
    began = time.monotonic()
    with serving(site) as call:
        assert len(matches(call("search_text", query="needle"))) == 1
    assert time.monotonic() - began < 10


def test_16_long_lines_are_cut(site):
    (site.project / "long").write_text("x" * 5_000_000 + "needle" + "x" * 1_000_000)
    (site.project / "longer").write_text("x" * 50_000_000 + "needle")
    assert len(plain(site, "needle")) > 50_000_000, "the case proves nothing"
    with serving(site) as call:
        found = matches(call("search_text", query="needle"))
    assert {match["path"] for match in found} == {"notes.txt", "long"}
    assert all(len(match["text"]) < 2048 for match in found)


def test_17_output_is_unicode(site):
    for name, content in {"marked": "needle 16\n".encode("utf-16"), "latin": "needle caf\xe9\n".encode("latin-1"),
                          "nul": b"needle \0 here\n"}.items():
        (site.project / name).write_bytes(content)
    assert "\udce9" in plain(site, "--text", "needle"), "the case proves nothing"
    with serving(site) as call:
        found = {match["path"]: match["text"] for match in matches(call("search_text", query="needle"))}
    assert set(found) == {"notes.txt", "marked", "latin", "nul"}
    assert found["latin"] == "needle caf\ufffd" and "\0" not in found["nul"]


NAMES = [b"\x1b[31mred.txt", b"a\nfake.txt:1:needle", b"bad\xff.txt", b"field\x1f1\x1f1\x1fneedle", "‮needle".encode()]


@pytest.mark.parametrize("name", NAMES)
def test_18_file_names_cannot_forge_matches(site, name):
    with open(os.path.join(os.fsencode(site.project), name), "wb") as file:
        file.write(b"needle\n")
    with serving(site) as call:
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
def test_19_patterns_have_an_end(site, query):
    (site.project / "xs").write_text("x" * 100_000 + "\n")
    began = time.monotonic()
    with serving(site) as call:
        result = call("search_text", query=query)
        assert result.get("isError") or matches(result) is not None
    assert time.monotonic() - began < 31


def test_20_many_files_and_one_that_may_not_be_read(site):
    many = site.project / "many"
    many.mkdir()
    for number in range(20_000):
        (many / f"{number}.txt").touch()
    with serving(site) as call:
        assert len(call("search_files")["structuredContent"]["files"]) == 20_002


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_20_what_may_not_be_read_is_named(site):
    (site.project / "closed").mkdir(mode=0)
    with serving(site) as call:
        result = call("search_text", query="needle")
    assert "needle" in text(result) and "closed" in text(result)
