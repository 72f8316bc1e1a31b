"""The three ways to call a tool are one: what is offered, what is recorded, what a host that cannot be reached does."""
import concurrent.futures
import json
import pathlib
import shlex
import subprocess
import time

import pytest

from stdio_client import StdioClient

SOME = {"server_status", "cache_stats", "search_text"}


def events(environment, ingress):
    folder = pathlib.Path(environment["XDG_DATA_HOME"], "securellm", "audit", ingress)
    lines = [line for file in sorted(folder.glob("*/audit-*.jsonl")) for line in file.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def tool(binary, environment, *arguments, **more):
    return subprocess.run([binary, "tools", "call", *arguments], env=environment, capture_output=True, text=True, **more)


# What is recorded of the command line.

@pytest.mark.parametrize("arguments, code, status, error", [
    (["server_status"], 0, "success", None),
    (["search_text", '{"query":"hay"}'], 0, "success", None),
    (["search_text", '{"quer":"hay"}'], 1, "failed", "invalid_arguments"),
    (["git_show", '{"revision":"no-such-revision"}'], 1, "failed", "program_failed"),
])
def test_a_call_from_the_command_line_is_recorded(binary, environment, arguments, code, status, error):
    assert tool(binary, environment, *arguments).returncode == code
    opened, closed = events(environment, "cli")
    assert opened["event_type"] == "tool_called" and closed["event_type"] == "tool_finished"
    assert opened["request_id"] == closed["request_id"] and opened["tool"] == arguments[0]
    assert (closed["status"], closed.get("error")) == (status, error)
    assert "hay" not in json.dumps([opened, closed])


def test_what_cannot_be_recorded_is_not_done(binary, environment):
    folder = pathlib.Path(environment["XDG_DATA_HOME"], "securellm", "audit")
    folder.mkdir(parents=True)
    (folder / "cli").write_text("in the way")
    run = tool(binary, environment, "save_knowledge", '{"content":"x","type":"insight"}')
    assert run.returncode == 1 and "storage: the audit cannot be written" in run.stderr
    assert not list(folder.parent.glob("knowledge.db*"))


def test_servers_and_commands_work_at_the_same_time(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as one, StdioClient([binary, "mcp"], env=environment) as two:
        for client in (one, two):
            client.call("server_status")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            runs = list(pool.map(lambda _: tool(binary, environment, "server_status"), range(24)))
        assert [run.returncode for run in runs] == [0] * 24, runs[0].stderr
        for client in (one, two):
            client.call("server_status")
    found = events(environment, "cli")
    assert sorted(event["event_type"] for event in found) == ["tool_called"] * 24 + ["tool_finished"] * 24
    assert len({event["request_id"] for event in found}) == 24
    assert len(events(environment, "mcp")) == 8


# What is offered.

@pytest.mark.parametrize("tools, offered", [
    ("server_status", {"server_status"}), ("cache_*,server_*", {"server_status", "cache_stats"}),
    ("none", set()), ("*", SOME), ("SERVER_STATUS,server_statu", set()),
])
def test_only_tools_of_the_list_are_there(binary, environment, tools, offered):
    environment = {**environment, "SECURELLM_TOOLS": tools}
    with StdioClient([binary, "mcp"], env=environment) as client:
        listed = {entry["name"] for entry in client.request("tools/list")["tools"]}
        assert listed & SOME == offered
        for name in SOME - offered:
            response = client.response(client.start("tools/call", {"name": name, "arguments": {"query": "x"}}))
            assert response["error"]["code"] == -32602
    text = subprocess.run([binary, "tools", "list"], env=environment, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in text.splitlines()} & SOME == offered
    for name in SOME:
        run = tool(binary, environment, name, '{"query":"hay"}' if name == "search_text" else "{}")
        assert (run.returncode == 0) == (name in offered), run.stderr
        show = subprocess.run([binary, "tools", "show", name], env=environment, capture_output=True, text=True)
        assert (show.returncode == 0) == (name in offered)


# A host that cannot be reached.

REFUSED = "Couldn't resolve host name (6)"
DOWN = """#!/bin/sh
echo run >> {log}
for argument in "$@"; do last=$argument; done
echo "warning: error: unable to download 'https://api.github.com/repos/a/b/commits/HEAD': {reason}; retrying in 301 ms" >&2
echo "error: unable to download 'https://api.github.com/repos/a/b/commits/HEAD': {reason}" >&2
echo "(use '--show-trace' to show detailed location information)" >&2
exit 1
"""


@pytest.fixture
def stub(tmp_path, environment):
    """A nix that prints this; what it is called for is counted, in the one folder that it may write."""
    programs = tmp_path / "programs"
    programs.mkdir()
    home = pathlib.Path(environment["XDG_CACHE_HOME"]) / "securellm" / "home"
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, home.parent):
        folder.chmod(0o700)
    log = home / "runs"
    log.write_text("")
    (home / "up").unlink(missing_ok=True)

    def make(text):
        program = programs / "nix"
        program.write_text(text.replace("{log}", str(log)))
        program.chmod(0o755)
        return {**environment, "SECURELLM_PROGRAM_PATH": f"{programs}:/usr/bin:/bin"}

    make.runs = lambda: len(log.read_text().splitlines())
    return make


def metadata(client, flake="github:a/b", **more):
    return client.call("nix_flake_metadata", {"flake": flake, **more})


def text(result):
    return result["content"][0]["text"]


def test_one_that_cannot_be_reached_is_tried_once_more_and_then_left_alone(binary, stub):
    with StdioClient([binary, "mcp"], env=stub(DOWN.replace("{reason}", REFUSED))) as client:
        first = metadata(client)
        assert first["isError"] and REFUSED in text(first)
        assert stub.runs() == 2
        for _ in range(4):
            metadata(client)
        runs, begun = stub.runs(), time.monotonic()
        refused = metadata(client)
        assert time.monotonic() - begun < 0.5 and stub.runs() == runs
        assert runs <= 5, "four failures in a row, and the retry that found it out"
        assert "github.com could not be reached" in text(refused) and "try again in" in text(refused)
        assert refused["structuredContent"]["code"] == "host_unavailable" if "structuredContent" in refused else True
        # Others are not kept away: another host, and what fetches nothing.
        for flake, more in [("nixpkgs", {}), (".", {}), ("github:a/b", {"offline": True})]:
            before = stub.runs()
            metadata(client, flake, **more)
            assert stub.runs() > before, flake


@pytest.mark.parametrize("reason", [
    "Couldn't connect to server (7)", "Timeout was reached (28)", "HTTP error 503 ('')", "Could not resolve host: github.com"])
def test_the_same_for_others_of_its_kind(binary, stub, reason):
    with StdioClient([binary, "mcp"], env=stub(DOWN.replace("{reason}", reason))) as client:
        for _ in range(4):
            metadata(client)
        runs = stub.runs()
        assert "try again in" in text(metadata(client))
        assert stub.runs() == runs


@pytest.mark.parametrize("message", [
    "error: unable to download 'https://api.github.com/repos/a/b/commits/HEAD': HTTP error 404 ('')",
    "error: unable to download 'https://x/Connection refused': HTTP error 401 ('')",
    "error: flake 'github:a/b' does not provide attribute 'x'",
    "trace: Could not resolve host",
])
def test_what_says_nothing_about_the_host_is_neither_retried_nor_counted(binary, stub, message):
    script = "#!/bin/sh\necho run >> {log}\necho " + shlex.quote(message) + " >&2\nexit 1\n"
    with StdioClient([binary, "mcp"], env=stub(script)) as client:
        for number in range(1, 9):
            assert metadata(client)["isError"]
            assert stub.runs() == number


def test_a_host_that_is_back_is_called_again(binary, stub, tmp_path):
    """The retry finds it: the call has its result."""
    script = DOWN.replace("{reason}", REFUSED).replace(
        "for argument", 'if [ -e "$HOME/up" ]; then echo \'{"url":"u","path":"/p","locks":{}}\'; exit 0; fi\n: > "$HOME/up"\nfor argument')
    with StdioClient([binary, "mcp"], env=stub(script)) as client:
        result = metadata(client)
        assert not result.get("isError"), text(result)
        assert stub.runs() == 2


def test_the_command_line_and_http_have_the_same(binary, stub, tmp_path):
    environment = stub(DOWN.replace("{reason}", REFUSED))
    run = tool(binary, environment, "nix_flake_metadata", '{"flake":"github:a/b"}')
    assert run.returncode == 1 and REFUSED in run.stderr
    assert stub.runs() == 2
