#!/usr/bin/env python3
"""cache.py BINARY: what a response from the cache costs, beside `GET /healthz` on the same connection.

CPU time of the server, kernel included, of requests one after the other; with keys, limits, validation, audit and metrics
on. Rounds alternate, so that what else the machine does meets both; the medians are compared. Needs cc.
"""
import argparse
import json
import pathlib
import shutil
import socket
import statistics
import sys
import tempfile

import proxy


def exchange(connection, request):
    """One request and the whole of its response, which has a length."""
    connection.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def requests(key, prompts):
    """By name: the bytes of each kind of request."""
    common = f"Host: 127.0.0.1\r\n{key}\r\n"
    made = {"healthz": f"GET /healthz HTTP/1.1\r\n{common}\r\n".encode()}
    for bytes in prompts:
        body = json.dumps({**proxy.BODY, "temperature": 0, "messages": [{"role": "user", "content": "x" * bytes}]})
        made[f"hit, a prompt of {bytes} bytes"] = (
            f"POST {proxy.PATH} HTTP/1.1\r\n{common}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
    return made


def measure(target, kinds, rounds, count):
    connection = socket.create_connection(("127.0.0.1", proxy.PROXY_PORT))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    costs = {kind: [] for kind in kinds}
    for kind, request in kinds.items():
        for _ in range(200):
            head, body = exchange(connection, request)
        assert kind == "healthz" or b"x-securellm-cache: hit" in head.lower(), head
        print(f"{kind}: request {len(request)} bytes, response {len(head) + 4 + len(body)} bytes")
    for _ in range(rounds):
        for kind, request in kinds.items():
            before = proxy.cpu_seconds(target.process.pid)
            for _ in range(count):
                exchange(connection, request)
            costs[kind].append((proxy.cpu_seconds(target.process.pid) - before) / count * 1e6)
    return {kind: statistics.median(found) for kind, found in costs.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=1, help="event loops")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=20_000, help="in each round, of each kind")
    options = parser.parse_args()
    if not shutil.which("cc"):
        sys.exit("error: cc is missing: apt-get install gcc")
    with tempfile.TemporaryDirectory() as folder:
        bench = proxy.Bench(options.binary.absolute(), pathlib.Path(folder), options)
        try:
            bench.mock()
            target, _ = bench.proxy(cache={})
            costs = measure(target, requests(target.headers[0], (30, 1000, 10_000)), options.rounds, options.requests)
        finally:
            bench.end()
    for kind, cost in costs.items():
        print(f"{kind}: {cost:.1f} us of CPU, {cost / costs['healthz']:.2f} x /healthz")


if __name__ == "__main__":
    main()
