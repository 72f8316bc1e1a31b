"""What the wire carries: header fields, events and bodies of any size, odd responses, silence."""
import asyncio
import datetime
import gzip
import json
import time

import anthropic
import openai
import pytest

from conftest import PROVIDER_KEY, ask, both_formats, chat, message, send
from provider import USAGE, Gate, completion
from responses_provider import USAGE as RESPONSES_USAGE
from test_responses import read

ROUTES = {"/v1/chat/completions": chat, "/v1/messages": message, "/v1/responses": ask}
SECRET = [("Authorization", "Bearer sk-of-the-client"), ("x-api-key", "sk-of-the-client")]


def post(proxy, path, body, fields=()):
    return send(proxy.port, "POST", path, fields, body if isinstance(body, bytes) else json.dumps(body).encode())


# Header fields.


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("stream", [False, True])
def test_no_coding_is_asked_for(serve, path, stream):
    proxy, provider = serve()
    assert post(proxy, path, ROUTES[path](stream=stream), [("Accept-Encoding", "gzip, br")]).status == 200
    assert provider.requests[-1].lines("accept-encoding") == ["identity"]


def test_no_coding_is_asked_for_a_list_of_models(serve):
    proxy, provider = serve()
    proxy.request("/v1/models")
    assert provider.requests and all(seen.lines("accept-encoding") == ["identity"] for seen in provider.requests)


@pytest.mark.parametrize("path, field", [
    ("/v1/messages", "anthropic-beta"), ("/v1/chat/completions", "openai-beta"), ("/v1/responses", "openai-beta"),
    ("/v1/messages", "tracestate"), ("/v1/chat/completions", "tracestate")])
def test_lines_of_a_list_are_joined(serve, path, field):
    proxy, provider = serve()
    lines = ["a=1", "b=2,c=3", "d=4"]
    spelled = [field, field.title(), field.upper()]
    assert post(proxy, path, ROUTES[path](), zip(spelled, lines)).status == 200
    assert provider.requests[-1].lines(field) == ["a=1, b=2,c=3, d=4"]


def test_every_field_of_anthropic_is_forwarded_but_a_key(serve):
    proxy, provider = serve()
    fields = [("anthropic-version", "2026-10-21"), ("Anthropic-Workspace-Id", "wrkspc_1"), ("anthropic-user-profile-id", "u:1"),
              ("anthropic-dangerous-direct-browser-access", "true"), ("ANTHROPIC-OF-NEXT-YEAR", "a; b=\"c\"")]
    hidden = [("anthropic-api-key", "sk-of-the-client"), ("anthropics", "no"), ("Cookie", "a=b"), ("x-anthropic-x", "no")]
    assert post(proxy, "/v1/messages", message(), fields + hidden + SECRET).status == 200
    seen = provider.requests[-1]
    for name, value in fields:
        assert seen.lines(name.lower()) == [value], name
    assert [seen.lines(name.lower()) for name, _ in hidden] == [[]] * len(hidden)
    assert seen.lines("x-api-key") == [PROVIDER_KEY] and "sk-of-the-client" not in str(seen.fields)


# How much.


def big(size):
    """Nearly nothing but the one string."""
    return "iVBORw0K" * (size // 8)


def in_chat(size):
    delta = {"images": [{"type": "image_url", "image_url": {"url": big(size)}}]}
    yield None, {"choices": [{"index": 0, "delta": delta}]}
    yield None, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": USAGE}
    yield None, "[DONE]"


def in_messages(size):
    start = {"type": "message_start", "message": {"id": "msg_1", "model": "m", "usage": {"input_tokens": 20, "output_tokens": 1}}}
    yield "message_start", start
    yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": big(size)}}
    yield "message_delta", {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}}
    yield "message_stop", {"type": "message_stop"}


def in_responses(size):
    """The usage is behind the long string, in the same event."""
    image = {"id": "ig_1", "type": "image_generation_call", "status": "completed", "result": big(size)}
    response = {"id": "resp_1", "object": "response", "status": "completed", "model": "gpt-5-mini", "output": [image]}
    begin = {**response, "status": "in_progress", "output": []}
    yield "response.created", {"type": "response.created", "sequence_number": 0, "response": begin}
    done = {**response, "usage": RESPONSES_USAGE}
    yield "response.completed", {"type": "response.completed", "sequence_number": 1, "response": done}


def framed(events):
    text = [(f"event: {name}\n" if name else "") + f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"
            for name, data in events]
    return "".join(text).encode()


BIG = {
    "/v1/chat/completions": (in_chat, (20, 5)), "/v1/messages": (in_messages, (20, 5)),
    "/v1/responses": (in_responses, (2048, 300))}


