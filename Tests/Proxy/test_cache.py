"""The response cache: who asks the same again is served without the provider, and nobody with what is another one's."""
import http.client
import json
import os
import pathlib
import random
import re
import threading
import time

import pytest

from conftest import both_formats, entry, key_in_force, until
from provider import completion
from responses_provider import events_of

PATH = "/v1/chat/completions"


def ask(text="Hi", **more):
    return {"model": "openai/gpt-4o", "messages": [{"role": "user", "content": text}], "temperature": 0, **more}


@pytest.fixture
def provider(make_provider):
    """Counts its responses, so that no two are the same."""
    def respond(call):
        made = completion(call.model)
        made["id"] = f"chatcmpl-{len(provider.calls)}"
        call.send(200, made)

    provider = make_provider(respond=respond)
    return provider


@pytest.fixture
def proxy(make_proxy, provider):
    return make_proxy({**both_formats(provider), "cache": {}})


def result(proxy, body, headers=None, path=PATH):
    """How the cache has served a request, and the body."""
    status, fields, data = proxy.request(path, body, headers)
    assert status == 200, data
    return fields["x-securellm-cache"], data


def test_the_same_request_asks_nobody(proxy, provider):
    first, second = (proxy.request(PATH, ask()) for _ in range(2))
    assert first[1]["x-securellm-cache"] == "miss" and first[1]["age"] is None
    assert second[1]["x-securellm-cache"] == "hit" and int(second[1]["age"]) < 5
    assert first[2] == second[2] and len(provider.calls) == 1
    assert second[1]["content-type"] == "application/json"
    assert second[1]["x-securellm-request-id"] != first[1]["x-securellm-request-id"]
    miss, hit = proxy.closed(2)
    assert (miss["cache"], hit["cache"]) == ("miss", "hit")
    assert (miss["prompt_tokens"], miss["completion_tokens"]) == (20, 5)
    assert (hit["prompt_tokens"], hit["completion_tokens"], hit["estimated_cost_nano_usd"]) == (0, 0, 0)
    assert (hit["saved_prompt_tokens"], hit["saved_completion_tokens"]) == (20, 5)
    assert hit["saved_cost_nano_usd"] == miss["estimated_cost_nano_usd"] > 0
    assert hit["provider"] == "openai" and hit["model"] == "gpt-4o" and hit["attempts"] == 0
    assert proxy.metric("securellm_cache_requests_total") == 2
    assert proxy.metric("securellm_cache_entries") == 1
    families = set(re.findall(r"^# TYPE (securellm_cache_\w+) ", proxy.request("/metrics")[2].decode(), re.M))
    documented = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "metrics.md").read_text()
    assert families == set(re.findall(r"^\| `(securellm_cache_\w+)`", documented, re.M)) and len(families) == 5


# MARK: which requests

@pytest.mark.parametrize("body", [
    ask(temperature=0.7), ask(temperature=1), {key: value for key, value in ask().items() if key != "temperature"},
    ask(tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}]), ask(n=2), ask(store=True),
    ask([{"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}]),
    ask([{"type": "text", "text": "Hi"}, {"type": "file", "file": {"file_id": "file-1"}}]),
    ask(web_search_options={}), ask(modalities=["text"]),
])
def test_not_for_the_cache(proxy, provider, body):
    for _ in range(2):
        assert result(proxy, body)[0] == "bypass"
    assert len(provider.calls) == 2
    assert {event["cache"] for event in proxy.closed(2)} == {"bypass"}
    assert proxy.metric("securellm_cache_entries") == 0


@pytest.mark.parametrize("body", [
    ask(), ask(temperature=0.0), ask(n=1), ask(store=False), ask([{"type": "text", "text": "Hi"}]),
    ask(response_format={"type": "json_object"}, seed=1, stop=["a"], top_p=1, max_completion_tokens=9),
])
def test_for_the_cache(proxy, provider, body):
    assert [result(proxy, body)[0] for _ in range(2)] == ["miss", "hit"]


def test_asked_for_by_the_client(proxy, provider):
    warm = ask(temperature=1)
    on, off = {"x-securellm-cache": "on"}, {"x-securellm-cache": "off"}
    assert [result(proxy, warm, on)[0] for _ in range(2)] == ["miss", "hit"]
    assert result(proxy, warm)[0] == "bypass" and result(proxy, ask(), off)[0] == "bypass"
    assert result(proxy, ask(tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}]), on)[0] == "bypass"
    status, _, data = proxy.request(PATH, ask(), {"x-securellm-cache": "please"})
    assert status == 400 and b"x-securellm-cache must be on or off" in data


