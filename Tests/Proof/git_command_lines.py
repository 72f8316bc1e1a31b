"""Command lines of git made of every option that the compiler knows, and a repository that wants them to do harm."""
import pathlib
import re
import subprocess

import program_facts
from paths import ROOT

FACTS = ROOT / "Sources" / "Generator" / "SchemaCompiler" / "Tool"
TEXT = {"type": "string", "minLength": 1, "maxLength": 200, "x-path": False, "not": {"enum": ["--"]},
        "pattern": "^[^:\\u0000-\\u001F\\u007F-\\u009F]+$"}
# What a subcommand needs so that the rest of the line is what is checked.
BEGINNINGS = {
    "show": ["show", "--no-textconv", "--no-ext-diff"], "diff": ["diff", "--no-textconv", "--no-ext-diff"],
    "blame": ["blame", "--no-textconv", "--no-ignore-revs-file"], "grep": ["grep", "--cached", "-e", "needle"],
    "branch": ["branch", "--list"], "tag": ["tag", "--list"], "rev-parse": ["rev-parse", "--verify"],
}
ACKNOWLEDGED = ["archive", "blame", "check-attr", "check-ignore", "diff", "status"]


def options():
    """The options by subcommand, as the compiler has them."""
    facts = program_facts.read("git")
    tables = {command: program_facts.known(facts, command) for command in program_facts.commands(facts)}
    return {command: set(table) for command, table in tables.items() if table and " " not in command}


def command_lines():
    for command, names in sorted(options().items()):
        beginning = BEGINNINGS.get(command, [command])
        for name in sorted(names):
            joined = name + ("=x" if name.startswith("--") else "x")
            for form in [[name], [name, "x"], [name, "HEAD"], [joined]]:
                for end in [["--end-of-options", "{word}"], ["--", "{word}"], ["{word}"]]:
                    yield beginning + form + end
            yield beginning + [name, "{word}", "HEAD"]
            if name.startswith("--"):
                yield beginning + [f"{name}={{word}}"]


def tool_file(argv):
    more = {"x-ack": {argv[0]: "filters are taken away"}} if argv[0] in ACKNOWLEDGED else {}
    return {
        "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
        "inputSchema": {"type": "object", "additionalProperties": False, "required": ["word"],
                        "properties": {"word": TEXT}},
        "outputSchema": {"type": "object", "additionalProperties": False,
                         "properties": {"text": {"type": "string", "maxLength": 65536}}},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
        "exec": {"program": "git", "argv": argv, "timeoutSeconds": 5, "maxOutputBytes": 65536,
                 "output": {"text": {"as": "text"}}, **more},
    }


def settings():
    """What the compiler sets for every git, and what the runner adds for filters."""
    text = (FACTS / "ExecEnvironment.swift").read_text()
    block = text[text.index("gitSettings: "):]
    pairs = re.findall(r'\("([A-Za-z.]+)", "([^"]*)"\)', block[:block.index("\n  ]")])
    pairs += [("filter.f.process", ""), ("filter.f.clean", ""), ("filter.f.smudge", ""), ("filter.f.required", "false")]
    variables = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for index, (name, value) in enumerate(pairs):
        variables |= {f"GIT_CONFIG_KEY_{index}": name, f"GIT_CONFIG_VALUE_{index}": value}
    return variables


