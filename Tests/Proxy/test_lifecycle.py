"""Starting, reading the configuration again, being killed, and a disk that is full."""
import http.client
import json
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import chat, message, two_providers, until


def rewrite(proxy, configuration):
    """A new configuration that listens where the old one does."""
    configuration.setdefault("listen", {})["port"] = proxy.port
    configuration.setdefault("audit", {})["folder"] = str(proxy.folder / "audit")
    proxy.file.write_text(json.dumps(configuration))
    proxy.process.send_signal(signal.SIGHUP)


def test_sighup_takes_over_the_whole_file_or_nothing(make_proxy, make_mock):
    first, second = make_mock(), make_mock()
    proxy = make_proxy(two_providers(first))
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    rewrite(proxy, {**two_providers(second), "aliases": {"fast": "nobody/x"}})
    time.sleep(1)
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert (first.stats()["req"], second.stats()["req"]) == (2, 0)
    rewrite(proxy, {**two_providers(second), "aliases": {"fast": "openai/gpt-4o-mini"}})
    time.sleep(1)
    assert proxy.request("/v1/chat/completions", chat(model="fast"))[0] == 200
    assert (first.stats()["req"], second.stats()["req"]) == (2, 1)


@pytest.mark.parametrize("text, words", [
    ('{"listen":{"prot":1}}', "1:"),
    ('{\n  "providers": {"openai": {"key": {"env": "NO_SUCH_VARIABLE"}}}\n}', "NO_SUCH_VARIABLE"),
    ('{"providers":{"x":{"apiFormat":"openai","baseURL":"http://example.com/v1"}}}', "https"),
    ('{"listen":{"host":"0.0.0.0"},"clients":{"requireKey":"never"}}', "requireKey"),
    ('{ // no end', "1:"),
])
def test_an_invalid_configuration_is_reported_with_its_location(binary, tmp_path, text, words):
    file = tmp_path / "securellm.json"
    file.write_text(text)
    run = subprocess.run(
        [binary, "serve", "--config", file, "--check"], capture_output=True, text=True,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]})
    assert run.returncode == 1 and words in run.stderr and str(file) in run.stderr


def test_a_port_in_use_is_reported(make_proxy, mock, binary, tmp_path):
    proxy = make_proxy(two_providers(mock))
    run = subprocess.run(
        [binary, "serve", "--port", str(proxy.port)], capture_output=True, text=True,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}, timeout=20)
    assert run.returncode == 1 and "another process uses this port" in run.stderr


def test_what_only_the_start_needs_is_not_kept_in_memory(make_proxy, mock):
    """Neither code that ran once nor the audit's queue, of which no more is in memory than has been used."""
    proxy = make_proxy(two_providers(mock))

    def queue():
        resident, inside = 0, False
        for line in pathlib.Path(f"/proc/{proxy.process.pid}/smaps").read_text().splitlines():
            name, _, value = line.partition(":")
            if "-" in name.split(" ")[0]:
                inside = line.endswith("audit.ring")
            elif inside and name == "Rss":
                resident += int(value.split()[0])
        return resident

    def status(name):
        text = pathlib.Path(f"/proc/{proxy.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name))

    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert queue() < 1024, "all of a new queue is in memory"
    until(lambda: status("VmHWM") - status("VmRSS") > 4096, 10, "code of the start is kept")
    proxy.kill()
    proxy.start()
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert queue() < 1024, "all of a queue that was put in order is in memory"


def test_two_servers_never_share_an_audit(make_proxy, mock, binary, tmp_path):
    proxy = make_proxy(two_providers(mock))
    (tmp_path / "other.json").write_text(json.dumps({"listen": {"port": 0}, "audit": {"folder": str(proxy.folder / "audit")}}))
    run = subprocess.run(
        [binary, "serve", "--config", tmp_path / "other.json"], capture_output=True, text=True,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}, timeout=20)
    assert run.returncode == 1 and "audit" in run.stderr


