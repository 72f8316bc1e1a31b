"""A server whose standard error is read as an operator reads it."""
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import threading

import pytest

from conftest import Proxy, chat, listens, until

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LEVELS = ["error", "warning", "notice", "info", "debug"]
PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "logging.md"


class Server(Proxy):
    """Standard error is a pipe that is read, as a container has it; or what `stream` opens."""

    stream = None

    def start(self):
        self.lines, self.log = [], None
        reading, writing = self.stream(self.environment) if self.stream else os.pipe()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--config", self.file], env=self.environment, cwd=self.folder, stderr=writing)
        os.close(writing)
        self.log = os.fdopen(reading, errors="strict")
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        until(lambda: self.process.poll() is not None or listens(self.port), 30, "the proxy does not listen")

    def read(self):
        try:
            for line in self.log:
                self.lines.append(line.rstrip("\r\n"))
        except OSError:
            # The end of a terminal.
            pass

    def stop(self):
        """The log is whole afterwards."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                # Longer than a drain may take.
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                pytest.fail(f"the server does not end; the last it logged: {self.lines[-3:]}")
        self.reader.join(10)
        self.log.close()

    @property
    def text(self):
        return "\n".join(self.lines)

    def logged(self):
        """Each line an object; the first line of a start is for scripts and no event."""
        return [json.loads(line) for line in list(self.lines) if not line.startswith("Listening on http://")]

    def expect(self, message, count=1, seconds=10):
        """Waits for so many events whose message begins so; the last of them."""
        found = []

        def enough():
            found[:] = [line for line in self.logged() if line["message"].startswith(message)]
            return len(found) >= count

        until(enough, seconds, f"{message!r} is not logged")
        return found[-1]

    def reload(self, configuration):
        """A text as it is; or a new configuration that listens where the old one does."""
        if isinstance(configuration, dict):
            configuration.setdefault("listen", {})["port"] = self.port
            configuration.setdefault("audit", {})["folder"] = str(self.folder / "audit")
            configuration = json.dumps(configuration)
        # At once: a reload asked for before must not read half of it.
        written = self.file.with_suffix(".new")
        written.write_text(configuration)
        written.replace(self.file)
        self.process.send_signal(signal.SIGHUP)


@pytest.fixture
def serve(binary, tmp_path):
    made = []

    def make(configuration, stream=None, prepare=None, **more):
        folder = tmp_path / f"server{len(made)}"
        folder.mkdir()
        if prepare:
            prepare(folder)
        kind = type("Streamed", (Server,), {"stream": staticmethod(stream)}) if stream else Server
        made.append(kind(binary, folder, configuration, **more))
        return made[-1]

    yield make
    for server in made:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def fill(server):
    """No file may grow beyond what the audit has already: what a full disk does to it."""
    server.closed(1)
    used = max(file.stat().st_size for file in (server.folder / "audit").glob("audit-*.jsonl"))
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))
    server.request("/v1/chat/completions", chat())


def empty(server):
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
