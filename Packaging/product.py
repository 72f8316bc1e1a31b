"""What the packages are of: one version, one date, one architecture. Each fact is read where it is kept."""
import os
import pathlib
import platform
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAME = "securellm"
SUMMARY = "MCP server, proxy for LLM APIs and JSON Schema tools in one program"
DESCRIPTION = (
    "securellm serves tools to editors over the Model Context Protocol, serves the models of several providers behind "
    "one address with keys, limits, routes and an audit log, and validates, explains, lints and converts JSON Schema. "
    "Everything that crosses a boundary is described by a schema and checked by code compiled from it.")
MAINTAINER = "The SecureLLM authors <maintainers@securellm.invalid>"
# The account that the unit runs as; an image has no names to go by, and orchestrators compare numbers.
CONTAINER_USER = 65532
# What each tool calls the machine.
DEBIAN_NAMES = {"x86_64": "amd64", "aarch64": "arm64"}


class PackagingError(Exception):
    """For people: what is missing, and what to do."""


def version():
    """The one place is the source: the program, its packages and their documents cannot differ."""
    source = (ROOT / "Sources/Server/securellm/Securellm.swift").read_text()
    found = re.search(r'static let version = "([^"]+)"', source)
    if not found:
        raise PackagingError("Securellm.swift no longer has the line `static let version = \"...\"`")
    return found.group(1)


def machine():
    """As tar archives and Swift name it."""
    name = platform.machine()
    if name not in DEBIAN_NAMES:
        raise PackagingError(f"packages are made for {', '.join(DEBIAN_NAMES)}, and this is {name}")
    return name


def epoch():
    """The time of every file in every package: SOURCE_DATE_EPOCH, else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is not None:
        if not given.isdigit():
            raise PackagingError("SOURCE_DATE_EPOCH is a number of seconds since 1970")
        return int(given)
    try:
        return int(git("log", "-1", "--format=%ct"))
    except (OSError, ValueError, subprocess.CalledProcessError):
        raise PackagingError("the sources are no git checkout: set SOURCE_DATE_EPOCH to the seconds of their date")


def revision():
    """The commit; empty outside of a checkout."""
    try:
        return git("rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return ""


def git(*words):
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True).stdout.strip()
