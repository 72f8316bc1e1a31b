#!/usr/bin/env python3
"""peers.py SCHEMA INSTANCES.jsonl: the Python packages on one workload.

For every line "PEER MODE" on standard input one pass of at least 15 ms, with one line of JSON in response: thread CPU time
per instance. securellm-bench speaks the same way.
"""
import functools
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
    def __init__(self, schema, instances):
        with open(schema, "rb") as file:
            self.schema = orjson.loads(file.read())
        self.name = os.path.basename(instances).split(".")[0]
        self.valid = lines_of(instances)
        self.invalid = lines_of(instances.replace(".jsonl", ".invalid.jsonl"))
        self.repeats = {}

    def passes(self, name, run):
        """One timed pass of `run`, which goes over all instances once."""
        if name not in self.repeats:
            run()
            self.repeats[name] = self._calibrated(run)
        repeats = self.repeats[name]
        return self._time(run, repeats) / (repeats * len(self.valid))

    def _calibrated(self, run):
        repeats = 1
        while (taken := self._time(run, repeats)) < TARGET:
            repeats = repeats * 8 if taken < 1_000_000 else max(repeats + 1, int(repeats * TARGET * 1.2 / taken))
        return repeats

    @staticmethod
    def _time(run, repeats):
        start = time.thread_time_ns()
        for _ in range(repeats):
            run()
        return time.thread_time_ns() - start

    def check(self, peer, accepts):
        """A peer with wrong results is not compared with."""
        wrong = sum(not accepts(line) for line in self.valid) + sum(map(bool, map(accepts, self.invalid)))
        if wrong:
            print(f"{self.name}: {peer} gives {wrong} wrong results", file=sys.stderr)


def accepts_msgspec(decode, line):
    try:
        decode(line)
        return True
    except msgspec.ValidationError:
        return False


def msgspec_modes(workload):
    decode = msgspec.json.Decoder(TYPES[workload.name]).decode
    # It has no check for uuid, and takes any text for one: the audit workload's invalid instances do not ask for it.
    workload.check("msgspec", functools.partial(accepts_msgspec, decode))
    values = [decode(line) for line in workload.valid]
    encode_into = msgspec.json.Encoder().encode_into
    buffer = bytearray(1 << 20)

    def decode_all():
        for line in workload.valid:
            decode(line)

    def encode_all():
        for value in values:
            encode_into(value, buffer)

    return {"msgspec decode": decode_all, "msgspec serialize": encode_all}


def orjson_modes(workload):
    values = [orjson.loads(line) for line in workload.valid]

    def parse_all():
        for line in workload.valid:
            orjson.loads(line)

    def dump_all():
        for value in values:
            orjson.dumps(value)

    return {"orjson decode": parse_all, "orjson serialize": dump_all}


def jsonschema_rs_modes(workload):
    is_valid = jsonschema_rs.validator_for(workload.schema).is_valid
    workload.check("jsonschema-rs", lambda line: is_valid(orjson.loads(line)))

    def validate_all():
        for line in workload.valid:
            is_valid(orjson.loads(line))

    return {"jsonschema-rs validate": validate_all}


def main():
    workload = Workload(sys.argv[1], sys.argv[2])
    modes = {**msgspec_modes(workload), **orjson_modes(workload), **jsonschema_rs_modes(workload)}
    gc.disable()
    print(json.dumps({"ready": workload.name}), flush=True)
    for name in map(str.strip, sys.stdin):
        print(json.dumps({"ns_op": workload.passes(name, modes[name])}), flush=True)


if __name__ == "__main__":
    main()
