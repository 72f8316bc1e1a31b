"""Completions in real shells: each is started in a terminal, loads the script, and has Tab pressed and then Enter."""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import time

import pytest

from checkout import program

SHELLS = ["bash", "zsh", "fish"]
# What is typed before Tab, and the arguments that the command then gets.
COMPLETED = {
    "securellm val": ["validate"], "securellm keys cr": ["keys", "create"],
    "securellm validate --sche": ["validate", "--schema"],
    # Files by kind, with the option's name in the same word or before it; folders too.
    "securellm validate sche": ["validate", "schema.json"], "securellm validate da": ["validate", "data.yaml"],
    "securellm validate sub": ["validate", "sub folder"],
    "securellm validate --schema my": ["validate", "--schema", "my schema.json"],
    "securellm validate --schema=sch": ["validate", "--schema=schema.json"],
    "securellm serve --config sch": ["serve", "--config", "schema.json"],
    "securellm serve --config=sch": ["serve", "--config=schema.json"],
    "securellm usage --audit sub": ["usage", "--audit", "sub folder"],
    # Words of options.
    "securellm validate --dialect 2020": ["validate", "--dialect", "2020-12"],
    "securellm lint --rule contra": ["lint", "--rule", "contradictory-bounds"],
    "securellm validate --color al": ["validate", "--color", "always"],
    # What the program knows.
    "securellm tools call git_l": ["tools", "call", "git_log"],
    "securellm validate --builtin tools/git_log/o": ["validate", "--builtin", "tools/git_log/output"],
    "securellm keys revoke al": ["keys", "revoke", "alice"],
    "securellm keys create bob --tools git_log,git_sh": ["keys", "create", "bob", "--tools", "git_log,git_show"],
    "securellm keys create bob --models openai/gpt-5.4-na":
        ["keys", "create", "bob", "--models", "openai/gpt-5.4-nano"],
    "securellm keys create bob --config proxy.json --models quick":
        ["keys", "create", "bob", "--config", "proxy.json", "--models", "quickest"],
    "securellm prices list --provider openr": ["prices", "list", "--provider", "openrouter"],
    "securellm usage --by key,mo": ["usage", "--by", "key,model"],
    # Other commands are completed as ever.
    "showwords read": ["readme.txt"], "showwords my": ["my schema.json"],
}
# Nothing fits: the word stays as it is, and no message comes between.
UNTOUCHED = ["securellm tools call nothing_", "securellm keys revoke zz", "securellm mcp x",
             "securellm keys create b --config absent.json --models z", "securellm keys create b --config cut.json --models z"]
# What completions ask is not the program itself: whatever else is run only shows its arguments.
STUB = """#!/bin/sh
if [ "$1" = ---completion ]; then exec {program} "$@"; fi
for word in "$@"; do printf '<%s>' "$word"; done
echo '<end>'
"""


