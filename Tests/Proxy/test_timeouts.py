"""How long a provider may take: to begin, between two pieces, and in all."""
import json
import time

import pytest

from conftest import chat, message, two_providers
from provider import completion
from test_faults import begin

PIECES, PAUSE = 25, 0.1
TOTAL = {"totalMs": 1000, "idleMs": 1000, "firstByteMs": 5000}


def providers(provider, **more):
    entry = {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "retries": {"max": 0}, **more}
    return {"providers": {"openai": dict(entry), "anthropic": dict(entry)}}


def streams(call):
    """Longer than the total, never silent for long."""
    call.begin_stream()
    if "claude" in call.model:
        call.event({"type": "message_start", "message": {"usage": {"input_tokens": 5, "output_tokens": 1}}}, "message_start")
        for _ in range(PIECES):
            time.sleep(PAUSE)
            call.event({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}}, "content_block_delta")
        call.event({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}, "message_delta")
        call.event({"type": "message_stop"}, "message_stop")
    else:
        for _ in range(PIECES):
            time.sleep(PAUSE)
            call.event({"choices": [{"index": 0, "delta": {"content": "a"}}]})
        call.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        call.event("[DONE]")
    call.end_stream()


def drips(call, status=200, body=None):
    """A body of known length, a piece at a time."""
    data = json.dumps(body or completion()).encode()
    call.send_response(status)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", str(len(data)))
    call.end_headers()
    size = len(data) // PIECES + 1
    for start in range(0, len(data), size):
        time.sleep(PAUSE)
        call.wfile.write(data[start:start + size])
        call.wfile.flush()


@pytest.mark.parametrize("path, body, end", [
    ("/v1/chat/completions", chat(stream=True), b"[DONE]"), ("/v1/messages", message(stream=True), b"message_stop")])
def test_a_stream_that_goes_on_is_not_ended(make_proxy, make_provider, path, body, end):
    proxy = make_proxy(providers(make_provider(respond=streams), timeouts=TOTAL))
    begun = time.monotonic()
    status, _, text = proxy.request(path, body)
    assert status == 200 and end in text and text.count(b"data:") > PIECES
    assert time.monotonic() - begun > 2
    assert proxy.closed(1)[0]["status"] == "success"


@pytest.mark.parametrize("status, body", [(200, None), (400, {"error": {"message": "no", "type": "some_type"}})])
def test_a_body_that_comes_in_pieces_is_not_cut(make_proxy, make_provider, status, body):
    provider = make_provider(respond=lambda call: drips(call, status, body))
    proxy = make_proxy(providers(provider, timeouts=TOTAL))
    found, _, text = proxy.request("/v1/chat/completions", chat())
    assert found == status and json.loads(text) == (body or completion())


def test_silence_still_ends_a_stream(make_proxy, make_provider):
    def respond(call):
        call.begin_stream()
        call.event({"choices": [{"index": 0, "delta": {"content": "a"}}]})
        time.sleep(5)

    proxy = make_proxy(providers(make_provider(respond=respond), timeouts={**TOTAL, "idleMs": 300}))
    client = begin(proxy, "/v1/chat/completions", chat(stream=True))
    text, begun = b"", time.monotonic()
    while piece := client.recv(65536):
        text += piece
    client.close()
    assert b"upstream_timeout" in text and b"[DONE]" not in text and time.monotonic() - begun < 4
    assert proxy.closed(1)[0]["status"] == "timeout"


@pytest.mark.parametrize("more", [
    {"timeouts": {"totalMs": 500}},
    {"timeouts": {"firstByteMs": 500}},
    # Tries that each end in time do not make the whole of them longer.
    {"timeouts": {"totalMs": 900}, "retries": {"max": 10, "firstDelayMs": 300}, "breaker": {"enabled": False}},
])
def test_the_total_bounds_everything_before_the_response(make_proxy, make_provider, more):
    def respond(call):
        if "retries" in more:
            return call.send(503, {"error": {"message": "later"}})
        time.sleep(5)

    proxy = make_proxy(providers(make_provider(respond=respond), **more))
    begun = time.monotonic()
    status, _, _ = proxy.request("/v1/chat/completions", chat())
    assert status in (503, 504) and time.monotonic() - begun < 3


def test_a_model_that_thinks_for_a_while_is_waited_for(make_proxy, make_mock):
    """Longer than any time that the configuration gives to the other steps."""
    mock = make_mock("-d", 2_500_000)
    proxy = make_proxy(two_providers(mock, timeouts={"connectMs": 1000, "idleMs": 1000}))
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert proxy.request("/v1/messages", message(stream=True))[0] == 200


@pytest.mark.parametrize("pause", [0, 2])
def test_a_client_that_reads_slowly_is_no_silence_of_the_provider(make_proxy, make_provider, pause):
    """The provider is not read while its client takes nothing, so what it does not send then means nothing."""
    def respond(call):
        call.begin_stream()
        for _ in range(100):
            call.event({"choices": [{"index": 0, "delta": {"content": "a" * 200_000}}]})
        call.event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        call.event("[DONE]")
        call.end_stream()

    configuration = providers(make_provider(respond=respond), timeouts={"idleMs": 600})
    proxy = make_proxy({**configuration, "listen": {"writeStallMs": 20_000}})
    client = begin(proxy, "/v1/chat/completions", chat(stream=True))
    time.sleep(pause)
    text = b""
    while not text.endswith(b"0\r\n\r\n"):
        piece = client.recv(1 << 20)
        assert piece, text[-500:]
        text = text[-5:] + piece
    client.close()
    assert proxy.closed(1)[0]["status"] == "success"