def test_asked_for_by_the_configuration(make_proxy, provider):
    proxy = make_proxy({**both_formats(provider), "cache": {"models": ["openai/gpt-4o-*"]}})
    for model, expected in ("openai/gpt-4o-mini", ["miss", "hit"]), ("openai/gpt-4.1", ["bypass", "bypass"]):
        assert [result(proxy, {**ask(temperature=1), "model": model})[0] for _ in range(2)] == expected


def test_cache_control(proxy, provider):
    assert result(proxy, ask(), {"cache-control": "no-store"})[0] == "bypass"
    assert result(proxy, ask())[0] == "miss"
    before = result(proxy, ask())
    # Asks anew, and what comes is kept.
    after = result(proxy, ask(), {"cache-control": "max-age=60, No-Cache"})
    assert before[0] == "hit" and after[0] == "miss" and before[1] != after[1]
    assert result(proxy, ask()) == ("hit", after[1])


def test_what_makes_a_difference(proxy, provider):
    result(proxy, ask())
    same = [ask(user="somebody"), ask(metadata={"a": "b"}), ask(safety_identifier="x"), {"temperature": 0, **ask()}]
    for body in same[:3]:
        assert result(proxy, body)[0] == "hit", body
    others = [
        ask("Hi "), ask(seed=1), ask(max_completion_tokens=1), {**ask(), "model": "openai/gpt-4o-mini"},
        ask(service_tier="flex"), ask(temperature=0.0)]
    for body in others:
        assert result(proxy, body)[0] == "miss", body
    assert result(proxy, ask(), {"OpenAI-Beta": "assistants=v2"})[0] == "miss"
    assert result(proxy, ask(), {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})[0] == "hit"
    # By another name it is the same model.
    assert result(proxy, {**ask(), "model": "gpt-4o"})[0] == "hit"


@pytest.mark.parametrize("answer", [
    (500, {"error": {"message": "no"}}), (429, {"error": {"message": "no"}}), (200, b"not JSON"), (201, completion()),
    (200, {"error": {"message": "no", "type": "server_error"}})])
def test_only_whole_good_responses(make_proxy, make_provider, answer):
    provider = make_provider(respond=lambda call: call.send(*answer))
    proxy = make_proxy({**both_formats(provider, retries={"max": 0}, breaker={"enabled": False}), "cache": {}})
    for _ in range(2):
        assert proxy.request(PATH, ask())[1]["x-securellm-cache"] in ("miss", None)
    assert len(provider.calls) == 2 and proxy.metric("securellm_cache_entries") == 0


def test_a_response_that_is_cut_is_not_kept(make_proxy, make_provider):
    def respond(call):
        call.send_response(200)
        call.send_header("Content-Type", "application/json")
        call.send_header("Content-Length", "1000")
        call.end_headers()
        call.wfile.write(json.dumps(completion()).encode())
        call.close_connection = True
        call.done()

    provider = make_provider(respond=respond)
    proxy = make_proxy({**both_formats(provider, retries={"max": 0}), "cache": {}})
    for _ in range(2):
        with pytest.raises(http.client.IncompleteRead):
            proxy.request(PATH, ask())
    assert len(provider.calls) == 2 and proxy.metric("securellm_cache_entries") == 0


def test_a_long_response_is_not_kept(make_proxy, make_provider):
    def respond(call):
        made = completion(call.model)
        made["choices"][0]["message"]["content"] = "x" * int(call.body["messages"][0]["content"])
        call.send(200, made)

    proxy = make_proxy({**both_formats(make_provider(respond=respond)), "cache": {"maxEntryBytes": 4096}})
    assert [result(proxy, ask("1000"))[0] for _ in range(2)] == ["miss", "hit"]
    assert [result(proxy, ask("4096"))[0] for _ in range(2)] == ["miss", "miss"]


def test_time_to_live(make_proxy, provider):
    proxy = make_proxy({**both_formats(provider), "cache": {"ttlSeconds": 1}})
    assert [result(proxy, ask())[0] for _ in range(2)] == ["miss", "hit"]
    time.sleep(1.1)
    assert result(proxy, ask())[0] == "miss"


