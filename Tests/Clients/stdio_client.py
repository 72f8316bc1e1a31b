"""A raw MCP client over standard input and output: the Python standard library and nothing else.

It speaks the stateless revision (every request carries `_meta`) or, after `initialize`, the handshake revisions. The
demonstration, the measurements and the tests that must see single lines use it.
"""
import json
import os
import select
import subprocess
import time

MODERN = "2026-07-28"
PREFIX = "io.modelcontextprotocol/"


class NoResponse(Exception):
    pass


class StdioClient:
    def __init__(self, command, cwd=None, env=None, name="stdio-client"):
        self.process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self.meta = {
            PREFIX + "protocolVersion": MODERN,
            PREFIX + "clientInfo": {"name": name, "version": "1"},
            PREFIX + "clientCapabilities": {}}
        self.notifications = []
        self._responses = {}
        self._buffer = b""
        self._next = 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self, timeout=5):
        """Ends the input and waits; the exit code, or a kill when the server does not leave."""
        if self.process.stdin and not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise NoResponse("the server did not leave after the end of its input")
        finally:
            self.process.stdout.close()

    def send_line(self, line):
        self.process.stdin.write(line if line.endswith(b"\n") else line + b"\n")
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send_line(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode())

    def start(self, method, params=None, modern=True):
        """Sends a request and returns its id at once."""
        identifier, self._next = self._next, self._next + 1
        params = dict(params or {})
        if modern:
            params["_meta"] = {**self.meta, **params.get("_meta", {})}
        self.send_line(json.dumps({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}).encode())
        return identifier

    def response(self, identifier, timeout=30):
        """The whole response with this id; responses to other requests are kept for later."""
        deadline = time.monotonic() + timeout
        while identifier not in self._responses:
            message = json.loads(self.read_line(deadline - time.monotonic()))
            if "method" in message:
                self.notifications.append(message)
            else:
                self._responses[message.get("id")] = message
        return self._responses.pop(identifier)

    def read_line(self, timeout=30):
        deadline = time.monotonic() + timeout
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise NoResponse(f"no line within {timeout:.1f} s")
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                raise NoResponse(f"the server closed its output (exit code {self.process.poll()})")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def request(self, method, params=None, timeout=30, modern=True):
        """The result; an error response is raised."""
        message = self.response(self.start(method, params, modern), timeout)
        if "error" in message:
            raise NoResponse(f"{method}: {message['error'].get('message')} ({message['error'].get('code')})")
        return message["result"]

    def call(self, tool, arguments=None, timeout=60, modern=True):
        return self.request("tools/call", {"name": tool, "arguments": arguments or {}}, timeout, modern)
