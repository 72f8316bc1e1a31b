"""The system libraries that the program loads, and the Debian packages that they are from."""
import dataclasses
import functools
import os
import pathlib
import re
import shutil
import subprocess

from product import PackagingError

CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@dataclasses.dataclass(frozen=True)
class Library:
    """`path` is what the loader asks for, `file` what is there behind its links."""
    path: str
    file: str
    package: str | None = None
    version: str | None = None


@functools.cache
def loaded(binary):
    """What the system's own loader finds, the loader included; the kernel's part has no file."""
    shown = subprocess.run(["ldd", str(binary)], check=True, capture_output=True, text=True).stdout
    found = []
    for line in shown.splitlines():
        if "not found" in line:
            raise PackagingError(f"a library of the program is not installed: {line.strip()}")
        path = re.search(r"(/\S+) \(0x", line)
        if path:
            found.append(path.group(1))
    return [library(path) for path in sorted(found)]


@functools.cache
def linked():
    """The C++ library, which `.ci/swift` links in where there is an archive of it."""
    compiler = pathlib.Path(shutil.which("swiftc") or "/swiftc").with_name("clang")
    if not compiler.exists():
        return []
    shown = subprocess.run([compiler, "-print-file-name=libstdc++.a"], check=True, capture_output=True, text=True).stdout
    return [library(os.path.realpath(shown.strip()))] if os.path.isabs(shown.strip()) else []


def library(path):
    file = os.path.realpath(path)
    package, version = owner(file)
    return Library(path, file, package, version)


@functools.cache
def owner(file):
    """Package and version; two Nones where there is no dpkg or it does not know the file."""
    if shutil.which("dpkg-query") is None:
        return None, None
    # dpkg knows files by the names that their packages have, which may be those from before /lib became a link.
    for name in (file, file.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True)
        if found.returncode == 0:
            package = found.stdout.split(": ")[0].split(",")[0].strip()
            version = subprocess.run(
                ["dpkg-query", "--show", "--showformat=${Version}", package],
                check=True, capture_output=True, text=True).stdout
            return package.split(":")[0], version
    return None, None


def certificates():
    """The bundle of authorities by which providers are verified."""
    if not pathlib.Path(CERTIFICATES).exists():
        raise PackagingError(f"{CERTIFICATES} is not there: install ca-certificates")
    return Library(CERTIFICATES, os.path.realpath(CERTIFICATES), *owner("/usr/sbin/update-ca-certificates"))
