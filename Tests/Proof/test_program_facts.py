"""The facts about programs against the programs that are installed: an option that a program lists is one that its file
knows, with the value that the file says it takes."""
import subprocess

import pytest

import program_facts
from program_facts import ENVIRONMENT, commands, from_help, known, listed, path, programs, read, run, unknown, words

# What stands in a help text and is no option.
NOT_OPTIONS = {"find": {"-N", "-Olevel", "-files0"}}


def facts_of(name):
    """Skips what cannot be compared: a program that is not there, of another version, or one that lists no options."""
    facts = read(name)
    if path(name) is None:
        pytest.skip(f"{name} is not installed")
    if not program_facts.is_seen(facts, name):
        pytest.skip(f"the facts were seen on {facts['seen'][0]['version']}, and another version is installed")
    return facts


@pytest.mark.parametrize("name", programs())
def test_knows_what_the_program_lists(name):
    facts = facts_of(name)
    table = known(facts)
    if table is None:
        pytest.skip(f"not all options of {name} are in its file")
    if "helpArguments" not in facts:
        pytest.skip(f"{name} lists no options: {facts['notes'][-1]}")
    found = listed(name, facts) - NOT_OPTIONS.get(name, set())
    assert len(found) >= 3, f"{name} lists next to nothing: {found}"
    assert unknown(found, table, facts) == []


def subcommands():
    for name in programs():
        facts = read(name)
        if "subcommandHelp" in facts:
            yield from ((name, command) for command in commands(facts) if known(facts, command) is not None)


@pytest.mark.parametrize("name,command", list(subcommands()))
def test_knows_what_the_subcommand_lists(name, command):
    facts = facts_of(name)
    found = from_help(run([name, *command.split(), *facts["subcommandHelp"]]))
    if not found:
        pytest.skip(f"{name} {command} lists no options")
    assert unknown(found - {"-h"} if name == "git" else found, known(facts, command), facts) == []


def getopt_programs():
    return [name for name in programs() if path(name) and program_facts.from_getopt(name)]


@pytest.mark.parametrize("name", getopt_programs())
def test_values_are_taken_as_the_file_says(name):
    """The C library says which options take a value."""
    facts = facts_of(name)
    table = known(facts)
    if table is None:
        pytest.skip(f"not all options of {name} are in its file")
    found = {option: takes(name, option) for option in sorted(program_facts.from_getopt(name) & set(table))}
    assert {option: value for option, value in found.items() if table[option] != value} == {}


def takes(name, option):
    """Behind the first there is an option that nobody has, so that nothing is done; alone is only one with a value."""
    if "allow an argument" in errors(name, f"{option}=x", "--no-such-option"):
        return ""
    return ":" if "requires an argument" in errors(name, option) else "?"


def errors(*words):
    # A folder in which nothing can be written.
    try:
        done = subprocess.run(words, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, timeout=5, cwd="/proc")
    except subprocess.TimeoutExpired:
        return ""
    return done.stderr.decode("utf-8", "replace")


def test_every_file_says_where_it_was_seen():
    for name in programs():
        facts = read(name)
        assert facts["program"] == name and facts["seen"], name


def test_the_page_names_every_program():
    page = (program_facts.ROOT / "docs" / "programs.md").read_text()
    assert [name for name in programs() if f"`{name}`" not in page] == []


def test_options_are_in_one_list_each():
    """An option in two lists of one part would be harmless or not by their order."""
    for name in programs():
        facts = read(name)
        parts = [facts.get("globalOptions"), facts.get("all", {}).get("options")]
        parts += [entry.get("rules", {}).get("options") for entry in facts.get("subcommands", [])]
        for part in filter(None, parts):
            named = [option for kind in program_facts.KINDS if kind in part for option in words({kind: part[kind]})]
            assert len(named) == len(set(named)), (name, sorted({o for o in named if named.count(o) > 1}))
