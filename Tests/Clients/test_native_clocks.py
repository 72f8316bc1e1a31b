"""Tools without a program end at their time limit and when they are cancelled, and make nobody wait."""
import ctypes
import os
import time

import pytest

from stdio_client import StdioClient

LOG = "".join(f"2026-11-29 12:00:{second % 60:02d} worker {second}: job {second} failed with a timeout after 30 s\n"
              for second in range(3300))


@pytest.fixture
def client(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        yield client


def hits(client, query, **more):
    began = time.monotonic()
    result = client.call("search_knowledge", {"query": query, **more})
    return time.monotonic() - began, result["structuredContent"]["hits"]


@pytest.mark.parametrize("content, query, shown", [
    ("w " * 80_000, "w", "w w w"), ("to be or not " * 15_000, "be or not to be", "to be or not"),
    (LOG, "why did the worker job failed with a timeout after 30 s", "failed with a timeout after 30 s"),
    ("é" + " e" * 80_000, "E", "é e e")])
def test_a_text_with_very_many_hits_is_found_at_once(client, content, query, shown):
    client.call("save_knowledge", {"content": content, "type": "insight"})
    client.call("save_knowledge", {"content": "something else", "type": "code"})
    seconds, found = hits(client, query)
    assert seconds < 3
    assert [hit["content"] for hit in found] == [content]
    assert shown in found[0]["snippet"] and len(found[0]["snippet"]) < 700


def test_searches_make_nobody_wait(client):
    """As many heavy searches as anybody asks for: programs, saves and inline tools respond, and cancelled ones are gone."""
    for number in range(40):
        client.call("save_knowledge", {"content": f"{number} " + "w " * 120_000, "type": "insight"})
    searches = [client.start("tools/call", {"name": "search_knowledge", "arguments": {"query": "w", "limit": 100}})
                for _ in range(16)]
    for _ in range(3):
        for tool, arguments in (("save_knowledge", {"content": "kept", "type": "insight"}), ("git_status", {}),
                                ("server_status", {}), ("system_health_check", {})):
            began = time.monotonic()
            assert not client.call(tool, arguments).get("isError")
            assert time.monotonic() - began < 3, tool
    for identifier in searches:
        client.notify("notifications/cancelled", {"requestId": identifier})
    seconds, found = hits(client, "kept")
    assert seconds < 3 and found


@pytest.fixture
def hanging(tmp_path):
    """A link to a file system whose program never responds."""
    libc = ctypes.CDLL(None, use_errno=True)
    folder = tmp_path / "hanging"
    folder.mkdir()
    try:
        device = os.open("/dev/fuse", os.O_RDWR)
    except OSError:
        pytest.skip("/dev/fuse cannot be opened")
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"hanging", os.fsencode(folder), b"fuse", 6, options) != 0:
        os.close(device)
        pytest.skip("nothing can be mounted here")
    link = tmp_path / "link"
    link.symlink_to(folder)  # by its own name it is remote, and not asked
    yield str(link)
    os.close(device)
    libc.umount2(os.fsencode(folder), 2)


def test_a_file_system_that_hangs_ends_at_the_time_limit(client, hanging):
    limit = 15
    began = time.monotonic()
    stuck = [client.start("tools/call", {"name": "system_health_check", "arguments": {"mountPoints": [hanging]}})
             for _ in range(4)]
    cancelled = client.start("tools/call", {"name": "system_health_check", "arguments": {"mountPoints": [hanging]}})
    client.notify("notifications/cancelled", {"requestId": cancelled})
    assert client.call("create_session", {"title": "meanwhile"}, timeout=5)["structuredContent"]
    assert client.call("git_status", timeout=5)["structuredContent"]
    for identifier in stuck:
        result = client.response(identifier, timeout=limit + 5)["result"]
        assert result["isError"] and f"after {limit} s" in result["content"][0]["text"]
        assert abs(time.monotonic() - began - limit) < 1.5
    with open(f"/proc/{client.process.pid}/status") as status:
        threads = next(int(line.split()[1]) for line in status if line.startswith("Threads:"))
    assert threads < 24
    began = time.monotonic()
    assert client.close() == 0
    assert time.monotonic() - began < 3
