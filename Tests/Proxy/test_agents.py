"""Agents that speak OpenAI's Responses API, through the proxy and directly: the same requests, the same outcome.

The provider behind it refuses a history that is not the one it gave out: reasoning that was changed or left out, calls
and results without each other. So a conversation that comes to its end is whole.
"""
import asyncio
import json

import agents
import openai
import pydantic
import pydantic_ai
import pytest
from openai.types.shared import Reasoning

from conftest import PROVIDER_KEY, send
from responses_provider import USAGE, ResponsesProvider
from test_responses import read

CITIES = ["Kyiv", "Lviv", "Odesa"]
CLIENT_KEY = "sk-of-the-client"


@pytest.fixture
def pair(make_proxy, make_provider):
    """A provider that is asked directly, one behind a proxy, the proxy."""
    direct, behind = make_provider(kind=ResponsesProvider), make_provider(kind=ResponsesProvider)
    configured = {"baseURL": behind.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "retries": {"max": 0}}
    return direct, behind, make_proxy({"providers": {"openai": {**configured, "validation": "strict"}}})


@pytest.fixture
def both(pair, monkeypatch):
    """Runs an agent in both environments: it finds its provider there, as it does by default."""
    direct, behind, proxy = pair
    # What it would send to OpenAI by itself is for the net.
    monkeypatch.setenv("OPENAI_AGENTS_DISABLE_TRACING", "1")

    def run(conversation):
        found = []
        for url, key in ((direct.url, PROVIDER_KEY), (proxy.url + "/v1", CLIENT_KEY)):
            monkeypatch.setenv("OPENAI_BASE_URL", url)
            monkeypatch.setenv("OPENAI_API_KEY", key)
            # Its connections belong to the event loop of one conversation.
            monkeypatch.setattr("agents.models.openai_provider._http_client", None)
            found.append(asyncio.run(conversation()))
        return found

    return run


def check(pair, calls):
    """Both providers got the same; each call is in the audit with its usage."""
    direct, behind, proxy = pair
    wanted, found = [[(seen.method, seen.target, seen.body) for seen in each.requests] for each in (direct, behind)]
    assert found == wanted and len(found) == calls
    assert {seen.path for seen in behind.requests} == {"/v1/responses"}
    assert all(seen.lines("authorization") == [f"Bearer {PROVIDER_KEY}"] for seen in behind.requests)
    events = proxy.closed(calls)
    assert {event["status"] for event in events} == {"success"} and len(events) == calls
    for event in events:
        assert event["prompt_tokens"] == USAGE["input_tokens"] and event["completion_tokens"] == USAGE["output_tokens"]
        assert event["cached_tokens"] == 1024 and event["reasoning_tokens"] == 192


def said(city):
    return f"The tools say: 18 °C in {city}; {len(city)} million in {city}"


# openai-agents.


@agents.function_tool
def weather(city: str) -> str:
    """The weather of a city."""
    return f"18 °C in {city}"


@agents.function_tool
def population(city: str) -> str:
    """How many live in a city."""
    return f"{len(city)} million in {city}"


async def with_history(agent):
    history, outputs = [], []
    for city in CITIES:
        result = await agents.Runner.run(agent, [*history, {"role": "user", "content": f"Tell me of {city}"}])
        history = result.to_input_list()
        outputs.append(result.final_output)
    return outputs


