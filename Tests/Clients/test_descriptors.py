"""The standard descriptors belong to nobody's file, however the client has started the server."""
import os
import subprocess
import time

import pytest

from stdio_client import StdioClient


def closing(binary, numbers, *arguments):
    """The command of a shell that starts the program with these descriptors closed."""
    return ["/bin/sh", "-c", 'exec "$@"' + "".join(f" {number}>&-" for number in numbers), "sh", binary, *arguments]


@pytest.mark.parametrize("missing", [[], [2]])
def test_no_file_becomes_standard_error(binary, environment, project, missing):
    with StdioClient(closing(binary, missing, "mcp"), cwd=project, env=environment) as client:
        client.call("search_knowledge", {"query": "x"})  # opens the database and the audit
        targets = {number: os.readlink(f"/proc/{client.process.pid}/fd/{number}") for number in (0, 1, 2)}
    assert targets[0] == "/dev/null"
    assert targets[1] == targets[2]
    if missing:
        assert targets[2] == "/dev/null"


@pytest.mark.parametrize("missing", [[0], [1], [0, 1, 2], [1, 2]])
def test_a_server_that_listens_has_no_file_there_either(binary, environment, project, missing):
    with subprocess.Popen(closing(binary, missing, "serve", "--port", "0"), cwd=project, env=environment,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            folder, deadline = f"/proc/{server.pid}/fd", time.monotonic() + 30
            while not any("socket:" in target for target in targets_of(folder).values()):
                assert server.poll() is None and time.monotonic() < deadline
                time.sleep(0.05)
            targets = targets_of(folder)
        finally:
            server.terminate()
    for number in missing:
        assert targets[number] == "/dev/null"


def targets_of(folder):
    targets = {}
    for name in os.listdir(folder):
        try:
            targets[int(name)] = os.readlink(f"{folder}/{name}")
        except FileNotFoundError:
            continue  # closed since
    return targets
