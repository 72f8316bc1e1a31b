"""A provider's key reaches no client, in whatever form the provider gives it back."""
import base64
import http.client
import json
import socket
import threading
import time
import urllib.parse

import pytest

from conftest import PROVIDER_KEY, Proxy, chat, until
from provider import completion

KEYS = [PROVIDER_KEY, "sk-proj-+/a_b=.:~%41" + "Zz9" * 20, "0123abcd"]


def unicode_escaped(text):
    return "".join(f"\\u{ord(character):04x}" for character in text)


def forms(key):
    """In a JSON text: what is between its quotes."""
    half = len(key) // 2
    plain = {
        "plain": key,
        "escaped": unicode_escaped(key),
        "escaped, capitals": unicode_escaped(key).replace("a", "A").replace("b", "B"),
        "first character escaped": unicode_escaped(key[0]) + key[1:],
        "middle escaped": key[:half] + unicode_escaped(key[half]) + key[half + 1:],
        "escaped in an escaped text": unicode_escaped(key).replace("\\", "\\\\"),
        "percent": "".join(f"%{ord(character):02X}" for character in key),
        "percent, lower case": "".join(f"%{ord(character):02x}" for character in key),
        "percent of a URL": urllib.parse.quote("x " + key, safe=""),
        "percent twice": urllib.parse.quote(urllib.parse.quote("x " + key + "=", safe=""), safe=""),
        "bearer": f"Authorization: Bearer {key}.",
    }
    for before in ("", "a", "ab"):
        text = (before + key + "!").encode()
        plain[f"base64 behind {len(before)}"] = base64.b64encode(text).decode()
        plain[f"base64url behind {len(before)}"] = base64.urlsafe_b64encode(text).decode().rstrip("=")
        plain[f"base64 escaped behind {len(before)}"] = base64.b64encode(text).decode().replace("/", "\\/").replace("+", "\\u002B")
    return plain


def body(inner, padding=0):
    text = json.dumps(completion())[:-1] + ', "x": "' + "a" * padding + '", "quoted": "' + inner + '"}'
    return text.encode()


@pytest.fixture
def make(binary, tmp_path, make_provider):
    made = []

    def make(respond, key=PROVIDER_KEY, **more):
        provider = make_provider(respond=respond)
        folder = tmp_path / f"proxy{len(made)}"
        folder.mkdir()
        configuration = {"providers": {"openai": {
            "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "models": ["gpt-4o-mini"],
            "retries": {"max": 0}, "breaker": {"enabled": False}, **more}}}
        made.append(Proxy(binary, folder, configuration, {"PROVIDER_KEY": key}))
        return made[-1]

    yield make
    for proxy in made:
        proxy.stop()


def raw(proxy, request):
    """Everything that the client gets: head, body, framing."""
    data = json.dumps(request).encode()
    with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
        response = b""
        while part := client.recv(65536):
            response += part
        return response


def sound(response):
    """Nothing of the forms is in it, not even a good part of one."""
    for key in KEYS:
        for form in forms(key).values():
            assert form.encode()[:24] not in response or len(form) < 24


@pytest.mark.parametrize("key", KEYS)
def test_no_form_of_the_key_is_in_a_response(make, key):
    found = {}
    proxy = make(lambda call: call.send(200, body(found["inner"])), key)
    for name, inner in forms(key).items():
        found["inner"] = inner
        response = raw(proxy, chat())
        assert response.startswith(b"HTTP/1.1 502 "), name
        assert b"upstream_invalid_response" in response and b"withheld" in response, name
        assert inner.encode() not in response, name
    for event in proxy.closed(len(forms(key))):
        assert event["status"] == "failed" and event["error"] == "upstream_invalid_response"
    assert key not in (proxy.folder / "audit").joinpath(
        next(file.name for file in (proxy.folder / "audit").glob("audit-*.jsonl"))).read_text()


@pytest.mark.parametrize("key", KEYS[:2])
def test_what_is_like_it_goes_through(make, key):
    found = {}
    proxy = make(lambda call: call.send(200, body(found["inner"])), key)
    for inner in (key[:-1], key[1:], key[:-1] + "?", unicode_escaped(key[:-1]), base64.b64encode(key[:-3].encode()).decode()[:-4],
                  "%41" * 30, "\\u0041" * 30, "\\\\" * 40, "\\n" * 40 + "100 % of it", key[:8] + "\\n" + key[8:]):
        found["inner"] = inner
        response = raw(proxy, chat())
        assert response.startswith(b"HTTP/1.1 200 ") and response.endswith(body(inner)), inner