async def with_streams(agent):
    history, outputs = [], []
    for city in CITIES:
        result = agents.Runner.run_streamed(agent, [*history, {"role": "user", "content": f"Tell me of {city}"}])
        deltas = [event.data.delta async for event in result.stream_events()
                  if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"]
        assert "".join(deltas) == result.final_output
        history = result.to_input_list()
        outputs.append(result.final_output)
    return outputs


async def with_stored_responses(agent):
    previous, outputs = None, []
    for city in CITIES:
        result = await agents.Runner.run(
            agent, f"Tell me of {city}", previous_response_id=previous, auto_previous_response_id=True)
        previous = result.last_response_id
        outputs.append(result.final_output)
    return outputs


@pytest.mark.parametrize("conversation", [with_history, with_streams, with_stored_responses])
def test_openai_agents_at_their_defaults(pair, both, conversation):
    """Three turns of two calls each."""
    agent = agents.Agent(name="Guide", instructions="Be brief.", tools=[weather, population])
    found = both(lambda: conversation(agent))
    assert found == [[said(city) for city in CITIES]] * 2
    check(pair, 6)
    last = json.loads(pair[1].requests[-1].body)
    assert ("previous_response_id" in last) == (conversation is with_stored_responses)
    assert [tool["name"] for tool in last["tools"]] == ["weather", "population"]


def test_openai_agents_carry_reasoning_themselves(pair, both):
    """Nothing is stored: the encrypted reasoning goes out and comes back."""
    settings = agents.ModelSettings(
        store=False, response_include=["reasoning.encrypted_content"], reasoning=Reasoning(effort="low", summary="auto"))
    agent = agents.Agent(name="Guide", model="gpt-5-mini", tools=[weather, population], model_settings=settings)
    assert both(lambda: with_history(agent)) == [[said(city) for city in CITIES]] * 2
    check(pair, 6)
    assert pair[1].requests[-1].body.count(b"gAAAAA") == 5 and pair[1].responses == {}


# pydantic-ai.


@pytest.mark.parametrize("streams", [False, True])
def test_pydantic_ai_at_its_defaults(pair, both, streams):
    async def conversation():
        agent = pydantic_ai.Agent("openai:gpt-5-mini", instructions="Be brief.")

        @agent.tool_plain
        def weather(city: str) -> str:
            """The weather of a city."""
            return f"18 °C in {city}"

        @agent.tool_plain
        def population(city: str) -> str:
            """How many live in a city."""
            return f"{len(city)} million in {city}"

        history, outputs = [], []
        for city in CITIES:
            if streams:
                async with agent.run_stream(f"Tell me of {city}", message_history=history) as result:
                    outputs.append("".join([text async for text in result.stream_text(delta=True)]))
                    history = result.all_messages()
            else:
                result = await agent.run(f"Tell me of {city}", message_history=history)
                outputs.append(result.output)
                history = result.all_messages()
        return outputs

    assert both(conversation) == [[said(city) for city in CITIES]] * 2
    check(pair, 6)
    # Its own reasoning comes back to the provider.
    assert b'"reasoning"' in pair[1].requests[-1].body


# The SDK.


TOOL = {
    "type": "function", "name": "weather", "description": "The weather", "strict": True, "parameters": {
        "type": "object", "additionalProperties": False, "required": ["city"], "properties": {"city": {"type": "string"}}}}
PIXEL = "data:image/png;base64,iVBORw0KGgo="
CASES = {
    "text": {"input": "Hello"},
    "tools": {"input": "Weather in Kyiv", "tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": False},
    "reasoning": {
        "input": "Hello", "reasoning": {"effort": "high", "summary": "auto"}, "include": ["reasoning.encrypted_content"],
        "store": False},
    "images": {"input": [{"role": "user", "content": [
        {"type": "input_image", "image_url": PIXEL, "detail": "low"}, {"type": "input_text", "text": "What is it?"}]}]},
    "many options": {
        "input": "Hello", "instructions": "Be brief.", "max_output_tokens": 500, "metadata": {"a": "b"}, "service_tier": "auto",
        "prompt_cache_key": "k", "safety_identifier": "s", "truncation": "auto", "text": {"verbosity": "low"}, "top_p": 1},
}


def clients(pair):
    direct, _, proxy = pair
    return [openai.OpenAI(base_url=url, api_key=key, max_retries=0)
            for url, key in ((direct.url, PROVIDER_KEY), (proxy.url + "/v1", CLIENT_KEY))]


@pytest.mark.parametrize("case", CASES)
def test_create(pair, case):
    direct, through = [client.responses.create(model="gpt-5-mini", **CASES[case]) for client in clients(pair)]
    assert direct.model_dump() == through.model_dump() and through.output and through.usage.total_tokens == 2348
    check(pair, 1)


@pytest.mark.parametrize("case", CASES)
def test_create_with_events(pair, case):
    direct, through = [
        [event.model_dump() for event in client.responses.create(model="gpt-5-mini", stream=True, **CASES[case])]
        for client in clients(pair)]
    assert direct == through and through[-1]["type"] == "response.completed" and len(through) > 8
    check(pair, 1)


class Person(pydantic.BaseModel):
    name: str


def test_structured_output(pair):
    for client in clients(pair):
        assert client.responses.parse(model="gpt-5-mini", input="A name", text_format=Person).output_parsed == Person(name="Ada")
        with client.responses.stream(model="gpt-5-mini", input="A name", text_format=Person) as stream:
            assert stream.get_final_response().output_parsed == Person(name="Ada")
    check(pair, 2)


def test_what_is_stored(pair):
    """Everything that the SDK can do with a response that it made."""
    found = []
    for client in clients(pair):
        history = [{"role": "user", "content": text} for text in ("one", "two", "three")]
        made = client.responses.create(model="gpt-5-mini", input=history)
        again = client.responses.retrieve(made.id, include=["reasoning.encrypted_content"])
        assert again.output[0].encrypted_content and not made.output[0].encrypted_content
        items = [item.id for item in client.responses.input_items.list(made.id, limit=2, order="asc")]
        following = client.responses.create(model="gpt-5-mini", input="four", previous_response_id=made.id)
        replayed = [event.sequence_number for event in client.responses.retrieve(made.id, stream=True, starting_after=3)]
        assert client.responses.delete(made.id) is None
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve(made.id)
        found.append((made.model_dump(), again.model_dump(), items, following.model_dump(), replayed))
    assert found[0] == found[1] and len(found[1][2]) == 3 and found[1][4][0] == 4


def test_what_is_made_in_the_background(pair):
    found = []
    for client in clients(pair):
        made = client.responses.create(model="gpt-5-mini", input="Hello", background=True)
        statuses = [made.status]
        statuses += [client.responses.retrieve(made.id).status for _ in range(3)]
        other = client.responses.create(model="gpt-5-mini", input="Hello", background=True)
        statuses.append(client.responses.cancel(other.id).status)
        statuses.append(client.responses.retrieve(other.id).status)
        found.append(statuses)
    assert found[0] == found[1] == ["queued", "queued", "in_progress", "completed", "cancelled", "cancelled"]


def test_a_background_stream_is_left_and_found_again(pair):
    found = []
    for client in clients(pair):
        events = []
        with client.responses.create(model="gpt-5-mini", input="Hello", background=True, stream=True) as stream:
            for event in stream:
                events.append(event)
                if event.sequence_number == 4:
                    break
        identifier = events[0].response.id
        events += client.responses.retrieve(identifier, stream=True, starting_after=events[-1].sequence_number)
        assert client.responses.cancel(identifier).status == "cancelled"
        found.append([event.model_dump() for event in events])
    assert found[0] == found[1]
    assert [event["sequence_number"] for event in found[1]] == list(range(len(found[1])))
    assert found[1][-1]["type"] == "response.completed"


def test_errors_are_the_clients_own(pair):
    client = clients(pair)[1]
    with pytest.raises(openai.BadRequestError) as error:
        client.responses.create(model="gpt-5-mini", input="Hello", previous_response_id="resp_elsewhere")
    assert error.value.code == "previous_response_not_found"
    with pytest.raises(openai.NotFoundError) as error:
        client.responses.retrieve("resp_elsewhere")
    assert error.value.code == "response_not_found"
    with pytest.raises(openai.BadRequestError) as error:
        client.responses.create(model="gpt-5-mini", input="Hello", extra_body={"input": 5})
    assert "/input" in error.value.message


# Codex CLI.


CODEX = [
    ("Accept", "text/event-stream"), ("Authorization", f"Bearer {CLIENT_KEY}"), ("originator", "codex_cli_rs"),
    ("User-Agent", "codex_cli_rs/0.154.0"), ("version", "0.154.0"), ("session_id", "0199"), ("conversation_id", "0199"),
    ("OpenAI-Beta", "responses=experimental")]
SHELL = {
    "type": "function", "name": "shell", "description": "Runs a command", "strict": False,
    "parameters": {"type": "object", "properties": {"command": {"type": "array", "items": {"type": "string"}}}}}
PATCH = {
    "type": "custom", "name": "apply_patch", "description": "Edits files",
    "format": {"type": "grammar", "syntax": "lark", "definition": "start: \"*** Begin Patch\" LF"}}
NAMESPACE = {"type": "namespace", "name": "mcp__git", "description": "Tools of a server", "tools": [{**SHELL, "name": "log"}]}
CODEX_TOOLS = [SHELL, PATCH, {"type": "web_search", "external_web_access": False}, NAMESPACE, {"type": "tool_search"}]


def developer(text):
    return {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": text}]}


def user(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def codex(items, **more):
    return {
        "model": "gpt-5-codex", "instructions": "You are Codex.", "input": items, "tools": CODEX_TOOLS, "tool_choice": "auto",
        "parallel_tool_calls": True, "reasoning": {"effort": "medium", "summary": "auto"}, "store": False, "stream": True,
        "include": ["reasoning.encrypted_content"], "prompt_cache_key": "0199-ab", "text": {"verbosity": "low"},
        "client_metadata": {"x-codex-installation-id": "i1"}, **more}


# Items of its history that other clients do not send.
PRIVATE = [
    {"type": "additional_tools", "role": "developer", "tools": [SHELL]},
    {"type": "agent_message", "author": "worker", "recipient": "root", "content": [{"type": "input_text", "text": "done"}]},
    {"type": "local_shell_call", "call_id": "l1", "status": "completed", "action": {"type": "exec", "command": ["ls"]}},
    {"type": "local_shell_call_output", "call_id": "l1", "output": "a\nb"},
    {"type": "tool_search_call", "call_id": "s1", "execution": "client", "arguments": {"query": "git"}},
    {"type": "tool_search_output", "call_id": "s1", "execution": "client", "status": "completed", "tools": [NAMESPACE]},
    {"type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "swift"}},
    {"type": "compaction", "encrypted_content": "gAAAAAcompact=="},
    {"type": "configuration_update", "reasoning": {"effort": "low"}},
    {"type": "message", "role": "assistant", "phase": "commentary", "content": [{"type": "output_text", "text": "I look."}]}]


def turn(pair, items, **more):
    """The items that the stream ends with; it is the same stream both ways."""
    direct, _, proxy = pair
    body = json.dumps(codex(items, **more), ensure_ascii=False).encode()
    wanted, found = [send(port, "POST", "/v1/responses", CODEX, body) for port in (direct.port, proxy.port)]
    expected = read(wanted)
    assert wanted.status == found.status == 200, expected
    assert read(found) == expected and expected[1]
    events = [json.loads(line[6:]) for line in expected[0].decode().splitlines() if line.startswith("data: ")]
    assert events[-1]["type"] == "response.completed" and events[-1]["response"]["usage"] == USAGE
    return [event["item"] for event in events if event["type"] == "response.output_item.done"]


def results(items):
    """What the commands and the patch of a turn came to."""
    return [{"type": item["type"] + "_output", "call_id": item["call_id"], "output": "Exit code: 0\nÜ"}
            for item in items if "call_id" in item]


def test_a_session_of_codex(pair):
    """Two turns of shell and patch; the client keeps everything, the provider nothing."""
    history = [developer("<permissions/>"), user("<environment_context/>")]
    for text in ("Fix it", "And again"):
        history.append(user(text))
        output = turn(pair, history)
        assert [item["type"] for item in output] == ["reasoning", "function_call", "custom_tool_call"]
        assert output[0]["encrypted_content"].startswith("gAAAAA") and output[0]["summary"]
        history += output + results(output)
        output = turn(pair, history)
        assert [item["type"] for item in output] == ["reasoning", "message"]
        history += output
    check(pair, 4)
    assert pair[1].responses == {}


def test_items_of_codex_pass(pair):
    turn(pair, [*PRIVATE, user("Go on")], tools=[SHELL, *CODEX_TOOLS[2:]], service_tier="priority")
    check(pair, 1)
    assert json.loads(pair[1].requests[0].body)["input"][:len(PRIVATE)] == PRIVATE