class Shell:
    """An interactive one, with nothing of this machine's settings."""

    def __init__(self, name, folder, environment):
        script = folder / f"completions/{name}"
        start = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"], "fish": ["--no-config"]}[name]
        self.name, (self.process, self.terminal) = name, pty.fork()
        if self.process == 0:
            os.chdir(folder / "work")
            os.execvpe(name, [name, *start, "-i"], environment)
        self.run({
            "bash": f"source {script}",
            "zsh": f"fpath=({script}-functions $fpath); autoload -U compinit; compinit -u -D",
            "fish": f"source {script}"}[name] + "; showwords", tab=False)

    def gets(self, line, words):
        """Whether the command gets these words. A busy machine may need longer for Tab than the first pause."""
        return any(self.run(line, pause=pause) == words for pause in (0.3, 1, 4))

    def run(self, line, tab=True, seconds=10, pause=0.3):
        """Types a line and Tab and Enter; the arguments that the command got."""
        os.write(self.terminal, (line + "\t" * tab).encode())
        # A shell that is still completing may throw away what is typed meanwhile.
        text, end = "", time.monotonic() + seconds
        time.sleep(pause)
        os.write(self.terminal, b"\r")
        while not re.search(r"<end>\s", text):
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                os.write(self.terminal, b"\x03")
            assert ready, f"{self.name}: {line}: nothing ran, but there was {text!r}"
            text += os.read(self.terminal, 65536).decode("utf-8", "replace")
        shown = text.replace("\r", "").replace("\n", "")
        words = re.findall(r"<([^<>]*)>", re.search(r"(?:<[^<>]*>)*<end>", shown)[0])[:-1]
        # zsh leaves the slash of a folder out when the line is taken.
        return [word.rstrip("/") for word in words]

    def end(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shells")
    for name in ("bin", "home", "work/sub folder", "completions/zsh-functions"):
        (folder / name).mkdir(parents=True)
    for name in ("schema.json", "my schema.json", "data.yaml", "readme.txt"):
        (folder / "work" / name).touch()
    (folder / "work/proxy.json").write_text(json.dumps({"aliases": {"quickest": "openai/gpt-5.4-nano"}}))
    (folder / "work/cut.json").write_text('{"aliases":')
    for name, text in (("securellm", STUB.format(program=program())), ("showwords", STUB)):
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    for shell in SHELLS:
        script = subprocess.run([program(), "--generate-completion-script", shell], capture_output=True, check=True).stdout
        (folder / "completions" / shell).write_bytes(script)
    shutil.copy(folder / "completions/zsh", folder / "completions/zsh-functions/_securellm")
    subprocess.run([program(), "keys", "create", "alice"], env=environment(folder), check=True, capture_output=True)
    return folder


def environment(folder, **more):
    return {"HOME": str(folder / "home"), "PATH": f"{folder}/bin:/usr/bin:/bin", "TERM": "dumb", "LANG": "C.UTF-8", **more}


@pytest.fixture(params=SHELLS, scope="module")
def shell(request, folder):
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    shell = Shell(request.param, folder, environment(folder))
    yield shell
    shell.end()


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("line", COMPLETED)
def test_completes(shell, line):
    assert shell.gets(line, COMPLETED[line])


def test_completes_nothing_where_nothing_fits(shell, folder):
    before = files(folder / "work") | files(folder / "home/.local/share/securellm")
    for line in UNTOUCHED:
        assert shell.gets(line, line.split()[1:]), line
    assert files(folder / "work") | files(folder / "home/.local/share/securellm") == before, "looking made a file"


@pytest.mark.parametrize("variables", [{"HOME": "relative"}, {"SECURELLM_CONFIG": "absent.json"}, {"SECURELLM_TOOLS": "?!"},
                                       {"SECURELLM_KEYS_DATABASE": "/proc/keys"}], ids=str)
def test_looking_up_is_quiet_and_quick(folder, variables):
    """Whatever is wrong with the environment: its text would end up in the middle of a command line."""
    empty = folder / "empty"
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir()
    for words in (["keys", "revoke", "--", "positional@0"], ["tools", "call", "--", "positional@0"],
                  ["keys", "create", "--", "--models"], ["prices", "list", "--", "--model"]):
        start = time.monotonic()
        done = subprocess.run(
            [program(), "---completion", *words, "3", "0", "securellm", *words[:2], ""], cwd=empty, capture_output=True,
            env=environment(folder, **variables), text=True, timeout=20)
        assert done.returncode == 0 and not done.stderr, done
        # Most of it is the start of the process.
        assert time.monotonic() - start < 2, words
    assert not list(empty.iterdir())


def test_bash_keeps_the_options_of_the_shell(folder):
    """A trap that nobody took away once set them back at every `source`."""
    shell = Shell("bash", folder, environment(folder))
    try:
        assert shell.run("securellm val") == ["validate"]
        (folder / "work/empty.sh").write_text(":\n")
        options = "$(shopt nullglob extglob; shopt -o posix history; trap -p)"
        before = shell.run(f'shopt -s nullglob; showwords "{options}"', tab=False)
        assert "nullglob" in before[0] and "RETURN" not in before[0]
        assert shell.run(f'source ./empty.sh; showwords "{options}"', tab=False) == before
        assert shell.run("securellm keys cr") == ["keys", "create"]
        assert shell.run(f'showwords "{options}"', tab=False) == before
    finally:
        shell.end()


def test_the_scripts_are_in_the_manual():
    text = (pathlib.Path(__file__).resolve().parents[2] / "docs/cli.md").read_text()
    for shell in SHELLS:
        assert f"securellm --generate-completion-script {shell}" in text
