"""The modules below Sources, as Package.swift declares them."""
import dataclasses
import json
import pathlib
import subprocess


@dataclasses.dataclass(frozen=True)
class Module:
    """A target below Sources, as Package.swift declares it."""
    name: str
    layer: str
    folder: str
    is_program: bool
    dependencies: frozenset


def read_modules():
    """Name -> module."""
    dump = subprocess.run(["swift", "package", "dump-package"], stdout=subprocess.PIPE, check=True).stdout
    modules = {}
    for target in json.loads(dump)["targets"]:
        parts = pathlib.PurePath(target.get("path") or "").parts
        if parts[:1] != ("Sources",):
            continue
        names = frozenset(name for entry in target["dependencies"] for kind, (name, *_) in entry.items() if kind != "product")
        modules[target["name"]] = Module(
            target["name"], parts[1], target["path"], target["type"] == "executable", names)
    return modules
