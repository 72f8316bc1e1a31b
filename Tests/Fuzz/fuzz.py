#!/usr/bin/env python3
"""fuzz.py TARGET [--runs N] [--seconds N]: libFuzzer with AddressSanitizer on one of the targets of Tests/FuzzTargets.

Builds the modules below the target with both, collects seeds (from the test suites beside the checkout when they are
there), and runs: most executions on short inputs, which are several times as fast and hold most of what a grammar can
go wrong on, the last on inputs of up to 4,096 bytes. A run goes on from the corpus of the one before;
.build/fuzz/TARGET/executions adds up what was run. Leaks are not looked for: Swift marks pointers, so that globals
seem to leak. What it finds is left in .build/fuzz/TARGET/; a finding becomes a test when it is copied to
Tests/FuzzTests/FailCases/TARGET/. For the target `generated` the debug build must be there: it holds the generated
sources."""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Proof"))
import rawjson  # noqa: E402
import suite  # noqa: E402
from paths import ROOT, SUITE, test_data  # noqa: E402
from random_instances import InstanceMaker  # noqa: E402

OUT = ROOT / ".build" / "fuzz"
TARGETS = ["reader", "writer", "compiler", "pattern", "generated", "http", "sse", "redis"]
GENERATED = ROOT / ".build" / "plugins" / "outputs"
# In the order of their imports.
MODULES = {
    "JSONCore": [ROOT / "Sources" / "Runtime" / "JSONCore"],
    "System": [ROOT / "Sources" / "Runtime" / "System"],
    "SchemaRuntime": [ROOT / "Sources" / "Runtime" / "SchemaRuntime"],
    "SchemaCompiler": [ROOT / "Sources" / "Generator" / "SchemaCompiler"],
    "Fixtures": [ROOT / "Tests" / "Fixtures", GENERATED],
    "Workloads": [ROOT / "Benchmarks" / "Sources" / "Workloads", GENERATED],
    "HTTPWire": [ROOT / "Sources" / "Runtime" / "HTTPWire"],
    "WireTranscript": [ROOT / "Tests" / "WireTranscript"],
    "Digest": [ROOT / "Sources" / "Runtime" / "Digest"],
    "RedisWire": [ROOT / "Sources" / "Runtime" / "RedisWire"],
}
# libFuzzer looks at every counter after every execution: no module is linked that the target does not call.
NEEDED = {
    "reader": ["JSONCore", "System", "SchemaRuntime"],
    "writer": ["JSONCore", "System", "SchemaRuntime"],
    "compiler": ["JSONCore", "System", "SchemaRuntime", "SchemaCompiler"],
    "pattern": ["JSONCore", "System", "SchemaRuntime", "SchemaCompiler"],
    "generated": ["JSONCore", "System", "SchemaRuntime", "Fixtures", "Workloads"],
    "http": ["System", "HTTPWire", "WireTranscript"],
    "sse": ["System", "HTTPWire", "WireTranscript"],
    "redis": ["Digest", "RedisWire"],
}
# Files of Tests/FuzzTargets that a target is made of beside InputShare.swift.
OWN = {
    "pattern": ["PatternTarget.swift", "NaiveRegex.swift"],
    "http": ["HTTPTarget.swift"],
    "sse": ["StreamTarget.swift"],
    "redis": ["RedisTarget.swift"],
}
FLAGS = ["-O", "-swift-version", "6", "-package-name", "securellm", "-parse-as-library",
         "-enable-upcoming-feature", "ExistentialAny", "-enable-upcoming-feature", "InternalImportsByDefault",
         "-enable-upcoming-feature", "MemberImportVisibility", "-suppress-warnings", "-I", str(OUT), "-I",
         str(ROOT / "Sources" / "Runtime" / "JSONCore" / "Bytes" / "CBytes")]
# Edges without a call at every comparison, which took a third of the time; the dictionary has the words instead.
INSTRUMENTED = ["-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table"]
# Where memory was allocated is not recorded at every allocation: a finding is run again for that.
SANITIZER = "malloc_context_size=0:quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": SANITIZER}
LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-detect_leaks=0"]
# Shares of the executions and the longest inputs of each.
PHASES = [(0.9, 256), (0.1, 4096)]
OWN_PHASES = {
    "compiler": [(0.85, 128), (0.14, 256), (0.01, 4096)],
    "pattern": [(0.9, 32), (0.08, 64), (0.015, 256), (0.005, 4096)],
}
# The order of the types in Tests/FuzzTargets/GeneratedTarget.swift.
TYPES = ["scalars", "containers", "combinators", "tree", "hostile_names", "numbers",
         "mcp", "audit", "chatreq", "chatresp", "knowledge"]

