"""A project to work in, the program to test, and the arguments that every tool is called with."""
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A builder needs no shell when it brings its own program: Nix builds it in its sandbox, offline.
BUILDER = r"""
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int count, char **arguments) {
  const char *out = getenv("out");
  if (count > 1) sleep((unsigned)atoi(arguments[1]));
  FILE *file = out ? fopen(out, "w") : NULL;
  return !file || fputs("built\n", file) < 0 || fclose(file) != 0;
}
"""
FLAKE = """{
  description = "The project of the client tests";
  outputs = { self }:
    let build = name: seconds: derivation {
      inherit name; system = "%s"; builder = "${./builder}"; args = [ seconds ]; marker = "%s";
    };
    in { answer = 42; packages."%s" = { default = build "quick" "0"; slow = build "slow" "60"; }; };
}
"""

# One call for each tool. A tool that is not here fails the test that compares this table with the catalogue.
CALLS = {
    "cache_stats": {},
    "create_session": {"title": "Client tests"},
    "git_log": {"limit": 5},
    "git_show": {"revision": "HEAD"},
    "git_status": {},
    "nix_build": {"offline": True},
    "nix_eval": {"attribute": "answer", "offline": True},
    "nix_flake_metadata": {"offline": True},
    "save_knowledge": {"content": "A fact worth keeping", "type": "insight", "tags": ["clients"]},
    "search_files": {"globs": ["*.txt"]},
    "search_knowledge": {"query": "a fact \"AND (foo-bar* OR"},
    "search_text": {"query": "-needle", "literal": True},
    "server_status": {},
    "system_health_check": {},
}


@pytest.fixture(scope="session")
def binary():
    path = pathlib.Path(os.environ.get("SECURELLM_BINARY", ROOT / ".build" / "debug" / "securellm"))
    assert path.is_file(), f"{path} is not there: run `swift build` first or set SECURELLM_BINARY"
    return str(path)


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A git repository with two commits, a file to find and a flake that builds offline."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "notes.txt").write_text("hay\n-needle in the hay\n")
    machine = os.uname().machine + "-linux"
    (folder / "flake.nix").write_text(FLAKE % (machine, folder.name + str(os.getpid()), machine))
    source = folder / "builder.c"
    source.write_text(BUILDER)
    subprocess.run(["cc", "-static", "-O1", "-o", str(folder / "builder"), str(source)], check=True)
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]

    def git(*arguments):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "--message=Begin")
    (folder / "notes.txt").write_text("hay\n-needle in the hay\nmore hay\n")
    git("commit", "--all", "--message=Add more hay")
    return folder


@pytest.fixture
def environment(tmp_path, project):
    """What a client passes on: own folders for logs and data, nothing of the person who runs the tests."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "SECURELLM_PROJECT_ROOT": str(project)}


def installed(*programs):
    return all(shutil.which(program) for program in programs)


needs_nix = pytest.mark.skipif(not installed("nix"), reason="nix is not installed")
