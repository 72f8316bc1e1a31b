"""What an operator reads on standard error: events when they happen, in three formats, and never at a request's cost."""
import fcntl
import json
import os
import pathlib
import pty
import re
import resource
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import PROVIDER_KEY, Proxy, chat, free_port, key_of, listens, two_providers, until
from provider import completion

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
            self.process.wait(20)
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
        self.file.write_text(configuration)
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


def test_the_first_line_is_for_scripts_and_every_other_one_an_object(serve, mock):
    server = serve(two_providers(mock))
    assert server.request("/v1/chat/completions", chat())[0] == 200
    server.expect("audit in ")
    server.stop()
    assert server.lines[0] == f"Listening on http://127.0.0.1:{server.port}"
    for line in server.logged():
        assert list(line)[:3] == ["timestamp", "level", "message"] and TIME.fullmatch(line["timestamp"])
        assert line["level"] in LEVELS[:4]
    messages = [line["message"] for line in server.logged()]
    assert f"openai: openai at 127.0.0.1:{mock.port}/v1, responses at 127.0.0.1:{mock.port}/v1" in messages
    assert "no client key is required: only this machine can call" in messages
    # Nobody has asked for a line for each request.
    assert "request" not in messages
    # The file of `securellm mcp` is not written.
    assert not (server.folder / ".local" / "state").exists()


def test_a_reload_is_reported_with_every_error_and_no_value(serve, mock):
    server = serve(two_providers(mock))
    server.reload({**two_providers(mock), "aliases": {"fast": "openai/gpt-4o-mini"}})
    done = server.expect("configuration reloaded")
    assert done["level"] == "notice" and done["providers"] == 2 and done["file"] == str(server.file)
    server.reload(
        '{"listen": {"prot": 1},\n "metrics": {"maxModels": -12345},\n "providers": {"openai": {"key": "sk-mistake-1"}}}')
    failed = server.expect("configuration reload failed; keeping the previous one")
    assert failed["level"] == "error" and failed["file"] == str(server.file)
    assert [error.split(": ")[1] for error in failed["errors"]] == [
        "/listen/prot", "/metrics/maxModels", "/providers/openai/key"]
    assert failed["errors"][1].startswith("2:27: ")
    assert "12345" not in server.text and "sk-mistake-1" not in server.text
    server.file.unlink()
    server.process.send_signal(signal.SIGHUP)
    assert "cannot be read" in server.expect("configuration reload failed", count=2)["errors"][0]
    assert server.request("/v1/chat/completions", chat())[0] == 200


def test_settings_that_need_a_restart_are_named(serve, mock):
    server = serve(two_providers(mock))
    server.reload(json.dumps({
        **two_providers(mock), "listen": {"port": free_port()}, "audit": {"folder": str(server.folder / "elsewhere")}}))
    kept = server.expect("changed settings keep their values until the next start")
    assert kept["level"] == "warning" and kept["settings"] == ["listen.port", "audit"]
    server.expect("configuration reloaded")


def fill(server):
    """No file may grow beyond what the audit has already: what a full disk does to it."""
    server.closed(1)
    used = max(file.stat().st_size for file in (server.folder / "audit").glob("audit-*.jsonl"))
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))
    server.request("/v1/chat/completions", chat())


def empty(server):
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.parametrize("policy, effect", [("refuse", "requests are refused"), ("serve", "requests are not recorded")])
def test_an_audit_that_cannot_be_written_is_seen_at_once_and_so_is_its_recovery(serve, mock, policy, effect):
    server = serve({**two_providers(mock), "audit": {"onFailure": policy}})
    assert server.request("/v1/chat/completions", chat())[0] == 200
    fill(server)
    stalled = server.expect("the audit log cannot be written", seconds=2)
    assert stalled["level"] == "error" and effect in stalled["message"]
    assert stalled["folder"] == str(server.folder / "audit") and stalled["reason"] == "File too large"
    # Requests while it lasts have no line each.
    for _ in range(20):
        server.request("/v1/chat/completions", chat())
    empty(server)
    assert server.expect("the audit log can be written again")["level"] == "notice"
    server.stop()
    assert sum(line["message"].startswith("the audit log") for line in server.logged()) == 2


