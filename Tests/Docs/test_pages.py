"""Every block of every page: commands are typed, and samples read, by the program that ships."""
import shutil
import subprocess
import sys

import pytest

import blocks
import machine
import checks  # noqa: E402: machine says where the rest is
import workflows
from checkout import ROOT

PAGES = blocks.pages(ROOT)


@pytest.fixture(scope="session")
def trust(tmp_path_factory):
    assert shutil.which("bwrap"), "pages are tried in bubblewrap: apt-get install bubblewrap"
    return machine.Trust(tmp_path_factory.mktemp("trust"))


def found(name):
    return blocks.of_page(PAGES[name], name)


def report(faults):
    if faults := list(filter(None, faults)):
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.mark.parametrize("name", PAGES)
def test_every_block_has_a_class(name):
    faults = [f"{block}: {fault}" for block in found(name) if (fault := blocks.fault(block))]
    report(faults)


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


@pytest.mark.parametrize("name", [name for name in PAGES if any(block.language == "swift" for block in found(name))])
def test_swift_parses(name, tmp_path):
    for block in found(name):
        if block.language == "swift":
            text = block.text.replace('"…"', '"1.0.0"').replace("…", "fatalError()")
            file = tmp_path / "block.swift"
            file.write_text(text if "targets: [" not in text else f"let package = Package(name: \"a\", {text})")
            parsed = subprocess.run(["swiftc", "-frontend", "-parse", file], capture_output=True, text=True)
            assert parsed.returncode == 0, f"{block}: {parsed.stderr}"
