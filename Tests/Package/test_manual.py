"""Manual pages, as they are installed."""
import json
import re
import shutil
import subprocess
import sys
import tarfile

import pytest

import manual
from checkout import program
from conftest import BASE, ROOT


@pytest.fixture(scope="module")
def pages(packed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("man")
    with tarfile.open(packed / f"{BASE}.tar.gz") as archive:
        for member in archive:
            if "/share/man/" in member.name and member.isfile():
                (folder / member.name.rsplit("/", 1)[1]).write_bytes(archive.extractfile(member).read())
    return folder


def shown(page):
    done = subprocess.run(["mandoc", "-Tascii", page], check=True, capture_output=True, text=True)
    return re.sub(r".\x08", "", done.stdout)


needs_mandoc = pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")


@needs_mandoc
def test_mandoc_finds_nothing(pages):
    """In their folder: pages that others refer to are looked for there."""
    names = sorted(page.name for page in pages.iterdir())
    done = subprocess.run(["mandoc", "-Tlint", *names], cwd=pages, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_command_has_a_page(pages):
    described = subprocess.run([program(), "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    commands = [item for item in json.loads(described)["command"]["subcommands"] if item.get("shouldDisplay", True)]
    names = {f"securellm-{item['commandName']}.1" for item in commands if item["commandName"] != "help"}
    assert {page.name for page in pages.iterdir()} == names | {"securellm.1", "securellm.json.5"}


@needs_mandoc
def test_a_page_has_options_and_exit_codes(pages):
    text = shown(pages / "securellm-healthcheck.1")
    assert "--url url" in text and re.search(r"^ +1 +not ready", text, re.M), text
    keys = shown(pages / "securellm-keys.1")
    assert "securellm keys create name" in keys and "keys rotate" in keys


@needs_mandoc
def test_the_configuration_has_every_member(pages):
    text = shown(pages / "securellm.json.5")
    schema = json.loads((ROOT / "Schemas/config/configuration.json").read_text())
    for name, item in [("MEMBERS", schema), *((name.upper(), item) for name, item in schema["$defs"].items())]:
        section = re.search(rf"^{name}\n(.*?)(?=^\S|\Z)", text, re.M | re.S)
        for member in item.get("properties", {}):
            assert re.search(rf"^ {{5}}{re.escape(member)}(\s|$)", section.group(1), re.M), (name, member)


def test_parts_of_a_description_have_sections():
    command = {"discussion": "It asks.\n\nEnvironment:\n  A\n      what A is\n\nExamples:\n  a b\n\nExit codes: 0 yes, 1 no."}
    assert manual.description(command) == ["It asks."]
    assert manual.section(command, "Environment") == [
        ".Sh ENVIRONMENT", ".Bd -literal -offset indent", "A", "    what A is", ".Ed"]
    assert manual.section(command, "Examples") == [".Sh EXAMPLES", ".Bd -literal -offset indent", "a b", ".Ed"]
    assert manual.exit_status([command])[-5:] == [".It 0", "yes", ".It 1", "no", ".El"]
    assert manual.section({"discussion": "Examples: none"}, "Examples") == []


def test_an_installation_has_pages_and_completions(tmp_path):
    subprocess.run(
        [sys.executable, ROOT / "Packaging/package.py", "--binary", program(), "--prefix", tmp_path], check=True, timeout=60)
    assert (tmp_path / "share/man/man1/securellm.1").is_file()
    for shell, path in {"bash": "share/bash-completion/completions/securellm", "zsh": "share/zsh/site-functions/_securellm",
                        "fish": "share/fish/vendor_completions.d/securellm.fish"}.items():
        assert "securellm" in (tmp_path / path).read_text(), shell
    assert not (tmp_path / "lib").exists() and not (tmp_path / "etc").exists()