def test_client_keys_that_cannot_be_read_are_reported_once_and_again_when_they_can(serve, mock):
    server = serve({**two_providers(mock), "clients": {"keyFile": "keys.sqlite", "requireKey": "always"}})
    key_of(server)
    server.expect("changed client keys are in force")
    database, away = server.folder / "keys.sqlite", server.folder / "away.sqlite"
    database.rename(away)
    database.mkdir()
    failed = server.expect("the client keys cannot be read")
    assert failed["level"] == "error" and failed["reason"]
    # It is tried again each second.
    time.sleep(2.5)
    database.rmdir()
    away.rename(database)
    assert server.expect("the client keys can be read again")["level"] == "notice"
    assert sum(line["message"].startswith("the client keys cannot be read") for line in server.logged()) == 1


def test_circuits_are_named_and_keys_are_not(serve, make_provider):
    healed = threading.Event()

    def respond(call):
        if call.model == "gpt-4o-bad" and not healed.is_set():
            return call.send(500, {"error": {"message": f"not with {PROVIDER_KEY}"}})
        call.send(200, completion(call.model))

    provider = make_provider(respond=respond)
    server = serve({"providers": {"openai": {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "retries": {"max": 0},
        "breaker": {"failures": 3, "openMs": 1500}}}})
    for _ in range(3):
        server.request("/v1/chat/completions", chat(model="gpt-4o-bad"))
    opened = server.expect("circuit opened: requests are refused", seconds=3)
    assert (opened["level"], opened["provider"], opened["model"]) == ("warning", "openai", "gpt-4o-bad")
    healed.set()
    until(lambda: server.request("/v1/chat/completions", chat(model="gpt-4o-bad"))[0] == 200, 10, "it stays open")
    closed = server.expect("circuit closed: requests are served again", seconds=3)
    assert (closed["level"], closed["provider"], closed["model"]) == ("notice", "openai", "gpt-4o-bad")
    assert PROVIDER_KEY not in server.text


def test_the_circuit_of_a_whole_provider_has_no_model(serve):
    server = serve({"providers": {"openai": {
        "baseURL": f"http://127.0.0.1:{free_port()}/v1", "key": {"env": "PROVIDER_KEY"}, "limits": {},
        "retries": {"max": 0}, "breaker": {"failures": 3, "openMs": 60_000}}}})
    for _ in range(3):
        assert server.request("/v1/chat/completions", chat())[0] == 502
    opened = server.expect("circuit opened: requests are refused", seconds=3)
    assert opened["provider"] == "openai" and "model" not in opened


def test_refused_connections_are_counted_in_one_line(serve, mock):
    server = serve({**two_providers(mock), "listen": {"maxConnections": 2}})
    # The test's own question whether the server listens may still count as open.
    time.sleep(0.5)
    open_ones = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(2)]
    for connection in open_ones:
        # Served, and so counted: connecting alone says nothing of the order in which loops count.
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
    refused = 0
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as extra:
            refused += extra.recv(12) == b"HTTP/1.1 503"
    line = server.expect("connections were refused: listen.maxConnections is reached", seconds=5)
    assert refused == 5 and line["level"] == "warning" and 1 <= line["connections"] <= 5 and line["open"] == 2
    for _ in range(5):
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    # The next line is a minute away.
    time.sleep(2.5)
    for connection in open_ones:
        connection.close()
    assert sum(line["message"].startswith("connections were refused") for line in server.logged()) == 1


