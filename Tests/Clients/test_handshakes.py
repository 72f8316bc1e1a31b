"""Every revision of the handshake era, and two eras in one process, line by line."""
import pytest

from stdio_client import StdioClient

OLD_REVISIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]


def initialize(client, revision):
    result = client.request(
        "initialize", modern=False,
        params={"protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}})
    client.notify("notifications/initialized", {})
    return result


@pytest.mark.parametrize("revision", OLD_REVISIONS)
def test_old_revisions_are_served_as_asked(binary, environment, revision):
    with StdioClient([binary, "mcp"], env=environment) as client:
        assert initialize(client, revision)["protocolVersion"] == revision
        tools = client.request("tools/list", modern=False)["tools"]
        has_structure = revision >= "2025-06-18"
        assert all(("outputSchema" in tool) == has_structure for tool in tools)
        result = client.call("server_status", modern=False)
        assert ("structuredContent" in result) == has_structure
        assert "resultType" not in result


def test_an_unknown_revision_gets_the_newest_handshake(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        assert initialize(client, "1999-01-01")["protocolVersion"] == OLD_REVISIONS[0]


def test_stateless_results_say_what_they_are(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        found = client.request("server/discover")
        assert "2026-07-28" in found["supportedVersions"]
        listing = client.request("tools/list")
        assert listing["resultType"] == "complete" and "ttlMs" in listing and "cacheScope" in listing
        assert client.call("server_status")["resultType"] == "complete"


def test_an_unknown_stateless_revision_is_refused_with_what_there_is(binary, environment):
    with StdioClient([binary, "mcp"], env=environment) as client:
        client.meta["io.modelcontextprotocol/protocolVersion"] = "2099-01-01"
        error = client.response(client.start("tools/list"))["error"]
        assert error["code"] == -32022 and "2026-07-28" in error["data"]["supported"]
