#!/usr/bin/env python3
"""sandbox.py PROGRAM: what confining a program costs: `git log -1` by the process runner, as a multiple of posix_spawn.

The ways take turns within one process; numbers are medians, the multiples are those of neighbouring runs. Processor time
counts both processes and means more than elapsed time on a machine that others use too.
"""
import collections
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 400
MUST = {"landlock": 2.0}
TITLES = {"plain": "posix_spawn, nothing else", "unconfined": "process runner, without a sandbox",
          "landlock": "process runner, Landlock and filter", "bubblewrap": "process runner, bubblewrap"}


def repository(folder):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org", *arguments], cwd=folder,
                       check=True, capture_output=True)
    git("init", "--quiet")
    for number in range(50):
        (folder / f"{number}.txt").write_text("text\n" * 100)
        git("add", ".")
        git("commit", "--quiet", f"--message=Commit {number}")


def measure(program, rounds=ROUNDS):
    """For each way its runs: (elapsed, processor time) in milliseconds, in order. Every exit code was looked at."""
    with tempfile.TemporaryDirectory() as folder:
        repository(pathlib.Path(folder))
        environment = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": folder}
        lines = subprocess.run([program, folder, str(rounds)], check=True, stdout=subprocess.PIPE, text=True,
                               env=environment).stdout
    runs = collections.defaultdict(list)
    for line in lines.splitlines():
        way, elapsed, used = line.split()
        runs[way].append((int(elapsed) / 1e6, int(used) / 1e6))
    # The first runs bring everything into memory.
    return {way: found[10:] for way, found in runs.items()}


def medians(runs):
    """For each way: median elapsed, median processor time, and the median multiples of both."""
    plain = runs["plain"]
    return {way: [statistics.median(run[kind] for run in found) for kind in (0, 1)]
            + [statistics.median(run[kind] / other[kind] for run, other in zip(found, plain) if other[kind])
               for kind in (0, 1)] for way, found in runs.items()}


def main():
    found = medians(measure(sys.argv[1]))
    print("git log -1 in a small repository", f"({ROUNDS} runs of each way in turn)")
    print(f"  {'':38}{'elapsed':>10}{'processor':>12}{'multiple':>11}{'of processor':>14}   must reach")
    for way, (elapsed, used, multiple, of_used) in found.items():
        most = MUST.get(way)
        result = "" if most is None else f"<= {most:.0f}" + ("" if multiple <= most else " MISSED")
        print(f"  {TITLES[way]:38}{elapsed:8.2f} ms{used:9.2f} ms{multiple:11.2f}{of_used:14.2f}   {result}")
    if "bubblewrap" not in found:
        print("  bubblewrap is not installed")


if __name__ == "__main__":
    main()