@pytest.mark.parametrize("cut", [1, 7, 14, 27, 60, 100, 150])
@pytest.mark.parametrize("form", ["plain", "escaped", "percent", "base64 behind 1"])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_read_that_ends_in_it_shows_nothing_of_it(make, cut, form, framing):
    inner = forms(PROVIDER_KEY)[form]
    text = body(inner, 3000)
    position = text.index(inner.encode()) + min(cut, len(inner) - 1)

    def respond(call):
        call.send_response(200)
        call.send_header("Content-Type", "application/json")
        call.send_header(*(("Content-Length", str(len(text))) if framing == "length" else ("Transfer-Encoding", "chunked")))
        call.end_headers()
        for part in (text[:position], text[position:]):
            call.wfile.write(part if framing == "length" else b"%x\r\n%s\r\n" % (len(part), part))
            call.wfile.flush()
            time.sleep(0.1)
        if framing == "chunked":
            call.wfile.write(b"0\r\n\r\n")

    response = raw(make(respond), chat())
    assert inner.encode()[:8] not in response
    if not response.startswith(b"HTTP/1.1 502 "):
        assert b"aaaa" in response, "what comes before it was on its way"
        assert not response.endswith(b'"}') and not response.endswith(b"0\r\n\r\n")


def test_a_body_in_many_parts_comes_whole(make):
    text = body("", 100_000)

    def respond(call):
        call.send_response(200)
        call.send_header("Content-Type", "application/json")
        call.send_header("Transfer-Encoding", "chunked")
        call.end_headers()
        for start in range(0, len(text), 777):
            part = text[start:start + 777]
            call.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        call.wfile.write(b"0\r\n\r\n")

    proxy = make(respond)
    status, _, found = proxy.request("/v1/chat/completions", chat())
    assert status == 200 and found == text
    assert proxy.closed(1)[0]["prompt_tokens"] == 20


@pytest.mark.parametrize("size", [33 << 20])
def test_a_body_that_is_too_long_to_be_read_for_its_usage_is_searched_as_well(make, size):
    inner = {"text": ""}
    proxy = make(lambda call: call.send(200, body(inner["text"], size)))
    status, _, found = proxy.request("/v1/chat/completions", chat(), timeout=60)
    assert status == 200 and found == body("", size)
    inner["text"] = PROVIDER_KEY
    with pytest.raises(http.client.IncompleteRead) as cut:
        proxy.request("/v1/chat/completions", chat(), timeout=60)
    assert PROVIDER_KEY[:8].encode() not in cut.value.partial


@pytest.mark.parametrize("form", list(forms(PROVIDER_KEY)))
def test_no_form_of_it_is_in_a_stream(make, form):
    inner = forms(PROVIDER_KEY)[form]

    def respond(call):
        call.begin_stream()
        call.event('{"choices":[{"index":0,"delta":{"content":"Good"}}]}')
        call.event('{"choices":[{"index":0,"delta":{"content":"' + inner + '"}}]}')
        call.event("[DONE]")
        call.end_stream()

    response = raw(make(respond), chat(stream=True))
    assert b"Good" in response or b" 502 " in response
    assert b"withheld" in response and inner.encode() not in response and b"[DONE]" not in response


def test_nor_in_half_an_event_at_the_end(make):
    def respond(call):
        call.begin_stream()
        call.event('{"choices":[{"index":0,"delta":{"content":"Good"}}]}')
        text = b'data: {"x":"' + PROVIDER_KEY.encode()
        call.wfile.write(b"%x\r\n%s\r\n" % (len(text), text))
        call.end_stream()

    assert PROVIDER_KEY.encode() not in raw(make(respond), chat(stream=True))


@pytest.mark.parametrize("name", ["x-request-id", "request-id", "openai-organization", "x-ratelimit-limit-requests"])
@pytest.mark.parametrize("form", ["plain", "percent", "base64 behind 2", "bearer"])
def test_a_field_that_names_it_is_left_out(make, name, form):
    value = forms(PROVIDER_KEY)[form]
    proxy = make(lambda call: call.send(200, completion(), {name: value, "x-request-id-2": "y"} if name != "x-request-id" else {name: value}))
    response = raw(proxy, chat())
    assert response.startswith(b"HTTP/1.1 200 ") and value.encode() not in response
    assert f"\r\n{name}:".encode() not in response.lower()


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_no_form_of_it_is_in_an_error(make, status):
    inner = {}
    proxy = make(lambda call: call.send(status, b'{"error":{"message":"x","type":"' + inner["text"].encode() + b'"}}'))
    for name, text in forms(PROVIDER_KEY).items():
        inner["text"] = text
        response = raw(proxy, chat())
        assert text.encode() not in response and b"withheld" in response, name
    lines = "".join(file.read_text() for file in (proxy.folder / "audit").glob("audit-*.jsonl"))
    assert PROVIDER_KEY not in lines


@pytest.mark.parametrize("word, recorded", [
    ("insufficient_quota", "insufficient_quota"), ("overloaded_error", "overloaded_error"),
    ("the prompt was: my secret", "other"), ("Insufficient_quota", "other"), ("tokens ", "other"), ("sk-abc", "other")])
def test_the_audit_takes_over_known_words_alone(make, word, recorded):
    proxy = make(lambda call: call.send(400, {"error": {"message": "x", "type": word}}))
    assert raw(proxy, chat()).startswith(b"HTTP/1.1 400 ")
    assert proxy.closed(1)[0]["error"] == recorded