def test_a_drain_has_a_beginning_and_an_end(serve, make_mock):
    server = serve({**two_providers(make_mock("-d", 1_500_000)), "listen": {"drainMs": 10_000}})
    result = []
    caller = threading.Thread(target=lambda: result.append(server.request("/v1/chat/completions", chat())[0]))
    caller.start()
    until(lambda: server.metric("securellm_requests_in_flight") == 1, 10, "the request is not in flight")
    server.process.terminate()
    begin = server.expect("draining: no new connections are accepted, requests in flight may finish", seconds=2)
    assert begin["level"] == "notice" and begin["requests_in_flight"] == 1 and begin["drain_ms"] == 10_000
    assert not any(line["message"] == "stopped" for line in server.logged())
    caller.join()
    assert result == [200]
    server.stop()
    assert server.logged()[-1]["message"] == "stopped" and server.logged()[-1]["drained_ms"] >= 500


def test_what_doctor_marks_is_logged_at_the_start(serve, mock, tmp_path):
    configuration = two_providers(mock)
    configuration["providers"]["openai"]["key"] = {"file": "provider.key"}
    configuration["clients"] = {"requireKey": "always"}

    def prepare(folder):
        (folder / "provider.key").write_text(PROVIDER_KEY)
        (folder / "provider.key").chmod(0o644)

    # A project that holds the server's own files.
    server = serve(configuration, prepare=prepare, environment={"SECURELLM_PROJECT_ROOT": str(tmp_path)})
    key = server.expect("key in provider.key, which others may read or write: chmod 600 provider.key")
    assert key["level"] == "warning" and key["area"] == "openai"
    clients = server.expect("none, and one is needed for every request: securellm keys create NAME")
    assert clients["level"] == "warning" and clients["area"] == "client keys"
    project = [line for line in server.logged() if line.get("area") == "project"]
    assert [line["level"] for line in project] == ["warning"] and "holds this server's own files" in project[0]["message"]
    assert PROVIDER_KEY not in server.text


def test_the_level_bounds_what_is_written_and_a_reload_changes_it(serve, mock):
    server = serve({**two_providers(mock), "log": {"level": "error"}})
    server.reload({**two_providers(mock), "log": {"level": "error"}, "aliases": {"fast": "nobody/x"}})
    server.expect("configuration reload failed")
    assert [line["level"] for line in server.logged()] == ["error"], "what is below was written"
    server.reload({**two_providers(mock), "log": {"level": "debug"}})
    server.expect("configuration reloaded")
    server.stop()
    assert [line["message"] for line in server.logged()][-1] == "stopped"
    environment = {"SECURELLM_LOG_LEVEL": "debug"}
    verbose = serve({**two_providers(mock), "log": {"level": "error"}}, environment=environment)
    status = verbose.expect("status")
    assert status["level"] == "debug" and status["requests_in_flight"] == 0


def test_a_variable_with_an_unknown_word_is_an_error(binary, tmp_path):
    for name, words in [("SECURELLM_LOG_LEVEL", "error, warning, notice, info, debug"), ("SECURELLM_LOG_FORMAT", "text, json, journald")]:
        run = subprocess.run(
            [binary, "serve", "--check"], env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], name: "other-word"},
            capture_output=True, text=True, cwd=tmp_path)
        assert run.returncode == 1 and f"{name} must be one of {words}" in run.stderr and "other-word" not in run.stderr


# MARK: formats

def plain(server, kind):
    """Whole lines behind the first."""
    first, *others = list(server.lines)
    assert first == f"Listening on http://127.0.0.1:{server.port}"
    shape = {
        "text": rf"{TIME.pattern} ({'|'.join(LEVELS)}) \S.*", "journald": r"<[3-7]>[^<\s].*"}[kind]
    assert others and all(re.fullmatch(shape, line) for line in others), others
    return others


def test_a_terminal_gets_text(serve, mock):
    server = serve(two_providers(mock), stream=lambda environment: pty.openpty())
    until(lambda: any("audit in" in line for line in server.lines), 10, "nothing is written")
    server.stop()
    assert any(" notice no client key is required" in line for line in plain(server, "text"))
    assert plain(server, "text")[-1].split(" ")[1:3] == ["notice", "stopped"]


def journal(environment):
    """A pipe that systemd says leads to the journal."""
    reading, writing = os.pipe()
    status = os.fstat(writing)
    environment["JOURNAL_STREAM"] = f"{status.st_dev}:{status.st_ino}"
    return reading, writing


