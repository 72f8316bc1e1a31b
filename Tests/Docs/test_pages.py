"""Every block of every page: commands are typed, and samples read, by the program that ships."""
import re
import shutil

import pytest

import blocks
import machine
import checks  # noqa: E402: machine says where the rest is
import syntaxes
import workflows
from checkout import ROOT

PAGES = blocks.pages(ROOT)


@pytest.fixture(scope="session")
def trust(tmp_path_factory):
    assert shutil.which("bwrap"), "pages are tried in bubblewrap: apt-get install bubblewrap"
    return machine.Trust(tmp_path_factory.mktemp("trust"))


def found(name):
    return blocks.of_page(PAGES[name], name)


def how(block):
    """In what ways a block is checked."""
    is_file = block.mark("file") is not None
    ways = ["typed with stubs" if block.mark("not run") else "typed"] * (block.language in blocks.COMMANDS and not is_file)
    is_read = is_file and checks.of_file(block, block.mark("file")) or '"inputSchema"' in block.text
    is_read = is_read or any(mark.name in ("configuration", "part of") for mark in block.marks)
    ways += ["read by the program"] * bool(is_read) + ["written for a command"] * (is_file and not is_read)
    ways += ["compared"] * any(mark.name in ("shows", "log", "message", "sketch", "module graph") for mark in block.marks)
    return ways + ["parsed"] * (block.language in blocks.SYNTAXES)


def report(faults):
    if faults := list(filter(None, faults)):
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.mark.parametrize("name", PAGES)
def test_every_block_has_a_class(name):
    report([f"{block}: {fault}" for block in found(name) if (fault := blocks.fault(block))])


@pytest.mark.parametrize("name", PAGES)
def test_every_block_is_checked(name):
    """A class is no check yet."""
    report([f"{block}: nothing is done with it" for block in found(name) if not how(block)])


@pytest.mark.parametrize("name", [name for name in PAGES if found(name)])
def test_commands_and_files(name, tmp_path, trust):
    """A page is read from its top, on a machine of its own, and by its end every step has been taken."""
    made = [check for block in found(name) for check in checks.of(block)]
    steps = [step for check in made for step in check.steps]
    if not steps:
        return
    prepared = machine.Machine(tmp_path, trust, name)
    first = [{"kind": "run", "text": f". {prepared.setup}"}] if prepared.setup.exists() else []
    results = prepared.run(first + steps, redis="redis" in PAGES[name].read_text().lower())
    if first:
        assert results[0]["code"] == 0, results[0]["output"]
        results = results[1:]
    faults = []
    for check in made:
        part, results = results[:len(check.steps)], results[len(check.steps):]
        faults.append(check.judge(part) if part else "no step was taken: one before it took too long")
    report(faults)


@pytest.mark.parametrize("name", [name for name in PAGES if found(name)])
def test_options_exist(name):
    """Also those of commands that are not run, and of forms of commands."""
    texts = [(block, block.text) for block in found(name) if block.language in blocks.COMMANDS]
    texts += [(block, hook) for block in found(name) if block.language == "yaml" for hook in workflows.hooks(block.text)]
    faults = [f"{block}: {option}" for block, text in texts for option in checks.unknown_options(text)]
    report(faults)


KINDS = {"part of": lambda block: checks.part_fault(block, block.mark("part of")), "log": checks.log_fault,
         "message": checks.message_fault, "sketch": checks.sketch_fault}


@pytest.mark.parametrize("name", [name for name in PAGES if found(name)])
def test_samples(name):
    faults = [KINDS[mark.name](block) for block in found(name) for mark in block.marks if mark.name in KINDS]
    report(faults)


@pytest.mark.parametrize("name", [name for name in PAGES if any(block.language in blocks.SYNTAXES for block in found(name))])
def test_syntax(name, tmp_path):
    report(f"{block}: {fault}" for block in found(name) if block.language in blocks.SYNTAXES
           if (fault := syntaxes.fault(block, tmp_path)))


@pytest.mark.parametrize("name", PAGES)
def test_inline_commands(name):
    """Options of `securellm` in the text between the blocks; and no block that nobody looks at, because it is indented."""
    text = re.sub(r"(?ms)^ *(`{3,}).*?^ *\1 *$", "", PAGES[name].read_text())
    spans = [" ".join(span.split()) for span in re.findall(r"`(securellm [^`]+)`", text)]
    faults = [f"{name}: `{span}`: {option}" for span in spans for option in checks.unknown_options(span)]
    faults += [f"{name}: a block that is indented: use a fence: {line}" for line in re.findall(r"(?m)^\n {4}(\S.*)$", text)
               if not re.search(r"(?m)^ {0,3}(?:[-*]|\d+\.) ", text)]
    report(faults)
