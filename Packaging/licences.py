"""Whose work is in the program, and under which terms: from the list of what was resolved and the files beside each."""
import functools
import json
import pathlib
import re
import subprocess
import typing

import product

CHECKOUTS = product.ROOT / ".build/checkouts"
TITLE = "{name} {version}, {licence}"
INTRODUCTION = """securellm is under the MIT licence: see LICENSE. This file lists what is linked into the program, the notices
that come with each part, and the licences of the parts.
"""


class Part(typing.NamedTuple):
    name: str
    version: str
    revision: str
    location: str
    licence: str
    notice: str
    text: str


@functools.cache
def parts():
    """Swift packages, as they were resolved, and Swift's own runtime, which is linked statically."""
    resolved = json.loads((product.ROOT / "Package.resolved").read_text())["pins"]
    return [*(_part(pin) for pin in sorted(resolved, key=lambda pin: pin["identity"])), _runtime()]


def _part(pin):
    folder = CHECKOUTS / pin["location"].rstrip("/").rsplit("/", 1)[1].removesuffix(".git")
    if not (folder / "LICENSE.txt").exists():
        raise product.PackagingError(f"{folder} is not there: run `make build` first")
    text, notice = (folder / "LICENSE.txt").read_text(), folder / "NOTICE.txt"
    return Part(
        pin["identity"], pin["state"].get("version", ""), pin["state"]["revision"], pin["location"].removesuffix(".git"),
        identifier(text), notice.read_text().strip() if notice.exists() else "", text)


def _runtime():
    shown = subprocess.run(["swiftc", "--version"], check=True, capture_output=True, text=True)
    version = re.search(r"Swift version (\S+)", shown.stdout + shown.stderr).group(1)
    compiler = pathlib.Path(subprocess.run(
        ["sh", "-c", "command -v swiftc"], check=True, capture_output=True, text=True).stdout.strip()).resolve()
    text = (compiler.parents[1] / "share/swift/LICENSE.txt").read_text()
    return Part("swift", version, f"swift-{version}-RELEASE", "https://github.com/swiftlang/swift", identifier(text), "", text)


def identifier(text):
    """As SPDX names it. A licence that nobody has looked at is an error: somebody has to."""
    if "Apache License" in text and "Version 2.0" in text:
        return "Apache-2.0 WITH Swift-exception" if "Runtime Library Exception" in text else "Apache-2.0"
    raise product.PackagingError(f"a dependency has another licence than Apache-2.0: {text.strip().splitlines()[0]}")


def third_party():
    """The text that goes with every package: Apache-2.0 asks for its own text and for the notices."""
    titles = [TITLE.format(**part._asdict()) for part in parts()]
    blocks = [INTRODUCTION, "\n".join(f"  {title}" for title in titles)]
    blocks += [f"{'=' * 80}\n{title}: notice\n\n{part.notice}" for title, part in zip(titles, parts()) if part.notice]
    texts = {part.licence: part.text.strip("\n") for part in parts()}
    blocks += [f"{'=' * 80}\n{name}\n\n{text}" for name, text in sorted(texts.items())]
    return "\n\n".join(blocks) + "\n"


def copyright_file():
    """Debian's form of it, which names common licences instead of repeating them."""
    mit = (product.ROOT / "LICENSE").read_text().strip()
    holder = re.search(r"Copyright \(c\) (.+)", mit).group(1)
    terms = "\n".join(f" {line}" if line.strip() else " ." for line in mit.split("\n\n", 2)[2].splitlines())
    linked = ", ".join(f"{part.name} {part.version}" for part in parts())
    return f"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {product.NAME}
Comment: Linked into the program: {linked}.
 THIRD-PARTY.txt has their notices.

Files: *
Copyright: {holder}
License: MIT

Files: .build/checkouts/*
Copyright: The Swift project authors, Apple Inc., the SwiftNIO, SwiftCrypto, SwiftLog and ServiceLifecycle projects
License: Apache-2.0 with Swift-exception

License: MIT
{terms}

License: Apache-2.0 with Swift-exception
 On Debian systems the text of the Apache License 2.0 is in
 /usr/share/common-licenses/Apache-2.0. As an exception of the Swift project,
 if you use this Software to compile your source code and portions of this
 Software are embedded into the binary product as a result, you may
 redistribute such product without providing attribution as would otherwise
 be required by Sections 4(a), 4(b) and 4(d) of the License.
"""
