"""What a response that was cut keeps of the tokens it had reserved, and what the audit records of it."""
import json
import time

import pytest

from conftest import chat, message
from test_faults import begin

START = {
    "type": "message_start",
    "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5", "content": [],
                "stop_reason": None, "usage": {"input_tokens": 25, "output_tokens": 1}}}
DELTA = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 40}}


def chunk(tokens, reason=None):
    """Some providers report the usage so far in each chunk."""
    return {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": reason}],
            "usage": {"prompt_tokens": 25, "completion_tokens": tokens, "total_tokens": 25 + tokens}}


def anthropic(*behind, start=START, hangs=True):
    def respond(call):
        call.begin_stream()
        call.event(start, "message_start")
        for event in behind:
            call.event(event, event["type"])
        if hangs:
            time.sleep(20)
        if behind:
            return call.end_stream()
        call.close_connection = True
    return respond


def openai(*chunks, hangs=True):
    def respond(call):
        call.begin_stream()
        for piece in chunks:
            call.event(piece)
        if hangs:
            time.sleep(20)
    return respond


def configuration(provider, **more):
    entry = {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "retries": {"max": 0},
        "limits": {"tokensPerMinute": 6000}, **more}
    return {"providers": {"openai": dict(entry), "anthropic": dict(entry)}}


ANTHROPIC = ("/v1/messages", message(stream=True, max_tokens=4000))
OPENAI = ("/v1/chat/completions", chat(stream=True, max_tokens=4000))


def leave(proxy, path, body):
    """Reads the beginning of a response, and leaves; the status."""
    client = begin(proxy, path, body)
    try:
        found = b""
        while b"\n\n" not in found and (piece := client.recv(65536)):
            found += piece
            if not found.startswith(b"HTTP/1.1 200"):
                break
        return int(found.split(b" ", 2)[1])
    finally:
        client.close()


@pytest.mark.parametrize("request_, respond", [
    (ANTHROPIC, anthropic()),
    (ANTHROPIC, anthropic({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}})),
    (OPENAI, openai(chunk(1))),
    (OPENAI, openai(chunk(1), chunk(2), chunk(3))),
], ids=["message_start", "content", "usage in the first chunk", "usage in each chunk"])
def test_who_leaves_early_gets_no_tokens_back(make_proxy, make_provider, request_, respond):
    proxy = make_proxy(configuration(make_provider(respond=respond)))
    # 4,000 and more of 6,000 are taken by the first.
    statuses = []
    for number in range(6):
        statuses.append(leave(proxy, *request_))
        if number == 0:
            proxy.closed(1)
    assert statuses == [200] + [429] * 5
    event = proxy.closed(1)[0]
    assert event["status"] == "cancelled" and event["usage_partial"] is True
    assert event["prompt_tokens"] == 25 and event["completion_tokens"] >= 1


@pytest.mark.parametrize("request_, respond", [
    (ANTHROPIC, anthropic(hangs=False)), (OPENAI, openai(chunk(1), hangs=False)), (ANTHROPIC, anthropic())],
    ids=["cut", "cut, with usage in each chunk", "silent"])
def test_nor_does_who_is_cut_off(make_proxy, make_provider, request_, respond):
    def cuts(call):
        respond(call)
        call.close_connection = True

    proxy = make_proxy(configuration(make_provider(respond=cuts), timeouts={"idleMs": 400}))
    path, body = request_
    client = begin(proxy, path, body)
    while client.recv(65536):
        pass
    client.close()
    event = proxy.closed(1)[0]
    assert event["status"] in ("failed", "timeout") and event["usage_partial"] is True
    assert proxy.request(path, body)[0] == 429


def test_usage_beyond_the_reservation_is_charged(make_proxy, make_provider):
    """The prompt alone was more than was reserved."""
    start = json.loads(json.dumps(START))
    start["message"]["usage"]["input_tokens"] = 5900
    proxy = make_proxy(configuration(make_provider(respond=anthropic(start=start))))
    small = message(stream=True, max_tokens=200)
    assert leave(proxy, "/v1/messages", small) == 200
    assert proxy.closed(1)[0]["prompt_tokens"] == 5900
    assert leave(proxy, "/v1/messages", small) == 429


@pytest.mark.parametrize("request_, respond", [
    (ANTHROPIC, anthropic(DELTA, {"type": "message_stop"}, hangs=False)),
    # All of the usage has come, the stream's end has not.
    (ANTHROPIC, anthropic(DELTA)),
    (OPENAI, openai(chunk(1), chunk(40, "stop"))),
], ids=["whole", "all but the end", "all but the end, with usage in each chunk"])
def test_who_has_all_of_the_usage_gets_back_what_was_not_used(make_proxy, make_provider, request_, respond):
    proxy = make_proxy(configuration(make_provider(respond=respond)))
    path, body = request_
    for number in range(4):
        client = begin(proxy, path, body)
        found = b""
        while b"stop" not in found.replace(b'"stop_reason": null', b""):
            piece = client.recv(65536)
            assert piece, found
            found += piece
        client.close()
        proxy.closed(number + 1)
    for event in proxy.closed(4):
        assert "usage_partial" not in event and event["completion_tokens"] == 40


def test_a_whole_body_is_never_part_of_it(make_proxy, make_provider):
    """Embeddings have no reason to finish, and their usage is all there is."""
    body = {"object": "list", "data": [], "model": "m", "usage": {"prompt_tokens": 8, "total_tokens": 8}}
    proxy = make_proxy(configuration(make_provider(respond=lambda call: call.send(200, body))))
    for _ in range(3):
        assert proxy.request("/v1/embeddings", {"model": "text-embedding-3-small", "input": "x"})[0] == 200
    for event in proxy.closed(3):
        assert event["prompt_tokens"] == 8 and "usage_partial" not in event
