"""What a configuration that says little is like: no limits of the proxy's own, usage asked for, TLS unless a host is named."""
import concurrent.futures
import json
import subprocess
import time

import pytest

from conftest import chat, message
from provider import USAGE
from test_claude_code import session, user


def fresh(provider, **more):
    """Built-in providers at another address, and nothing else said of them."""
    entry = {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, **more}
    return {"providers": {"openai": dict(entry), "anthropic": dict(entry), "deepseek": {"apiFormat": "openai", **entry}}}


def at_once(proxy, path, body, count):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return [status for status, _, _ in pool.map(lambda _: proxy.request(path, body), range(count))]


def slow(call):
    time.sleep(0.2)
    call.send(200, {"id": "msg_1", "type": "message", "usage": {"input_tokens": 1, "output_tokens": 1}})


def test_agents_of_claude_code_start_at_once(make_proxy, make_provider):
    proxy = make_proxy(fresh(make_provider(respond=slow)))
    assert at_once(proxy, "/v1/messages?beta=true", session(user("Hello"), stream=False), 12) == [200] * 12


def test_conservative_limits_are_those_of_a_small_account(make_proxy, make_provider):
    provider = make_provider(respond=slow)
    configuration = fresh(provider, limits="conservative")
    proxy = make_proxy(configuration)
    assert sorted(at_once(proxy, "/v1/messages", message(), 12)) == [200] * 5 + [429] * 7
    assert sorted(at_once(proxy, "/v1/chat/completions", {**chat(), "model": "deepseek-chat"}, 14)) == [200] * 10 + [429] * 4
    assert at_once(proxy, "/v1/chat/completions", chat(), 20) == [200] * 20


def run(proxy, *arguments):
    return subprocess.run([proxy.binary, *arguments, "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
                          capture_output=True, text=True, timeout=60)


def test_plain_http_to_a_named_host(make_proxy, make_provider):
    """`127.1` leads to this machine, and is not counted among the addresses that only this machine can reach."""
    provider = make_provider()
    url = provider.url.replace("127.0.0.1", "127.1")
    local = {"apiFormat": "openai", "baseURL": url, "key": {"env": "PROVIDER_KEY"}, "models": ["m"], "plainHTTP": ["127.1"]}
    proxy = make_proxy({"providers": {"local": local}})
    assert proxy.request("/v1/chat/completions", {**chat(), "model": "m"})[0] == 200
    assert provider.requests[-1].lines("host") == [f"127.1:{provider.port}"]
    doctor = run(proxy, "doctor").stdout
    assert f"its key and all prompts travel to 127.1:{provider.port} in clear text" in doctor
    deadline = time.monotonic() + 10
    while "in clear text" not in (proxy.folder / "serve.log").read_text():
        assert time.monotonic() < deadline, "serve does not say so"
        time.sleep(0.05)

    # Another host, and the name is not that of the URL any more.
    proxy.file.write_text(json.dumps({"providers": {"local": {**local, "baseURL": url.replace("127.1", "10.0.0.1")}}}))
    checked = run(proxy, "serve", "--check")
    assert checked.returncode == 1 and "/providers/local/baseURL: must begin with https" in checked.stderr
    assert "/providers/local/plainHTTP/0" in checked.stderr


def strict(call):
    """Refuses what it does not know, as several do; and reports no usage."""
    if "stream_options" in call.body:
        return call.send(422, {"error": {"message": "extra_forbidden: stream_options"}})
    call.begin_stream()
    call.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}]})
    call.event("[DONE]")
    call.end_stream()


def test_usage_is_not_asked_for_where_it_is_refused(make_proxy, make_provider):
    provider = make_provider(respond=strict)
    proxy = make_proxy(fresh(provider, streamUsage=False))
    status, _, body = proxy.request("/v1/chat/completions", chat(stream=True))
    assert status == 200 and b"[DONE]" in body
    assert "stream_options" not in json.loads(provider.requests[-1].body)
    finished = proxy.closed(1)[0]
    # Nothing is made up: neither tokens nor a cost.
    assert finished["status"] == "success" and not {"prompt_tokens", "completion_tokens", "estimated_cost_nano_usd"} & set(finished)


def test_usage_that_comes_unasked_is_counted_and_passed_on(make_proxy, make_provider):
    def respond(call):
        call.begin_stream()
        call.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "usage": USAGE,
                    "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}]})
        call.event("[DONE]")
        call.end_stream()

    proxy = make_proxy(fresh(make_provider(respond=respond), streamUsage=False))
    assert b'"prompt_tokens": 20' in proxy.request("/v1/chat/completions", chat(stream=True))[2]
    assert proxy.closed(1)[0]["prompt_tokens"] == 20


@pytest.mark.parametrize("asked", [None, True, False])
def test_clients_may_ask_for_usage_themselves(make_proxy, make_provider, asked):
    """Their own word passes as it is, and so does the chunk that comes of it."""
    provider = make_provider(respond=strict)
    proxy = make_proxy(fresh(provider, streamUsage=False))
    more = {} if asked is None else {"stream_options": {"include_usage": asked}}
    assert proxy.request("/v1/chat/completions", chat(stream=True, **more))[0] == (200 if asked is None else 422)
    assert json.loads(provider.requests[-1].body).get("stream_options") == more.get("stream_options")
