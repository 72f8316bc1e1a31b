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

    def cpu(self):
        """Seconds of CPU time: other work on the machine adds nothing to it."""
        return float(self.info("cpu", "used_cpu_user")) + float(self.info("cpu", "used_cpu_sys"))

    def stop(self):
        self.process.terminate()
        self.process.wait()


def take(digest, key, units, used=0):
    """A request and tokens of a key, as a request takes them. A bucket is forgotten when it is full again: hours later."""
    requests = [units, 0, 0, 0, 6, 10_000]
    tokens = [500 * units, 0, 0, -used, 6_000, 10_000_000]
    return ["EVALSHA", digest, 2, f"slm:{{k:{key:x}}}:r", f"slm:{{k:{key:x}}}:t", 2000, *requests, *tokens]


def measure(script, keys):
    """Bytes of a key with its two buckets, and Redis' CPU time in microseconds for one request's command."""
    with tempfile.TemporaryDirectory() as folder:
        redis = Redis(folder)
        try:
            digest = redis.run([["SCRIPT", "LOAD", script]])[0]
            before = int(redis.info("memory", "used_memory"))
            for first in range(0, keys, 1000):
                redis.run([take(digest, key, 1000) for key in range(first, min(first + 1000, keys))])
            memory = int(redis.info("memory", "used_memory")) - before
            spent, calls = redis.cpu(), 200_000
            for first in range(0, calls, 50):
                redis.run([take(digest, key % keys, 1, 7) for key in range(first, first + 50)])
            return memory / keys, (redis.cpu() - spent) / calls * 1e6
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
    print(f"  one command, both buckets     {microseconds:.1f} us of Redis' CPU time, {1e6 / microseconds:.0f} a second at most")


if __name__ == "__main__":
    main()
