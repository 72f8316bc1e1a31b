"""The options that installed programs list themselves, and those that Schemas/programs knows."""
import json
import re
import shutil
import subprocess

from paths import ROOT

FOLDER = ROOT / "Schemas" / "programs"
# Where it is not --version.
VERSIONS = {"ip": "-V", "sqlite3": "-version", "openssl": "version", "lsof": "-v"}
KINDS = ["harmless", "runs", "reads", "writes", "connects", "pages", "untested", "never"]
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
               "COLUMNS": "200", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text())


def programs():
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def run(words):
    try:
        done = subprocess.run(words, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, cwd="/")
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def path(name):
    return shutil.which(name, path=ENVIRONMENT["PATH"])


def words(lists):
    """Name -> how it takes its value: "", ":", ":2", "." or "?"."""
    found = {}
    for kind in KINDS:
        for line in lists.get(kind, []):
            for word in line.split(" "):
                name = re.sub(r"(?<=..)(:2|[:.?])$", "", word)
                found[name] = word[len(name):]
    return found


def known(facts, command=None):
    """The options of a program or of one of its subcommands; None where the file does not have them all."""
    lists = [facts.get("all", {}).get("options")]
    if command:
        entries = [entry for entry in facts["subcommands"] if command in entry["of"]]
        lists += [entry.get("rules", {}).get("options") for entry in entries]
    lists = [found for found in lists if found]
    if not lists or any(found.get("areAll") is False for found in lists):
        return None
    result = {}
    for found in lists:
        result |= words(found)
    return result


def commands(facts):
    return sorted({name for entry in facts.get("subcommands", []) for name in entry["of"] if name != "*"})


def is_seen(facts, name):
    """Whether the installed program is of a version that the facts were seen on, by its own words."""
    said = run([name, VERSIONS.get(name, "--version")])
    numbers = [number for entry in facts["seen"] for number in re.findall(r"\d+(?:\.\d+)*", entry["version"])]
    return any(re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])", said) for number in numbers)


def from_getopt(name):
    """All long options, hidden ones too: the C library lists them when none of several is meant."""
    said = run([name, "--=x"])
    if "possibilities:" not in said:
        return set()
    found = set(re.findall(r"'(--[^'=]+)'", said[said.index("possibilities:"):])) - {"--"}
    # Those with three dashes are for the tests of the programs themselves.
    return {option for option in found if not option.startswith("---")}


def from_help(text):
    """The options in the left column of a help text: `-a, --all`, `--[no-]color[=WHEN]`, `-n NUM`."""
    found = set()
    for line in text.splitlines():
        if not re.match(r"\s{0,14}-", line):
            continue
        column = re.split(r"\s{2,}|\t", line.strip())[0]
        for part in re.split(r",\s*|\s+or\s+|\s*\|\s*(?=-)", column):
            option = re.match(r"--?(?:\[no-\])?[A-Za-z0-9#?][\w.-]*", part.strip())
            if option and not part.strip()[option.end():].startswith(("-<", "<")):
                whole = option[0].rstrip("-.")
                found |= {whole.replace("[no-]", ""), whole.replace("[no-]", "no-")}
    # A name in capitals stands for others.
    return {option for option in found if not re.search(r"-[A-Z]{2}", option)}


def anywhere(text):
    """The words of one dash anywhere in a text, for programs whose help is no table."""
    return set(re.findall(r"(?<![\w<>=/.+-])-[a-zA-Z][\w-]*", text))


def listed(name, facts):
    """What the program says that it knows."""
    found = from_getopt(name)
    if facts.get("helpArguments"):
        text = run([name, *facts["helpArguments"]])
        found |= anywhere(text) if name == "find" else from_help(text)
    return found


def unknown(found, table, facts):
    """Those of `found` that the table does not have; letters behind one dash may be several options."""
    def is_known(option):
        if option in table:
            return True
        if facts.get("spelling") == "words" or option.startswith("--"):
            return False
        for letter in option[1:]:
            if f"-{letter}" not in table:
                return False
            if table[f"-{letter}"]:
                break
        return True

    return sorted(option for option in found if not is_known(option))
