"""Manual pages of the commands, from the program's own description of them: they cannot say what it does not do."""
import functools
import json
import re
import subprocess

import mdoc
import product
import manual_configuration

CONFIGURATION = product.ROOT / "Schemas/config/configuration.json"
# Options that every command has, and that its page need not repeat.
COMMON = {"help", "version"}
EXIT_CODES = re.compile(r"^Exit codes: (.+)$", re.M)
# Parts of a description that readers of manual pages look for under names of their own.
TITLED = re.compile(r"^(Environment|Examples):\n((?: .*(?:\n|\Z)|\n(?= ))+)", re.M)


@functools.cache
def pages(binary):
    """The names of the pages and their texts."""
    described = subprocess.run([binary, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    time, version = product.epoch(), product.version()
    root = json.loads(described)["command"]
    commands = [command for command in root["subcommands"] if shown(command) and command["commandName"] != "help"]
    made = {"securellm.1": overview(root, commands, time, version)}
    for command in commands:
        made[f"securellm-{command['commandName']}.1"] = command_page(command, time)
    made["securellm.json.5"] = manual_configuration.page(json.loads(CONFIGURATION.read_text()), time)
    return made


def shown(item):
    return item.get("shouldDisplay", True)


def overview(root, commands, time, version):
    lines = mdoc.head("securellm", 1, "securellm", root["abstract"], time)
    lines += [".Sh SYNOPSIS", ".Nm", ".Ar command", ".Op Ar options", ".Sh DESCRIPTION"]
    lines += [*description(root), ".Pp"] if description(root) else []
    lines += [f"This is version {version}.", ".Pp", "Commands:", ".Bl -tag -width Ds"]
    for command in sorted(commands, key=lambda command: command["commandName"]):
        lines += [f".It Xr securellm-{command['commandName']} 1", *mdoc.wrapped(command["abstract"])]
    lines += [".El", *options([root])]
    lines += section(root, "Environment")
    lines += [".Sh EXIT STATUS", "Each command describes its own on its page.", "In all of them 2 means wrong usage."]
    lines += section(root, "Examples") + [".Sh SEE ALSO", ".Xr securellm.json 5"]
    return mdoc.page(lines)


def command_page(command, time):
    """One for each command; commands below it are sections of it."""
    name = command["commandName"]
    children = [child for child in command.get("subcommands", []) if shown(child) and child["commandName"] != "help"]
    lines = mdoc.head(f"securellm-{name}", 1, f"securellm-{name}", command["abstract"], time)
    lines.append(".Sh SYNOPSIS")
    for words in [[name, child["commandName"]] for child in children] or [[name]]:
        arguments = next((child for child in children if child["commandName"] == words[-1]), command)
        lines += [f".Nm securellm {' '.join(words)}", *synopsis(arguments)]
    lines.append(".Sh DESCRIPTION")
    lines += description(command) or mdoc.wrapped(command["abstract"])
    for child in children:
        lines += [f".Ss {name} {child['commandName']}", *mdoc.wrapped(child["abstract"])]
        more = description(child, titled=False)
        lines += [".Pp", *more] if more else []
        lines += option_list(child)
    lines += options([command]) if not children else []
    lines += section(command, "Environment") + exit_status([command, *children]) + section(command, "Examples")
    lines += [".Sh SEE ALSO", ".Xr securellm 1 ,", ".Xr securellm.json 5"]
    return mdoc.page(lines)


def description(command, titled=True):
    """The discussion without what has a section: exit codes, and of a page's own command environment and examples."""
    text = EXIT_CODES.sub("", command.get("discussion", ""))
    text = (TITLED.sub("", text) if titled else text).strip("\n")
    return mdoc.paragraphs(text) if text else []


def section(command, title):
    """The part of the discussion with that title."""
    found = dict(TITLED.findall(command.get("discussion", ""))).get(title)
    return [f".Sh {title.upper()}", *mdoc.paragraphs(found)] if found else []


def exit_status(commands):
    """From "Exit codes: 0 all valid, 1 something invalid": one item for each code."""
    found = [(command, EXIT_CODES.search(command.get("discussion", ""))) for command in commands]
    found = [(command, match.group(1)) for command, match in found if match]
    if not found:
        return []
    lines = [".Sh EXIT STATUS"]
    for command, text in found:
        if len(found) > 1:
            lines.append(f".Ss {command['superCommands'][-1]} {command['commandName']}: exit status")
        lines.append(".Bl -tag -width Ds -compact")
        for code, meaning in re.findall(r"(\d+) (.+?)(?=[,;] \d+ |$)", text):
            lines += [f".It {code}", *mdoc.wrapped(meaning.rstrip("."))]
        lines.append(".El")
    return lines


def of_its_own(command):
    return [item for item in command.get("arguments", [])
            if shown(item) and item.get("preferredName", {}).get("name") not in COMMON]


def synopsis(command):
    """Options in brackets, then what has no name."""
    lines = []
    for item in of_its_own(command):
        word = f"Ar {mdoc.argument(item['valueName'])}"
        if item["kind"] != "positional":
            word = f"Fl {_flag(item['preferredName'])}" + ("" if item["kind"] == "flag" else f" {word}")
        if item["isRepeating"]:
            word += " ..."
        lines.append(f".Op {word}" if item["isOptional"] else f".{word}")
    return lines


def _flag(name):
    return ("" if name["kind"] in ("short", "longWithSingleDash") else "-") + mdoc.escape(name["name"])


def options(commands):
    lines = [line for command in commands for line in option_list(command)]
    return [".Pp", "Options:", *lines] if lines else []


def option_list(command):
    own = of_its_own(command)
    if not own:
        return []
    lines = [".Bl -tag -width Ds"]
    for item in own:
        lines += [_heading(item), *mdoc.wrapped(_text(item))]
    return lines + [".El"]


def _heading(item):
    value = f"Ar {mdoc.argument(item['valueName'])}"
    if item["kind"] == "positional":
        return f".It {value}"
    names = " , ".join(f"Fl {_flag(name)}" for name in item["names"])
    return f".It {names}" + ("" if item["kind"] == "flag" else f" {value}")


def _text(item):
    """What it does, what it may be, what it is by default."""
    text = item.get("abstract") or "As in its name."
    values = item.get("allValueStrings") or item.get("allValues") or []
    if values:
        text += f" One of {', '.join(values)}."
    default = item.get("defaultValue")
    # Values that only the program's sources can read, such as a type with its members, are no help.
    if default and not re.search(r"[{(]", default) and item["kind"] != "flag":
        text += f" The default is {default}."
    return text
