"""What a hostile repository brings: links that leave the project, and filters that git runs. The real programs run."""
import json
import os
import stat
import subprocess

import pytest

from conftest import installed
from stdio_client import StdioClient

TOKEN = "token-3f9c1e77"
IDENTITY = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
needs_rg = pytest.mark.skipif(not installed("rg"), reason="ripgrep is not installed")
needs_git = pytest.mark.skipif(not installed("git"), reason="git is not installed")
needs_nix = pytest.mark.skipif(not installed("nix", "git"), reason="nix and git are not installed")


@pytest.fixture
def hostile(tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    return folder


@pytest.fixture
def client(binary, environment, hostile):
    settings = {**environment, "SECURELLM_PROJECT_ROOT": str(hostile), "OPENAI_API_KEY": TOKEN}
    with StdioClient([binary, "mcp"], env=settings) as client:
        yield client


def text(result):
    return json.dumps(result)


# Links.

@needs_rg
@pytest.mark.parametrize("path", ["folder/secret", "folder", "file", "proc/{server}/environ", "proc/self/environ",
                                  "chained/secret", "up/secret", ".git/config", "sub/.git/config", ".GIT/config",
                                  "history/config"])
def test_nothing_outside_the_project_is_searched(client, hostile, tmp_path, path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (hostile / "notes.txt").write_text("nothing\n")
    (outside / "secret").write_text(f"password {TOKEN}\n")
    for folder in (".git", "sub/.git", ".GIT"):
        (hostile / folder).mkdir(parents=True)
        (hostile / folder / "config").write_text(f"url = https://{TOKEN}@example.org\n")
    for name, target in {"folder": outside, "file": outside / "secret", "proc": "/proc", "chained": "folder",
                         "up": "../outside", "history": ".git"}.items():
        (hostile / name).symlink_to(target)
    path = path.format(server=client.process.pid)
    # Case by case, so that the test proves something: without the check ripgrep finds the token there.
    if "proc" not in path:
        assert TOKEN in subprocess.run(["rg", "-uuu", "token", path], cwd=hostile, capture_output=True, text=True).stdout
    for tool, arguments in (("search_text", {"query": "token", "hidden": True, "ignored": True, "paths": [path]}),
                            ("search_files", {"hidden": True, "ignored": True, "paths": [path]})):
        result = client.call(tool, arguments)
        assert result["isError"] and "/paths/0" in text(result), text(result)
        assert TOKEN not in text(result)
    everything = client.call("search_text", {"query": "token", "hidden": True, "ignored": True})
    assert not everything.get("isError") and TOKEN not in text(everything)


@needs_rg
def test_links_that_stay_inside_are_followed(client, hostile):
    (hostile / "src").mkdir()
    (hostile / "src" / "notes.txt").write_text("needle\n")
    (hostile / "link").symlink_to("src")
    (hostile / "again").symlink_to("link/notes.txt")
    for path in ("link", "again", "link/notes.txt", "."):
        result = client.call("search_text", {"query": "needle", "paths": [path]})
        assert len(result["structuredContent"]["matches"]) == 1, path


# Filters.

class Repository:
    """A repository whose configuration names a filter that leaves a canary."""

    def __init__(self, folder, canary):
        self.folder, self.canary = folder, canary
        folder.mkdir(exist_ok=True)
        self.program = folder.parent / f"filter-{folder.name}"
        self.program.write_text(f'#!/bin/sh\n: > "{canary}"\ncat\n')
        self.program.chmod(self.program.stat().st_mode | stat.S_IXUSR)

    def git(self, *arguments, check=True):
        return subprocess.run(["git", *IDENTITY, *arguments], cwd=self.folder, check=check, capture_output=True, text=True)

    def commit(self, attributes="*.txt filter=f\n", more=()):
        self.git("init", "--initial-branch=main")
        (self.folder / ".gitattributes").write_text(attributes)
        (self.folder / "a.txt").write_text("aaaa\n")
        (self.folder / "flake.nix").write_text("{ outputs = { self }: { value = 42; }; }\n")
        for name, content in more:
            (self.folder / name).write_text(content)
        self.git("add", ".")
        self.git("commit", "--message=Begin")

    def change(self):
        """The same size at another time: git must read the file, through its filter."""
        (self.folder / "a.txt").write_text("bbbb\n")
        os.utime(self.folder / "a.txt", (1_000_000_000, 1_000_000_000))

    def runs(self):
        """Whether plain git runs the filter now: what shows that a case proves something."""
        self.canary.unlink(missing_ok=True)
        self.git("status", "--porcelain", check=False)
        found = self.canary.exists()
        self.canary.unlink(missing_ok=True)
        os.utime(self.folder / "a.txt", (1_000_000_000, 1_000_000_000))
        return found


def plain(repository):
    repository.git("config", "filter.f.clean", str(repository.program))


def both_ways(repository):
    repository.git("config", "filter.f.clean", str(repository.program))
    repository.git("config", "filter.f.smudge", str(repository.program))


def required(repository):
    plain(repository)
    repository.git("config", "filter.f.required", "true")


def process(repository):
    repository.git("config", "filter.f.process", str(repository.program))


def included(repository):
    (repository.folder / ".git" / "more").write_text(f"[filter \"f\"]\n clean = {repository.program}\n")
    repository.git("config", "include.path", "more")


def included_by_branch(repository):
    (repository.folder / ".git" / "more").write_text(f"[filter \"f\"]\n clean = {repository.program}\n")
    repository.git("config", "includeIf.onbranch:main.path", "more")


def of_the_work_tree(repository):
    repository.git("config", "extensions.worktreeConfig", "true")
    repository.git("config", "--worktree", "filter.f.clean", str(repository.program))


def with_dots_and_blanks(repository):
    name = 'F.x = "y" é'
    (repository.folder / ".git" / "config").open("a").write(
        f'[filter "F.x = \\"y\\" é"]\n clean = {repository.program}\n[filter "f"]\n clean = {repository.program}\n')
    assert name in repository.git("config", "--name-only", "--get-regexp", "^filter").stdout


def in_upper_case(repository):
    (repository.folder / ".git" / "config").open("a").write(f"[FILTER \"f\"]\n CLEAN = {repository.program}\n")


def of_old_style(repository):
    (repository.folder / ".git" / "config").open("a").write(f"[filter.F]\n clean = {repository.program}\n")


HIDDEN = [plain, both_ways, required, process, included, included_by_branch, of_the_work_tree, with_dots_and_blanks,
          in_upper_case, of_old_style]


@needs_git
@pytest.mark.parametrize("configure", HIDDEN)
def test_git_runs_no_filter_of_the_repository(client, hostile, tmp_path, configure):
    repository = Repository(hostile, tmp_path / "canary")
    repository.commit()
    configure(repository)
    repository.change()
    assert repository.runs(), "the case proves nothing: git does not run the filter by itself"
    result = client.call("git_status")
    assert not repository.canary.exists(), text(result)
    assert " M a.txt" in result["structuredContent"]["lines"], text(result)


@needs_git
def test_more_filters_than_can_be_taken_away_are_refused(client, hostile, tmp_path):
    repository = Repository(hostile, tmp_path / "canary")
    repository.commit()
    with (hostile / ".git" / "config").open("a") as file:
        for number in range(100):
            file.write(f'[filter "f{number}"]\n clean = {repository.program}\n')
    result = client.call("git_status")
    assert result["isError"] and "filters" in text(result)


@needs_nix
@pytest.mark.parametrize("configure", HIDDEN)
@pytest.mark.parametrize("changed", [True, False])
def test_nix_runs_no_filter_of_the_flake(client, hostile, tmp_path, configure, changed):
    repository = Repository(hostile, tmp_path / "canary")
    repository.commit()
    configure(repository)
    if changed:
        repository.change()
        assert repository.runs(), "the case proves nothing: git does not run the filter by itself"
    result = client.call("nix_eval", {"attribute": "value", "offline": True})
    assert not repository.canary.exists(), text(result)
    assert result.get("structuredContent") == {"value": 42}, text(result)
    result = client.call("nix_flake_metadata", {"offline": True})
    assert not repository.canary.exists() and not result.get("isError"), text(result)
    client.call("nix_build", {"offline": True})
    assert not repository.canary.exists()


@needs_nix
def test_nix_runs_no_filter_of_a_repository_in_the_project(client, hostile, tmp_path):
    Repository(hostile, tmp_path / "canary").commit()
    nested = Repository(hostile / "nested", tmp_path / "canary")
    nested.commit()
    plain(nested)
    nested.change()
    assert nested.runs()
    result = client.call("nix_eval", {"flake": "./nested", "attribute": "value", "offline": True})
    assert not nested.canary.exists(), text(result)
    assert result.get("structuredContent") == {"value": 42}, text(result)


@needs_git
def test_git_runs_no_filter_of_a_submodule(client, hostile, tmp_path):
    """Git starts a git of its own in a submodule, with the configuration of that."""
    inner = Repository(tmp_path / "inner", tmp_path / "canary")
    inner.commit()
    outer = Repository(hostile, tmp_path / "canary")
    outer.commit(attributes="\n")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", str(inner.folder), "sub")
    outer.git("config", "--file", ".gitmodules", "submodule.sub.ignore", "none")
    outer.git("add", ".gitmodules")
    outer.git("commit", "--all", "--message=Submodule")
    sub = Repository(hostile / "sub", tmp_path / "canary")
    plain(sub)
    sub.change()
    outer.git("status", "--porcelain")
    assert sub.canary.exists(), "the case proves nothing: git does not enter the submodule by itself"
    sub.canary.unlink()
    sub.change()
    result = client.call("git_status")
    assert not sub.canary.exists() and not result.get("isError"), text(result)


@needs_nix
@pytest.mark.parametrize("url", ["hg+file:./nested", "hg+file://{nested}", "hg+https://127.0.0.1:9/x"])
def test_nix_runs_no_mercurial(binary, environment, hostile, tmp_path, url):
    """What a clone of git's can hold: a folder `.hg`, the settings of which hg obeys."""
    nested = hostile / "nested"
    (nested / ".hg").mkdir(parents=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "hg").write_text(f'#!/bin/sh\n: > "{tmp_path}/canary"\nexit 1\n')
    (programs / "hg").chmod(0o755)
    url = url.format(nested=nested)
    (hostile / "flake.nix").write_text(f'{{ inputs.n.url = "{url}"; outputs = {{ self, n }}: {{ value = 42; }}; }}\n')
    home = tmp_path / "control"
    home.mkdir()
    subprocess.run(["nix", "eval", "--offline", "--no-write-lock-file", ".#value"], cwd=hostile, capture_output=True,
                   env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home),
                        "NIX_CONFIG": "experimental-features = nix-command flakes"})
    assert (tmp_path / "canary").exists(), "the case proves nothing: nix does not run hg by itself"
    (tmp_path / "canary").unlink()
    settings = {**environment, "SECURELLM_PROJECT_ROOT": str(hostile),
                "SECURELLM_PROGRAM_PATH": f"{programs}:/usr/bin:/bin"}
    with StdioClient([binary, "mcp"], env=settings) as client:
        for tool, arguments in (("nix_eval", {"attribute": "value"}), ("nix_flake_metadata", {}), ("nix_build", {})):
            result = client.call(tool, {**arguments, "offline": True}, timeout=120)
            assert not (tmp_path / "canary").exists(), text(result)
            assert tool != "nix_eval" or "hg was not run by securellm" in text(result), text(result)
