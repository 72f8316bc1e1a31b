"""Bad lines and bad arguments: each gets a clear error, and the next request is served."""
import json
import os

import pytest

from stdio_client import StdioClient

CALL = ('{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"git_log","arguments":%s,'
        '"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",'
        '"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},'
        '"io.modelcontextprotocol/clientCapabilities":{}}}}')
ARGUMENTS = {
    "wrong type": '{"limit":"3"}',
    "extra member": '{"colour":true}',
    "out of range": '{"limit":1e400}',
    "too large": '{"limit":501}',
    "option in an operand": '{"revision":"--output=x"}',
    "NUL": '{"author":"a\\u0000b"}',
}
# Text that is no JSON document by the rules of this server: the line is refused as a whole.
LINES = {
    "duplicate key": b'{"limit":1,"limit":2}',
    "lone surrogate": b'{"author":"\\ud800"}',
    "invalid UTF-8": b'{"author":"\xff"}',
    "deep nesting": b'{"author":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "malformed": b'{"author":',
}


@pytest.fixture
def client(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        yield client


def serves(client):
    return client.call("server_status")["structuredContent"]["name"]


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_wrong_arguments_are_a_tool_error_with_the_place(client, kind):
    client.send_line((CALL % (900, ARGUMENTS[kind])).encode())
    result = client.response(900)["result"]
    assert result["isError"]
    member = next(iter(json.loads(ARGUMENTS[kind].replace("1e400", "1"))))
    text = " ".join(part["text"] for part in result["content"])
    assert member in text
    assert "--output=x" not in text, "the value is never printed: it may be a secret"
    assert serves(client)


def test_a_missing_member_is_a_tool_error(client):
    result = client.call("search_text", {})
    assert result["isError"] and "query" in result["content"][0]["text"]


@pytest.mark.parametrize("kind", LINES)
def test_broken_text_gets_one_response(client, kind):
    head, tail = CALL.split("%s")
    client.send_line((head % 901).encode() + LINES[kind] + tail.encode())
    message = json.loads(client.read_line())
    failed = message["error"]["code"] in (-32700, -32602, -32600) if "error" in message else message["result"]["isError"]
    assert failed
    assert message.get("id") in (901, None)
    assert serves(client)


def test_a_line_of_20_megabytes_is_refused_and_forgotten(client):
    client.send_line(b'{"jsonrpc":"2.0","id":902,"method":"tools/list","params":{"pad":"' + b"x" * 20_000_000 + b'"}}')
    message = json.loads(client.read_line())
    assert message["error"]["code"] in (-32700, -32600)
    assert serves(client)
    with open(f"/proc/{client.process.pid}/status") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    assert resident < 80_000, f"{resident} kB stay in use after a line that was refused"


def test_standard_output_carries_protocol_lines_only(binary, environment):
    environment = {**environment, "LOG_LEVEL": "debug", "DEBUG_TO_STDERR": "true"}
    with StdioClient([binary, "mcp"], env=environment) as client:
        client.send_line(b"not JSON")
        assert json.loads(client.read_line())["error"]["code"] == -32700
        serves(client)
        client.process.stdin.close()
        rest = client._buffer
        while chunk := os.read(client.process.stdout.fileno(), 1 << 16):
            rest += chunk
        for line in rest.splitlines():
            assert json.loads(line)["jsonrpc"] == "2.0"