REPLIES = [
    b"+OK\r\n-NOSCRIPT No matching script\r\n:-12\r\n$-1\r\n*-1\r\n",
    b"*3\r\n$6\r\nmaster\r\n:0\r\n*1\r\n*3\r\n$1\r\n1\r\n$0\r\n\r\n:9223372036854775807\r\n",
    b"redis://user:p%40ss@host:6379/1", b"rediss+sentinel://:p@a,[::1]:1/name/2", b"redis+unix:///a/b?db=1",
]
RESPONSES = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 x\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nT: u\r\n\r\n",
    b"HTTP/1.0 429 Slow\r\nRetry-After: 1\r\nConnection: keep-alive\r\n\r\nbody",
]
STREAMS = [
    b"\xef\xbb\xbfdata: a\ndata:b\r\ndata\r\r: comment\n\nevent: x\nid: 1\nretry: 10\ndata: c\n\n",
    b"data: " + b"x" * 90 + b"\ndata: y\n\n\rdata: z\r\n\r\nid: 2\ndata: " + b"w" * 40 + b"\r\r",
    b"event: message_start\r\ndata: {\"type\":\"message_start\"}\r\n\r\ndata: [DONE]\n\n",
]


def sources(module, folders):
    found = []
    for folder in folders:
        pattern = f"*/{module}/**/*.schema.swift" if folder == GENERATED else "**/*.swift"
        found += [path for path in folder.glob(pattern) if "Schemas" not in path.parts]
    return sorted(found)


def newer(paths, product):
    return not product.exists() or any(path.stat().st_mtime > product.stat().st_mtime for path in paths)


def build(target):
    """One object per module, made again when a source of it or of a module below it is newer."""
    objects, stale, stamp = [], False, OUT / "flags"
    text = " ".join(map(str, FLAGS + INSTRUMENTED))
    if not stamp.exists() or stamp.read_text() != text:
        for product in OUT.glob("*.o"):
            product.unlink()
        stamp.write_text(text)
    for module in NEEDED[target]:
        files, product = sources(module, MODULES[module]), OUT / f"{module}.o"
        stale = stale or newer(files, product)
        if stale:
            print(f"compiling {module}, {len(files)} files", flush=True)
            subprocess.run(["swiftc", *FLAGS, *INSTRUMENTED, "-wmo", "-num-threads", "0", "-module-name", module,
                            "-emit-module", "-emit-module-path", OUT / f"{module}.swiftmodule", "-c", "-o", product,
                            *files], check=True)
        objects.append(product)
    program = OUT / f"{target}-fuzzer"
    folder = ROOT / "Tests" / "FuzzTargets"
    names = ["InputShare.swift", *OWN.get(target, [f"{target.capitalize()}Target.swift"])]
    own = [ROOT / "Tests" / "Fuzz" / "Fuzzer.swift", *(folder / name for name in names)]
    if stale or newer([*own, *objects], program):
        subprocess.run(["swiftc", *FLAGS, "-sanitize=fuzzer,address", "-D", target.upper(), "-module-name", "Fuzzer",
                        "-o", program, *own, *objects], check=True, stderr=subprocess.DEVNULL)
    return program


def suite_groups():
    for _, folder in suite.folders(SUITE):
        for file in suite.files(folder):
            yield from suite.read(folder / file, file)


def seeds(target):
    """Inputs to begin with, as bytes."""
    if target in ("reader", "writer") and (texts := test_data("JSONTestSuite/test_parsing")):
        for path in texts.glob("*.json"):
            yield path.read_bytes()[:4096]
    if target == "compiler":
        yield from (group.schema.encode() for group in suite_groups())
    if target == "pattern":
        yield from (bytes([0]) + random.Random(number).randbytes(20) for number in range(64))
        for group in suite_groups():
            for pattern in re.findall(r'"pattern":\s*("(?:[^"\\]|\\.)*")', group.schema):
                yield (json.loads(pattern) + "\nabc").encode("utf-8", "replace")
        if patterns := test_data("injection/redos.txt"):
            yield from patterns.read_bytes().splitlines()
    if target == "generated":
        yield from generated_seeds()
    if target == "http":
        yield from http_seeds()
    if target == "sse":
        yield from (bytes([size]) + text for size in (1, 5) for text in STREAMS)
    if target == "redis":
        yield from (bytes([size]) + text for size in (1, 5) for text in REPLIES)


