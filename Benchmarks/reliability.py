"""What a check of a limit and a record of the audit cost: reliability-bench, several runs, medians."""
import re
import shutil
import statistics
import subprocess

# Title, the line of reliability-bench, unit, and the target where there is one.
LIMITS = [
    ("check of one limiter, admitted", "check, admitted", "ns", None),
    ("check of one limiter, refused", "check, refused", "ns", None),
    ("reserve and settle", "reserve and settle", "ns", None),
    ("limiter found among 1,000 keys, and its check", "registry of 1000 keys and check", "ns", 100),
    ("circuit breaker, permit and record", "circuit breaker, permit and record", "ns", None),
]
AUDIT = [
    ("append of 372 bytes, CPU time of the caller", "append, CPU time of the caller", "ns", 200),
    ("allocations per append, writer included", "allocations of the process per append", "", None),
    ("append, wall time, median", "append, wall time p50.0", "ns", None),
    ("append, wall time, p99", "append, wall time p99.0", "ns", None),
    ("1 thread, on the disk", "1 threads, committed", "thousand/s", None),
    ("2 threads, on the disk", "2 threads, committed", "thousand/s", None),
    ("4 threads, on the disk", "4 threads, committed", "thousand/s", None),
]


def run(*command):
    """The lines `name: number unit` of one run."""
    text = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {name: float(number) for name, number in re.findall(r"^ *(.+): ([0-9.]+) ?[a-z/]*$", text, re.M)}
    threads = re.search(r"^(\d+) threads, (\d+) attempts in .*: (\d+) admitted, (\d+) allowed$", text, re.M)
    if threads:
        found["threads"] = list(map(int, threads.groups()))
    return found


def measure(program, folder, rounds=3):
    limits = [run(program, "limits") for _ in range(rounds)]
    audit = []
    for _ in range(rounds):
        shutil.rmtree(folder, ignore_errors=True)
        audit.append(run(program, "audit", folder))
    shutil.rmtree(folder, ignore_errors=True)
    numbers = {}
    for runs, lines in ((limits, LIMITS), (audit, AUDIT)):
        for _, name, _, _ in lines:
            numbers[name] = statistics.median(found[name] for found in runs)
    return {"numbers": numbers, "threads": [found["threads"] for found in limits]}


def table_rows(found, lines):
    """Rows for `print_table` of run.py."""
    yield ["", "median", "must reach"]
    for title, name, unit, most in lines:
        number = found["numbers"][name]
        shown = f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
        result = "" if most is None else f"<= {most} {unit}" + ("" if number <= most else " MISSED")
        yield [title, f"{shown} {unit}".strip(), result]


def exactness(found):
    """One sentence on the threads that want one limiter's units."""
    count, attempts, admitted, allowed = found["threads"][0]
    return (f"{count} threads, {attempts:,} attempts at one limiter: {admitted:,} admitted, {allowed:,} allowed, in the first of "
            f"{len(found['threads'])} runs" + ("" if all(run[2] <= run[3] for run in found["threads"]) else "; MISSED: more than allowed"))
