"""How each class of block is checked: the steps that its machine takes, and what their results must be."""
import json
import os
import re
import subprocess

import blocks
import compare
import workflows
from machine import HOME, PROJECT, ROOT, program

# What a part of a configuration refers to.
BASE = {"providers": {"openai": {}, "azure": {"preset": "azure", "baseURL": "https://example.openai.azure.com/openai/v1"},
                      "groq": {"preset": "groq", "models": ["llama"]}}}
TLS = {"certificateFile": "/etc/securellm/tls.crt", "keyFile": "/etc/securellm/tls.key",
       "clientAuthoritiesFile": "/etc/securellm/clients-ca.pem"}
# A call of the program: its subcommands, and what follows them.
CALL = re.compile(
    r"(?m)(?:^(?:\$ |> )?|[|;&(]|\bsudo(?: -\w+(?: \w+)?)*|\bexec)\s*(?:\w+=\S* )*securellm "
    r"((?:[a-z][a-z-]*(?: |$))*)([^|;&)\n]*)")


def absolute(path):
    home = path.replace("~", HOME, 1) if path.startswith("~") else path
    return home if home.startswith("/") else f"{PROJECT}/{home}"


class Check:
    """Steps, and a function that gets their results and returns what is wrong, or None."""

    def __init__(self, steps, judge):
        self.steps, self.judge = steps, judge


def of(block):
    """The check of a block, by its class."""
    made = []
    if (path := block.mark("file")) is not None:
        made.append(Check([{"kind": "write", "path": absolute(path), "text": block.text}], lambda _: None))
        made += of_file(block, path)
    for mark, make in (("configuration", of_configuration), ("shows", of_output)):
        if (value := block.mark(mark)) is not None:
            made.append(make(block, value))
    if block.language == "yaml":
        made += [of_script(block, script) for script in workflows.scripts(block.text)]
    if block.language in blocks.COMMANDS and block.mark("synopsis") is None and block.mark("file") is None:
        made.append(of_commands(block))
    if '"inputSchema"' in block.text and block.language in ("json", "jsonc") and block.mark("file") is None:
        made.append(of_tool(block))
    return made


def of_file(block, path):
    """By its name: the configuration, a tool, a schema."""
    if path.endswith("securellm.json"):
        return [command_check(block, f"securellm serve --check --config {absolute(path)}")]
    if '"inputSchema"' in block.text:
        return [command_check(block, f"securellm generate --report {absolute(path)}")]
    if path.endswith(".schema.json") or "/schemas/" in f"/{path}":
        return [command_check(block, f"securellm metaschema {absolute(path)}")]
    if path.endswith("contract.json"):
        return [command_check(block, f"securellm prices check {absolute(path)}")]
    if block.language in blocks.COMMANDS:
        return [command_check(block, f"bash -n {absolute(path)}")]
    json.loads(blocks.without_comments(block.text)) if path.endswith(".json") else None
    return []


def command_check(block, text):
    """A command that must end with 0."""
    def judge(results):
        if results[0]["code"]:
            return f"{block}: `{text}` ends with {results[0]['code']}:\n{results[0]['output']}"
    return Check([{"kind": "run", "text": text}], judge)


def of_tool(block):
    path = f"/tmp/tools/{block.line}.json"
    command = command_check(block, f"securellm generate --report {path}")
    return Check([{"kind": "write", "path": path, "text": block.text}, *command.steps],
                 lambda results: command.judge(results[1:]))


def configuration(block, pointer):
    """A whole configuration, with the block where it belongs."""
    text = blocks.without_comments(block.text).strip()
    value = text if text.startswith("{") else "{" + text + "}"
    for name in reversed(pointer.strip("/").split("/") if pointer.strip("/") else []):
        value = json.dumps({name: json.loads(value)})
    return json.loads(value)


def of_configuration(block, pointer):
    path = f"/tmp/configurations/{block.line}/securellm.json"
    document = {**BASE, **configuration(block, "" if pointer == "with TLS" else pointer)}
    if pointer == "with TLS":
        document["listen"] = {"tls": TLS}
    document.setdefault("audit", {}).setdefault("folder", f"/tmp/audits/{block.line}")
    command = command_check(block, f"securellm serve --check --config {path}")
    return Check([{"kind": "write", "path": path, "text": json.dumps(document)}, *command.steps],
                 lambda results: command.judge(results[1:]))


def of_script(block, script):
    """A step of a job in YAML: it must get through."""
    def judge(results):
        if results[0]["code"]:
            return f"{block}: {script}\n  ends with {results[0]['code']}:\n{results[0]['output']}"
    return Check([{"kind": "run", "text": script + "\n", "stubs": "workflow"}], judge)


def of_output(block, text):
    def judge(results):
        if found := compare.difference(block.text, results[0]["output"]):
            return f"{block}: {found}"
    return Check([{"kind": "run", "text": text}], judge)


