"""What the server keeps in memory: an editor has one for each window, all day."""
import pytest

from stdio_client import StdioClient


def mappings(process, name):
    """Resident kB of the mappings of that name, and how many threads there are."""
    resident, counts = 0, False
    with open(f"/proc/{process}/smaps") as file:
        for line in file:
            words = line.split()
            if not words[0].endswith(":"):
                counts = words[-1] == name
            elif counts and words[0] == "Rss:":
                resident += int(words[1])
    return resident


def threads(process):
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


def test_no_thread_waits_beside_the_first(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        client.request("tools/list")
        assert threads(client.process.pid) == 1


@pytest.mark.parametrize("tool, arguments", [
    ("server_status", {}), ("save_knowledge", {"content": "x" * 200_000, "type": "insight"})])
def test_large_buffers_go_back(binary, environment, tool, arguments):
    """Opening the audit takes buffers of 1 MiB, also to read what the server before has left."""
    for calls in (400, 5):
        with StdioClient([binary, "mcp"], env=environment) as client:
            for _ in range(calls if tool == "server_status" else 5):
                client.call(tool, arguments)
            found = mappings(client.process.pid, "[heap]")
    assert found < 900, f"{found} kB"
