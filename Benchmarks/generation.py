#!/usr/bin/env python3
"""generation.py: 200 tool schemas through the generator and the compiler, in a clean debug build.

The files are made from the shipped ones: names, fields, descriptions and bounds vary. `schemagen` runs on as many files
at a time as the build plugin gives it; then swiftc compiles the generated module with the flags SwiftPM gives it, against the
modules of this package's debug build. Numbers are CPU seconds of all processes, which other work on the machine does
not add to, and the time two cores need for them when they have nothing else to do.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "Schemas"
DEBUG = ROOT / ".build" / "debug"
OUT = ROOT / ".build" / "bench" / "generation"
WORDS = "alpha bravo delta echo golf hotel india kilo lima metro nova oscar papa quota radio sierra tango ultra".split()
TARGETS = {"generation": 0.7, "compile": 40.0}
FLAGS = ["-Onone", "-enable-batch-mode", "-j2", "-g", "-enable-testing", "-swift-version", "6", "-strict-memory-safety",
         "-enable-upcoming-feature", "ExistentialAny", "-enable-upcoming-feature", "InternalImportsByDefault",
         "-enable-upcoming-feature", "MemberImportVisibility", "-parse-as-library", "-D", "SWIFT_PACKAGE", "-D", "DEBUG"]


def extra_fields(number):
    """Fields of the kinds that tools have, for those whose argument vector does not have to name every field."""
    word = WORDS[number % len(WORDS)]
    return {
        word + "Mode": {"type": "string", "enum": ["fast", "safe", word], "default": "safe"},
        word + "Count": {"type": "integer", "minimum": 0, "maximum": 10 + number},
        word + "Ratio": {"type": "number", "minimum": 0, "maximum": 1, "description": f"Share of {word}, 0 to 1."},
        word + "Names": {"type": "array", "maxItems": 16 + number % 16,
                         "items": {"type": "string", "minLength": 1, "maxLength": 40 + number}},
    }


def variant(base, number):
    """The tool file `base` under another name with other field names."""
    tool = json.loads(base)
    word = WORDS[(number // 14) % len(WORDS)].capitalize()
    inputs = tool["inputSchema"]
    names = {name: name + word for name in inputs.get("properties", {})}
    inputs["properties"] = {names[name]: schema for name, schema in inputs.get("properties", {}).items()}
    inputs["required"] = [names[name] for name in inputs.get("required", [])]
    tool["name"] = f"{tool['name'][:24]}_{number}"
    tool["description"] = f"{tool['description']} Variant {word} {number}."
    if "exec" in tool:
        tool["exec"] = renamed(tool["exec"], names)
    else:
        inputs["properties"].update(extra_fields(number))
    return tool


def renamed(part, names):
    """A part of an `exec` object with its placeholders and conditions renamed."""
    if isinstance(part, list):
        return [renamed(element, names) for element in part]
    if isinstance(part, dict):
        return {key: names.get(value, value) if key == "if" else renamed(value, names) for key, value in part.items()}
    if isinstance(part, str):
        return re.sub(r"\{(\w+)", lambda found: "{" + names.get(found[1], found[1]), part)
    return part


def make_schemas(count):
    root = OUT / "Schemas"
    shutil.rmtree(OUT, ignore_errors=True)
    for part in ("common", "meta"):
        shutil.copytree(SCHEMAS / part, root / part)
    bases = [path.read_text() for path in sorted(SCHEMAS.glob("tools/*/*.json"))]
    names = []
    for number in range(count):
        tool = variant(bases[number % len(bases)], number)
        path = root / "tools" / f"group{number % 10}" / f"{tool['name']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(tool, indent=2))
        names.append(str(path.relative_to(root)))
    return root, names


def files(root, part):
    return sorted(str(path.relative_to(root)) for path in (root / part).glob("*.json"))


class Clock:
    """CPU seconds of child processes and wall time of a block."""

    def __enter__(self):
        self.wall, self.cpu = time.monotonic(), self._children()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu = time.monotonic() - self.wall, self._children() - self.cpu

    @staticmethod
    def _children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def generate(schemagen, root, names):
    """The generated files, as the plugin's commands write them."""
    outputs = {name: OUT / "Sources" / (re.sub(r"\W", "_", name.removesuffix(".json")) + ".swift") for name in names}
    (OUT / "Sources").mkdir()
    common = files(root, "common")
    types = [part for name in common for part in ("--types", name.removesuffix(".json"), name)]
    others = [*types, "--tools", "--shared", *files(root, "meta")]
    for batch in batches(names):
        run = [part for name in batch for part in ("--output", outputs[name], name)]
        subprocess.run([schemagen, "tool", "--root", root, *run, *others], check=True)
    catalogue = OUT / "Sources" / "Catalogue.swift"
    subprocess.run([schemagen, "catalogue", "--root", root, "--output", catalogue, *names, *others], check=True)
    # The types that tools share: one command, which knows all tools.
    definitions = {name: OUT / "Sources" / (re.sub(r"\W", "_", name.removesuffix(".json")) + ".swift") for name in common}
    run = [part for name in common for part in ("--output", definitions[name], name)]
    subprocess.run([schemagen, "schema", "--root", root, *run, *types, "--tools", *names, "--shared", *files(root, "meta")],
                   check=True)
    return [*outputs.values(), catalogue, *definitions.values()]


