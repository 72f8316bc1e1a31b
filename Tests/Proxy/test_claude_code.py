"""Claude Code's traffic: a provider gets from the proxy what it gets directly, and so does the client."""
import base64
import json
import time

import anthropic
import pytest

from conftest import PROVIDER_KEY, send
from provider import Gate
from test_responses import beginning, read
from test_wire import framed

PATH = "/v1/messages?beta=true"
# What docs/proxy.md says is forwarded, beside every anthropic-* field.
FORWARDED = {"idempotency-key", "traceparent", "tracestate"}
# What the proxy says for itself.
OWN = {"host", "x-api-key", "user-agent", "content-type", "content-length", "accept", "accept-encoding"}
BETAS = ["claude-code-20250219,interleaved-thinking-2025-05-14", "context-management-2025-06-27", "effort-2025-11-24"]
CLI = [
    ("Accept", "application/json"), ("Authorization", "Bearer sk-of-the-client"),
    ("User-Agent", "claude-cli/2.1.9 (external, cli)"),
    ("x-app", "cli"), ("x-stainless-lang", "js"), ("x-stainless-retry-count", "0"), ("x-claude-code-session-id", "b7e1"),
    ("anthropic-version", "2023-06-01"), ("anthropic-dangerous-direct-browser-access", "true"),
    *(("anthropic-beta", beta) for beta in BETAS)]
EPHEMERAL = {"type": "ephemeral", "ttl": "1h"}
TOOL = {
    "name": "Bash", "description": "Runs a command.\n" * 400, "cache_control": EPHEMERAL,
    "input_schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": False,
                     "properties": {"command": {"type": "string"}, "timeout": {"type": "number"}}, "required": ["command"]}}


def session(*messages, **more):
    """A request as the command line makes it; a block of `system` is its attribution and changes nothing."""
    return {
        "model": "claude-opus-5", "max_tokens": 32000, "stream": True, "metadata": {"user_id": "user_1_account__session_b7e1"},
        "system": [{"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.9;"},
                   {"type": "text", "text": "You are Claude Code.", "cache_control": EPHEMERAL}],
        "thinking": {"type": "adaptive", "display": "summarized"}, "output_config": {"effort": "high"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "tools": [TOOL], "messages": list(messages), **more}


def user(text):
    return {"role": "user", "content": [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}]}


def events(number, calls=True):
    """A turn: thought with its signature, words, and a call of the tool."""
    usage = {
        "input_tokens": 4, "cache_creation_input_tokens": 100, "cache_read_input_tokens": 4000, "output_tokens": 1,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 100}, "service_tier": "standard"}
    yield "message_start", {"type": "message_start", "message": {
        "id": f"msg_{number}", "type": "message", "role": "assistant", "model": "claude-opus-5", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage}}
    yield "ping", {"type": "ping"}
    blocks = [
        ({"type": "thinking", "thinking": "", "signature": ""}, [
            {"type": "thinking_delta", "thinking": "Let me lo\u00f6k."}, {"type": "signature_delta", "signature": f"Eq{number}+/=="}]),
        ({"type": "text", "text": ""}, [{"type": "text_delta", "text": "I l"}, {"type": "text_delta", "text": "ook \U0001f600."}])]
    if calls:
        blocks.append(({"type": "tool_use", "id": f"toolu_{number}", "name": "Bash", "input": {}}, [
            {"type": "input_json_delta", "partial_json": part} for part in ("", '{"command": "ls', f' {number}"}}')]))
    for index, (block, deltas) in enumerate(blocks):
        yield "content_block_start", {"type": "content_block_start", "index": index, "content_block": block}
        for delta in deltas:
            yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
        yield "content_block_stop", {"type": "content_block_stop", "index": index}
    stop = {"stop_reason": "tool_use" if calls else "end_turn", "stop_sequence": None}
    yield "message_delta", {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 50}}
    yield "message_stop", {"type": "message_stop"}


LIMITS = {
    "request-id": "req_011C", "anthropic-ratelimit-unified-status": "allowed", "anthropic-ratelimit-unified-reset": "1767225600",
    "anthropic-ratelimit-unified-5h-utilization": "0.25"}


def speaks(call):
    """The turn that follows the results so far; a comment between two events is part of the stream."""
    turn = sum(message["role"] == "assistant" for message in call.body["messages"])
    text = framed(events(turn, calls=turn < 5)).replace(b"event: ping", b": still here\n\nevent: ping")
    call.begin_stream(LIMITS)
    for start in range(0, len(text), 701):
        call.chunk(text[start:start + 701])
    call.end_stream()