def of_commands(block):
    reason = block.mark("not run")
    typed = blocks.commands(block)
    if not any(command.output for command in typed):  # Outputs are left out, in all of the block.
        typed = [command._replace(output=None) for command in typed]
    steps = [{"kind": "run", "text": command.text, **({"stubs": reason} if reason else {})} for command in typed]

    def judge(results):
        for command, result in zip(typed, results):
            if found := (fault_of_stubbed if reason else fault_of_command)(block, command, result):
                return f"{block.page}:{command.line}: {command.text.strip()}\n  {found}"
        if len(results) < len(typed):
            return f"{block}: the last commands were not run"
        if reason and not any(result["calls"] for result in results):
            return f'{block}: it is marked "{reason}", and calls none of {", ".join(blocks.REASONS[reason])}'
    return Check(steps, judge)


def fault_of_command(block, command, result):
    """A console block shows what comes, errors too; a script must get through."""
    if command.output is None and result["code"] == 0:
        return None
    if command.output is None or result["code"] in (124, 126, 127):
        return f"it ends with {result['code']}:\n{result['output']}"
    if found := compare.difference(command.output, result["output"], result["is_server"]):
        return f"{found}\nall of it, with code {result['code']}:\n{result['output']}"
    return None


def fault_of_stubbed(block, command, result):
    """What a stub stands for shows nothing; everything beside it must get through, and what is named must be there."""
    if result["code"]:
        return f"it ends with {result['code']}:\n{result['output']}"
    targets = re.findall(r"(?m)^([\w./-]+):", (ROOT / "Makefile").read_text())
    for call in result["calls"]:
        name, *words = call.split()
        for word in words:
            is_missing = word.startswith(("Tests/", "Packaging/", "Examples/")) and not (ROOT / word).exists()
            if is_missing or name == "make" and word not in targets and "=" not in word:
                return f"there is no {word}"
    return None


def help_of(words, known={}):
    """What `--help` of a command prints."""
    if words not in known:
        ended = subprocess.run([program(), *words.split(), "--help"], capture_output=True, text=True)
        known[words] = ended.stdout if ended.returncode == 0 else ""
    return known[words]


def unknown_options(text):
    """Options in a text that the command which they belong to does not have."""
    joined = re.sub(r"[ \t]+", " ", text.replace("\\\n", " "))
    for match in CALL.finditer(joined):
        words = match[1].split()
        while words and not help_of(" ".join(words)).startswith("OVERVIEW"):
            words.pop()
        described = help_of(" ".join(words))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", match[2].split(" #")[0].split(" -- ")[0]):
            if option not in described and option != "--generate-completion-script":
                yield f"`securellm {' '.join(words)}` has no {option}"


def part_fault(block, schema):
    """Errors of a part of a document, but for members that the part leaves out."""
    text = blocks.without_comments(block.text).strip()
    lines = text.splitlines() if block.mark("part of").endswith("lines") else [text]
    for line in lines:
        document = line if line.startswith("{") else "{" + line + "}"
        ended = subprocess.run(
            [program(), "validate", "--schema", ROOT / schema.split()[0], "--ref", ROOT / "Schemas", "--json"],
            input=json.dumps(json.loads(document)), capture_output=True, text=True)
        for error in json.loads(ended.stdout.splitlines()[0])["errors"]:
            if error["keyword"] not in ("required", "oneOf", "anyOf"):
                return f"{block}: {error['instanceLocation']}: {error['error']}"
    return None


def sources(known=[]):
    """All text of the program's sources, with strings that are broken over lines in one piece."""
    if not known:
        files = [*(ROOT / "Sources").rglob("*.swift"), *(ROOT / "Schemas").rglob("*.json")]
        text = "\n".join(file.read_text() for file in files if not file.is_symlink())
        known.append(re.sub(r'\\\n\s*|"\s*\+\s*"', "", text).replace('\\"', '"'))
    return known[0]


def log_fault(block):
    """Each line's message is one of the program's."""
    for line in block.text.splitlines():
        if line.startswith("{"):
            message = json.loads(line)["message"]
        else:
            message = re.split(r" (?=\w+=)", re.sub(r"^(?:\S+Z \w+ |<\d>)", "", line))[0]
        if message == "request" or re.fullmatch(r"[A-Z]+ [a-z_]+ \d{3}", message):
            continue
        if f'"{message}' not in sources() and not all(part in sources() for part in message.split(": ")):
            return f"{block}: the program has no message “{message}”"
    return None


def message_fault(block):
    """The parts that the mark names, between names and numbers, are in the block and in the sources."""
    for part in block.mark("message").split(" | "):
        if part not in block.text or part not in sources():
            return f"{block}: “{part}” is not in both the block and the program"
    return None


def sketch_fault(block):
    """The first word of a line that begins with no space is a path of the repository."""
    for line in block.text.splitlines():
        name = line.split()[0] if line.strip() and not line.startswith(" ") else None
        if name and not os.path.exists(ROOT / name):
            return f"{block}: there is no {name}"
    return None