@pytest.mark.parametrize("path", BIG)
@pytest.mark.parametrize("size", [1_600_000, 5 << 20])
def test_an_event_of_any_size_passes_as_it_comes(serve, path, size):
    events, usage = BIG[path]
    text, gate = framed(events(size)), Gate()

    def respond(call):
        """The second half of the event follows only when the client has most of the first."""
        call.begin_stream()
        half = len(text) - size // 2
        for start in range(0, half, 1 << 16):
            call.chunk(text[start:min(half, start + (1 << 16))])
        gate.wait()
        call.chunk(text[half:])
        call.end_stream()

    proxy, _ = serve(respond)
    response, found = post(proxy, path, ROUTES[path](stream=True)), bytearray()
    while len(found) < size // 2 - (256 << 10):
        piece = response.read1(1 << 20)
        assert piece, "it ended"
        found += piece
    gate.open()
    rest, is_whole = read(response)
    assert is_whole and bytes(found) + rest == text
    event = proxy.closed(1)[0]
    assert event["status"] == "success" and "error" not in event
    assert (event["prompt_tokens"], event["completion_tokens"]) == usage


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
def test_an_event_that_is_too_long_to_be_read_passes_too(serve, path):
    """Its memory is bounded, and the usage is in another event."""
    events, usage = BIG[path]
    text = framed(events(40 << 20))

    def respond(call):
        call.begin_stream()
        for start in range(0, len(text), 1 << 20):
            call.chunk(text[start:start + (1 << 20)])
        call.end_stream()

    proxy, _ = serve(respond)
    before = proxy.memory()
    assert read(post(proxy, path, ROUTES[path](stream=True))) == (text, True)
    event = proxy.closed(1)[0]
    assert event["status"] == "success" and (event["prompt_tokens"], event["completion_tokens"]) == usage
    assert proxy.memory() - before < 128 << 20


def test_32_mib_of_messages_are_taken(serve):
    proxy, provider = serve()
    body = json.dumps(message(big(31 << 20))).encode()
    assert post(proxy, "/v1/messages", body).status == 200 and provider.requests[-1].body == body
    status, _, text = proxy.request("/v1/messages", message(big(33 << 20)), timeout=60)
    assert status == 413 and json.loads(text)["error"]["type"] == "request_too_large" and len(provider.calls) == 1


@pytest.mark.parametrize("path, sizes", [
    ("/v1/chat/completions", [32.5, 33, 34, 35, 36, 38, 40, 44, 48, 56, 64, 80]),
    ("/v1/messages", [32.5, 33, 34, 34.5, 35, 35.5, 36, 36.5, 37, 38, 39, 40])])
def test_who_sends_too_much_can_read_why(serve, path, sizes):
    """The clients of both SDKs send all of a body before they look; a connection that is reset loses the response."""
    proxy, provider = serve()

    async def sends(size):
        content = [{"role": "user", "content": "a" * int(size * (1 << 20))}]
        if path == "/v1/messages":
            async with anthropic.AsyncAnthropic(base_url=proxy.url, api_key="k", max_retries=0) as client:
                return await client.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=content)
        async with openai.AsyncOpenAI(base_url=proxy.url + "/v1", api_key="k", max_retries=0) as client:
            return await client.chat.completions.create(model="gpt-4o-mini", messages=content)

    async def outcome(size):
        try:
            return await sends(size)
        except (openai.APIError, anthropic.APIError) as error:
            return getattr(error, "status_code", repr(error))

    assert [asyncio.run(outcome(size)) for size in sizes] == [413] * len(sizes)
    assert provider.calls == []


# Odd responses.


HTML = b"<html><body>Welcome to the portal</body></html>"
HALF = b'{"id":"x","choices":[{"mess'
WHOLE = json.dumps(completion()).encode()
STREAM = framed(in_chat(64))


def until_closed(call, body, fields):
    """Its end is that of the connection."""
    call.send_response(200)
    for name, value in {**fields, "Connection": "close"}.items():
        call.send_header(name, value)
    call.end_headers()
    call.wfile.write(body)


@pytest.mark.parametrize("stream, body, fields", [
    (False, HTML, {"Content-Type": "text/html"}),
    (False, HALF, {"Content-Type": "application/json"}),
    (False, gzip.compress(WHOLE, mtime=0), {"Content-Type": "application/json", "Content-Encoding": "gzip"}),
    (True, gzip.compress(STREAM, mtime=0), {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}),
])
def test_what_cannot_be_read_is_relayed_and_recorded_as_such(serve, stream, body, fields):
    proxy, _ = serve(lambda call: until_closed(call, body, fields))
    response = post(proxy, "/v1/chat/completions", chat(stream=stream))
    assert response.status == 200 and read(response) == (body, True)
    assert {name: response.headers[name] for name in fields} == fields
    event = proxy.closed(1)[0]
    assert event["status"] == "success" and event["error"] == "usage_unreadable"
    assert "prompt_tokens" not in event and "estimated_cost_nano_usd" not in event


