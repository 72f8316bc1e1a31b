#!/usr/bin/env python3
"""run.py: measures this build and the Python peers side by side, prints tables, keeps them in .build/bench.

Ours and the peers take turns, workload by workload and round by round, on one core, so that a busy machine slows
both; a ratio below 1 means that ours is faster. Figures are thread CPU time per instance, the best of all passes.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / ".build" / "bench"
DATA = OUT / "data"
RELEASE = ROOT / ".build" / "release"
SCHEMAS = ROOT / "Benchmarks" / "Sources" / "Workloads" / "Schemas" / "workloads"
WORKLOADS = ["mcp", "chatreq", "chatresp", "audit", "knowledge"]
# Our mode, and what each peer offers for the same job.
COMPARED = [
    ("decode", "decode + validate", [("msgspec", "decode"), ("orjson", "decode")]),
    ("validate", "validate only", [("jsonschema-rs", "validate"), ("msgspec", "decode")]),
    ("serialize", "serialize", [("msgspec", "serialize"), ("orjson", "serialize")]),
    ("interpret", "interpreter", [("jsonschema-rs", "validate")]),
]
NOTES = {"orjson": "parses or writes plain dictionaries, validates nothing",
         "msgspec": "decodes into Struct types of the same constraints; writes with encode_into",
         "jsonschema-rs": "orjson.loads, then is_valid on the tree"}
TARGETS = [("audit", "serialize", "msgspec", 0.8), ("mcp", "decode", "msgspec", 0.4)]
lines_printed = []


def say(text=""):
    print(text, flush=True)
    lines_printed.append(text)


def run_lines(command, core):
    done = subprocess.run(["taskset", "-c", str(core), *map(str, command)], check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_round_trip(name):
    """What ours wrote back is the same JSON as what it read, judged by Python's parser."""
    written = (OUT / f"{name}.written.jsonl").read_bytes().splitlines()
    original = (DATA / f"{name}.jsonl").read_bytes().splitlines()
    if list(map(json.loads, written)) != list(map(json.loads, original)):
        sys.exit(f"error: {name}: an instance changed when it was decoded and written again")


def measure_json(rounds, passes, core):
    """(workload, peer, mode) -> all rounds' lines."""
    found = {}
    for number in range(rounds):
        for name in WORKLOADS:
            ours = [RELEASE / "securellm-bench", DATA, name, passes, OUT / f"{name}.written.jsonl"]
            peers = [sys.executable, ROOT / "Benchmarks" / "peers" / "peers.py", SCHEMAS / f"{name}.json",
                     DATA / f"{name}.jsonl", passes]
            for line in run_lines(ours, core) + run_lines(peers, core):
                found.setdefault((name, line["peer"], line["mode"]), []).append(line)
            if number == 0:
                check_round_trip(name)
    return found


def best(found, *key):
    return min(line["ns_op_best"] for line in found[key])


def median(found, *key):
    return statistics.median(line["ns_op"] for line in found[key])


def nanoseconds(value):
    return f"{value:,.0f}"


def print_json_tables(found):
    for mode, title, peers in COMPARED:
        say(f"\n{title} (ns per instance: best / median; allocations per instance)")
        head = ["workload", "bytes", "securellm", "alloc"] + [f"{peer} (ratio)" for peer, _ in peers]
        rows = [head]
        for name in WORKLOADS:
            ours = found[name, "securellm", mode][0]
            row = [name, f"{ours['bytes_op']:,.0f}",
                   f"{nanoseconds(best(found, name, 'securellm', mode))} / {nanoseconds(median(found, name, 'securellm', mode))}",
                   f"{ours['allocations']:.2f}".rstrip("0").rstrip(".")]
            for peer, peer_mode in peers:
                theirs = best(found, name, peer, peer_mode)
                row.append(f"{nanoseconds(theirs)} ({best(found, name, 'securellm', mode) / theirs:.2f})")
            rows.append(row)
        print_table(rows)
        for peer, _ in peers:
            say(f"  {peer}: {NOTES[peer]}")


