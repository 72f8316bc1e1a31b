"""Requests that a script pipes in: each gets a response though the input has ended, and the audit records what happened."""
import json
import pathlib
import sqlite3
import subprocess
import time

import pytest

from conftest import needs_nix

INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}


def call(identifier, tool, arguments):
    return {"jsonrpc": "2.0", "id": identifier, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


def piped(binary, environment, *messages):
    """What `printf ... | securellm mcp` writes, by id."""
    text = "".join(json.dumps(message) + "\n" for message in (INITIALIZE, *messages))
    done = subprocess.run([binary, "mcp"], input=text.encode(), stdout=subprocess.PIPE, env=environment, timeout=60)
    assert done.returncode == 0
    responses = [json.loads(line) for line in done.stdout.splitlines()]
    return {response["id"]: response for response in responses}


def events(environment):
    """The events of the only server, in order."""
    folder = pathlib.Path(environment["XDG_DATA_HOME"]) / "securellm" / "audit" / "mcp" / "0"
    lines = [line for file in sorted(folder.glob("audit-*.jsonl")) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def statuses(environment):
    return [event["status"] for event in events(environment) if event["event_type"] == "tool_finished"]


def stored(environment):
    with sqlite3.connect(f"file:{environment['XDG_DATA_HOME']}/securellm/knowledge.db?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM entries").fetchone()[0]


@pytest.mark.parametrize("tool, arguments", [
    ("git_status", {}), ("save_knowledge", {"content": "kept", "type": "insight"}), ("search_text", {"query": "needle"}),
    pytest.param("nix_build", {"offline": True}, marks=needs_nix)])
def test_a_call_gets_its_response_after_the_end_of_input(binary, environment, tool, arguments):
    responses = piped(binary, environment, call(1, tool, arguments))
    assert responses.keys() == {0, 1}
    assert not responses[1]["result"].get("isError"), responses[1]
    assert statuses(environment) == ["success"]


def test_every_one_of_many_calls_gets_a_response(binary, environment):
    saved = [call(number, "save_knowledge", {"content": f"fact {number}", "type": "insight"}) for number in range(1, 101)]
    mixed = [call(number, "git_log", {"limit": 1}) for number in range(101, 131)]
    responses = piped(binary, environment, *saved, *mixed)
    assert responses.keys() == set(range(131))
    assert stored(environment) == 100
    assert statuses(environment) == ["success"] * 130


def test_what_is_recorded_as_cancelled_did_not_happen(binary, environment):
    """Each call is cancelled a little later: some have been carried out by then, and the audit records which."""
    server = subprocess.Popen([binary, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
    messages = [(INITIALIZE, 0), (call(1, "save_knowledge", {"content": "fact 1", "type": "insight"}), 0.1)]
    for number in range(2, 40):
        messages += [
            (call(number, "save_knowledge", {"content": f"fact {number}", "type": "insight"}), number % 20 * 0.0002),
            ({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": number}}, 0)]
    for message, pause in messages:
        server.stdin.write(json.dumps(message).encode() + b"\n")
        server.stdin.flush()
        time.sleep(pause)
    server.stdin.close()
    assert server.wait(60) == 0
    found = statuses(environment)
    assert set(found) <= {"success", "cancelled"}
    assert stored(environment) == found.count("success")
