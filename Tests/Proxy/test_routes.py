"""Routes: names of models that several providers serve, and what is tried when one of them fails."""
import collections
import concurrent.futures
import json
import os
import random
import socket
import struct
import threading
import time

import pytest

from conftest import chat, free_port, key_in_force, message, until
from provider import completion

ERROR = {"error": {"message": "no", "type": "some_type", "code": "some_code"}}


def entry(url, **more):
    return {"apiFormat": "openai", "baseURL": url, "key": {"env": "PROVIDER_KEY"}, "retries": {"max": 0},
            "breaker": {"enabled": False}, **more}


def provider_of(place):
    return entry(place) if isinstance(place, str) else place if isinstance(place, dict) else entry(place.url)


def configuration(providers, route=None, **more):
    """Providers by name, and a route over them: all but the first are its fallback."""
    names = [f"{name}/m" for name in providers]
    return {"providers": {name: provider_of(place) for name, place in providers.items()},
            "routes": {"fast": route or {"targets": names[:1], "fallback": names[1:]}}, **more}


def named(name):
    """A response that says whose it is."""
    def respond(call):
        if call.body.get("stream"):
            call.begin_stream()
            stream_of(call, name)
            return call.end_stream()
        return call.send(200, completion(name))
    return respond


def chunk_of(name, text, reason=None):
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": name,
            "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}