def test_the_journal_gets_priorities(serve, mock):
    server = serve(two_providers(mock), stream=journal)
    server.reload("{")
    until(lambda: any(line.startswith("<3>configuration reload failed") for line in server.lines), 10, "no error")
    server.stop()
    assert plain(server, "journald")[-1].startswith("<5>stopped drained_ms=")


def test_the_configuration_goes_before_the_stream_and_a_variable_before_both(serve, mock):
    server = serve({**two_providers(mock), "log": {"format": "json"}}, stream=journal)
    server.expect("audit in ")
    other = serve({**two_providers(mock), "log": {"format": "json"}}, environment={"SECURELLM_LOG_FORMAT": "text"})
    until(lambda: any("audit in" in line for line in other.lines), 10, "nothing is written")
    plain(other, "text")


def test_no_request_can_forge_a_line(serve, mock):
    """The name of a model whose circuit opens is a client's, and is written."""
    server = serve({"log": {"format": "text"}, "providers": {"openai": {
        "baseURL": mock.url + "/v1", "key": {"env": "PROVIDER_KEY"}, "limits": {}, "retries": {"max": 0},
        "breaker": {"failures": 2, "openMs": 60_000}}}})
    model = 'openai/x" level=error\n2026-11-29T03:15:10.204Z error forged\u001b[31m\u202e\u0085'
    for _ in range(2):
        assert server.request("/v1/chat/completions", chat("mock-500", model=model))[0] == 500
    until(lambda: any("circuit opened" in line for line in server.lines), 5, "the circuit does not open")
    line = next(line for line in plain(server, "text") if "circuit opened" in line)
    assert line.endswith(
        r'''model="x\" level=error\u000a2026-11-29T03:15:10.204Z error forged\u001b[31m\u202e\u0085"''')


# MARK: nobody reads

def test_a_log_that_nobody_reads_costs_no_request(serve, mock):
    """Neither does it keep the server from stopping; and when somebody reads, it says how much is missing."""
    held = {}

    def stream(environment):
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        held["reading"] = os.dup(reading)
        # What the fixture reads ends at once.
        os.close(reading)
        return os.open("/dev/null", os.O_RDONLY), writing

    server = serve(two_providers(mock), stream=stream)
    # Each of these has a line of 32 KiB.
    wrong = json.dumps({"aliases": {f"alias-{number}": "nobody/x" for number in range(1000)}})
    server.reload(wrong)
    for _ in range(120):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
    start = time.monotonic()
    for _ in range(50):
        assert server.request("/v1/chat/completions", chat())[0] == 200
    assert time.monotonic() - start < 10
    server.reload({**two_providers(mock)})
    text = []

    def read():
        with os.fdopen(held["reading"]) as log:
            text.extend(log.read().splitlines())

    reader = threading.Thread(target=read)
    time.sleep(0.5)
    reader.start()
    time.sleep(1)
    server.process.terminate()
    server.process.wait(20)
    reader.join(10)
    assert text[0].startswith("Listening on http://")
    lines = [json.loads(line) for line in text[1:]]
    dropped = [line["dropped"] for line in lines if line["message"].startswith("lines of the log were dropped")]
    failed = [line for line in lines if line["message"].startswith("configuration reload failed")]
    assert len(dropped) == 1 and dropped[0] > 0 and len(failed) < 120
    assert all(re.fullmatch(r"and \d+ more", line["errors"][-1]) for line in failed)
    assert lines[-1]["message"] == "stopped"


def test_a_log_that_is_never_read_does_not_keep_the_server_from_stopping(serve, mock):
    def stream(environment):
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        # Nobody reads this end as long as the test lasts.
        held.append(os.dup(reading))
        os.close(reading)
        return os.open("/dev/null", os.O_RDONLY), writing

    held = []
    server = serve(two_providers(mock), stream=stream)
    server.reload(json.dumps({"aliases": {f"alias-{number}": "nobody/x" for number in range(1000)}}))
    for _ in range(20):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.02)
    assert server.request("/v1/chat/completions", chat())[0] == 200
    server.process.terminate()
    assert server.process.wait(10) == 0
    os.close(held[0])


