"""Secrets in the environment of the process stay with it: no other process of the user reads it, no child gets it."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

import pytest

from projects import free_port, listens, until
from stdio_client import StdioClient

SECRET = "sk-planted-0123456789abcdef"
# Names that are keys by their looks, and others that are as good.
NAMES = ["OPENAI_API_KEY", "TEAM_SECRET", "SECURELLM_PROVIDER_KEY", "LC_KEY", "PATHS", "my.key"]
NOBODY = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser becomes another user")


def read(path):
    return pathlib.Path(path).read_bytes()


@pytest.fixture
def planted(environment):
    return {**environment, **{name: f"{SECRET}-{name}" for name in NAMES}}


@pytest.fixture
def folder():
    """One that every user may enter."""
    folder = pathlib.Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_the_environment_of_mcp_is_gone(binary, planted):
    with StdioClient([binary, "mcp"], env=planted) as client:
        client.request("tools/list")
        found = read(f"/proc/{client.process.pid}/environ")
        assert SECRET.encode() not in found
        assert f"HOME={planted['HOME']}".encode() in found, "what libraries read is still there"
        assert client.call("search_text", {"query": "hay"})["structuredContent"]


@as_root
def test_the_environment_of_serve_is_gone_and_its_keys_work_when_it_is_read_again(binary, planted, tmp_path):
    file = tmp_path / "securellm.json"
    file.write_text('{"providers": {"openai": {}}}')
    port = free_port()
    log = tmp_path / "serve.log"
    with log.open("wb") as errors, subprocess.Popen(
            [binary, "serve", "--config", file, "--port", str(port)], env=planted, stderr=errors) as server:
        try:
            until(lambda: listens(port), 30, "it does not listen")
            assert SECRET.encode() not in read(f"/proc/{server.pid}/environ")
            # A key that the first configuration did not name.
            file.write_text('{"providers": {"x": {"apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": {"env": "TEAM_SECRET"}}}}')
            server.send_signal(signal.SIGHUP)
            until(lambda: '"message":"configuration reloaded"' in log.read_text(), 10, "it was not read again")
            assert SECRET not in log.read_text()
        finally:
            server.terminate()


@pytest.mark.parametrize("command", [["mcp"], ["serve", "--port", "0"]])
def test_it_leaves_no_core_file(binary, planted, command):
    with subprocess.Popen([binary, *command], env=planted, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as server:
        limits = f"/proc/{server.pid}/limits"

        def core():
            line = next(line for line in read(limits).decode().splitlines() if line.startswith("Max core file size"))
            return line.split()[4:6]

        until(lambda: core() == ["0", "0"], 10, "core files are allowed")
        server.terminate()


def test_a_program_gets_nothing_and_finds_nothing(binary, planted, tmp_path):
    """Neither in its own environment nor in that of its parent, which it may be able to read."""
    programs = tmp_path / "programs"
    programs.mkdir()
    stub = programs / "rg"
    stub.write_text("#!/bin/sh\nexport -p >&2\necho parent: >&2\nread -r all < /proc/$PPID/environ; echo \"$all\" >&2\nexit 3\n")
    stub.chmod(0o755)
    with StdioClient([binary, "mcp"], env={**planted, "SECURELLM_PROGRAM_PATH": str(programs)}) as client:
        own, parent = client.call("search_text", {"query": "x"})["content"][0]["text"].split("parent:")
    assert {line.split("=")[0].removeprefix("export ") for line in own.splitlines() if line.startswith("export ")} <= {
        "PATH", "HOME", "TMPDIR", "LC_ALL", "TZ", "PWD", "OLDPWD", "SHLVL", "_", "SECURELLM_GIT", "RIPGREP_CONFIG_PATH"}
    assert "HOME" in own and SECRET not in own
    assert "ermission denied" in parent and SECRET not in parent


LOOK = 'for name in environ maps; do head -c1 "/proc/$1/$name" >/dev/null 2>&1 && echo $name; done; true'


def look(process):
    """What another process of the same user can read."""
    found = subprocess.run(["/bin/sh", "-c", LOOK, "sh", str(process)], user=NOBODY, group=NOBODY, extra_groups=[],
                           capture_output=True, text=True, check=True)
    return set(found.stdout.split())


def as_nobody(folder, binary):
    program = shutil.copy(binary, folder / "securellm")
    state = folder / "state"
    state.mkdir()
    os.chown(state, NOBODY, NOBODY)
    (folder / "project").mkdir()
    (folder / "project" / "a.txt").write_text("hay\n")
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(state), "SECURELLM_PROJECT_ROOT": str(folder / "project"),
        "OPENAI_API_KEY": SECRET}
    return program, environment


def nobody(*command, **more):
    return subprocess.Popen(command, user=NOBODY, group=NOBODY, extra_groups=[], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


@as_root
def test_an_ordinary_user_has_the_tools_and_no_way_in(binary, folder):
    program, environment = as_nobody(folder, binary)
    with nobody(program, "mcp", env=environment, cwd=folder) as server:
        for number, (tool, arguments) in enumerate([("search_text", '{"query":"hay"}'), ("server_status", "{}")]):
            server.stdin.write(
                '{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":'
                '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":'
                '{"name":"x","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}\n' % (number, tool, arguments))
            server.stdin.flush()
            assert '"isError":false' in (response := server.stdout.readline()) or '"structuredContent"' in response, response
        assert look(server.pid) == set()
        server.stdin.close()
        assert server.wait(10) == 0


@as_root
def test_doctor_and_serve_work_for_an_ordinary_user(binary, folder):
    program, environment = as_nobody(folder, binary)
    with nobody(program, "doctor", env=environment, cwd=folder) as doctor:
        text = doctor.communicate(timeout=60)[0]
    assert "key in OPENAI_API_KEY" in text and SECRET not in text
    port = free_port()
    with nobody(program, "serve", "--port", str(port), env=environment, cwd=folder) as server:
        while not server.stderr.readline().startswith("Listening on"):
            assert server.poll() is None
        assert look(server.pid) == set()
        time.sleep(0.5)
        server.terminate()
        assert server.wait(30) == 0


@as_root
@pytest.mark.parametrize("value, found", [("true", {"environ", "maps"}), ("1", set()), ("", set())])
def test_a_debugger_is_let_in_when_asked_for(binary, folder, value, found):
    program, environment = as_nobody(folder, binary)
    with nobody(program, "mcp", env={**environment, "SECURELLM_DUMPABLE": value}, cwd=folder) as server:
        server.stdin.write('{"jsonrpc":"2.0","id":1,"method":"x"}\n')
        server.stdin.flush()
        server.stdout.readline()
        assert look(server.pid) == found
        assert SECRET.encode() not in read(f"/proc/{server.pid}/environ"), "the environment is gone all the same"
        server.stdin.close()