@pytest.fixture
def pair(make_proxy, make_provider):
    """A provider that is asked directly, one behind the proxy, the proxy."""
    def make(respond=speaks, **more):
        direct, behind = make_provider(respond=respond), make_provider(respond=respond)
        configured = {"baseURL": behind.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "retries": {"max": 0}, **more}
        return direct, behind, make_proxy({"providers": {"anthropic": configured}})

    return make


def joined(seen):
    """Every field once, as RFC 9110, 5.3, has it."""
    return {name.lower(): ", ".join(seen.lines(name.lower())) for name, _ in seen.fields}


def check_requests(direct, behind):
    """What arrived behind the proxy is what arrived directly, but for what docs/proxy.md names."""
    assert len(direct.requests) == len(behind.requests) > 0
    for wanted, found in zip(direct.requests, behind.requests):
        assert found.path == wanted.path == "/v1/messages" and found.body == wanted.body
        wanted, found = joined(wanted), joined(found)
        passed = {name: value for name, value in wanted.items() if name.startswith("anthropic-") or name in FORWARDED}
        assert {name: value for name, value in found.items() if name not in OWN} == passed
        assert found["x-api-key"] == PROVIDER_KEY and found["content-length"] == wanted["content-length"]
        assert "sk-of-the-client" not in str(found)


