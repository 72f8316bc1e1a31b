"""Each package in a root that is read-only and has nothing else: a schema command, an MCP session, a proxied stream."""
import http.client
import json

import pytest

import product
from conftest import PROVIDER_KEY, serving
from projects import until
from stdio_client import StdioClient


@pytest.fixture
def served(installed, provider, port, tmp_path):
    """The proxy in front of a provider of the test."""
    installed.configure({
        "listen": {"port": port},
        "providers": {"openai": {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}}}})
    with serving(installed, [installed.program, "serve"], port, tmp_path / "serve.log"):
        yield installed


def test_it_starts_and_says_its_version(installed):
    done = installed.run(installed.program, "--version")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, product.version(), "")


def test_smoke(installed):
    """A schema command: what is right, what is wrong, and what was said of it."""
    (installed.data / "schema.json").write_text('{"type": "object", "required": ["name"]}')
    (installed.data / "good.json").write_text('{"name": "a"}')
    (installed.data / "bad.json").write_text("{}")
    words = [installed.program, "validate", "--schema", "/data/schema.json"]
    assert installed.run(*words, "/data/good.json").returncode == 0
    wrong = installed.run(*words, "/data/bad.json")
    assert wrong.returncode == 1 and "name" in wrong.stdout + wrong.stderr


def test_a_session_over_standard_input(installed):
    """From the list of tools to a fact that is kept."""
    with StdioClient(installed.command([installed.program, "mcp"])) as client:
        names = {tool["name"] for tool in client.request("tools/list")["tools"]}
        assert {"save_knowledge", "search_knowledge", "server_status"} <= names
        saved = client.call("save_knowledge", {"content": "Kept in an image", "type": "insight"})
        assert not saved.get("isError"), saved
        found = client.call("search_knowledge", {"query": "image"})
        assert "Kept in an image" in json.dumps(found)
        assert client.close() == 0


def test_a_proxied_stream(served, provider, port):
    """Events arrive as the provider sent them; the provider sees its key, and the request is in the audit."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    body = {"model": "openai/gpt-4o-mini", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read().decode()
    assert response.status == 200, text
    events = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert events[-1] == "[DONE]"
    deltas = [choice["delta"].get("content", "") for event in events[:-1] for choice in json.loads(event)["choices"]]
    assert "".join(deltas) == "Hello!"
    assert provider.requests[-1].lines("authorization") == [f"Bearer {PROVIDER_KEY}"]
    checked = served.run(served.program, "healthcheck")
    assert checked.returncode == 0 and json.loads(checked.stdout)["ready"] is True, checked.stderr

    def counted():
        used = served.run(served.program, "usage", "--json")
        assert used.returncode == 0, used.stderr
        return json.loads(used.stdout)["total"]["requests"]

    # The client has its response before the audit's file has the record.
    until(lambda: counted() == 1, 20, "the request is not in the audit")