def batches(names):
    """Consecutive files, as many as the plugin takes."""
    source = (ROOT / "Plugins" / "SchemaCompilerPlugin" / "SchemaCompilerPlugin.swift").read_text()
    size = int(re.search(r"batchSize = (\d+)", source)[1])
    return [names[start:start + size] for start in range(0, len(names), size)]


def compile_module(files):
    build = OUT / "build"
    build.mkdir()
    outputs = {str(file): {"object": str(build / (file.stem + ".o"))} for file in files}
    outputs[""] = {"swift-dependencies": str(build / "module.swiftdeps")}
    (build / "map.json").write_text(json.dumps(outputs))
    subprocess.run(
        ["swiftc", "-module-name", "ManyTools", "-emit-module", "-emit-module-path", build / "ManyTools.swiftmodule", "-c",
         *FLAGS, "-package-name", ROOT.name.lower(), "-output-file-map", build / "map.json", "-I", DEBUG / "Modules",
         *module_maps(), *files], check=True)


def module_maps():
    """The C modules that the runtime's modules import."""
    for path in ROOT.glob("Sources/Runtime/**/module.modulemap"):
        yield from ("-Xcc", f"-fmodule-map-file={path}")
    for path in ROOT.glob(".build/checkouts/*/Sources/*/include/module.modulemap"):
        yield from ("-Xcc", f"-fmodule-map-file={path}")
    # The one that SwiftPM makes for the runtime's C target without one.
    yield from ("-Xcc", f"-fmodule-map-file={DEBUG / 'CLauncher.build' / 'module.modulemap'}")


def report(title, target, clock, count, lines):
    cores = clock.cpu / 2
    result = "reached" if cores <= target else "MISSED"
    return (f"  {title}: {clock.cpu:.2f} s of CPU, {cores:.2f} s on two cores (must be <= {target:g}: {result}), "
            f"{clock.wall:.2f} s passed; {clock.cpu / count:.3f} s per schema, {clock.cpu / lines * 1000:.2f} s per 1,000 lines")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--schemagen", type=pathlib.Path, default=ROOT / ".build" / "stage" / "schemagen.artifactbundle" / "bin" / "schemagen", help="the plugin's generator")
    parser.add_argument("--generate-only", action="store_true")
    options = parser.parse_args()
    root, names = make_schemas(options.count)
    with Clock() as generation:
        made = generate(options.schemagen, root, names)
    lines = sum(file.read_bytes().count(b"\n") for file in made)
    print(f"{options.count} tool schemas: {lines:,} lines generated, {lines / options.count:.0f} per schema")
    print(report("generation", TARGETS["generation"], generation, options.count, lines), flush=True)
    if options.generate_only:
        return
    with Clock() as compilation:
        compile_module(made)
    print(report("clean debug compile", TARGETS["compile"], compilation, options.count, lines))


if __name__ == "__main__":
    main()