def test_memory_is_bounded(make_proxy, make_provider):
    def respond(call):
        made = completion(call.model)
        made["choices"][0]["message"]["content"] = "x" * 20_000
        call.send(200, made)

    proxy = make_proxy({**both_formats(make_provider(respond=respond)), "cache": {"maxBytes": 1 << 20}})
    for number in range(300):
        assert result(proxy, ask(str(number)))[0] == "miss"
    assert 300_000 < proxy.metric("securellm_cache_bytes") <= 1 << 20
    assert proxy.metric("securellm_cache_evictions_total") == 300 - proxy.metric("securellm_cache_entries")


def test_without_a_cache_nothing_is_said(make_proxy, provider):
    proxy = make_proxy(both_formats(provider))
    status, fields, _ = proxy.request(PATH, ask(), {"x-securellm-cache": "on"})
    assert status == 200 and fields["x-securellm-cache"] is None and "cache" not in proxy.closed(1)[0]
    assert "securellm_cache" not in proxy.request("/metrics")[2].decode()


def test_a_hit_takes_a_request_of_its_key(make_proxy, provider):
    proxy = make_proxy({
        **both_formats(provider, limits={"requestsPerMinute": 1, "burst": 1}), "cache": {},
        "clients": {"requireKey": "always", "keyFile": "keys.sqlite", "limits": {"requestsPerMinute": 1, "burst": 3, "tokensPerMinute": 2000}}})
    bearer = {"Authorization": f"Bearer {key_in_force(proxy)}"}
    # The provider's limit is used up by the first one, and the key's after the third.
    assert [result(proxy, ask(), bearer)[0] for _ in range(3)] == ["miss", "hit", "hit"]
    assert proxy.request(PATH, ask(), bearer)[0] == 429


# MARK: who