def print_table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        say("  " + "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))))


def measure_mcp(core):
    driver = OUT / "mcpbench"
    subprocess.run(["cc", "-O2", "-w", "-o", driver, ROOT / "Benchmarks" / "mcp" / "mcpbench.c"], check=True)
    environment = {**os.environ, "LOG_LEVEL": "warning"}
    for variable in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        environment[variable] = str(OUT / "home")
    found = {}
    for era in ("modern", "legacy"):
        command = ["taskset", "-c", str(core), driver, "--era", era, "--tool", "server_status", "--args", "{}", "--n", "20000",
                   "--np", "200000", "--starts", "20", "--json", "--", RELEASE / "securellm", "mcp"]
        done = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True, env=environment)
        found[era] = json.loads(done.stdout)
    return found


def print_mcp(found):
    say("\nMCP over stdio, tools/call of server_status, driver and server on one core")
    rows = [["", "2026-07-28", "initialize", "must reach"]]
    for title, member, scale, unit, target in [
            ("start to first response, median", "start_ms", 1, "ms", "<= 8 ms"), ("resident memory, idle", "rss_idle_kb", 1024, "MB", "<= 16 MB"),
            ("resident memory, after load", "rss_load_kb", 1024, "MB", ""), ("one at a time", "seq_per_s", 1, "/s", ">= 25,000 /s"),
            ("  p99", "p99_us", 1, "us", ""), ("pipelined", "pipe_per_s", 1, "/s", ">= 100,000 /s"),
            ("tools/list", "list_bytes", 1, "bytes", ""), ("end of input to exit", "exit_ms", 1, "ms", ""),
            ("errors", "errors", 1, "", "0")]:
        cells = [f"{found[era][member] / scale:,.{1 if unit in ('ms', 'MB', 'us') else 0}f} {unit}" for era in ("modern", "legacy")]
        rows.append([title, *cells, target])
    print_table(rows)


def measure_during_build():
    done = subprocess.run([sys.executable, str(ROOT / "Benchmarks" / "mcp" / "during_build.py"), str(RELEASE / "securellm")],
                          check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def print_during_build(found):
    if "skipped" in found:
        say(f"\n100 server_status calls during a nix_build: skipped, {found['skipped']}")
        return
    say(f"\n100 server_status calls during a {found['build_s']:.1f} s nix_build: p50 {found['p50_ms']:.2f} ms, "
        f"p99 {found['p99_ms']:.2f} ms (must reach <= 20 ms), longest {found['max_ms']:.2f} ms")
    if found["build_failed"] or not found["overlapped"]:
        say("  the build failed or ended early: this figure says nothing")


def print_targets(found):
    say("\nTargets")
    for name, mode, peer, target in TARGETS:
        ratio = best(found, name, "securellm", mode) / best(found, name, peer, mode)
        say(f"  {name} {mode}: {ratio:.2f} x {peer}, must reach <= {target}: {'reached' if ratio <= target else 'MISSED'}")
    allocations = found["audit", "securellm", "serialize"][0]["allocations"]
    say(f"  audit serialize: {allocations:g} allocations, must be 0: {'reached' if allocations == 0 else 'MISSED'}")


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--only", choices=["json", "mcp"])
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, ROOT / "Benchmarks" / "workloads" / "gen.py", DATA], check=True)
    load = os.getloadavg()[0]
    say(f"{processor()}, load {load:.1f}" + ("  (busy: trust the ratios, not the figures)" if load > 1 else ""))
    results = {"load": load}
    if options.only != "mcp":
        found = measure_json(options.rounds, options.passes, options.core)
        print_json_tables(found)
        results["json"] = [{"workload": key[0], **line} for key, all_lines in found.items() for line in all_lines]
        print_targets(found)
    if options.only != "json":
        results["mcp"] = measure_mcp(options.core)
        print_mcp(results["mcp"])
        results["during_build"] = measure_during_build()
        print_during_build(results["during_build"])
    (OUT / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (OUT / "results.txt").write_text("\n".join(lines_printed) + "\n")
    print(f"\nkept in {(OUT / 'results.txt').relative_to(ROOT)} and results.json")


if __name__ == "__main__":
    main()