class Load:
    """Clients that call until the server is gone, and remember which calls got a response."""

    def __init__(self, proxy, count):
        self.proxy, self.acknowledged, self.lock = proxy, [], threading.Lock()
        self.threads = [threading.Thread(target=self.call) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def call(self):
        while True:
            try:
                status, headers, _ = self.proxy.request("/v1/chat/completions", chat(stream=random.random() < 0.5), timeout=5)
            except (OSError, http.client.HTTPException):
                return
            if status == 200:
                with self.lock:
                    self.acknowledged.append(headers["x-securellm-request-id"])

    def wait(self):
        for thread in self.threads:
            thread.join()


def test_killed_under_load_nothing_acknowledged_is_lost(make_proxy, make_mock):
    """SIGKILL at any moment, 5 times here; SECURELLM_KILLS=500 for the proof."""
    mock = make_mock("-i", 1000)
    proxy = make_proxy(two_providers(mock))
    acknowledged = []
    for _ in range(int(os.environ.get("SECURELLM_KILLS", "5"))):
        load = Load(proxy, 4)
        time.sleep(random.uniform(0.05, 0.6))
        proxy.kill()
        load.wait()
        acknowledged += load.acknowledged
        proxy.start()
    proxy.stop()
    events = proxy.events()
    opened = [event["request_id"] for event in events if event["event_type"] == "request_received"]
    closed = [event["request_id"] for event in events if event["event_type"] == "request_finished"]
    assert acknowledged and set(acknowledged) <= set(opened)
    assert len(set(opened)) == len(opened) and len(set(closed)) == len(closed)
    assert set(opened) == set(closed)
    assert any(event.get("status") == "unknown" for event in events)


def test_a_full_disk_refuses_requests_and_is_left_behind(make_proxy, mock, binary, tmp_path):
    """No file may grow beyond what the audit has already: what a full disk does to it."""
    folder = tmp_path / "full"
    folder.mkdir()
    proxy = make_proxy(two_providers(mock))
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    proxy.closed(1)
    used = max(file.stat().st_size for file in (proxy.folder / "audit").glob("audit-*.jsonl"))
    resource.prlimit(proxy.process.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))
    until(lambda: proxy.request("/v1/chat/completions", chat())[0] == 503, 10, "requests are served unrecorded")
    status, _, body = proxy.request("/v1/chat/completions", chat())
    assert status == 503 and json.loads(body)["error"]["code"] == "audit_unavailable"
    status, _, body = proxy.request("/readyz")
    assert status == 503 and proxy.request("/healthz")[0] == 200
    assert (json.loads(body)["audit"], json.loads(body)["reason"]) == ("stalled", "File too large")
    resource.prlimit(proxy.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    until(lambda: proxy.request("/v1/messages", message())[0] == 200, 10, "requests are not served again")
    proxy.stop()
    events = proxy.events()
    opened = {event["request_id"] for event in events if event["event_type"] == "request_received"}
    closed = {event["request_id"] for event in events if event["event_type"] == "request_finished"}
    assert opened == closed


def test_connections_that_come_while_it_drains_do_not_hold_it(make_proxy, mock):
    """Some are accepted before the listener is closed, and reach their event loop when it drains already."""
    configuration = two_providers(mock)
    configuration["listen"] = {"drainMs": 20_000}
    proxy = make_proxy(configuration)
    stop, held = threading.Event(), [[] for _ in range(4)]

    def connect(opened):
        while not stop.is_set():
            try:
                opened.append(socket.create_connection(("127.0.0.1", proxy.port), timeout=5))
            except OSError:
                return

    threads = [threading.Thread(target=connect, args=(opened,)) for opened in held]
    for thread in threads:
        thread.start()
    until(lambda: sum(map(len, held)) > 200, 10, "nobody connects")
    begin = time.monotonic()
    proxy.process.terminate()
    proxy.process.wait(15)
    stop.set()
    for thread in threads:
        thread.join()
    for connection in sum(held, []):
        connection.close()
    assert time.monotonic() - begin < 10


def test_secrets_are_nowhere(make_proxy, mock):
    proxy = make_proxy(two_providers(mock))
    proxy.request("/v1/chat/completions", chat("mock-500"))
    proxy.request("/v1/chat/completions", chat(), {"Authorization": "Bearer sk-client-secret-1"})
    texts = [proxy.request(path)[2].decode() for path in ("/metrics", "/readyz", "/openapi.json", "/v1/models")]
    proxy.stop()
    texts.append((proxy.folder / "serve.log").read_text())
    texts += [file.read_text(errors="replace") for file in (proxy.folder / "audit").glob("*") if file.is_file()]
    texts += [file.read_text(errors="replace") for file in proxy.folder.rglob("*.log")]
    for text in texts:
        assert "sk-provider-0123456789abcdef" not in text and "sk-client-secret-1" not in text


def test_models_of_providers_are_learned(make_proxy, mock):
    """The mock responses GET /v1/models with something that is no list: what is configured is listed all the same."""
    configuration = two_providers(mock)
    configuration["providers"]["local"] = {"apiFormat": "openai", "baseURL": mock.url + "/v1", "models": ["llama3"]}
    proxy = make_proxy(configuration)
    body = json.loads(proxy.request("/v1/models")[2])
    assert [entry["id"] for entry in body["data"]] == ["local/llama3"]
