"""A client that does not read stops no clock: calls end in their time, are recorded, and nothing grows without end."""
import contextlib
import os
import signal
import time

import pytest

import projects
from conftest import installed
from processes import descendants, is_alive
from projects import until
from silent_client import SilentClient, ended, events

pytestmark = pytest.mark.skipif(not installed("rg"), reason="ripgrep is not installed")
KINDS = ["pipe", "pipe that refuses", "socket", "terminal"]
LIMIT = 30  # seconds: search_text's own


@pytest.fixture
def settings(tmp_path, binary):
    """One environment for each server, with a project of FIFOs that nobody writes to and of texts."""
    def make(name):
        folder = tmp_path / name.replace(" ", "-")
        project = folder / "project"
        project.mkdir(parents=True)
        for number in range(8):
            os.mkfifo(project / f"fifo{number}")
            (project / f"text{number}.txt").write_text("".join(f"needle {line:05d} {'x' * 400}\n" for line in range(1000)))
        return projects.environment(folder, project)
    return make


def wait_for_nothing(client, calls=8):
    """Calls that end by their time limit alone."""
    for number in range(calls):
        client.call("search_text", query="needle", paths=[f"fifo{number}"])


def find_much(client, calls=8):
    """Calls with a reply of a megabyte."""
    for number in range(calls):
        client.call("search_text", query="needle", paths=[f"text{number}.txt"], limitPerFile=1000)


def test_each_call_ends_at_its_own_limit(binary, settings):
    with contextlib.ExitStack() as stack:
        servers = []
        for kind in KINDS:
            environment = settings(kind)
            servers.append((stack.enter_context(SilentClient(binary, environment, kind)), environment))
        for client, environment in servers:
            wait_for_nothing(client)
            until(lambda: len(descendants(client.process.pid)) == 8, 10, "the calls have not begun")
            client.fill()
        for client, environment in servers:
            until(lambda: len(ended(environment)) == 8, LIMIT + 5, "calls are still in flight")
            for event in ended(environment):
                assert event["status"] == "timeout"
                assert abs(event["duration_us"] / 1e6 - LIMIT) < 1
            assert descendants(client.process.pid) == set()
            assert client.resident_kilobytes() < 40_000
        for client, _ in servers:
            replies = client.read_all()
            assert sum(bool(reply["result"].get("isError")) for reply in replies.values()) == 8
            client.process.stdin.close()
            assert client.process.wait(5) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_calls_end_though_their_replies_have_no_room(binary, settings, kind):
    environment = settings(kind)
    with SilentClient(binary, environment, kind) as client:
        find_much(client)
        until(lambda: len(ended(environment)) == 8, 10, "a call waits for the client")
        assert {event["status"] for event in ended(environment)} == {"success"}
        assert descendants(client.process.pid) == set()
        client.fill()
        replies = client.read_all()
        assert all(len(replies[number]["result"]["structuredContent"]["matches"]) == 1000 for number in range(1, 9))


@pytest.mark.parametrize("kind", KINDS)
def test_reads_no_more_than_it_can_respond_to(binary, settings, kind):
    """The client writes until the server takes no more: it has little then, and every request gets its response in the end."""
    with SilentClient(binary, settings(kind), kind) as client:
        os.set_blocking(client.process.stdin.fileno(), False)
        rest, deadline = b"", time.monotonic() + 30
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < 1:
            assert time.monotonic() < deadline, "the server reads on and on"
            rest = rest or client.message("tools/list", {})
            try:
                written = os.write(client.process.stdin.fileno(), rest)
                rest, quiet_since = rest[written:], time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
        assert client.resident_kilobytes() < 40_000
        client.asked -= 1  # the line that was begun is completed while the others are read
        client.read_all()
        os.set_blocking(client.process.stdin.fileno(), True)
        client.process.stdin.write(rest)
        client.process.stdin.flush()
        client.asked = 1
        client.read_all()
        client.process.stdin.close()
        assert client.process.wait(10) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_full", [False, True])
def test_a_client_that_closes_its_end_ends_the_server(binary, settings, kind, is_full):
    """Its end of the requests stays open, and nothing is written to it."""
    environment = settings(kind)
    with SilentClient(binary, environment, kind) as client:
        wait_for_nothing(client)
        if is_full:
            client.fill()
        until(lambda: len(descendants(client.process.pid)) == 8, 10, "the calls have not begun")
        children = descendants(client.process.pid)
        began = time.monotonic()
        client.close_output()
        assert client.process.wait(5) == 0
        assert time.monotonic() - began < 2.5
        until(lambda: not any(map(is_alive, children)), 5, "children are left")
    assert len(ended(environment)) == 8


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
@pytest.mark.parametrize("fifos", [0, 8])
def test_a_signal_ends_a_server_that_cannot_write(binary, settings, number, fifos):
    environment = settings("pipe")
    with SilentClient(binary, environment) as client:
        wait_for_nothing(client, fifos)
        find_much(client)
        until(lambda: len(ended(environment)) == 8, 10, "a call waits for the client")
        client.fill()
        time.sleep(0.2)
        began = time.monotonic()
        client.process.send_signal(number)
        assert client.process.wait(5) == 0
        assert time.monotonic() - began < 2.5
    found = events(environment)
    assert len(found) == 2 * (8 + fifos), "a record is not closed"


def test_the_end_of_the_input_waits_for_a_slow_reader(binary, settings):
    environment = settings("pipe")
    with SilentClient(binary, environment) as client:
        find_much(client)
        client.fill()
        client.process.stdin.close()
        time.sleep(1)
        assert client.process.poll() is None
        client.read_all()
        assert client.process.wait(5) == 0
    assert len(ended(environment)) == 8
