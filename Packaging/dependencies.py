"""The Depends of a package by the rules of dpkg-shlibdeps: each symbol that the program uses says since when its library
has it, in the `symbols` file of the library's package."""
import functools
import pathlib
import subprocess

import elf
import libraries
from product import PackagingError

INFO = pathlib.Path("/var/lib/dpkg/info")


def of(binary, architecture):
    """Packages with the least versions that the program can run with."""
    program = elf.Program(pathlib.Path(binary).read_bytes())
    found = {pathlib.Path(item.path).name: item for item in libraries.loaded(binary)}
    used = _used(program)
    wanted = {}
    for name in program.libraries():
        item = found[name]
        if item.package is None:
            raise PackagingError(f"no Debian package has {item.file}: a .deb is made on Debian")
        least = _least(name, item.package, architecture, used)
        wanted[item.package] = max_version([wanted.get(item.package, "0"), least])
    return [f"{package} (>= {version})" if version != "0" else package for package, version in sorted(wanted.items())]


def _used(program):
    """As `symbols` files write it; a version that only is there to be asked for is a symbol of its own name."""
    used = {f"{name}@{version or 'Base'}" for name, version, _ in program.imports()}
    return used | {f"{name}@{name}" for name, _ in program.versions().values()}


def _least(name, package, architecture, used):
    """Lines are ` symbol@version since`, below a line with the library's name."""
    file = next((path for path in (INFO / f"{package}:{architecture}.symbols", INFO / f"{package}.symbols") if path.exists()), None)
    if file is None:
        raise PackagingError(f"{package} says nowhere since when it has its symbols")
    versions, inside = ["0"], False
    for line in file.read_text().splitlines():
        if not line.startswith((" ", "*", "|")):
            inside = line.split()[0] == name
        elif inside and line.startswith(" "):
            words = line.split()
            if words[0] in used:
                versions.append(words[1])
    return max_version(versions)


def max_version(versions):
    return functools.reduce(lambda one, other: other if _is_less(one, other) else one, versions)


@functools.cache
def _is_less(one, other):
    return subprocess.run(["dpkg", "--compare-versions", one, "lt", other]).returncode == 0
