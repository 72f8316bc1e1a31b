"""Command lines that the compiler takes, with values that want to be options, in a repository that wants to run things.

The tables of options were made by trying git; this holds them against the git that is installed, by what it does.
"""
import json
import os
import random
import re
import shutil
import subprocess

import pytest

from git_command_lines import HostileRepository, command_lines, settings, tool_file
from paths import program

ALL = os.environ.get("SECURELLM_PROOF") == "1"
SAMPLE = 2000

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return HostileRepository(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """A sample of the command lines that compile, and how many do not."""
    lines = list(command_lines())
    if not ALL:
        lines = random.Random(1).sample(lines, SAMPLE)
    folder = tmp_path_factory.mktemp("tools")
    for number, argv in enumerate(lines):
        (folder / f"t{number}.json").write_text(json.dumps(tool_file(argv)))
    done = subprocess.run([program(), "lint", "--json", "--rule", "tool-file", "."], cwd=folder, capture_output=True,
                            text=True)
    assert done.returncode == 1, done.stderr
    refused = {int(re.search(r"t(\d+)\.json$", json.loads(line)["file"])[1]) for line in done.stdout.splitlines()}
    return [argv for number, argv in enumerate(lines) if number not in refused], len(refused)


@pytest.mark.parametrize("argv", [
    ["show", "topic"], ["log", "-p", "--all"], ["log", "-1", "--format=%G?", "v2"], ["describe", "--dirty"],
    ["log", "--alternate-refs"], ["log", "--remerge-diff", "--no-textconv"], ["log", "-1", "v2"],
    ["log", "-m", "--raw", "--no-textconv"], ["log", "--output={written}"], ["grep", "-O{command}", "-e", "needle"],
    ["blame", "--contents={secret}", "--", "a.txt"], ["archive", "--prefix", "--output={written}", "HEAD"],
])
def test_the_repository_is_hostile(repository, argv):
    """What must be noticed is noticed, without the settings."""
    paths = {"written": repository.written, "command": repository.command, "secret": repository.secret}
    assert repository.harm([word.format(**paths) for word in argv]) is not None


def test_what_compiles_does_no_harm(repository, accepted):
    lines, refused = accepted
    assert len(lines) > 200 and refused > 200
    chance = random.Random(2)
    repository.environment |= settings()
    found = []
    for argv in lines:
        for word in [f"--output={repository.written}", *chance.sample(repository.hostile, 4 if ALL else 1)]:
            harm = repository.harm([part.replace("{word}", word) for part in argv])
            if harm is not None:
                found.append((harm, argv, word))
    assert not found, f"{len(found)} of {len(lines)}: {found[:10]}"