class HostileRepository:
    """Each program that its configuration names leaves a line in `canary`."""

    COMMANDS = """gpg.program gpg.ssh.program diff.d.textconv diff.d.command diff.external merge.m.driver core.pager
        core.editor core.sshCommand core.fsmonitor core.askPass core.alternateRefsCommand filter.f.clean filter.f.smudge
        difftool.x.cmd browser.x.cmd man.x.cmd trailer.x.cmd uploadpack.packObjectsHook sequence.editor pager.log
        pager.show pager.branch pager.tag""".split()
    WORDS = {"format.pretty": "%H %G?", "log.diffMerges": "remerge", "pretty.x": "%G?", "log.showSignature": "true",
             "diff.tool": "x", "man.viewer": "x", "trailer.x.key": "signed"}

    def __init__(self, folder: pathlib.Path):
        self.folder = folder / "repository"
        self.canary, self.written, self.secret = folder / "canary", folder / "written", folder / "secret.txt"
        self.secret.write_text("SECRET needle\n")
        self.command = folder / "command.sh"
        self.command.write_text(f'#!/bin/sh\necho "$0 $*" >> {self.canary}\ncat > /dev/null 2>&1\nexit 1\n')
        self.command.chmod(0o755)
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8",
                            "TZ": "UTC", "GIT_ALLOW_PROTOCOL": "none", "GIT_CONFIG_GLOBAL": "/dev/null",
                            "GIT_CONFIG_NOSYSTEM": "1", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0",
                            "GIT_TERMINAL_PROMPT": "0"}
        self.folder.mkdir(parents=True)
        self.fill(folder / "other")
        self.hostile = [
            f"--output={self.written}", f"-o{self.written}", f"-O{self.command}", "--ext-diff", "--textconv", "-p",
            f"--open-files-in-pager={self.command}", f"--contents={self.secret}", "--show-signature", "--remerge-diff",
            "--format=%G?", "--alternate-refs", f"--exec={self.command}", f"--add-file={self.secret}", "--dirty", "-m",
            f"-f{self.secret}", f"--exclude-from={self.secret}", "-d", "-D", "--no-index", str(self.secret), "-",
            "--edit", "--stdin", "HEAD", "HEAD..topic", "topic", "x", "v2", "-v", f"--upload-pack={self.command}"]

    def git(self, *words, **more):
        return subprocess.run(["git", *words], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=60, **more)

    def commit(self, text, message):
        (self.folder / "a.txt").write_text(text)
        self.git("add", ".", check=True)
        self.git("commit", "-qm", message, check=True)

    def fill(self, other):
        self.git("init", "-q", "-b", "main", ".", check=True)
        self.git("config", "user.email", "a@example.org", check=True)
        self.git("config", "user.name", "A", check=True)
        (self.folder / "x").write_text("b\n")
        self.commit("needle\n", "one")
        self.sign()
        self.git("tag", "x", check=True)
        self.git("tag", "-am", "v", "v2", check=True)
        self.git("checkout", "-qb", "topic", check=True)
        self.commit("b needle\n", "two")
        self.git("checkout", "-q", "main", check=True)
        self.commit("c needle\n", "three")
        self.git("merge", "-q", "topic")
        self.commit("d needle\n", "a merge")
        (self.folder / ".git" / "info" / "attributes").write_text("* diff=d merge=m filter=f\n")
        subprocess.run(["git", "init", "-q", str(other)], env=self.environment, check=True)
        (self.folder / ".git" / "objects" / "info" / "alternates").write_text(f"{other}/.git/objects\n")
        for name in self.COMMANDS:
            self.git("config", name, str(self.command), check=True)
        for name, value in self.WORDS.items():
            self.git("config", name, value, check=True)
        (self.folder / "a.txt").write_text("e needle\n")

    def sign(self):
        """HEAD with a signature that a repository's own gpg would look at."""
        commit = self.git("cat-file", "commit", "HEAD", check=True).stdout
        head, message = commit.split(b"\n\n", 1)
        signed = head + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\n" + message
        name = subprocess.run(["git", "hash-object", "-t", "commit", "-w", "--stdin"], input=signed, cwd=self.folder,
                              env=self.environment, capture_output=True, check=True).stdout.decode().strip()
        self.git("reset", "-q", "--hard", name, check=True)

    def harm(self, argv):
        """What git did that nobody asked for; None when nothing."""
        self.canary.unlink(missing_ok=True)
        self.written.unlink(missing_ok=True)
        done = self.git(*argv)
        if self.canary.exists():
            return "ran " + self.canary.read_text().split("\n")[0]
        if self.written.exists():
            return "wrote a file"
        return "read a file outside" if b"SECRET" in done.stdout + done.stderr else None
