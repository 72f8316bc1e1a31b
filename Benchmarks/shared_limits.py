#!/usr/bin/env python3
"""shared_limits.py BINARY: what limits through Redis on loopback add to a chat completion.

Three servers in front of one mock, visited in turn in every round: limits of its own; limits in Redis that are prefetched
(requests and tokens of the key, requests of the provider); and limits that ask Redis for every request (requests of the key
and of the provider: two buckets, one write). Latency at one connection, CPU time at 64, system calls of the server by
`strace -c`, and with --instructions what it executes, by callgrind. CPU time and counts are what holds on a busy machine.
Needs cc, wrk, redis-server and strace.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import proxy
from instructions import REQUESTS, WARM, Profile, control, until_idle, wrapper

REDIS_PORT = 9010
PLENTY = 100_000_000
# Of the key and of the provider.
VARIANTS = {
    "own limits": (9003, PLENTY, False), "prefetching": (9004, PLENTY, True), "asking": (9005, 1_100, True)}


class Bench(proxy.Bench):
    def redis(self):
        process = self.spawn(["redis-server", "--port", str(REDIS_PORT), "--bind", "127.0.0.1", "--save", "",
                              "--dir", str(self.folder)])
        proxy.wait_for(REDIS_PORT, process)
        return process

    def server(self, name, binary=None):
        port, per_minute, shares = VARIANTS[name]
        folder = self.folder / name.replace(" ", "-")
        folder.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "KEY": "sk-provider-0123456789",
                       "REDIS": f"redis://127.0.0.1:{REDIS_PORT}", "SECURELLM_KEYS_DATABASE": str(folder / "keys.sqlite")}
        tokens = [] if name == "asking" else ["--tokens-per-minute", "1000000000"]
        key = subprocess.run(
            [self.binary, "keys", "create", "bench", "--requests-per-minute", str(per_minute), "--burst", str(PLENTY),
             *tokens], env=environment, capture_output=True, text=True, check=True).stdout.strip()
        configuration = {
            "listen": {"port": port, "maxConnections": 20_000}, "clients": {"requireKey": "always"},
            "audit": {"folder": str(folder / "audit")},
            "providers": {"openai": {
                "baseURL": f"http://127.0.0.1:{proxy.MOCK_PORT}/v1", "key": {"env": "KEY"}, "maxConnections": 10_000,
                "limits": {"requestsPerMinute": per_minute, "burst": PLENTY}}}}
        if shares:
            # So much only for the server under callgrind.
            configuration["state"] = {"redis": {"url": {"env": "REDIS"}, **({"timeoutMs": 1000} if binary else {})}}
        file = folder / "securellm.json"
        file.write_text(json.dumps(configuration))
        process = self.spawn(
            [binary or self.binary, "serve", "--config", file, "--threads", str(self.options.threads)], env=environment)
        proxy.wait_for(port, process, 60)
        target = proxy.Target(name, port, process, [f"Authorization: Bearer {key}"])
        if shares:
            self.until_available(target)
        assert target.post(proxy.BODY)[0] == 200
        return target

    @staticmethod
    def until_available(target):
        for _ in range(200):
            with urllib.request.urlopen(f"http://127.0.0.1:{target.port}/readyz") as response:
                if json.load(response)["state"]["redis"] == "available":
                    return
            time.sleep(0.1)
        sys.exit("error: Redis stays away")

    def calls(self, target):
        """System calls of a request, by name."""
        tracer = subprocess.Popen(["strace", "-c", "-f", "-p", str(target.pid)], stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        found = target.load(self.folder, 1, self.options.seconds)
        tracer.send_signal(signal.SIGINT)
        lines = re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$", tracer.communicate()[1], re.M)
        return {name: int(count) / found["reqs"] for count, name in lines if name != "total" and int(count) / found["reqs"] > 0.02}

    def instructions(self, name):
        folder = self.folder / f"{name.replace(' ', '-')}-profile"
        folder.mkdir()
        target = self.server(name, wrapper(self.binary, folder, False))
        body = json.dumps(proxy.BODY).encode()
        head = "\r\n".join([f"POST {proxy.PATH} HTTP/1.1", "Host: localhost", "Content-Type: application/json",
                            *target.headers, f"Content-Length: {len(body)}", "", ""]).encode()
        client = socket.create_connection(("127.0.0.1", target.port))

        def send(count):
            for _ in range(count):
                client.sendall(head + body)
                assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")

        control(target, "-i", "on")
        send(WARM)
        until_idle(target.pid)
        control(target, "-z")
        send(REQUESTS)
        control(target, "-d")
        profile = Profile(folder / "profile.1")
        self.stop(target.process)
        return profile.each_request("Ir")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1, help="event loops")
    parser.add_argument("--frozen", action="store_true", help="requests a second while Redis is frozen, and nothing else")
    parser.add_argument("--instructions", action="store_true", help="counts them, by callgrind, and nothing else")
    options = parser.parse_args()
    for program in ("cc", "wrk", "redis-server", "strace"):
        if not shutil.which(program):
            sys.exit(f"error: {program} is missing")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.binary.absolute(), pathlib.Path(folder), options)
        try:
            bench.mock()
            redis = bench.redis()
            if options.frozen:
                return freeze(bench, redis, options)
            if options.instructions:
                for name in VARIANTS:
                    print(f"{name}: {bench.instructions(name):,.0f} instructions a request")
                return
            measure(bench, options)
        finally:
            bench.end()


def freeze(bench, redis, options):
    """Redis is frozen while 64 connections send: the first of its replies that are missing is waited for, no other."""
    free, asking = bench.server("own limits"), bench.server("asking")
    shares = []
    for _ in range(options.rounds):
        before = free.load(bench.folder, 64, options.seconds)
        timer = threading.Timer(0.2, redis.send_signal, [signal.SIGSTOP])
        timer.start()
        held = asking.load(bench.folder, 64, options.seconds)
        timer.join()
        redis.send_signal(signal.SIGCONT)
        bench.until_available(asking)
        shares.append(held["rps"] / before["rps"])
        print(f"  {held['rps']:.0f} requests a second of {before['rps']:.0f}, p99 {held['p99']:.0f} us of"
              f" {before['p99']:.0f}, {held['bad']} bad")
    print(f"frozen Redis: {statistics.median(shares) * 100:.0f} % of the requests of a server without one, median of"
          f" {options.rounds} rounds")


def measure(bench, options):
    targets = [bench.server(name) for name in VARIANTS]
    for target in targets:
        target.load(bench.folder, 16, 1)
    runs = {(target.name, connections): [] for target in targets for connections in (1, 64)}
    for number in range(options.rounds):
        for connections in (1, 64):
            # In another order each time, and none from a machine that rests: whoever came first was twice as fast.
            first = number % len(targets)
            for target in targets[first:] + targets[:first]:
                target.load(bench.folder, 64, 1)
                runs[target.name, connections].append(target.load(bench.folder, connections, options.seconds))
    print(f"{options.rounds} rounds of {options.seconds} s, medians; {options.threads} event loop(s)")
    rows = [("", "p50 us", "p99 us", "added p50", "added p99", "CPU us", "added", "at 64: CPU", "added", "requests/s",
             "bad")]
    for target in targets:
        one, many = runs[target.name, 1], runs[target.name, 64]

        def median(found, key, base=None):
            before = runs[base, 1 if found is one else 64] if base else [{key: 0}] * len(found)
            return statistics.median(run[key] - other[key] for run, other in zip(found, before))
        rows.append((
            target.name, f"{median(one, 'p50'):.0f}", f"{median(one, 'p99'):.0f}",
            f"{median(one, 'p50', 'own limits'):.0f}", f"{median(one, 'p99', 'own limits'):.0f}",
            f"{median(one, 'cpu_us'):.1f}", f"{median(one, 'cpu_us', 'own limits'):.1f}", f"{median(many, 'cpu_us'):.1f}",
            f"{median(many, 'cpu_us', 'own limits'):.1f}", f"{median(many, 'rps'):.0f}",
            sum(run["bad"] for run in one + many)))
    proxy.show(rows)
    for target in targets:
        calls = bench.calls(target)
        print(f"  {target.name}: {sum(calls.values()):.2f} system calls a request: "
              + ", ".join(f"{name} {count:.2f}" for name, count in sorted(calls.items(), key=lambda item: -item[1])))


if __name__ == "__main__":
    main()
