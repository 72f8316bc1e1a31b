"""The binary under the name `git`, as programs find it that start git by themselves."""
import os
import shutil
import subprocess

import pytest

from conftest import installed

pytestmark = pytest.mark.skipif(not installed("git"), reason="git is not installed")


@pytest.fixture
def guard(binary, tmp_path):
    """Runs the guarded git in a repository with one file and, unless `git` is given, the real git behind it."""
    link = tmp_path / "guard" / "git"
    link.parent.mkdir()
    link.symlink_to(os.path.realpath(binary))
    repository = tmp_path / "repository"
    repository.mkdir()
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=repository, check=True)
    (repository / "a.txt").write_text("aaaa\n")
    subprocess.run(["git", "add", "a.txt"], cwd=repository, check=True)

    def run(*arguments, git=shutil.which("git"), input=b""):
        environment = {"PATH": f"{link.parent}:/usr/bin:/bin", "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": "/dev/null"}
        if git:
            environment["SECURELLM_GIT"] = git
        return subprocess.run(["git", *arguments], cwd=repository, env=environment, input=input, capture_output=True,
                              executable=str(link), timeout=60)

    run.folder = repository
    return run


@pytest.mark.parametrize("arguments, code, output", [
    (["--version"], 0, b"git version"), (["ls-files"], 0, b"a.txt\n"), (["status", "--short"], 0, b"A  a.txt\n"),
    (["-c", "core.x=y", "diff", "--quiet"], 0, b""), (["rev-parse", "--verify", "nothing"], 128, b""),
    (["mcp"], 1, b""), (["diff", "--no-index", "--quiet", "/dev/null", "a.txt"], 1, b""),
])
def test_it_is_git_to_whom_calls_it(guard, arguments, code, output):
    result = guard(*arguments)
    assert result.returncode == code, result
    assert result.stdout.startswith(output) if output else not result.stdout


def test_bytes_pass_as_they_are(guard):
    data = bytes(range(256)) * 1000
    blob = guard("hash-object", "-w", "--stdin", input=data).stdout.strip()
    assert guard("cat-file", "blob", blob.decode()).stdout == data
    name = b"\xff\xfe.txt"
    (open(os.path.join(os.fsencode(guard.folder), name), "w")).close()
    assert guard("add", name).returncode == 0
    assert name in guard("ls-files", "-z").stdout


def test_filters_do_not_run(guard, tmp_path):
    subprocess.run(["git", "config", "filter.f.clean", f"touch {tmp_path}/canary; cat"], cwd=guard.folder, check=True)
    (guard.folder / ".gitattributes").write_text("* filter=f\n")
    for arguments in (["add", "--all"], ["status"], ["-C", str(guard.folder), "diff", "HEAD"],
                      ["--git-dir=.git", "hash-object", "--path=a.txt", "a.txt"]):
        guard(*arguments)
        assert not (tmp_path / "canary").exists(), arguments
    subprocess.run(["git", "add", "--all", "--renormalize"], cwd=guard.folder, check=True)
    assert (tmp_path / "canary").exists(), "the test proves nothing: plain git does not run the filter"


@pytest.mark.parametrize("git", [None, "/nowhere/git", "git", "/usr/bin/env"])
def test_without_a_real_git_it_says_so(guard, git):
    result = guard("status", git=git)
    assert result.returncode == 128 and b"SECURELLM_PROGRAM_PATH" in result.stderr


def test_what_cannot_be_listed_is_not_run(guard):
    with (guard.folder / ".git" / "config").open("ab") as file:
        file.write(b'[filter "\xff"]\n clean = cat\n')
    result = guard("status")
    assert result.returncode == 128 and b"not UTF-8" in result.stderr
    (guard.folder / ".git" / "config").write_text("[broken\n")
    result = guard("diff")
    assert result.returncode == 128 and b"filters of the repository" in result.stderr


def test_mercurial_is_not_run(guard, tmp_path):
    link = tmp_path / "guard" / "hg"
    link.symlink_to(os.readlink(tmp_path / "guard" / "git"))
    result = subprocess.run([link, "status", "-R", "."], cwd=guard.folder, capture_output=True, timeout=60)
    assert result.returncode == 255 and b".hg/hgrc" in result.stderr and not result.stdout
