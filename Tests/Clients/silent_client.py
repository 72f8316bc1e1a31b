"""A client that sends requests and does not read until the test asks it to."""
import json
import os
import pty
import select
import socket
import subprocess
import time
import tty
from pathlib import Path

from stdio_client import MODERN, PREFIX

META = {PREFIX + "protocolVersion": MODERN, PREFIX + "clientCapabilities": {}}


def ends(kind):
    """Both ends of the server's output: what the client reads from, what the server writes to."""
    if kind == "socket":
        return tuple(end.detach() for end in socket.socketpair())
    if kind == "terminal":
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        return ours, theirs
    ours, theirs = os.pipe()
    if kind == "pipe that refuses":
        os.set_blocking(theirs, False)
    return ours, theirs


class SilentClient:
    def __init__(self, binary, environment, kind="pipe"):
        self.output, theirs = ends(kind)
        self.process = subprocess.Popen(
            [binary, "mcp"], env=environment, stdin=subprocess.PIPE, stdout=theirs, start_new_session=True)
        os.close(theirs)
        self.asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.close_output()

    def close_output(self):
        if self.output is not None:
            os.close(self.output)
            self.output = None

    def message(self, method, params):
        self.asked += 1
        text = {"jsonrpc": "2.0", "id": self.asked, "method": method, "params": {**params, "_meta": META}}
        return json.dumps(text).encode() + b"\n"

    def ask(self, method, params=None):
        self.process.stdin.write(self.message(method, params or {}))
        self.process.stdin.flush()

    def call(self, tool, **arguments):
        self.ask("tools/call", {"name": tool, "arguments": arguments})

    def fill(self, times=100):
        """Asks for more than the pipe and the server's queue take."""
        for _ in range(times):
            self.ask("tools/list")

    def read_all(self, timeout=30):
        """Every reply, by its id; each must come once."""
        found, rest, deadline = {}, b"", time.monotonic() + timeout
        while len(found) < self.asked:
            ready, _, _ = select.select([self.output], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{len(found)} of {self.asked} replies within {timeout} s"
            chunk = os.read(self.output, 1 << 16)
            assert chunk, f"the output ended after {len(found)} of {self.asked} replies"
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                reply = json.loads(line)
                assert reply["id"] not in found
                found[reply["id"]] = reply
        return found

    def resident_kilobytes(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def events(environment):
    """What the audit of the only server holds."""
    folder = Path(environment["XDG_DATA_HOME"]) / "securellm" / "audit" / "mcp" / "0"
    lines = [line for file in sorted(folder.glob("audit-*.jsonl")) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def ended(environment):
    return [event for event in events(environment) if event["event_type"] == "tool_finished"]
