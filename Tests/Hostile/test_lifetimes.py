"""Nothing is left of many calls, of cancelled calls, of a server that is ended, whatever the programs do to stay."""
import json
import os
import pathlib
import signal
import time

import pytest

import sites
from payloads import Session
from projects import until

SPAWNS = 10_000 if sites.PROOF else 300
KILLS = 1_000 if sites.PROOF else 30
# One tool whose program may start others, one whose may not.
CALLS = {"nix_eval": {"attribute": "value", "offline": True}, "search_files": {}}
TOOLS = [("nix", "nix_eval"), ("rg", "search_files")]
SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGKILL, signal.SIGSEGV]


@pytest.fixture(params=TOOLS, ids=lambda tool: tool[1])
def staying(site, request):
    """A site where the tool's program leaves its group, closes what it holds and stays; and the tool."""
    program, tool = request.param
    site.replace_program(program)
    (site.project / ".probe-case").write_text("case leaving-and-staying\n")
    return site, tool


def settled(client):
    """The descriptors and children of a server at rest; the audit opens its file of the day when it has something to write."""
    process = pathlib.Path(f"/proc/{client.process.pid}")
    opened = [os.readlink(file) for file in (process / "fd").iterdir() if file.is_symlink()]
    started = " ".join(file.read_text() for file in (process / "task").glob("*/children")).split()
    return sum("/audit/" not in name for name in opened), started


def test_many_calls_leave_nothing(site):
    site.replace_program("rg")
    (site.project / ".probe-case").write_text("case must-work\n")
    with site.server(**site.with_replacements()) as client:
        one = Session(client, 4).responses([("search_files", b"{}")] * 8)
        assert all(not response["result"]["isError"] for response in one), one[0]
        descriptors, children = settled(client)
        responses = Session(client, 16).responses([("search_files", b"{}")] * SPAWNS)
        assert len(responses) == SPAWNS and all(not response["result"]["isError"] for response in responses)
        until(lambda: settled(client)[0] <= descriptors, 5, "descriptors are left")
        assert settled(client)[1] == children == []
        assert site.nothing_left()


def test_cancelled_calls_leave_nothing(staying):
    site, tool = staying
    with site.server(**site.with_replacements()) as client:
        begin_and_cancel(client, site, tool)
        descriptors, _ = settled(client)
        for _ in range(KILLS):
            begin_and_cancel(client, site, tool)
            assert site.nothing_left()
        until(lambda: settled(client)[0] <= descriptors, 5, "descriptors are left")
        assert settled(client)[1] == []
        assert client.call("server_status", timeout=5)["structuredContent"]


def begin_and_cancel(client, site, tool):
    identifier = client.start("tools/call", {"name": tool, "arguments": CALLS[tool]})
    until(lambda: len(site.left()) >= most(tool), 10, "the program does not run")
    client.notify("notifications/cancelled", {"requestId": identifier})
    assert site.nothing_left(), "processes are left after a cancellation"


def most(tool):
    """How many processes the probe brings to stay: with those that it leaves behind, where it may start any."""
    return 4 if tool == "nix_eval" else 1


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_the_end_of_the_server_is_the_end_of_its_programs(staying, number):
    site, tool = staying
    client = site.server(**site.with_replacements())
    for _ in range(3):
        client.start("tools/call", {"name": tool, "arguments": CALLS[tool]})
    until(lambda: len(site.left()) >= 3 * most(tool), 10, f"{len(site.left())} programs run")
    client.process.send_signal(number)
    client.process.wait(5)
    assert site.nothing_left(), f"{len(site.left())} processes outlive the server"
    client.process.stdin.close()
    client.process.stdout.close()


def test_what_stays_would_stay(site):
    """The positive control of all that is above: nobody ends it."""
    site.replace_program("rg")
    (site.project / ".probe-case").write_text("case leaving\n")
    sites.subprocess.run([site.programs / "rg"], cwd=site.project, stdin=sites.subprocess.DEVNULL,
                          stdout=sites.subprocess.DEVNULL, timeout=20)
    time.sleep(1)
    assert len(site.left()) >= 3, json.dumps(site.left())
