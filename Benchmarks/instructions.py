#!/usr/bin/env python3
"""instructions.py BINARY: what one request to `securellm serve` executes, by callgrind; by default a chat completion.

Instructions, and lines of 64 bytes and pages of code that every request runs through: neither depends on the machine or
on what else it does, so it distinguishes two programs that no clock can. With keys, limits, validation, audit, cost and
metrics on, as in proxy.py. For single functions BINARY must have its symbols and no debugging sections, which this
valgrind cannot read: link it without `-s`, then `strip --strip-debug`. Needs cc and valgrind.
"""
import argparse
import collections
import http.client
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import proxy

WARM, REQUESTS = 120, 400
KINDS = {"completion": "One chat completion", "hit": "One chat completion from the cache", "healthz": "One GET /healthz"}
CACHES = ["--cache-sim=yes", "--I1=32768,8,64", "--D1=32768,8,64", "--LL=262144,8,64"]


def wrapper(binary, folder, demangles):
    """A program that runs the server under callgrind, and everything else as it is."""
    path = folder / "securellm"
    tool = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-instr=yes", *CACHES,
            f"--demangle={'yes' if demangles else 'no'}", f"--callgrind-out-file={folder / 'profile'}", str(binary)]
    lines = ["#!/bin/sh", f'[ "$1" = serve ] && exec {shlex.join(tool)} "$@"', f'exec {shlex.quote(str(binary))} "$@"']
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o700)
    return path


def control(target, *command):
    subprocess.run(["callgrind_control", *command, str(target.pid)], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def until_idle(process):
    """What a server does once, half a second after its start, takes long under valgrind, and is no request's."""
    def ticks():
        return sum(map(int, pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))
    last, quiet = ticks(), 0
    while quiet < 10:
        time.sleep(0.2)
        now = ticks()
        # The ticks of its clock, ten times a second, are all that goes on.
        last, quiet = now, quiet + 1 if now - last <= 2 else 0


def record(binary, folder, options, body=proxy.BODY, demangles=True, kind="completion"):
    """Where the profile of REQUESTS requests of a kind is, with that body where it has one."""
    bench = proxy.Bench(wrapper(binary, folder, demangles), folder, options)
    try:
        bench.mock()
        target, _ = bench.proxy(**({} if kind == "completion" else {"cache": {}}))
        if kind == "hit":
            body = {**body, "temperature": 0}
        headers = {"Content-Type": "application/json", **dict(line.split(": ", 1) for line in target.headers)}
        connection = http.client.HTTPConnection("127.0.0.1", proxy.PROXY_PORT)

        def send(count):
            for _ in range(count):
                if kind == "healthz":
                    connection.request("GET", "/healthz", headers=dict(list(headers.items())[1:]))
                else:
                    connection.request("POST", proxy.PATH, json.dumps(body), headers)
                response = connection.getresponse()
                response.read()
                assert response.status == 200, response.status

        control(target, "-i", "on")
        send(WARM)
        until_idle(target.pid)
        control(target, "-z")
        send(REQUESTS)
        control(target, "-d")
        return folder / "profile.1"
    finally:
        bench.end()


class Profile:
    """Costs by function, and how often each line of code was run, of a callgrind file with instructions."""

    def __init__(self, path):
        self.events, self.costs, self.lines, self.owners = [], {}, collections.Counter(), {}
        names = {}
        function, unit, address, is_call = "", "", 0, False
        for line in path.read_text(errors="replace").splitlines():
            key, _, value = line.partition("=")
            if line.startswith("events:"):
                self.events = line.split()[1:]
            elif key in ("fn", "cfn", "ob", "cob"):
                found = self.name(names.setdefault(key[-2:], {}), value)
                function = found if key == "fn" else function
                unit = found if key == "ob" else unit
            elif key == "calls":
                is_call = True
            elif line[:1].isdigit() or line[:1] in ("+", "-", "*"):
                where, _, *costs = line.split()
                number = int(where.lstrip("+-*") or "0", 0)
                address = address + number if where[0] == "+" else address - number if where[0] in "-*" else number
                if not is_call:
                    self.add(function, (unit, address >> 6), [int(cost) for cost in costs])
                is_call = False

    @staticmethod
    def name(names, text):
        """Names are written out once and have a number from then on."""
        number, written = re.fullmatch(r"\((\d+)\)(?: (.*))?", text).groups()
        return names.setdefault(number, written)

    def add(self, function, line, costs):
        row = self.costs.setdefault(function, [0] * len(self.events))
        for index, cost in enumerate(costs):
            row[index] += cost
        self.lines[line] = max(self.lines[line], costs[0])
        self.owners.setdefault(line, function)

    def each_request(self, name):
        return sum(row[self.events.index(name)] for row in self.costs.values()) / REQUESTS

    def hot_lines(self):
        """Lines of code that each request runs through."""
        return [line for line, count in self.lines.items() if count >= REQUESTS * 0.9]

    def show(self, most, what):
        hot = self.hot_lines()
        pages = {(unit, line >> 6) for unit, line in hot}
        print(f"\n{what}, mean of {REQUESTS} on one connection")
        print(f"  instructions: {self.each_request('Ir'):,.0f}")
        print(f"  reads and writes of memory: {self.each_request('Dr'):,.0f}, {self.each_request('Dw'):,.0f}")
        print(f"  lines of code that each request runs through: {len(hot):,} ({len(hot) / 16:.0f} KiB), in"
              f" {len(pages)} pages")
        missed = sum(self.each_request(name) for name in ("ILmr", "DLmr", "DLmw"))
        print(f"  lines that a cache of 256 KiB would not have had: {missed:,.0f}")
        owned = collections.Counter(self.owners[line] for line in hot)
        if most:
            print("\n  instructions  lines  function")
        for function, row in sorted(self.costs.items(), key=lambda item: -item[1][0])[:most]:
            print(f"  {row[0] / REQUESTS:12.0f} {owned[function]:6}  {function[:120]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--functions", type=int, default=0, help="how many functions to show")
    parser.add_argument("--kind", choices=KINDS, default="completion")
    parser.add_argument("--threads", type=int, default=1, help="event loops")
    options = parser.parse_args()
    for program in ("cc", "valgrind"):
        if not shutil.which(program):
            sys.exit(f"error: {program} is missing: apt-get install {'gcc' if program == 'cc' else program}")
    with tempfile.TemporaryDirectory() as folder:
        path = record(options.binary.absolute(), pathlib.Path(folder), options, kind=options.kind)
        Profile(path).show(options.functions, KINDS[options.kind])


if __name__ == "__main__":
    main()