def stream_of(call, name, pieces=5):
    for number in range(pieces):
        call.event(chunk_of(name, f"{name}{number}"))
    call.event(chunk_of(name, "", "stop"))
    call.event({**chunk_of(name, ""), "choices": [],
                "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}})
    call.event("[DONE]")


def reset(call):
    """Closed without a word."""
    call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    call.close_connection = True
    call.wfile.close()
    call.connection.close()


def status(number, headers=()):
    return lambda call: call.send(number, ERROR, headers)


def ask(proxy, model="fast", headers=None, **more):
    code, fields, body = proxy.request("/v1/chat/completions", chat(model=model, **more), headers)
    return code, fields, body


def answered(proxy, **more):
    code, fields, body = ask(proxy, **more)
    assert code == 200, body
    return json.loads(body)["model"], fields


def black_hole(wanted=1):
    """A port whose queue is full: what connects there hears nothing."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(0)
    held = []
    for _ in range(8):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(server.getsockname())
        held.append(client)
    time.sleep(0.1)
    return server, held


# Each: what the first provider does, the cause in the audit, and the configuration of that provider.
def head_then_reset(call):
    call.begin_stream()
    call.wfile.flush()
    time.sleep(0.1)
    reset(call)


def comment_then_reset(call):
    call.begin_stream()
    call.chunk(b": working\n\n")
    time.sleep(0.1)
    reset(call)


def error_event(call):
    call.begin_stream()
    call.event({"error": {"message": "overloaded", "type": "overloaded_error"}})
    call.end_stream()


def comments_then_error(call):
    call.begin_stream()
    call.chunk(b": working\n\n")
    time.sleep(0.1)
    call.event({"error": {"message": "overloaded", "code": 529}})
    call.end_stream()


def short_body(call):
    """A head that promises more than comes."""
    call.send_response(200)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", "1000")
    call.end_headers()
    call.wfile.flush()
    time.sleep(0.05)
    reset(call)


def no_http(call):
    call.wfile.write(b"what is this\r\n\r\n")
    call.close_connection = True


def silent(call):
    time.sleep(1.5)
    reset(call)


FAILURES = {
    "429": (status(429, {"Retry-After": 7}), "429", False),
    "500": (status(500), "5xx", False),
    "503": (status(503), "5xx", True),
    "529": (status(529), "529", False),
    "401": (status(401), "401", False),
    "403": (status(403), "401", False),
    "reset before the head": (reset, "cut", False),
    "no HTTP": (no_http, "cut", False),
    "silence": (silent, "timeout", False),
    "head, then reset": (head_then_reset, "cut", True),
    "comments, then reset": (comment_then_reset, "cut", True),
    "an error as the first event": (error_event, "stream_error", True),
    "comments, then an error": (comments_then_error, "stream_error", True),
    "a body that does not come": (short_body, "cut", False),
}


@pytest.mark.parametrize("name", FAILURES)
def test_fallback(make_provider, make_proxy, name):
    fails, cause, streams = FAILURES[name]
    first, second = make_provider(respond=fails), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, timeouts={"firstByteMs": 500}), "two": second}))
    code, fields, body = ask(proxy, **({"stream": True} if streams else {}))
    assert code == 200 and b"second" in body and b"error" not in body, body
    assert fields["x-securellm-provider"] == "two" and fields["x-securellm-attempts"] == "2"
    assert first.calls == ["m"] and second.calls == ["m"]
    event = proxy.closed(1)[0]
    tries = event["tries"]
    assert [(item["provider"], item["model"], item.get("cause")) for item in tries] == [
        ("one", "m", cause), ("two", "m", None)]
    assert event["provider"] == "two" and event["requested_model"] == "fast" and event["attempts"] == 2
    assert event["status"] == "success" and event["prompt_tokens"] == 20
    assert ("cost_unknown" in tries[0]) == (cause in ("cut", "timeout"))
    text = proxy.request("/metrics")[2].decode()
    assert f'securellm_fallbacks_total{{from="one",to="two",cause="{cause}"}} 1' in text


def refused():
    return f"http://127.0.0.1:{free_port()}/v1", None


def hole():
    server, held = black_hole()
    return f"http://127.0.0.1:{server.getsockname()[1]}/v1", (server, held)


def no_tls(provider):
    return provider.url.replace("http:", "https:"), None


@pytest.mark.parametrize("kind", ["refused", "hole", "tls"])
def test_connections_that_are_not_made(make_provider, make_proxy, kind):
    second = make_provider(respond=named("second"))
    url, held = refused() if kind == "refused" else hole() if kind == "hole" else no_tls(second)
    proxy = make_proxy(configuration({"one": entry(url, timeouts={"connectMs": 400}), "two": second}))
    started = time.monotonic()
    assert answered(proxy)[0] == "second"
    assert time.monotonic() - started < 3
    tries = proxy.closed(1)[0]["tries"]
    assert tries[0]["cause"] == "connect" and "cost_unknown" not in tries[0] and "status" not in tries[0]
    time.sleep(0.7)
    # What was still being connected then belongs to nobody, and harms nobody.
    assert answered(proxy)[0] == "second"


def test_cut_in_the_middle_is_an_honest_error(make_provider, make_proxy):
    def cut(call):
        call.begin_stream()
        call.event(chunk_of("first", "first0"))
        time.sleep(0.2)
        reset(call)

    first, second = make_provider(respond=cut), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": first, "two": second}))
    with pytest.raises(Exception):
        ask(proxy, stream=True)
    assert second.calls == []
    event = proxy.closed(1)[0]
    assert event["provider"] == "one" and event["error"] == "upstream_cut" and "tries" not in event


def test_only_declared_causes(make_provider, make_proxy):
    first, second = make_provider(respond=status(503)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": first, "two": second}, {
        "targets": ["one/m"], "fallback": ["two/m"], "on": ["429"]}))
    assert ask(proxy)[0] == 503 and second.calls == []
    first.respond = status(429)
    assert answered(proxy)[0] == "second"


def test_what_the_client_did_wrong_is_final(make_provider, make_proxy):
    first, second = make_provider(respond=status(400)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": first, "two": second}))
    code, fields, body = ask(proxy)
    assert code == 400 and json.loads(body) == ERROR and second.calls == []
    assert fields["x-securellm-provider"] == "one"


def test_clients_refuse_fallbacks(make_provider, make_proxy):
    first, second = make_provider(respond=status(503)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": first, "two": second}))
    assert ask(proxy, headers={"x-securellm-no-fallback": "1"})[0] == 503
    assert second.calls == []
    assert ask(proxy, headers={"x-securellm-no-fallback": "0"})[0] == 200


def test_errors_name_every_target(make_provider, make_proxy):
    first, second = make_provider(respond=status(503)), make_provider(respond=status(429, {"Retry-After": 9}))
    proxy = make_proxy(configuration({"one": first, "dead": refused()[0], "two": second}))
    code, fields, body = ask(proxy)
    text = json.loads(body)["error"]["message"]
    assert code == 429 and fields["Retry-After"] == "9"
    assert "one/m: status 503" in text and "dead/m: it could not be connected to" in text and "two responded" in text
    tries = proxy.closed(1)[0]["tries"]
    assert [item["cause"] for item in tries] == ["5xx", "connect", "429"]


def test_the_deadline_is_shared(make_provider, make_proxy):
    held = [make_provider(respond=lambda call: time.sleep(5)) for _ in range(4)]
    slow = {"firstByteMs": 700, "totalMs": 1500}
    proxy = make_proxy(configuration({f"p{number}": entry(provider.url, timeouts=slow) for number, provider in enumerate(held)}))
    started = time.monotonic()
    code = ask(proxy)[0]
    assert code == 504 and time.monotonic() - started < 2.5
    # Two tries may take their time, a third has what is left, and none begins after it. How many of them a provider has
    # counted says less: on a busy machine the third may end before the provider has read it.
    assert len(proxy.closed(1)[0]["tries"]) == 3


def test_weights(make_provider, make_proxy):
    three, one = make_provider(respond=named("three")), make_provider(respond=named("one"))
    proxy = make_proxy(configuration({"three": three, "one": one}, {
        "targets": [{"model": "three/m", "weight": 3}, "one/m"]}))
    for _ in range(400):
        answered(proxy)
    assert 250 < len(three.calls) < 350 and len(one.calls) == 400 - len(three.calls)


def test_a_slow_target_gets_less(make_provider, make_proxy):
    def slow(call):
        time.sleep(0.5)
        call.send(200, completion("slow"))

    held, quick = make_provider(respond=slow), make_provider(respond=named("quick"))
    proxy = make_proxy(configuration({"slow": held, "quick": quick}, {"targets": ["slow/m", "quick/m"]}))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: answered(proxy), range(300)))
    assert len(held.calls) < len(quick.calls) / 2


def test_stickiness(make_provider, make_proxy):
    providers = {name: make_provider(respond=named(name)) for name in ("a", "b", "c")}
    proxy = make_proxy(configuration(providers, {"targets": ["a/m", "b/m", "c/m"], "sticky": "conversation"}))
    found = {}
    for number in range(90):
        names = {answered(proxy, prompt_cache_key=f"key-{number}")[0] for _ in range(2)}
        assert len(names) == 1
        found[number] = names.pop()
    counts = collections.Counter(found.values())
    assert len(counts) == 3 and min(counts.values()) > 12
    # One that is lost moves its own share and nothing else.
    providers["b"].respond = status(503)
    for number, before in found.items():
        now = answered(proxy, prompt_cache_key=f"key-{number}")[0]
        assert now == before if before != "b" else now in ("a", "c")
    providers["b"].respond = named("b")
    # Without a name, the beginning of the conversation counts, and not how it goes on.
    for number in range(10):
        start = [{"role": "system", "content": f"system {number}"}, {"role": "user", "content": "Hello"}]
        more = start + [{"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Go on"}]
        assert answered(proxy, messages=start)[0] == answered(proxy, messages=more)[0]


def test_limits_pass_over(make_provider, make_proxy):
    first, second = make_provider(respond=named("first")), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, limits={"requestsPerMinute": 1, "burst": 1}), "two": second}))
    assert [answered(proxy)[0] for _ in range(3)] == ["first", "second", "second"]
    tries = proxy.closed(3)[1]["tries"]
    assert [item.get("cause") for item in tries] == ["skipped", None]


def test_busy_targets_are_passed_over(make_provider, make_proxy):
    gate = threading.Event()

    def held(call):
        gate.wait(10)
        call.send(200, completion("first"))

    first, second = make_provider(respond=held), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": entry(first.url, limits={"concurrentRequests": 1}), "two": second}))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answered, proxy)
        until(lambda: first.calls, 5, "the first was not called")
        assert answered(proxy)[0] == "second"
        gate.set()
        assert waiting.result()[0] == "first"
    # Slots have come back.
    assert answered(proxy)[0] == "first"


def test_breakers_are_told(make_provider, make_proxy):
    first, second = make_provider(respond=status(503)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, breaker={"failures": 3, "openMs": 600}), "two": second}))
    for _ in range(10):
        assert answered(proxy)[0] == "second"
    assert len(first.calls) == 3
    first.respond = named("first")
    until(lambda: answered(proxy)[0] == "first", 5, "the circuit does not close")


def test_streams_that_begin_with_errors_open_the_circuit(make_provider, make_proxy):
    first, second = make_provider(respond=error_event), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, breaker={"failures": 3, "openMs": 60000}), "two": second}))
    for _ in range(6):
        assert b"second" in ask(proxy, stream=True)[2]
    assert len(first.calls) == 3


def test_each_target_gets_its_own_request(make_provider, make_proxy):
    first, second = make_provider(respond=status(503)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, parameters={"drop": ["temperature"]}),
        "two": entry(second.url, key={"env": "OTHER"}, parameters={"default": {"top_p": 0.5}})},
        {"targets": ["one/first-model"], "fallback": ["two/second/model"]}),
        environment={"OTHER": "sk-other-0123456789abcdef"})
    assert answered(proxy, temperature=0.1)[0] == "second"
    assert first.calls == ["first-model"] and second.calls == ["second/model"]
    assert b"temperature" not in first.requests[-1].body and b"top_p" not in first.requests[-1].body
    assert json.loads(second.requests[-1].body)["temperature"] == 0.1
    assert json.loads(second.requests[-1].body)["top_p"] == 0.5
    assert second.requests[-1].lines("authorization") == ["Bearer sk-other-0123456789abcdef"]


def test_formats_are_not_translated(make_provider, make_proxy):
    first, second = make_provider(respond=named("first")), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": entry(first.url, apiFormat="anthropic"), "two": second}))
    assert answered(proxy)[0] == "second"
    assert first.calls == []
    code, _, body = proxy.request("/v1/messages", message(model="fast"))
    assert code == 200 and first.calls == ["m"]
    code, _, body = proxy.request("/v1/responses", {"model": "fast", "input": "Hello"})
    assert code == 400 and b"wrong_dialect" in body


def test_lists_and_keys(make_provider, make_proxy):
    provider = make_provider(respond=named("first"))
    proxy = make_proxy(configuration({"one": provider}, clients={"requireKey": "always", "keyFile": "keys.sqlite"}))
    allowed = {"Authorization": f"Bearer {key_in_force(proxy, 'allowed', '--models', 'fast')}"}
    other = {"Authorization": f"Bearer {key_in_force(proxy, 'other', '--models', 'one/*')}"}
    listed = json.loads(proxy.request("/v1/models", headers=allowed)[2])["data"]
    assert [item["id"] for item in listed] == ["fast"]
    assert proxy.request("/v1/models/fast", headers=allowed)[0] == 200
    assert proxy.request("/v1/models/fast", headers=other)[0] == 404
    assert ask(proxy, headers=allowed)[0] == 200
    assert ask(proxy, model="one/m", headers=allowed)[0] == 403
    assert ask(proxy, headers=other)[0] == 403
    assert ask(proxy, model="one/m", headers=other)[0] == 200


def test_without_routes_there_are_no_headers(make_provider, make_proxy):
    provider = make_provider(respond=named("first"))
    proxy = make_proxy(configuration({"one": provider}))
    fields = answered(proxy, model="one/m")[1]
    assert "x-securellm-provider" not in fields and "x-securellm-attempts" not in fields


def test_reload_between_two_tries(make_provider, make_proxy):
    """What has gone from the configuration meanwhile gets nothing, and nobody gets what was meant for another."""
    gate = threading.Event()

    def held(call):
        gate.wait(10)
        call.send(503, ERROR)

    first, second, third = make_provider(respond=held), make_provider(respond=named("second")), make_provider(respond=named("third"))
    providers = {"one": first, "two": second, "three": third}
    proxy = make_proxy(configuration(providers))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(answered, proxy)
        until(lambda: first.calls, 5, "the first was not called")
        written = json.loads(proxy.file.read_text())
        del written["providers"]["two"]
        written["providers"] = {"new": written["providers"]["one"], **written["providers"]}
        written["routes"]["fast"]["fallback"] = ["three/m"]
        proxy.file.write_text(json.dumps(written))
        proxy.process.send_signal(1)
        until(lambda: "configuration reloaded" in (proxy.folder / "serve.log").read_text(), 5, "nothing is reloaded")
        time.sleep(0.3)
        gate.set()
        assert waiting.result()[0] == "third"
    assert second.calls == []


def test_large_bodies(make_provider, make_proxy):
    """What was let go of for a body that is sent once is kept for one that may be sent twice."""
    first, second = make_provider(respond=status(503)), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": first, "two": second}))
    text = "long " * 400_000
    assert answered(proxy, messages=[{"role": "user", "content": text}])[0] == "second"
    assert json.loads(second.requests[-1].body)["messages"][0]["content"] == text
    until(lambda: proxy.metric("securellm_body_bytes") == 0, 5, "the body is still in memory")


def test_anthropic_streams_that_begin_with_errors(make_provider, make_proxy):
    def overloaded(call):
        call.begin_stream()
        call.event({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "error")
        call.end_stream()

    def good(call):
        call.begin_stream()
        for event in EVENTS:
            call.event(event, event["type"])
        call.end_stream()

    EVENTS = [
        {"type": "message_start", "message": {"id": "m", "model": "x", "usage": {"input_tokens": 7, "output_tokens": 1}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    ]
    first, second = make_provider(respond=overloaded), make_provider(respond=good)
    proxy = make_proxy(configuration({
        "one": entry(first.url, apiFormat="anthropic"), "two": entry(second.url, apiFormat="anthropic")}))
    code, fields, body = proxy.request("/v1/messages", message(model="fast", stream=True))
    assert code == 200 and body.count(b"event: ") == 4 and b"overloaded" not in body and b"message_stop" in body
    event = proxy.closed(1)[0]
    assert event["prompt_tokens"] == 7 and event["tries"][0]["cause"] == "stream_error"


def test_stored_responses_stay(make_provider, make_proxy):
    def made(name):
        def respond(call):
            call.send(200, {"id": f"resp_{name}", "object": "response", "status": "completed", "model": "m", "output": [],
                            "usage": {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}})
        return respond

    first, second = make_provider(respond=made("one")), make_provider(respond=made("two"))
    proxy = make_proxy(configuration({
        "one": entry(first.url, apiFormat="responses"), "two": entry(second.url, apiFormat="responses")}))
    assert proxy.request("/v1/responses", {"model": "two/m", "input": "Hello"})[0] == 200
    # The first target does not have it.
    code, fields, body = proxy.request(
        "/v1/responses", {"model": "fast", "input": "Go on", "previous_response_id": "resp_two"})
    assert code == 200 and fields["x-securellm-provider"] == "two" and first.calls == []
    second.respond = status(503)
    assert proxy.request("/v1/responses", {"model": "fast", "input": "Go on", "previous_response_id": "resp_two"})[0] == 503
    assert first.calls == []
    # What nobody here knows is sent once.
    first.respond = status(503)
    assert proxy.request("/v1/responses", {"model": "fast", "input": "Go on", "previous_response_id": "resp_x"})[0] == 503
    assert len(first.calls) == 1


def form(size):
    boundary = "b0undary"
    parts = [("model", b"fast"), ("file", b"x" * size)]
    body = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (
            boundary.encode(), name.encode(), b'; filename="a.wav"' if name == "file" else b"", value)
        for name, value in parts) + b"--%s--\r\n" % boundary.encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def test_forms(make_provider, make_proxy):
    first = make_provider(respond=status(503))
    second = make_provider(respond=lambda call: call.send(200, {"text": "heard"}))
    proxy = make_proxy(configuration({"one": first, "two": second}))
    body, fields = form(1000)
    code, answer, text = proxy.request("/v1/audio/transcriptions", body, fields)
    assert code == 200 and json.loads(text) == {"text": "heard"} and answer["x-securellm-provider"] == "two"
    assert b"x" * 1000 in second.requests[-1].body and b'"model"\r\n\r\nm\r\n' in second.requests[-1].body
    # One that goes on while it comes is gone once it is sent.
    body, fields = form(600_000)
    assert proxy.request("/v1/audio/transcriptions", body, fields)[0] == 503
    assert len(second.requests) == 1


# What makes a start fail, and where.
BROKEN = {
    "a slash": ({"a/b": {"targets": ["one/m"]}}, {}, "/routes/a~1b"),
    "an alias": ({"fast": {"targets": ["one/m"]}}, {"aliases": {"fast": "one/m"}}, "/routes/fast"),
    "no such provider": ({"fast": {"targets": ["oen/m"]}}, {}, "/routes/fast/targets/0"),
    "no such fallback": ({"fast": {"targets": ["one/m"], "fallback": ["three/m"]}}, {}, "/routes/fast/fallback/0"),
    "twice": ({"fast": {"targets": ["one/m"], "fallback": ["one/m"]}}, {}, "/routes/fast/fallback/0"),
    "no such model": ({"fast": {"targets": ["one/x"]}}, {}, "/routes/fast/targets/0"),
    "no such cause": ({"fast": {"targets": ["one/m"], "on": ["404"]}}, {}, "/routes/fast/on/0"),
    "no target": ({"fast": {"targets": []}}, {}, "/routes/fast/targets"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_start_errors(binary, tmp_path, name):
    import subprocess
    routes, more, pointer = BROKEN[name]
    file = tmp_path / "securellm.json"
    one = {**entry("http://127.0.0.1:9/v1"), "models": ["m"]}
    file.write_text(json.dumps({"providers": {"one": one}, "routes": routes, **more}))
    result = subprocess.run(
        [binary, "serve", "--check", "--config", file], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PROVIDER_KEY": "sk-provider-0123456789abcdef"})
    assert result.returncode != 0 and pointer in result.stderr + result.stdout, result.stderr + result.stdout


# The proof: a provider is killed in every phase of a stream.
STREAMS = 10_000 if os.environ.get("SECURELLM_PROOF") else 300
PHASES = [
    "refuse", "reset", "status", "head", "comment", "error", "whole", "first", "middle", "late",
]


def killed(call):
    """What happens to this stream is in its body, so that the client knows what to expect."""
    phase = call.body["metadata"]["phase"]
    if phase in ("reset", "refuse"):
        return reset(call)
    if phase == "status":
        return call.send(random.choice([429, 500, 503, 529]), ERROR)
    call.begin_stream()
    if phase == "head":
        call.wfile.flush()
        return reset(call)
    if phase == "comment":
        call.chunk(b": working\n\n")
        return reset(call)
    if phase == "error":
        call.event({"error": {"message": "overloaded", "type": "overloaded_error"}})
        return call.end_stream()
    if phase == "whole":
        stream_of(call, "first")
        return call.end_stream()
    pieces = {"first": 1, "middle": 3, "late": 5}[phase]
    for number in range(pieces):
        call.event(chunk_of("first", f"first{number}"))
    time.sleep(0.01)
    reset(call)


def read_stream(proxy, phase, number):
    """Everything that came, and whether it was complete as HTTP counts it."""
    body = json.dumps(chat(model="fast", stream=True, stream_options={"include_usage": True}, metadata={"phase": phase})).encode()
    with socket.create_connection(("127.0.0.1", proxy.port), 30) as client:
        client.sendall(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n" % (proxy.port, len(body)) + body)
        data = b""
        while True:
            try:
                piece = client.recv(65536)
            except ConnectionResetError:
                break
            if not piece:
                break
            data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head, unchunked(rest) if b"chunked" in head else (rest, True)


def unchunked(data):
    text, at = b"", 0
    while True:
        line = data.find(b"\r\n", at)
        if line < 0:
            return text, False
        size = int(data[at:line], 16)
        if size == 0:
            return text, True
        text += data[line + 2:line + 2 + size]
        at = line + size + 4


def whole_of(name):
    class Text:
        data = b""

        def event(self, data):
            self.data += f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()

    text = Text()
    stream_of(text, name)
    return text.data


def test_no_stream_is_mixed(make_provider, make_proxy):
    first, second = make_provider(respond=killed), make_provider(respond=named("second"))
    proxy = make_proxy(configuration({"one": entry(first.url, maxConnections=200), "two": entry(second.url, maxConnections=200)}))
    whole, partial = {"first": whole_of("first"), "second": whole_of("second")}, collections.Counter()

    def one(number):
        phase = random.choice(PHASES)
        code, head, (text, is_complete) = read_stream(proxy, phase, number)
        if is_complete and code == 200 and text in whole.values():
            name = "first" if text == whole["first"] else "second"
            assert (name == "first") == (phase == "whole"), (phase, name)
            return "whole"
        # Part of the first one's and an honest error: no second provider, no end that looks like one.
        assert phase in ("first", "middle", "late"), (phase, code, text)
        assert code == 200 and not is_complete, (phase, text)
        assert b"second" not in text and b"[DONE]" not in text and b"upstream_cut" in text, text
        sent, _, _ = text.partition(b'data: {"error"')
        assert whole["first"].startswith(sent), text
        return "error"

    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        for result in pool.map(one, range(STREAMS)):
            partial[result] += 1
    assert partial["whole"] + partial["error"] == STREAMS and partial["whole"] > STREAMS / 2
    events = proxy.closed(STREAMS, 60)
    assert len({event["request_id"] for event in events}) == STREAMS == len(events)
    for event in events:
        if event["status"] == "success":
            assert event["prompt_tokens"] == 20 and event["completion_tokens"] == 5
            last = event.get("tries", [event])[-1]
            assert last["provider"] == event["provider"] and "cause" not in last
            assert all("cause" in item for item in event.get("tries", [])[:-1])
        else:
            assert event["provider"] == "one" and event["error"] == "upstream_cut" and "tries" not in event
    # What was counted is what was recorded.
    assert proxy.metric("securellm_provider_tokens_total") == 25 * partial["whole"]
    print(f"{STREAMS} streams: {partial['whole']} whole, {partial['error']} with an honest error, none mixed")