def tenants(make_proxy, provider, scope="key"):
    proxy = make_proxy({**both_formats(provider), "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}, "cache": {"scope": scope}})
    keys = [key_in_force(proxy, name, "--owner", owner) for name, owner in (("a", "x"), ("b", "x"), ("c", "y"))]
    return proxy, [{"Authorization": f"Bearer {key}"} for key in keys]


def test_keys_share_nothing(make_proxy, provider):
    proxy, bearers = tenants(make_proxy, provider)
    assert [result(proxy, ask(), bearer)[0] for bearer in bearers] == ["miss"] * 3
    assert [result(proxy, ask(), bearer)[0] for bearer in bearers] == ["hit"] * 3
    assert len({result(proxy, ask(), bearer)[1] for bearer in bearers}) == 3


def test_owners_may_share(make_proxy, provider):
    proxy, bearers = tenants(make_proxy, provider, "owner")
    assert [result(proxy, ask(), bearer)[0] for bearer in bearers] == ["miss", "hit", "miss"]


def test_a_key_for_other_models_is_not_served(make_proxy, provider):
    """It may be the same owner's: what a key may not ask, it is not told."""
    proxy, bearers = tenants(make_proxy, provider, "owner")
    key = key_in_force(proxy, "d", "--owner", "x", "--models", "openai/gpt-4.1")
    assert result(proxy, ask(), bearers[0])[0] == "miss"
    assert proxy.request(PATH, ask(), {"Authorization": f"Bearer {key}"})[0] == 403


def test_random_requests_never_cross(make_proxy, make_provider):
    """Each key names itself in its requests' user, which is no part of what makes two requests the same; the provider
    puts it into the response."""
    count = 100_000 if os.environ.get("SECURELLM_PROOF") else 3_000

    def respond(call):
        made = completion(call.model)
        made["choices"][0]["message"]["content"] = f"for {call.body['user']}: {call.body['messages'][0]['content']}"
        if not call.body.get("stream"):
            return call.send(200, made)
        chunk = {**made, "object": "chat.completion.chunk", "usage": None}
        chunk["choices"] = [{"index": 0, "delta": made["choices"][0]["message"], "finish_reason": "stop"}]
        data = b"".join(b"data: %s\n\n" % json.dumps(piece).encode() for piece in (chunk, {**made, "choices": []}))
        call.send(200, data + b"data: [DONE]\n\n", {"Content-Type": "text/event-stream"})

    proxy = make_proxy({
        **both_formats(make_provider(respond=respond)), "clients": {"requireKey": "always", "keyFile": "keys.sqlite"},
        "cache": {"ttlSeconds": 20, "maxBytes": 1 << 20}})
    keys = {name: key_in_force(proxy, name, "--owner", "same") for name in ("one", "two")}
    crossed, hits, failed = [], [0], []

    def work(seed):
        choose = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=60)
        for _ in range(count // 4):
            name, text = choose.choice(list(keys)), str(int(choose.paretovariate(0.5)) % 400)
            headers = {"Authorization": f"Bearer {keys[name]}", "Content-Type": "application/json"}
            if choose.random() < 0.1:
                headers["Cache-Control"] = choose.choice(["no-cache", "no-store"])
            body = ask(text, user=name, **choose.choice([{}, {}, {"stream": True}]))
            connection.request("POST", PATH, json.dumps(body), headers)
            response = connection.getresponse()
            data = response.read().decode()
            hits[0] += response.headers["x-securellm-cache"] == "hit"
            if response.status != 200 or f"for {name}: {text}\"" not in data:
                (crossed if response.status == 200 else failed).append((name, text, data))

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{count} requests of two keys, {hits[0]} hits, {len(crossed)} across a scope")
    assert not crossed and not failed and hits[0] > count / 10


# MARK: one at a time

class Held:
    """A provider that responds when it is let."""

    def __init__(self, make_provider, respond=None):
        self.open = threading.Event()
        made = respond or (lambda call: call.send(200, {**completion(call.model), "id": f"id-{len(self.provider.calls)}"}))

        def wait(call):
            assert self.open.wait(30)
            made(call)

        self.provider = make_provider(respond=wait)


def together(count, call):
    """Runs calls at the same time; `finish` waits for all and returns what they have."""
    results = [None] * count

    def work(index):
        results[index] = call(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()

    def finish():
        for thread in threads:
            thread.join(30)
        return results

    return finish


def test_equal_requests_share_one_call(make_proxy, make_provider):
    held = Held(make_provider)
    proxy = make_proxy({**both_formats(held.provider), "cache": {}})
    finish = together(20, lambda _: proxy.request(PATH, ask()))
    until(lambda: held.provider.calls, 10, "nobody asks")
    time.sleep(0.5)
    held.open.set()
    results = finish()
    assert len(held.provider.calls) == 1 and len({data for _, _, data in results}) == 1
    assert sorted(fields["x-securellm-cache"] for _, fields, _ in results) == ["hit"] * 19 + ["miss"]
    assert sorted(event["cache"] for event in proxy.closed(20)) == ["miss"] + ["shared"] * 19


def test_when_the_first_fails_each_asks_for_itself(make_proxy, make_provider):
    def respond(call):
        number = len(held.provider.calls)
        call.send(400 if number == 1 else 200, {"error": {"message": "no"}} if number == 1 else completion(call.model))

    held = Held(make_provider, respond)
    proxy = make_proxy({**both_formats(held.provider), "cache": {}})
    first = together(1, lambda _: proxy.request(PATH, ask()))
    until(lambda: held.provider.calls, 10, "nobody asks")
    others = together(5, lambda _: proxy.request(PATH, ask()))
    time.sleep(0.5)
    assert len(held.provider.calls) == 1
    held.provider.respond, wait = lambda call: call.send(200, completion(call.model)), held.provider.respond
    held.open.set()
    assert first()[0][0] in (200, 400)
    assert [status for status, _, _ in others()] == [200] * 5


def test_a_client_that_leaves_leaves_the_others(make_proxy, make_provider):
    held = Held(make_provider)
    proxy = make_proxy({**both_formats(held.provider), "cache": {}})
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port)
    connection.request("POST", PATH, json.dumps(ask()), {"Content-Type": "application/json"})
    until(lambda: held.provider.calls, 10, "nobody asks")
    others = together(5, lambda _: proxy.request(PATH, ask()))
    time.sleep(0.5)
    connection.close()
    # One of those that wait asks for all.
    until(lambda: len(held.provider.calls) == 2, 10, "nobody asks again")
    held.open.set()
    assert [status for status, _, _ in others()] == [200] * 5
    assert len(held.provider.calls) == 2


def test_who_waits_has_a_deadline(make_proxy, make_provider):
    held = Held(make_provider)
    proxy = make_proxy({**both_formats(
        held.provider, timeouts={"totalMs": 700, "firstByteMs": 700}, retries={"max": 0}), "cache": {}})
    statuses = [status for status, _, _ in together(4, lambda _: proxy.request(PATH, ask()))()]
    assert statuses == [504] * 4
    held.open.set()


# MARK: streams

def chunks(text="Hello there"):
    pieces = [{"role": "assistant", "content": ""}, *({"content": part} for part in text.split(" ")), {}]
    made = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o"}
    events = [
        {**made, "choices": [{"index": 0, "delta": piece, "finish_reason": None if piece else "stop"}]} for piece in pieces]
    usage = {**made, "choices": [], "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}}
    return b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in (*events, usage)) + b"data: [DONE]\n\n"


def both(call):
    """A whole response or a stream, as it is asked for."""
    if call.body.get("stream"):
        call.send(200, chunks(), {"Content-Type": "text/event-stream"})
    else:
        call.send(200, completion(call.model))


def test_a_stream_is_replayed(make_proxy, make_provider):
    provider = make_provider(respond=both)
    proxy = make_proxy({**both_formats(provider), "cache": {}})
    stream = ask(stream=True)
    first, second = result(proxy, stream), result(proxy, stream)
    assert (first[0], second[0]) == ("miss", "hit") and first[1] == second[1] and b'"usage"' not in first[1]
    counted = result(proxy, {**stream, "stream_options": {"include_usage": True}})
    assert counted == ("hit", chunks())
    # No one puts a whole response together from events.
    assert result(proxy, ask())[0] == "miss" and len(provider.calls) == 2
    events = proxy.closed(4)
    assert events[1]["saved_prompt_tokens"] == 20 and events[1]["prompt_tokens"] == 0


def test_a_stream_that_is_cut_is_not_kept(make_proxy, make_provider):
    def respond(call):
        call.send(200, chunks().removesuffix(b"data: [DONE]\n\n"), {"Content-Type": "text/event-stream"})

    provider = make_provider(respond=respond)
    proxy = make_proxy({**both_formats(provider), "cache": {}})
    assert [result(proxy, ask(stream=True))[0] for _ in range(2)] == ["miss", "miss"]


def spread(body):
    """With line breaks between values, as some providers write JSON."""
    return json.dumps(body, indent=2).encode()


ANTHROPIC = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-4-5", "stop_reason": "end_turn",
    "stop_sequence": None, "usage": {"input_tokens": 9, "output_tokens": 4},
    "content": [{"type": "thinking", "thinking": "Hm \"x\"\n", "signature": "abc"}, {"type": "text", "text": "Hi\n\u00e9"}]}
RESPONSE = {
    "id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": "gpt-5-mini", "error": None,
    "incomplete_details": None, "instructions": None, "metadata": {}, "parallel_tool_calls": True, "temperature": 0,
    "tool_choice": "auto", "tools": [], "top_p": 1,
    "output": [
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
         "content": [{"type": "output_text", "text": "Hi\n\u00e9", "annotations": [], "logprobs": []}]}],
    "usage": {"input_tokens": 9, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 4,
              "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 13}}


@pytest.fixture
def sdk_proxy(make_proxy, make_provider):
    """Whole responses in all three formats, never a stream."""
    bodies = {"/chat/completions": completion("gpt-4o"), "/messages": ANTHROPIC, "/responses": RESPONSE}

    def respond(call):
        assert not call.body.get("stream")
        call.send(200, spread(next(body for path, body in bodies.items() if call.path.endswith(path))))

    provider = make_provider(respond=respond)
    return make_proxy({"providers": {"all": {**entry(provider, "openai", "anthropic", "responses")}}, "cache": {}})


def test_openai_reads_a_whole_response_as_a_stream(sdk_proxy):
    import openai
    client = openai.OpenAI(base_url=sdk_proxy.url + "/v1", api_key="none", max_retries=0)
    asked = {"model": "all/gpt-4o", "messages": [{"role": "user", "content": "Hi"}], "temperature": 0}
    whole = client.chat.completions.create(**asked)
    read = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in read if chunk.choices) == "Hi"
    assert [chunk.choices[0].finish_reason for chunk in read if chunk.choices][-1] == "stop"
    assert read[-1].usage == whole.usage and {chunk.id for chunk in read} == {whole.id}
    with client.chat.completions.stream(**asked) as stream:
        assert stream.get_final_completion().choices[0].message.content == "Hi"
    assert sdk_proxy.metric("securellm_cache_requests_total") == 3


def test_anthropic_reads_a_whole_response_as_a_stream(sdk_proxy):
    import anthropic
    client = anthropic.Anthropic(base_url=sdk_proxy.url, api_key="none", max_retries=0)
    asked = {"model": "all/claude", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 9,
             "extra_body": {"temperature": 0}}
    whole = client.messages.create(**asked)
    with client.messages.stream(**asked) as stream:
        final = stream.get_final_message()
    assert final.id == whole.id and [block.type for block in final.content] == [block.type for block in whole.content]
    assert final.content[0].thinking == "Hm \"x\"\n" and final.content[0].signature == "abc"
    assert final.content[1].text == "Hi\n\u00e9" and final.stop_reason == "end_turn"
    assert (final.usage.input_tokens, final.usage.output_tokens) == (9, 4)
    assert [event["cache"] for event in sdk_proxy.closed(2)] == ["miss", "hit"]


def test_openai_reads_a_whole_response_as_events(sdk_proxy):
    import openai
    client = openai.OpenAI(base_url=sdk_proxy.url + "/v1", api_key="none", max_retries=0)
    asked = {"model": "all/gpt-5-mini", "input": "Hi", "temperature": 0, "store": False}
    whole = client.responses.create(**asked)
    events = list(client.responses.create(**asked, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [event.type for event in events] == [
        "response.created", "response.in_progress", "response.output_item.added", "response.output_item.done",
        "response.output_item.added", "response.content_part.added", "response.output_text.delta",
        "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed"]
    assert events[-1].response.output_text == whole.output_text == "Hi\n\u00e9"
    with client.responses.stream(**asked) as stream:
        assert stream.get_final_response().output_text == whole.output_text
    # Whoever lets it be stored asks for a response of its own.
    del asked["store"]
    for _ in range(2):
        client.responses.create(**asked)
    assert [event["cache"] for event in sdk_proxy.closed(5)] == ["miss", "hit", "hit", "bypass", "bypass"]


def test_what_cannot_be_events_is_asked_for(make_proxy, make_provider):
    def respond(call):
        made = completion(call.model)
        made["choices"][0]["message"]["tool_calls"] = [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]
        call.send(200, chunks() if call.body.get("stream") else made,
                  {"Content-Type": "text/event-stream"} if call.body.get("stream") else {})

    proxy = make_proxy({**both_formats(make_provider(respond=respond)), "cache": {}})
    assert [result(proxy, ask(stream=stream))[0] for stream in (False, False, True, True)] == ["miss", "hit", "miss", "hit"]


# MARK: settings

@pytest.mark.parametrize("cache, words", [
    ({"redis": True}, "cache.secret"), ({"secret": {"env": "ABSENT"}}, "ABSENT"), ({"secret": {"env": "SHORT"}}, "too short"),
    ({"ttlSeconds": 3601}, "ttlSeconds"), ({"scope": "everybody"}, "scope")])
def test_settings_that_are_refused(binary, tmp_path, cache, words):
    import subprocess
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"cache": cache}))
    made = subprocess.run(
        [binary, "serve", "--check", "--config", file], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SHORT": "not-so-secret"})
    text = made.stdout + made.stderr
    assert made.returncode != 0 and words in text.replace("/cache/secret", "cache.secret") and "not-so-secret" not in text, text


def test_a_reload_keeps_what_is_stored(proxy, provider):
    result(proxy, ask())
    configuration = json.loads(proxy.file.read_text())
    for cache, expected in ({}, "hit"), ({"ttlSeconds": 100}, "miss"), (None, None):
        before = proxy.file.read_text()
        configuration.pop("cache", None)
        proxy.file.write_text(json.dumps({**configuration, **({"cache": cache} if cache is not None else {}), "metrics": {"maxModels": 7}}))
        proxy.process.send_signal(1)
        time.sleep(1)
        status, fields, _ = proxy.request(PATH, ask())
        assert status == 200 and fields["x-securellm-cache"] == expected, (cache, before)
