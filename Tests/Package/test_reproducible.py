"""The same program and date are the same bytes, whoever packs them, wherever, whenever; and what is beside them is right."""
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

import pytest

import archives
import debian_package
import elf
import libraries
import mdoc
import package
import product
import spdx
from archives import Entry
from checkout import program
from conftest import BASE, ROOT

FILES = [f"{BASE}.tar.gz", f"{BASE}.oci.tar", f"{BASE}.spdx.json", debian_package.file_name()]


def digests(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_packing_twice_is_the_same(packed, tmp_path):
    """From a copy of the program with another time, under another umask, language and time zone."""
    binary = tmp_path / "securellm"
    shutil.copy(program(), binary)
    os.utime(binary, (1, 1))
    environment = {**os.environ, "LANG": "tr_TR.UTF-8", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "HOME": str(tmp_path)}
    script = 'umask 077; exec "$@"'
    subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, ROOT / "Packaging/package.py", "--binary", binary, "--output",
         tmp_path / "out"], check=True, env=environment, cwd=tmp_path, timeout=900)
    assert digests(tmp_path / "out") == digests(packed)


def test_checksums(packed):
    listed = dict(reversed(line.split("  ")) for line in (packed / "SHA256SUMS").read_text().splitlines())
    assert listed == digests(packed)


def test_the_date_is_the_one_that_is_asked_for(monkeypatch):
    """Of every file, of the image, and of what is written about them."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    raw = archives.tar(package.archive_entries(program()), product.epoch())
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        assert {member.mtime for member in archive} == {86400}
    assert json.loads(spdx.document(program()))["creationInfo"]["created"] == "1970-01-02T00:00:00Z"
    assert debian_package.changelog().endswith("  Fri, 02 Jan 1970 00:00:00 -0000\n")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(product.PackagingError):
        product.epoch()


def test_the_program_does_not_say_where_it_was_compiled():
    text = program().read_bytes()
    assert str(ROOT).encode() not in text
    assert b"$ORIGIN" not in text, "it looks for libraries beside itself"


def test_archives_are_sorted_and_anonymous(packed):
    with gzip.open(packed / f"{BASE}.tar.gz") as file, tarfile.open(fileobj=io.BytesIO(file.read())) as archive:
        members = archive.getmembers()
    names = [member.name.split("/") for member in members]
    assert names == sorted(names) and {name[0] for name in names} == {BASE}
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert {member.mode for member in members} == {0o755, 0o644}
    assert (packed / f"{BASE}.tar.gz").read_bytes()[4:8] == bytes(4), "gzip's header has a time"


def test_one_path_is_one_file():
    with pytest.raises(ValueError):
        archives.tar([Entry("a"), Entry("a")], 0)


def test_ar_is_what_dpkg_reads():
    """Members begin at even places."""
    made = archives.ar([("debian-binary", b"2.0\n"), ("odd", b"x"), ("even", b"yy")], 7)
    assert made.startswith(b"!<arch>\ndebian-binary   7           0     0     100644  4         `\n2.0\n")
    assert b"1         `\nx\neven" in made


def test_elf_is_read_as_binutils_reads_it():
    if not shutil.which("readelf"):
        pytest.skip("readelf is not installed")
    read = elf.Program(program().read_bytes())
    shown = subprocess.run(["readelf", "-dW", program()], check=True, capture_output=True, text=True).stdout
    assert read.libraries() == re.findall(r"Shared library: \[([^]]+)\]", shown)
    symbols = subprocess.run(["readelf", "--dyn-syms", "-W", program()], check=True, capture_output=True, text=True).stdout
    theirs = set(re.findall(r"GLOBAL\s+DEFAULT\s+UND (\S+)", symbols))
    assert {f"{name}@{version}" if version else name for name, version, _ in read.imports()} == theirs


def test_the_bill_of_materials(packed):
    """Every part once; everything that was resolved, and everything that is loaded."""
    bill = json.loads((packed / f"{BASE}.spdx.json").read_text())
    assert bill["spdxVersion"] == "SPDX-2.3"
    identifiers = [item["SPDXID"] for item in bill["packages"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", item) for item in identifiers)
    known = {*identifiers, "SPDXRef-DOCUMENT"}
    assert all({item["spdxElementId"], item["relatedSpdxElement"]} <= known for item in bill["relationships"])
    pins = {pin["identity"] for pin in json.loads((ROOT / "Package.resolved").read_text())["pins"]}
    names = {item["name"] for item in bill["packages"]}
    assert pins | {"securellm", "swift"} <= names
    assert {item.package for item in [*libraries.loaded(program()), *libraries.linked()] if item.package} <= names
    own = next(item for item in bill["packages"] if item["name"] == "securellm")
    assert own["checksums"][0]["checksumValue"] == hashlib.sha256(program().read_bytes()).hexdigest()


@pytest.mark.parametrize("text, lines", [
    ("One. Two, e.g. this.\nThree", ["One.", "Two, e.g. this.", "Three"]),
    (".Sh is no request", [r"\&.Sh is no request"]),
    ("a\\b 'c' \"d\" ~e", [r"a\eb \(aqc\(aq \(dqd\(dq \(tie"]),
    ("word " * 30, [" ".join(["word"] * 15), " ".join(["word"] * 15)])])
def test_texts_in_manual_pages(text, lines):
    assert mdoc.wrapped(text) == lines


def test_examples_in_manual_pages_stay_as_they_are():
    assert mdoc.paragraphs("Examples:\n  securellm  mcp\n  .x\n\nMore") == [
        "Examples:", ".Bd -literal -offset indent", "securellm  mcp", r"\&.x", ".Ed", ".Pp", "More"]


def test_links_of_pages_lead_to_what_is_packed(packed, tmp_path):
    """On a system without the sources every link of a page can be followed."""
    with tarfile.open(packed / FILES[0]) as archive:
        archive.extractall(tmp_path, [member for member in archive.getmembers() if member.isfile() and member.size < 1 << 20])
    pages = list(tmp_path.rglob("*.md"))
    links = [(page, link.partition("#")[0]) for page in pages
             for link in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", page.read_text()) if not re.match("[a-z]+:|#", link)]
    assert len(pages) > 30 and len(links) > 200
    dead = [f"{page.relative_to(tmp_path)}: {link}" for page, link in links if not (page.parent / link).exists()]
    assert not dead, dead
