#!/usr/bin/env python3
"""scale.py PROGRAM [KEYS]: what limits over many instances cost Redis.

Runs PROGRAM (scale-simulation) for 1,000 instances and ten million keys, and asks a real redis-server what the simulation
only counts: the time of one command, and the memory of one key's buckets (KEYS of them, 1,000,000 by default).
"""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time


class Redis:
    """A redis-server of its own, spoken to with as many commands at a time as are given."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", folder], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port))
                break
            except OSError:
                time.sleep(0.05)
        else:
            sys.exit("error: redis-server does not listen")
        self.file = self.socket.makefile("rb")

    def run(self, commands):
        self.socket.sendall(b"".join(self.encoded(command) for command in commands))
        return [self.reply() for _ in commands]

    @staticmethod
    def encoded(words):
        words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    def reply(self):
        line = self.file.readline().rstrip()
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            sys.exit(f"error: Redis: {rest.decode()}")
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        return int(rest) if kind == b":" else rest

    def info(self, section, name):
        text = self.run([["INFO", section]])[0].decode()
        return next(line.partition(":")[2] for line in text.splitlines() if line.startswith(name + ":"))

    def stop(self):
        self.process.terminate()
        self.process.wait()


def take(digest, key, used):
    """One request and 500 tokens of a key, as a request takes them: 60 a minute, 100,000 tokens a minute."""
    request = [1, 0, 0, 0, 60, 10]
    tokens = [500, 0, 0, -used, 100_000, 100_000]
    return ["EVALSHA", digest, 2, f"slm:{{k:{key:x}}}:r", f"slm:{{k:{key:x}}}:t", 2000, *request, *tokens]


def measure(script, keys):
    with tempfile.TemporaryDirectory() as folder:
        redis = Redis(folder)
        try:
            digest = redis.run([["SCRIPT", "LOAD", script]])[0]
            before = int(redis.info("memory", "used_memory"))
            for first in range(0, keys, 1000):
                redis.run([take(digest, key, 0) for key in range(first, min(first + 1000, keys))])
            memory = int(redis.info("memory", "used_memory")) - before
            redis.run([["CONFIG", "RESETSTAT"]])
            for first in range(0, 100_000, 1000):
                redis.run([take(digest, key, 7) for key in range(first, first + 1000)])
            spent = redis.info("commandstats", "cmdstat_evalsha")
            return memory / keys, float(spent.partition("usec_per_call=")[2].split(",")[0])
        finally:
            redis.stop()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: scale.py PROGRAM [KEYS]")
    if not shutil.which("redis-server"):
        sys.exit("error: redis-server is not installed")
    program, keys = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    subprocess.run([program], check=True)
    script = subprocess.run([program, "--script"], check=True, capture_output=True, text=True).stdout.rstrip("\n")
    memory, microseconds = measure(script, keys)
    print(f"\nredis-server, {keys} keys with buckets of requests and of tokens")
    print(f"  memory                        {memory:.0f} bytes a key, {memory * 10_000_000 / 1e9:.1f} GB for ten million")
    print(f"  one command, both buckets     {microseconds:.1f} us of Redis' time, {1e6 / microseconds:.0f} a second at most")


if __name__ == "__main__":
    main()