def test_a_reader_that_goes_away_does_not_end_the_server(serve, mock):
    server = serve(two_providers(mock), stream=lambda environment: gone())
    for _ in range(5):
        server.reload("{")
        time.sleep(0.05)
    assert server.request("/v1/chat/completions", chat())[0] == 200
    assert server.process.poll() is None


def gone():
    """A pipe without a reader."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.open("/dev/null", os.O_RDONLY), writing


# MARK: docs/logging.md

def samples(kind):
    """Lines of the page's blocks before the access log, whose lines Tests/EventLogTests compares."""
    page = PAGE.read_text().split("## The access log")[0]
    return [line for block in re.findall(rf"^```{kind}\n(.*?)^```", page, re.M | re.S) for line in block.splitlines()]


def like(line, server=None):
    """What is the machine's own is left out."""
    if server:
        line = line.replace(str(server.folder / "audit"), "/var/lib/securellm/audit")
        line = line.replace(str(server.file), "/etc/securellm.json")
    line = TIME.sub("TIME", line)
    return re.sub(r'(dropped=)\d+|(reason=)"[^"]*"', r"\1\2…", line)


@pytest.mark.parametrize("kind", ["text", "json", "journald"])
def test_the_page_shows_what_is_written(serve, mock, kind):
    server = serve(two_providers(mock), environment={"SECURELLM_LOG_FORMAT": kind})
    assert server.request("/v1/chat/completions", chat())[0] == 200
    server.reload({**two_providers(mock)})
    until(lambda: "configuration reloaded" in server.text, 10, "it is not reloaded")
    server.reload(WRONG)
    until(lambda: "configuration reload failed" in server.text, 10, "it is reloaded")
    fill(server)
    until(lambda: "cannot be written" in server.text, 10, "it is written")
    empty(server)
    until(lambda: "written again" in server.text, 10, "it is not written again")
    server.stop()
    written = {like(line, server) for line in server.lines}
    # Its numbers are of a log that nobody read, which is tested above.
    shown = [like(line) for line in samples(kind) if "were dropped" not in line]
    assert len(shown) >= 2
    for line in shown:
        assert line in written, f"{line} is not what is written:\n" + "\n".join(sorted(written))


# Line 3 and line 7 are wrong.
WRONG = """{
  // The configuration of docs/logging.md.
  "listen": { "prot": 8080 },
  "providers": {
    "openai": {}
  },
  "metrics": { "maxModels": -1 }
}
"""


def test_each_request_has_a_line_when_it_is_asked_for(serve, mock):
    server = serve({**two_providers(mock), "log": {"access": True, "level": "error"}})
    secret = {"Authorization": "Bearer sk-in-a-header"}
    _, headers, body = server.request("/v1/chat/completions", chat(), secret)
    line = server.expect("request")
    assert (line["level"], line["method"], line["route"], line["status"]) == ("info", "POST", "chat", 200)
    assert line["outcome"] == "success" and line["bytes"] == len(body) and line["duration_ms"] >= 0
    assert line["request_id"] == headers["x-securellm-request-id"] and line["client_address"] == "127.0.0.1"
    assert (line["provider"], line["model"]) == ("openai", "gpt-4o-mini") and "user" not in line
    assert server.request("/nowhere?key=sk-in-a-query")[0] == 404
    refused = server.expect("request", count=2)
    assert (refused["route"], refused["status"], refused["error"]) == ("unknown", 404, "unknown_route")
    assert "sk-in-a" not in server.text
    server.reload({**two_providers(mock), "log": {"access": False, "level": "notice"}})
    server.expect("configuration reloaded")
    server.request("/v1/chat/completions", chat())
    server.stop()
    assert sum(line["message"] == "request" for line in server.logged()) == 2