def both(direct, proxy, body, fields=CLI):
    """The responses of both ways to the same bytes."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return [send(port, "POST", PATH, fields, body, timeout=60) for port in (direct.port, proxy.port)]


def check_responses(wanted, found):
    assert found.status == wanted.status and read(found) == read(wanted)
    for name, value in wanted.getheaders():
        if name.lower() == "content-type" or name.lower() in LIMITS or name.startswith(("retry", "x-should")):
            assert found.headers.get_all(name) == [value], name


def test_a_turn_is_the_same_both_ways(pair):
    direct, behind, proxy = pair()
    fields = [*CLI, ("Idempotency-Key", "k1"), ("traceparent", "00-" + "a" * 32 + "-" + "b" * 16 + "-01"), ("tracestate", "a=1")]
    check_responses(*both(direct, proxy, session(user("Look around.")), fields))
    check_requests(direct, behind)
    assert direct.requests[0].target == PATH and behind.requests[0].lines("anthropic-beta") == [", ".join(BETAS)]
    event = proxy.closed(1)[0]
    assert event["status"] == "success" and event["stream"] and event["prompt_tokens"] == 4104
    assert event["cached_tokens"] == 4000 and event["cache_write_1h_tokens"] == 100 and event["completion_tokens"] == 50


def test_bytes_are_not_written_anew(pair):
    """Spelling, order, escapes, what nobody knows yet: preserved thinking and prompt caches compare the bytes."""
    direct, behind, proxy = pair()
    body = json.dumps(session(user("Gr\u00fc\u00dfe"), {"role": "system", "content": "Now be quick."}), indent=1).encode()
    body = body.replace(b'"max_tokens"', b'"of_next_year" : [1.50e+02, "\\/\\u0041", {}],\r\n\t"max_tokens"')
    check_responses(*both(direct, proxy, body))
    check_requests(direct, behind)
    assert behind.requests[0].body == body


def test_a_session_of_the_sdk_is_the_same_both_ways(pair):
    """Six turns: thought, signature and call of each go back with the next."""
    direct, behind, proxy = pair()
    found = []
    for url in (direct.url.removesuffix("/v1"), proxy.url):
        client = anthropic.Anthropic(base_url=url, api_key="sk-of-the-client", max_retries=0)
        messages, seen = [user("Look around.")], []
        more = session()
        for name in ("messages", "stream"):
            del more[name]
        for turn in range(6):
            with client.beta.messages.stream(messages=messages, betas=BETAS, **more) as stream:
                seen += [event.model_dump() for event in stream]
                response = stream.get_final_message()
            content = [block.model_dump(exclude_none=True, mode="json") for block in response.content]
            messages.append({"role": "assistant", "content": content})
            messages.append({"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": block["id"], "content": [{"type": "text", "text": f"file {turn}"}]}
                for block in content if block["type"] == "tool_use"]})
        assert response.stop_reason == "end_turn"
        found.append(seen)
    assert found[0] == found[1] and len(direct.requests) == 6
    check_requests(direct, behind)
    assert b'"signature":"Eq4+/=="' in behind.requests[5].body.replace(b'": "', b'":"')
    assert [event["response_id"] for event in proxy.closed(6)] == [f"msg_{turn}" for turn in range(6)]


def test_20_mb_of_images_pass(pair):
    direct, behind, proxy = pair()
    images = [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(bytes([byte]) * 3_750_000).decode()}}
        for byte in range(4)]
    body = json.dumps(session({"role": "user", "content": [*images, {"type": "text", "text": "What is it?"}]})).encode()
    assert len(body) > 20_000_000
    check_responses(*both(direct, proxy, body))
    check_requests(direct, behind)


@pytest.mark.parametrize("status, kind, text, headers", [
    (400, "invalid_request_error", "prompt is too long: 205000 tokens > 200000 maximum", {}),
    (400, "invalid_request_error", "messages.1.content.0: this thinking block is bound to a different conversation", {}),
    (400, "invalid_request_error", "capability_rejected: context_management", {"x-should-retry": "false"}),
    (413, "request_too_large", "Request exceeds the maximum size", {}),
    (429, "rate_limit_error", "This request would exceed your limit", {"retry-after": "42", "x-should-retry": "true"}),
    (529, "overloaded_error", "Overloaded", {"retry-after": "3"}),
])
def test_errors_are_the_providers_own(pair, status, kind, text, headers):
    """What the client does next depends on the wording."""
    error = json.dumps({"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_011C"}, indent=2).encode()
    direct, behind, proxy = pair(lambda call: call.send(status, error, {**LIMITS, **headers}))
    wanted, found = both(direct, proxy, session(user("Hello")))
    assert found.status == status
    check_responses(wanted, found)
    check_requests(direct, behind)
    assert proxy.closed(1)[0]["error"] == kind


def test_an_error_in_a_stream_is_the_providers_own(pair):
    text = framed([*list(events(0))[:4], ("error", {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})])

    def respond(call):
        call.begin_stream()
        call.chunk(text)
        call.end_stream()

    direct, _, proxy = pair(respond)
    check_responses(*both(direct, proxy, session(user("Hello"))))
    event = proxy.closed(1)[0]
    assert event["status"] == "failed" and event["error"] == "overloaded_error"


# Silence. The client gives a stream up after 300 s without an event; `timeouts.idleMs` of the provider decides when the
# proxy does, so a configuration for a model that thinks for longer has it above that. Here 0.7 s stand for the minute
# that is the default, and 1.6 s for a thought.

SHORT, LONG, SILENCE = 700, 5000, 1.6


def silent(pings):
    """A turn with that many pings, evenly spread over a silence."""
    begin, end = list(events(0))[:4], list(events(0))[4:]

    def respond(call):
        call.begin_stream()
        call.chunk(framed(begin))
        for _ in range(pings):
            time.sleep(SILENCE / (pings + 1))
            call.event({"type": "ping"}, "ping")
        time.sleep(SILENCE / (pings + 1))
        call.chunk(framed(end))
        call.end_stream()

    return respond


@pytest.mark.parametrize("idle, pings", [(LONG, 0), (SHORT, 4)])
def test_a_thought_is_waited_for(pair, idle, pings):
    direct, _, proxy = pair(silent(pings), timeouts={"idleMs": idle})
    check_responses(*both(direct, proxy, session(user("Think."))))
    assert proxy.closed(1)[0]["status"] == "success"


def test_silence_beyond_the_configured_time_is_an_error(pair):
    _, _, proxy = pair(silent(0), timeouts={"idleMs": SHORT})
    text, is_whole = read(send(proxy.port, "POST", PATH, CLI, json.dumps(session(user("Think."))).encode()))
    assert not is_whole and b"event: error" in text and b"timeout_error" in text and b"message_stop" not in text
    assert proxy.closed(1)[0]["status"] == "timeout"


def test_pings_arrive_as_they_come(pair):
    gate = Gate()

    def respond(call):
        call.begin_stream()
        call.chunk(framed(list(events(0))[:2]))
        gate.wait()
        call.chunk(framed(list(events(0))[2:]))
        call.end_stream()

    _, _, proxy = pair(respond)
    response = send(proxy.port, "POST", PATH, CLI, json.dumps(session(user("Hello"))).encode())
    beginning(response, lambda text: b"event: ping" in text)
    gate.open()
    assert b"message_stop" in response.read()
