#!/usr/bin/env python3
"""peers.py SCHEMA INSTANCES.jsonl PASSES: the Python packages on one workload; one JSON line per peer and mode.

Thread CPU time per instance, best and median of PASSES passes of at least 15 ms each, as securellm-bench measures.
"""
import gc
import json
import os
import sys
import time

import jsonschema_rs
import msgspec
import orjson

from types_msgspec import TYPES

TARGET = 15_000_000  # ns


def lines_of(path):
    with open(path, "rb") as file:
        return [line for line in file.read().split(b"\n") if line]


class Workload:
    def __init__(self, schema, instances, passes):
        with open(schema, "rb") as file:
            self.schema = orjson.loads(file.read())
        self.name = os.path.basename(instances).split(".")[0]
        self.valid = lines_of(instances)
        self.invalid = lines_of(instances.replace(".jsonl", ".invalid.jsonl"))
        self.passes = passes

    def measure(self, peer, mode, run):
        run()
        repeats = 1
        while (taken := self._time(run, repeats)) < TARGET:
            repeats = repeats * 8 if taken < 1_000_000 else max(repeats + 1, int(repeats * TARGET * 1.2 / taken))
        times = sorted(self._time(run, repeats) / (repeats * len(self.valid)) for _ in range(self.passes))
        print(json.dumps({"peer": peer, "mode": mode, "ns_op": times[len(times) // 2], "ns_op_best": times[0]}), flush=True)

    @staticmethod
    def _time(run, repeats):
        start = time.thread_time_ns()
        for _ in range(repeats):
            run()
        return time.thread_time_ns() - start

    def check(self, peer, accepts):
        """A peer that answers wrongly is not compared with."""
        wrong = sum(not accepts(line) for line in self.valid) + sum(map(bool, map(accepts, self.invalid)))
        if wrong:
            print(f"{self.name}: {peer} gives {wrong} wrong answers", file=sys.stderr)


def run_msgspec(workload):
    decode = msgspec.json.Decoder(TYPES[workload.name]).decode

    def accepts(line):
        try:
            decode(line)
            return True
        except msgspec.ValidationError:
            return False

    # It has no check for uuid, and takes any text for one: the audit workload's invalid instances do not ask for it.
    workload.check("msgspec", accepts)

    def decode_all():
        for line in workload.valid:
            decode(line)

    workload.measure("msgspec", "decode", decode_all)
    values = [decode(line) for line in workload.valid]
    encode_into = msgspec.json.Encoder().encode_into
    buffer = bytearray(1 << 20)

    def encode_all():
        for value in values:
            encode_into(value, buffer)

    workload.measure("msgspec", "serialize", encode_all)


def run_orjson(workload):
    values = [orjson.loads(line) for line in workload.valid]

    def parse_all():
        for line in workload.valid:
            orjson.loads(line)

    def dump_all():
        for value in values:
            orjson.dumps(value)

    workload.measure("orjson", "decode", parse_all)
    workload.measure("orjson", "serialize", dump_all)


def run_jsonschema_rs(workload):
    is_valid = jsonschema_rs.validator_for(workload.schema).is_valid
    workload.check("jsonschema-rs", lambda line: is_valid(orjson.loads(line)))

    def validate_all():
        for line in workload.valid:
            is_valid(orjson.loads(line))

    workload.measure("jsonschema-rs", "validate", validate_all)


def main():
    workload = Workload(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    gc.disable()
    run_msgspec(workload)
    run_orjson(workload)
    run_jsonschema_rs(workload)


if __name__ == "__main__":
    main()
