"""Events of a stream that are larger than any buffer, such as an image in one event."""
import http.client
import json
import threading

import pytest

from conftest import PROVIDER_KEY, chat

USAGE = {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}


def chunk(text="", **more):
    return {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}], **more}


def image(size):
    url = {"url": "data:image/png;base64," + "iVBORw0K" * (size // 8)}
    return chunk(choices=[{"index": 0, "delta": {"images": [{"image_url": url}]}, "finish_reason": None}])


@pytest.fixture
def make(make_provider, make_proxy):
    def make(respond):
        provider = make_provider(respond=respond)
        return make_proxy({"providers": {"openai": {
            "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "models": ["m"],
            "retries": {"max": 0}}}})

    return make


def begin(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
    connection.request("POST", "/v1/chat/completions", json.dumps(chat(model="m", stream=True)),
                       {"Content-Type": "application/json"})
    return connection.getresponse()


def events(text):
    return [block.removeprefix(b"data: ") for block in text.split(b"\n\n") if block]


@pytest.mark.parametrize("size", [60_000, 70_000, 1_600_000, 8_000_000])
def test_a_large_event_passes_whole(make, size):
    sent = [chunk("a"), image(size), chunk("b")]

    def respond(call):
        call.begin_stream()
        for event in [*sent, {**chunk(), "choices": [], "usage": USAGE}, "[DONE]"]:
            call.event(event)
        call.end_stream()

    proxy = make(respond)
    received = events(begin(proxy).read())
    assert [json.loads(event) for event in received[:-1]] == sent
    assert received[-1] == b"[DONE]"
    [event] = proxy.closed(1)
    assert event["status"] == "success" and event["completion_tokens"] == 7


def test_usage_in_a_large_event_is_read(make):
    def respond(call):
        call.begin_stream()
        call.event({**image(300_000), "usage": USAGE})
        call.event("[DONE]")
        call.end_stream()

    proxy = make(respond)
    assert len(events(begin(proxy).read())) == 2
    [event] = proxy.closed(1)
    assert event["completion_tokens"] == 7


def test_the_beginning_of_a_large_event_is_on_its_way_before_its_end(make):
    goes_on, was_in_time = threading.Event(), []

    def respond(call):
        call.begin_stream()
        text = f"data: {json.dumps(image(400_000))}\n\ndata: [DONE]\n\n".encode()
        for part in (text[:300_000], text[300_000:]):
            call.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            call.wfile.flush()
            was_in_time.append(goes_on.wait(5))
        call.end_stream()

    response = begin(make(respond))
    first = response.read(200_000)
    goes_on.set()
    assert json.loads(events(first + response.read())[0]) == image(400_000)
    assert was_in_time[0]


@pytest.mark.parametrize("behind", [0, 63_000, 66_000, 200_000])
def test_a_key_in_a_large_event_reaches_nobody(make, behind):
    def respond(call):
        call.begin_stream()
        call.event(chunk("first"))
        call.event(chunk("x" * behind + PROVIDER_KEY + "y" * 200_000))
        call.event("[DONE]")
        call.end_stream()

    proxy = make(respond)
    with pytest.raises(http.client.IncompleteRead) as cut:
        begin(proxy).read()
    received = cut.value.partial
    assert b"first" in received and b"[DONE]" not in received
    assert PROVIDER_KEY.encode()[:12] not in received
    # The error is an event of its own, or there is none.
    last = events(received)[-1]
    assert b"withheld" not in last or last.startswith(b'{"error":')
    assert (b"withheld" in last) == (b"xxx" not in received)
    [event] = proxy.closed(1)
    assert event["status"] == "failed" and event["error"] == "upstream_invalid_response"
