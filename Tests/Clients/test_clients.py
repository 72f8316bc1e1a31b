"""Real MCP clients list and call every tool: PyPI `mcp` in both eras, and `fastmcp`."""
import asyncio

import fastmcp
import pytest
from fastmcp.client.transports import StdioTransport
from mcp import Client, MCPError, StdioServerParameters

from schema_checks import check_catalogue, check_result
from projects import CALLS

MODES = ["legacy", "2026-07-28", "auto"]


def as_dictionary(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


def texts(content):
    return [part.text for part in content if part.type == "text"]


def mcp_client(binary, environment, mode):
    server = StdioServerParameters(command=binary, args=["mcp"], env=environment)
    return Client(server, mode=mode, read_timeout_seconds=60)


@pytest.mark.parametrize("mode", MODES)
def test_mcp_package_lists_and_calls_every_tool(binary, environment, mode):
    async def session():
        async with mcp_client(binary, environment, mode) as client:
            modern = client.protocol_version == "2026-07-28"
            assert modern == (mode != "legacy"), f"{mode} was negotiated as {client.protocol_version}"
            tools = {tool.name: as_dictionary(tool) for tool in (await client.list_tools()).tools}
            check_catalogue(list(tools.values()), CALLS)
            for name, arguments in CALLS.items():
                result = await client.call_tool(name, arguments)
                check_result(tools[name], result.is_error, result.structured_content, texts(result.content))

    asyncio.run(session())


@pytest.mark.parametrize("mode", MODES)
def test_mcp_package_sees_bad_arguments_as_a_tool_error(binary, environment, mode):
    async def session():
        async with mcp_client(binary, environment, mode) as client:
            result = await client.call_tool("git_log", {"limit": "3", "colour": True})
            assert result.is_error
            text = " ".join(texts(result.content))
            assert "limit" in text and "colour" in text, f"every violation is reported at once: {text}"
            with pytest.raises(MCPError) as refused:
                await client.call_tool("no_such_tool", {})
            assert refused.value.code == -32602

    asyncio.run(session())


def test_fastmcp_lists_and_calls_every_tool(binary, environment):
    async def session():
        transport = StdioTransport(command=binary, args=["mcp"], env=environment, keep_alive=False)
        async with fastmcp.Client(transport, timeout=60) as client:
            tools = {tool.name: as_dictionary(tool) for tool in await client.list_tools()}
            check_catalogue(list(tools.values()), CALLS)
            for name, arguments in CALLS.items():
                result = await client.call_tool(name, arguments, raise_on_error=False)
                check_result(tools[name], result.is_error, result.structured_content, texts(result.content))

    asyncio.run(session())
