"""What an operator reads on standard error: events when they happen, in three formats, and never at a request's cost."""
import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import PROVIDER_KEY, chat, free_port, key_of, listens, two_providers, until
from log_server import LEVELS, TIME, empty, fill, serve
from provider import completion


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
    assert failed["errors"][1].startswith(f"{server.file}:2:27: ")
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
    server.expect("changed client keys are active")
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
    file = server.folder / "provider.key"
    key = server.expect(f"key in {file}, which others may read or write: chmod 600 {file}")
    assert key["level"] == "warning" and key["area"] == "openai"
    clients = server.expect("none in ")
    assert clients["message"].endswith(
        f"keys.sqlite, and one is needed for every request: securellm keys create NAME --config {server.file}")
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
