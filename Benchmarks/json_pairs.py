"""json_pairs.py: one pass of ours, one of a peer, again and again, and the ratio of each such pair.

A measured program is a child that is kept: it makes its data ready, and for every mode that it reads from standard
input runs one pass of about 15 ms and responds with one line of JSON. Both children of a pair run on the same core,
never at the same time, a few milliseconds apart: what the machine does meanwhile slows both, and the ratio stays.
"""
import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / ".build" / "bench"
DATA = OUT / "data"
SCHEMAS = ROOT / "Benchmarks" / "Sources" / "Workloads" / "Schemas" / "workloads"
WORKLOADS = ["mcp", "audit", "chatresp", "chatreq", "knowledge"]


class Comparison:
    """One mode of ours against one mode of a peer, with what the ratio must reach on each workload."""

    def __init__(self, mode, title, peer, targets=None):
        self.mode, self.title, self.peer = mode, title, peer
        self.targets = dict(zip(WORKLOADS, targets or []))


COMPARISONS = [
    Comparison("decode", "decode + validate", "msgspec decode", [0.24, 0.46, 0.27, 0.30, 0.39]),
    Comparison("validate", "validate only, from bytes", "jsonschema-rs validate", [0.10] * 5),
    Comparison("interpret", "interpreter", "jsonschema-rs validate", [0.6] * 5),
    Comparison("serialize", "serialize", "msgspec serialize", [0.32, 0.40, 0.40, 0.40, 0.52]),
]
EXTRA = [
    Comparison("decode", "decode + validate", "orjson decode"),
    Comparison("serialize", "serialize", "orjson serialize"),
]
NOTES = [
    "msgspec: Struct types of the same constraints; it writes with encode_into",
    "jsonschema-rs: orjson.loads, then is_valid on the tree",
    "orjson: parses and writes plain dictionaries, validates nothing",
]


class Program:
    """A measured child on one core."""

    def __init__(self, command, core):
        self.child = subprocess.Popen(
            ["taskset", "-c", str(core), *map(str, command)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.response()

    def response(self):
        line = self.child.stdout.readline()
        if not line:
            sys.exit(f"error: {' '.join(self.child.args[3:])} ended with status {self.child.wait()}")
        return json.loads(line)

    def run(self, mode):
        self.child.stdin.write(mode + "\n")
        self.child.stdin.flush()
        return self.response()

    def close(self):
        self.child.stdin.close()
        self.child.wait()


def check_round_trip(name):
    """What ours wrote back is the same JSON as what it read, compared by Python's parser."""
    written = (OUT / f"{name}.written.jsonl").read_bytes().splitlines()
    original = (DATA / f"{name}.jsonl").read_bytes().splitlines()
    if list(map(json.loads, written)) != list(map(json.loads, original)):
        sys.exit(f"error: {name}: an instance changed when it was decoded and written again")


def measure_pair(ours, peer, comparison, pairs):
    """The first pass of each side warms it up and finds how often to repeat; it does not count."""
    found = [(ours.run(comparison.mode), peer.run(comparison.peer)) for _ in range(pairs + 1)][1:]
    left, right = ([side["ns_op"] for side in sides] for sides in zip(*found))
    ratios = [ours_ns / peer_ns for ours_ns, peer_ns in zip(left, right)]
    return {"mode": comparison.mode, "peer": comparison.peer, "ns_op": left, "peer_ns_op": right, "ratios": ratios,
            "ratio_min": min(ratios), "ratio_median": statistics.median(ratios),
            "allocations": found[-1][0]["allocations"]}


def measure(binary, pairs, core, workloads, modes, extra):
    """workload -> results of its comparisons."""
    results = {}
    for name in workloads:
        ours = Program([binary, DATA, name, OUT / f"{name}.written.jsonl"], core)
        peer = Program([sys.executable, ROOT / "Benchmarks" / "peers" / "peers.py", SCHEMAS / f"{name}.json",
                        DATA / f"{name}.jsonl"], core)
        check_round_trip(name)
        wanted = [c for c in COMPARISONS + (EXTRA if extra else []) if c.mode in modes]
        results[name] = [{**measure_pair(ours, peer, c, pairs), "target": c.targets.get(name)} for c in wanted]
        ours.close()
        peer.close()
    return results


def table_rows(results, comparison):
    yield ["workload", "ours, ns", comparison.peer.split()[0] + ", ns", "ratio min", "median", "target", "", "allocations"]
    for name, found in results.items():
        for line in found:
            if (line["mode"], line["peer"]) != (comparison.mode, comparison.peer):
                continue
            target = line["target"]
            result = "" if target is None else "reached" if line["ratio_median"] <= target else "MISSED"
            yield [name, f"{min(line['ns_op']):,.0f}", f"{min(line['peer_ns_op']):,.0f}", f"{line['ratio_min']:.3f}",
                   f"{line['ratio_median']:.3f}", "" if target is None else f"{target:.2f}", result,
                   f"{line['allocations']:.2f}".rstrip("0").rstrip(".")]