@pytest.mark.parametrize("path", ROUTES)
def test_a_long_error_keeps_its_status(serve, path):
    error = {"error": {"message": "no: " + "x" * 300_000, "type": "invalid_request_error"}}
    proxy, _ = serve(lambda call: call.send(400, error))
    status, _, text = proxy.request(path, ROUTES[path]())
    assert status == 400 and json.loads(text)["error"]["message"]
    assert proxy.closed(1)[0]["http_status"] == 400


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("path", ROUTES)
def test_a_redirect_is_never_followed(serve, make_provider, path, status):
    elsewhere = make_provider()
    proxy, provider = serve(lambda call: call.send(status, b"", {"Location": elsewhere.url + "/chat/completions"}))
    found, headers, text = proxy.request(path, ROUTES[path]())
    said = json.loads(text)["error"]["message"]
    assert found == 502 and "redirect" in said and "baseURL" in said and "Location" not in headers
    assert len(provider.calls) == 1 and elsewhere.requests == [] and proxy.closed(1)[0]["status"] == "failed"


# Another try.


def failing(fields):
    """503 with the fields that the function gives, once; then success. `at` are the times of the calls."""
    at = []

    def respond(call):
        at.append(time.time())
        if len(at) == 1:
            return call.send(503, {"error": {"message": "later"}}, fields())
        call.send(200, completion(call.model))

    respond.at = at
    return respond


RETRIES = {"max": 2, "firstDelayMs": 10, "maxDelayMs": 5000}
FORMS = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]


def date_in(seconds, form):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).strftime(form)


@pytest.mark.parametrize("form", FORMS)
def test_a_date_far_away_is_for_the_client(serve, form):
    respond = failing(lambda: {"Retry-After": date_in(3600, form)})
    proxy, _ = serve(respond, retries=RETRIES)
    status, headers, _ = proxy.request("/v1/chat/completions", chat())
    assert status == 503 and headers["Retry-After"] and len(respond.at) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_date_is_waited_for(serve, form):
    respond = failing(lambda: {"Retry-After": date_in(3, form)})
    proxy, _ = serve(respond, retries=RETRIES)
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    first, second = respond.at
    # A date has whole seconds, and clocks are read one after the other.
    assert int(first + 3) - 0.1 <= second < first + 5


def test_a_provider_that_forbids_another_try_gets_none(serve):
    respond = failing(lambda: {"x-should-retry": "false"})
    proxy, _ = serve(respond, retries=RETRIES)
    status, headers, _ = proxy.request("/v1/chat/completions", chat())
    assert status == 503 and headers["x-should-retry"] == "false" and len(respond.at) == 1


# How long.


FILLER = {
    "/v1/chat/completions": (None, {"choices": [{"index": 0, "delta": {"content": big(200_000)}}]}),
    "/v1/messages": ("content_block_delta", {
        "type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": big(200_000)}}),
    "/v1/responses": ("response.output_text.delta", {"type": "response.output_text.delta", "delta": big(200_000)})}

@pytest.mark.parametrize("path", ROUTES)
def test_a_stream_is_bounded_by_its_silence_only(serve, path):
    text = framed(BIG[path][0](6400))

    def respond(call):
        call.begin_stream()
        size = len(text) // 20 + 1
        for start in range(0, len(text), size):
            time.sleep(0.1)
            call.chunk(text[start:start + size])
        call.end_stream()

    proxy, _ = serve(respond, timeouts={"totalMs": 900, "idleMs": 900, "firstByteMs": 5000})
    assert read(post(proxy, path, ROUTES[path](stream=True))) == (text, True)
    assert proxy.closed(1)[0]["status"] == "success"


@pytest.mark.parametrize("path", ROUTES)
def test_a_client_that_pauses_is_not_cut(make_proxy, make_provider, path):
    """Longer than the provider may be silent, shorter than a client may stand still; more comes than fits between them."""
    first, *rest = BIG[path][0](64)
    text = framed([first, *[FILLER[path]] * 120, *rest])

    def respond(call):
        call.begin_stream()
        for start in range(0, len(text), 1 << 16):
            call.chunk(text[start:start + (1 << 16)])
        call.end_stream()

    configuration = both_formats(make_provider(respond=respond), timeouts={"idleMs": 600})
    proxy = make_proxy({**configuration, "listen": {"writeStallMs": 10_000}})
    response = post(proxy, path, ROUTES[path](stream=True))
    begun = response.read(1000)
    time.sleep(1.8)
    rest, is_whole = read(response)
    assert is_whole and begun + rest == text and proxy.closed(1)[0]["status"] == "success"
