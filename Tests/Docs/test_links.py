"""Links between pages, to their headings and to files of the repository; and whether every page can be reached."""
import re

import pytest

import blocks
from machine import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
EVERY = {str(path.relative_to(ROOT)): path for folder in ("", "docs", "Examples", "Benchmarks", "Tests", "Packaging")
         for path in ((ROOT / folder).rglob("*.md") if folder else ROOT.glob("*.md"))
         if not {".build", ".venv", ".pytest_cache"} & set(path.parts)}


def prose(path):
    """The page without its blocks, of any kind."""
    return re.sub(r"(?ms)^ *(`{3,}).*?^ *\1 *$", "", path.read_text())


def anchor(heading):
    """As GitHub makes it."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower().replace("`", "")
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(path):
    found = []
    for heading in re.findall(r"(?m)^#+ +(.*)$", prose(path)):
        name = anchor(heading)
        number = sum(other == name or re.fullmatch(re.escape(name) + r"-\d+", other) is not None for other in found)
        found.append(f"{name}-{number}" if number else name)
    return found


def targets(name):
    """Each link to the repository: as it is written, the path that it leads to, the heading there."""
    path = EVERY[name]
    for link in LINK.findall(re.sub(r"`[^`\n]*`", "``", prose(path))):
        if not re.match(r"[a-z]+:", link):
            file, _, heading = link.partition("#")
            yield link, (path.parent / file).resolve() if file else path, heading


@pytest.mark.parametrize("name", EVERY)
def test_links(name):
    faults = []
    for link, target, heading in targets(name):
        if not target.exists():
            faults.append(f"{name}: {link} leads nowhere")
        elif heading and heading not in anchors(target):
            faults.append(f"{name}: {link}: there is no such heading")
    assert not faults, "\n".join(faults)


def test_every_page_can_be_reached_from_the_readme():
    reached, next_ones = {"README.md"}, ["README.md"]
    while next_ones:
        for _, target, _ in targets(next_ones.pop()):
            name = str(target.relative_to(ROOT)) if target.is_relative_to(ROOT) else ""
            if name in EVERY and name not in reached:
                reached.add(name)
                next_ones.append(name)
    missing = set(blocks.pages(ROOT)) - reached
    assert not missing, f"no link leads to {sorted(missing)}"


def test_readme_is_short_and_begins_with_what_to_do():
    lines = EVERY["README.md"].read_text().splitlines()
    assert len(lines) <= 150
    beginning = "\n".join(lines[:40])
    for step in ("apt install", "mcp install", "securellm serve", "curl"):
        assert step in beginning, f"`{step}` is not in the first 40 lines"


def test_packages_have_the_version_of_the_program():
    source = (ROOT / "Sources/Server/securellm/Securellm.swift").read_text()
    version = re.search(r'static let version = "([^"]+)"', source)[1]
    for name, path in blocks.pages(ROOT).items():
        for found in re.findall(r"securellm[_-](\d+\.\d+\.\d+)[_-]", path.read_text()):
            assert found == version, f"{name} has a package of {found}, the program is {version}"
