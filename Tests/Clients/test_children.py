"""A long build: others are served meanwhile, and nothing of it is left when it is no longer wanted."""
import json
import os
import pathlib
import resource
import signal
import time

import pytest

from conftest import needs_nix
from processes import command_line, descendants, is_alive
from projects import until
from stdio_client import StdioClient

pytestmark = needs_nix
SLOW = {"name": "nix_build", "arguments": {"attribute": "slow", "offline": True}}


def start_build(client):
    """The id of the request and the processes of a build that has begun."""
    identifier = client.start("tools/call", SLOW)

    def building():
        commands = map(command_line, descendants(client.process.pid))
        return any(b"builder" in command and command.endswith(b"60\0") for command in commands)

    until(building, 30, "the build did not begin")
    return identifier, descendants(client.process.pid)


def gone(processes):
    return lambda: not any(map(is_alive, processes))


@pytest.fixture
def client(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        yield client


def test_serves_other_requests_during_a_build_and_cancel_ends_it(client):
    identifier, processes = start_build(client)
    for _ in range(20):
        assert client.call("server_status", timeout=5)["structuredContent"]
    client.notify("notifications/cancelled", {"requestId": identifier, "reason": "test"})
    until(gone(processes), 20, "processes of a cancelled build are left")
    assert client.call("server_status", timeout=5)


@pytest.mark.parametrize("closes_input", [True, False])
def test_a_client_that_is_gone_ends_the_build(binary, environment, closes_input):
    client = StdioClient([binary, "mcp"], env=environment)
    _, processes = start_build(client)
    client.process.stdout.close()
    if closes_input:
        client.process.stdin.close()
    assert client.process.wait(5) == 0
    until(gone(processes), 20, "processes are left after the client has gone")
    client.process.stdin.close()


def test_a_signal_after_the_end_of_input_ends_the_build(binary, environment):
    client = StdioClient([binary, "mcp"], env=environment)
    _, processes = start_build(client)
    client.process.stdin.close()
    time.sleep(0.3)
    assert all(map(is_alive, processes)), "the build goes on: somebody still reads"
    client.process.send_signal(signal.SIGTERM)
    assert client.process.wait(5) == 0
    until(gone(processes), 20, "processes are left after SIGTERM")
    client.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_leaves_no_builder(binary, environment, number):
    client = StdioClient([binary, "mcp"], env=environment)
    _, processes = start_build(client)
    client.process.send_signal(number)
    assert client.process.wait(5) == 0
    client.process.stdin.close()
    client.process.stdout.close()
    until(gone(processes), 20, "processes are left after the signal")


def test_nohup_is_respected(binary, environment):
    client = StdioClient(["nohup", binary, "mcp"], env=environment)
    assert client.call("server_status", timeout=5)
    client.process.send_signal(signal.SIGHUP)
    assert client.call("server_status", timeout=5)
    assert client.close() == 0


def test_the_end_of_a_call_is_recorded_while_the_disk_is_full(binary, environment):
    """No file may grow beyond what the audit has already: what a full disk does to it."""
    client = StdioClient([binary, "mcp"], env=environment)
    identifier, processes = start_build(client)
    folder = next(pathlib.Path(environment["XDG_DATA_HOME"]).rglob("audit.ring")).parent
    until(lambda: events(folder), 5, "the call is not recorded")
    used = max(file.stat().st_size for file in folder.glob("audit-*.jsonl"))
    resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, (used, resource.RLIM_INFINITY))

    def refused():
        response = client.response(client.start("tools/call", {"name": "server_status", "arguments": {}}))
        return "the audit cannot be written" in json.dumps(response)

    until(refused, 10, "calls go on unrecorded")
    client.notify("notifications/cancelled", {"requestId": identifier, "reason": "test"})
    until(gone(processes), 20, "processes of a cancelled build are left")
    assert refused()
    resource.prlimit(client.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    until(lambda: not refused(), 10, "calls are not served again")
    assert client.close() == 0
    found = events(folder)
    begun = [event["request_id"] for event in found if event["event_type"] == "tool_called"]
    ended = [event["request_id"] for event in found if event["event_type"] == "tool_finished"]
    assert sorted(begun) == sorted(ended)
    assert [event.get("status") for event in found if event["request_id"] == begun[0]] == [None, "cancelled"]


def events(folder):
    return [json.loads(line) for file in sorted(folder.glob("audit-*.jsonl")) for line in file.read_text().splitlines()]
