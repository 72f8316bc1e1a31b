"""What the program reads has been written: valgrind looks at whole commands. It knows nothing of Swift, so that it finds
what lies behind the end of what a C function has filled in, and what is free, in optimized code as well."""
import subprocess
import urllib.error
import urllib.request

import pytest

from conftest import installed
from memory import reports
from stdio_client import StdioClient

pytestmark = pytest.mark.skipif(not installed("valgrind"), reason="valgrind is not installed")
SCHEMA = '{"type": "object", "properties": {"name": {"type": "string"}}, "additionalProperties": false}'


@pytest.fixture(scope="module")
def program(binary):
    """The optimized program: valgrind does not follow a debug build of this size, nor the runtime as a library."""
    with open(binary, "rb") as file:
        if b"libswiftCore.so" in file.read():
            pytest.skip("not an optimized, static program: set SECURELLM_BINARY to a release build")
    return binary


def valgrind(log, *command):
    """The command under valgrind, without the programs that it starts; what is found is in the file `log`."""
    return ["valgrind", "--quiet", "--trace-children=no", "--track-origins=yes", f"--log-file={log}", *map(str, command)]


def unconfined(environment):
    """Valgrind does not know the calls of Landlock, so the programs that it does not follow run without."""
    return {**environment, "SECURELLM_SANDBOX": "optional"}


def run(log, environment, folder, *command):
    done = subprocess.run(valgrind(log, *command), env=unconfined(environment), cwd=folder, capture_output=True, timeout=300)
    assert reports(log) == []
    assert done.returncode == 0, done.stderr


def test_a_session_that_opens_the_audit(program, environment, project, tmp_path):
    log = tmp_path / "valgrind.log"
    for _ in range(2):  # a new folder, and one that has the file of a day
        with StdioClient(valgrind(log, program, "mcp"), cwd=project, env=unconfined(environment)) as client:
            for tool, arguments in (("git_status", {}), ("search_knowledge", {"query": "memory"})):
                response = client.response(client.start("tools/call", {"name": tool, "arguments": arguments}), timeout=120)
                assert response["result"]["isError"] is False
            assert client.close(timeout=60) == 0
        assert reports(log) == []


def test_one_call(program, environment, project, tmp_path):
    run(tmp_path / "valgrind.log", environment, project, program, "tools", "call", "search_files", '{"globs":["*.txt"]}')


def test_a_configuration_that_is_checked(program, environment, project, tmp_path):
    run(tmp_path / "valgrind.log", environment, project, program, "serve", "--check")


def test_a_folder_and_a_yaml_file_that_are_validated(program, environment, tmp_path):
    (tmp_path / "schema.json").write_text(SCHEMA)
    files = tmp_path / "files"
    files.mkdir()
    for length in (1, 8, 100, 250):
        (files / ("n" * length + ".json")).write_text('{"name": "value"}')
    (files / "text.yaml").write_text("name: &anchor |\n  several\n  lines\n---\nname: 'x'\n")
    run(tmp_path / "valgrind.log", environment, tmp_path, program, "validate", "--schema", "schema.json", "files")


def test_a_server_that_takes_a_call(program, environment, project, tmp_path):
    log = tmp_path / "valgrind.log"
    with subprocess.Popen(valgrind(log, program, "serve", "--port", "0"), cwd=project, env=unconfined(environment),
                          stderr=subprocess.PIPE, text=True) as server:
        try:
            address = server.stderr.readline().split()[-1]
            for body in ('{"globs": ["*.txt"]}', '{"globs": 1}'):
                call = urllib.request.Request(f"{address}/v1/tools/search_files", body.encode(),
                                              {"Content-Type": "application/json"})
                try:
                    urllib.request.urlopen(call, timeout=120).read()
                except urllib.error.HTTPError as error:
                    assert error.code == 400
        finally:
            server.terminate()
        assert server.wait(timeout=120) == 0
    assert reports(log) == []
