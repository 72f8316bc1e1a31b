#!/usr/bin/env python3
"""run.py: measures this build and the Python peers side by side, prints tables, keeps them in .build/bench.

json_pairs.py has how a ratio is measured; a ratio below 1 means that ours is faster. Numbers are thread CPU time per
instance, the best of all passes; the ratios are of neighbouring passes.
"""
import argparse
import json
import os
import platform
import subprocess
import sys

import json_pairs
import reliability
from json_pairs import DATA, OUT, ROOT, WORKLOADS

RELEASE = ROOT / ".build" / "release"
MODES = list(dict.fromkeys(comparison.mode for comparison in json_pairs.COMPARISONS))
lines_printed = []


def say(text=""):
    print(text, flush=True)
    lines_printed.append(text)


def print_json(results, modes, extra):
    for comparison in json_pairs.COMPARISONS + (json_pairs.EXTRA if extra else []):
        if comparison.mode in modes:
            say(f"\n{comparison.title}, as a multiple of {comparison.peer.split()[0]}")
            print_table(list(json_pairs.table_rows(results, comparison)))
    say()
    for note in json_pairs.NOTES:
        say("  " + note)
    missed = [f"{name} {line['mode']}" for name, found in results.items() for line in found
              if line["target"] and line["ratio_median"] > line["target"]]
    say("\nTargets: " + ("all reached" if not missed else "MISSED: " + ", ".join(missed)))


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
            ("start to first response, median", "start_ms", 1, "ms", "<= 6 ms"), ("resident memory, idle", "rss_idle_kb", 1024, "MB", "<= 14 MB"),
            ("resident memory, after load", "rss_load_kb", 1024, "MB", ""), ("one at a time", "seq_per_s", 1, "/s", ">= 80,000 /s"),
            ("  p99", "p99_us", 1, "us", ""), ("pipelined", "pipe_per_s", 1, "/s", ">= 134,000 /s"),
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
        say("  the build failed or ended early: this number means nothing")


def print_reliability(found):
    say("\nLimits of the proxy, thread CPU time")
    print_table(list(reliability.table_rows(found, reliability.LIMITS)))
    say("  " + reliability.exactness(found))
    say("\nThe audit, on the disk of this folder")
    print_table(list(reliability.table_rows(found, reliability.AUDIT)))


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=15, help="pairs of passes per ratio (15)")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--only", choices=["json", "mcp", "reliability"])
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=WORKLOADS)
    parser.add_argument("--modes", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--no-extra", action="store_true", help="leave out the peers that no target names")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, ROOT / "Benchmarks" / "workloads" / "gen.py", DATA], check=True)
    load = os.getloadavg()[0]
    say(f"{processor()}, load {load:.1f}" + ("  (busy: trust the ratios, not the numbers)" if load > 1 else ""))
    results = {"load": load}
    if options.only in (None, "json"):
        results["json"] = json_pairs.measure(RELEASE / "securellm-bench", options.pairs, options.core, options.workloads,
                                             options.modes, not options.no_extra)
        print_json(results["json"], options.modes, not options.no_extra)
    if options.only in (None, "mcp"):
        results["mcp"] = measure_mcp(options.core)
        print_mcp(results["mcp"])
        results["during_build"] = measure_during_build()
        print_during_build(results["during_build"])
    if options.only in (None, "reliability"):
        results["reliability"] = reliability.measure(RELEASE / "reliability-bench", OUT / "audit")
        print_reliability(results["reliability"])
    (OUT / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (OUT / "results.txt").write_text("\n".join(lines_printed) + "\n")
    print(f"\nkept in {(OUT / 'results.txt').relative_to(ROOT)} and results.json")


if __name__ == "__main__":
    main()
