"""The log as text, as JSON and for the journal, whoever reads it, or nobody; and a line for each request on demand."""
import fcntl
import json
import os
import pty
import re
import signal
import threading
import time

import pytest

from conftest import PROVIDER_KEY, chat, two_providers, until
from log_server import LEVELS, PAGE, TIME, empty, fill, serve


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
