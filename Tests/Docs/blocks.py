"""The fenced blocks of a page, and the marks that stand in front of them.

A mark is an HTML comment on the line before the block, which readers do not see: `<!-- file: tools/a.json -->`. MARKS
lists them all; CONTRIBUTING.md says how to use them.
"""
import pathlib
import re
import subprocess
from typing import NamedTuple

FENCE = re.compile(r"^( {0,6})(`{3,})\s*(\S*)\s*$")
MARK = re.compile(r"^\s*<!--\s*([a-z ]+?)\s*(?::\s*(.*?))?\s*-->\s*$")

# Why a block of commands is not run; to each the programs that are stubs in its place. All others really run.
REASONS = {
    "installs": ("apt", "apt-get", "dpkg", "brew", "install", "tar", "sha256sum", "nix", "make", "podman"),
    "service": ("systemctl", "journalctl", "systemd-analyze", "systemd-creds", "systemd-run", "systemd-ask-password", "install",
                "curl"),
    "container": ("docker", "podman", "skopeo", "umoci", "curl"),
    "cluster": ("kubectl", "kustomize", "helm", "curl"),
    "builds": ("make", "swift"),
    "editor": ("claude", "code", "codex", "gemini"),
    "network": ("git", "curl"),
    "workflow": ("apt", "apt-get", "dpkg", "curl"),  # What a runner does before the steps of a job.
}
# What a mark may say of a block, beside `not run`.
MARKS = {
    "file",           # it is written there before the next block runs: below the project, or an absolute path
    "configuration",  # it is `securellm.json`, or what is in it at that pointer; "with TLS": where the listener has it
    "part of",        # it is part of a document of that schema
    "synopsis",       # the forms of a command: its options exist
    "log",            # lines as the program logs them
    "shows",          # the output of that command
    "sketch",         # folders and files of the repository, with a word about each
    "module graph",   # `.ci/module-graph --check` holds it to Package.swift
    "message",        # a message of the program's, each line of it
}
COMMANDS = {"sh", "bash", "console"}
# What syntaxes.py can read.
SYNTAXES = {"swift", "yaml", "nginx", "toml", "ini", "nix", "caddy"}


class Mark(NamedTuple):
    name: str
    value: str


class Block(NamedTuple):
    """`line` is that of the fence, from 1."""

    page: str
    line: int
    language: str
    text: str
    marks: tuple

    def __str__(self):
        return f"{self.page}:{self.line}"

    def mark(self, name):
        """The value of that mark, "" when it has none; None when the block has no such mark."""
        return next((mark.value for mark in self.marks if mark.name == name), None)


def of_page(path, name):
    """Every fenced block of the page, in order."""
    found, marks, lines = [], [], path.read_text().splitlines()
    number = 0
    while number < len(lines):
        line, number = lines[number], number + 1
        fence = FENCE.match(line)
        if mark := MARK.match(line):
            marks.append(Mark(mark[1], mark[2] or ""))
        elif fence:
            begin, indent, ticks, body = number, fence[1], fence[2], []
            while number < len(lines) and lines[number].strip() != ticks:
                body.append(lines[number].removeprefix(indent))
                number += 1
            assert number < len(lines), f"{name}:{begin}: the block is never closed"
            number += 1
            found.append(Block(name, begin, fence[3], "\n".join(body) + "\n", tuple(marks)))
            marks = []
        elif line.strip():
            marks = []
    return found


def fault(block):
    """What is wrong with the block's class, or None."""
    unknown = [mark.name for mark in block.marks if mark.name not in MARKS | {"not run"}]
    reason = block.mark("not run")
    if unknown:
        return f'there is no mark "{unknown[0]}"'
    if reason is not None and reason not in REASONS:
        return f'"{reason}" is no reason not to run it; there are {", ".join(REASONS)}'
    if reason is not None and block.language not in COMMANDS:
        return "only commands have a reason not to run"
    if block.language in COMMANDS | SYNTAXES or block.language in ("python", "mermaid") and block.marks:
        return None
    if block.language in ("json", "jsonc") and (block.marks or '"inputSchema"' in block.text):
        return None
    if block.language in ("text", "journald") and block.marks:
        return None
    return "nothing says how it is checked: give it a language, or a mark"


class Command(NamedTuple):
    """What is typed, and what a `console` block shows after it; None where it shows nothing and must show nothing."""

    line: int
    text: str
    output: str | None


def is_complete(text):
    """Whether a shell would run this, and not wait for more lines."""
    checked = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
    waits = "unexpected end of file" in checked.stderr or "unexpected EOF" in checked.stderr
    return not (waits or "here-document" in checked.stderr or text.rstrip("\n").endswith("\\"))


def commands(block):
    """The commands of a block, each with its continuation lines."""
    return _console(block) if block.language == "console" else _script(block)


def _script(block):
    found, pending, begin = [], "", 0
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if not pending and (not line.strip() or line.lstrip().startswith("#")):
            continue
        begin = begin if pending else number
        pending += line + "\n"
        if is_complete(pending):
            found.append(Command(begin, pending, None))
            pending = ""
    assert not pending, f"{block}: the last command is not complete"
    return found


def _console(block):
    """`$ ` begins a command; `# ` does, as root, in a block whose first line has it."""
    found, lines, number = [], block.text.splitlines(), 0
    prompts = ("$ ", "# ") if block.text.startswith("# ") else ("$ ",)
    while number < len(lines):
        assert lines[number].startswith(prompts), f"{block}: line {number + 1} is no command, and the output of none"
        begin, text = number, lines[number][2:] + "\n"
        number += 1
        while not is_complete(text) and number < len(lines):
            text += lines[number].removeprefix("> ") + "\n"
            number += 1
        output = []
        while number < len(lines) and not lines[number].startswith(prompts):
            output.append(lines[number])
            number += 1
        found.append(Command(block.line + 1 + begin, text, "\n".join(output)))
    return found


def without_comments(text):
    """JSON of a JSONC text; lines stay where they are."""
    pattern = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
    return pattern.sub(lambda match: match[0] if match[0].startswith('"') else " ", text)


def pages(root):
    """Every page that readers of the product get, by its name."""
    paths = [*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("Examples/*/README.md")]
    return {str(path.relative_to(root)): pathlib.Path(path) for path in sorted(paths)}