def http_seeds():
    if requests := test_data("http/requests.train.jsonl"):
        for line in requests.read_text().splitlines():
            yield bytes([7]) + base64.b64decode(json.loads(line)["raw_b64"])[:4000]
    yield from (bytes([3]) + text for text in RESPONSES)


def generated_seeds():
    folders = [ROOT / "Tests" / "Fixtures" / "Schemas" / "fixtures",
               ROOT / "Benchmarks" / "Sources" / "Workloads" / "Schemas" / "workloads"]
    for number, name in enumerate(TYPES):
        path = next(folder / f"{name}.json" for folder in folders if (folder / f"{name}.json").exists())
        maker = InstanceMaker(json.loads(path.read_text()), name)
        for _ in range(30):
            try:
                yield bytes([number]) + json.dumps(maker.instance()).encode()
            except (KeyError, ValueError):  # a schema that this small maker does not know how to please
                continue


def corpus(target):
    folder = OUT / target / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    return folder


def run(target, program, folder, runs, longest, seconds):
    """Makes `runs` executions or goes on for `seconds`; ends the program when there is a finding."""
    done, end = 0, time.monotonic() + seconds
    while done < runs and (seconds == 0 or done == 0 or time.monotonic() < end):
        limit = max(1, int(end - time.monotonic())) if seconds else 0
        count, status = libfuzzer(target, program, folder, runs - done, longest, limit)
        done += count
        if status != 0 and not came_from_outside(target, program):
            print(f"finding: see {OUT / target}/", file=sys.stderr)
            sys.exit(status)
        if status == 0:
            break


def libfuzzer(target, program, folder, runs, longest, seconds):
    """Executions that were made, and the exit status."""
    command = [program, folder, f"-runs={runs}", f"-max_total_time={seconds}", f"-max_len={longest}", *LIMITS,
               "-print_final_stats=1", "-reload=0", "-entropic_scale_per_exec_time=1",
               f"-dict={ROOT}/Tests/Fuzz/json.dict",
               f"-artifact_prefix={OUT / target}/"]
    log = OUT / target / f"log-{longest}"
    with log.open("w") as output:
        status = subprocess.run(list(map(str, command)), env=ENVIRONMENT, stdout=output, stderr=output).returncode
    text = log.read_text(errors="replace")
    done = int((re.findall(r"number_of_executed_units: (\d+)", text) or ["0"])[-1])
    speed = (re.findall(r"average_exec_per_sec: +(\d+)", text) or ["?"])[-1]
    print(f"{target}: {done:,} executions of at most {longest} bytes, {speed} per second, exit status {status}", flush=True)
    with (OUT / target / "executions").open("a") as counts:
        counts.write(f"{done}\t{longest}\t{status}\n")
    return done, status


def came_from_outside(target, program):
    """Whether the run ended by inputs that took long only because the program was stopped meanwhile: alone they are
    fast. They are deleted then."""
    artifacts = [path for path in (OUT / target).iterdir() if path.name.startswith(("crash-", "oom-", "timeout-"))]
    for path in artifacts:
        if not path.name.startswith("timeout-"):
            return False
        if subprocess.run([program, *LIMITS, path], env=ENVIRONMENT, capture_output=True).returncode != 0:
            return False
    for path in artifacts:
        path.unlink()
    return bool(artifacts)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=100_000, help="executions")
    parser.add_argument("--seconds", type=int, default=0, help="each phase at most this long; 0: no limit")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    program, folder = build(options.target), corpus(options.target)
    for share, longest in OWN_PHASES.get(options.target, PHASES):
        run(options.target, program, folder, max(1, int(options.runs * share)), longest, options.seconds)
    lines = (OUT / options.target / "executions").read_text().splitlines()
    print(f"{options.target}: {sum(int(line.split()[0]) for line in lines):,} executions in all runs")


if __name__ == "__main__":
    main()
