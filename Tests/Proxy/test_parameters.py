"""Bodies and headers as a provider wants them: what its configuration drops, renames, adds and forwards."""
import json
import subprocess

import pytest

from conftest import PROVIDER_KEY, chat, message, send


def configuration(provider, *formats, **more):
    return {"providers": {"p": {
        "endpoints": [{"apiFormat": format} for format in formats or ("openai",)], "baseURL": provider.url,
        "key": {"env": "PROVIDER_KEY"}, "models": ["m", "gpt-5-mini"], **more}}}


@pytest.fixture
def provider(make_provider):
    return make_provider()


RAW = b'{ "model":"m",\n "metadata":{"tags":["a"]}, "messages":[{"role":"user","content":"\\u00e9 1"}],"seed":1.0e0 ,"logit_bias":{} }'


def test_bodies_stay_as_they_are_but_for_what_is_named(make_proxy, provider):
    proxy = make_proxy(configuration(provider, parameters={
        "drop": ["metadata", "seed"], "rename": {"logit_bias": "bias"}, "default": {"temperature": 0.5}}))
    assert proxy.request("/v1/chat/completions", RAW)[0] == 200
    assert provider.requests[-1].body == (
        b'{ "model":"m", "messages":[{"role":"user","content":"\\u00e9 1"}] ,"bias":{},"temperature":0.5 }')


def test_models_have_changes_of_their_own(make_proxy, provider):
    proxy = make_proxy(configuration(provider, parameters={
        "rename": {"max_tokens": "max_completion_tokens"}, "default": {"temperature": 1},
        "models": {"gpt-5*": {"drop": ["temperature"], "default": {"reasoning_effort": "low"}}}}))

    def sent(model, **more):
        body = {"model": model, "messages": [], "max_tokens": 5, **more}
        assert proxy.request("/v1/chat/completions", body)[0] == 200
        return {name: value for name, value in json.loads(provider.requests[-1].body).items() if name not in ("model", "messages")}

    assert sent("m") == {"max_completion_tokens": 5, "temperature": 1}
    assert sent("m", temperature=0) == {"max_completion_tokens": 5, "temperature": 0}
    # What is dropped is missing: the default for all is what replaces it.
    assert sent("p/gpt-5-mini", temperature=0) == {"max_completion_tokens": 5, "temperature": 1, "reasoning_effort": "low"}


def test_streams_and_aliases_go_together_with_changes(make_proxy, provider):
    proxy = make_proxy({
        **configuration(provider, parameters={"drop": ["stream_options", "user"], "default": {"top_k": 5}}),
        "aliases": {"fast": "p/m"}})
    proxy.request("/v1/chat/completions", {**chat(stream=True, user="u"), "model": "fast", "stream_options": {"include_usage": False}})
    sent = json.loads(provider.requests[-1].body)
    assert sent["model"] == "m" and sent["stream_options"] == {"include_usage": True} and sent["top_k"] == 5
    assert "user" not in sent


def test_limits_reserve_what_the_provider_gets(make_proxy, provider):
    proxy = make_proxy(configuration(
        provider, parameters={"default": {"max_tokens": 5000}}, limits={"tokensPerMinute": 6000}))
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    provider.respond = lambda call: call.send(200, {"id": "without usage"})
    assert [proxy.request("/v1/chat/completions", body)[0] for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("parameters, place", [
    ({"drop": ["model"]}, "/drop/0"), ({"rename": {"messages": "m"}}, "/rename/messages"),
    ({"rename": {"a": "stream"}}, "/rename/a"), ({"default": {"stream": True}}, "/default/stream"),
    ({"models": {"m": {"drop": ["a", "input"]}}}, "/models/m/drop/1"),
])
def test_what_routes_a_request_is_the_clients(binary, tmp_path, parameters, place):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"ollama": {"parameters": parameters}}}))
    checked = subprocess.run([binary, "serve", "--check", "--config", file], env={"HOME": str(tmp_path)},
                             capture_output=True, text=True, timeout=60)
    assert checked.returncode == 1 and f"/providers/ollama/parameters{place}: cannot be changed" in checked.stderr


# MARK: headers

HEADERS = [
    ("X-Title", "My app"), ("HTTP-Referer", "https://app.example"), ("x-session-affinity", "7"), ("X-Session-Id", "8"),
    ("User-Agent", "claude-cli/2.1.9"), ("x-other", "no"), ("Cookie", "a=b"), ("X-Api-Key", "sk-client"),
    ("Connection", "x-session-hop"), ("x-session-hop", "no"), ("x-securellm-provider", "p"), ("Accept", "text/plain"),
    ("idempotency-key", "one")]


def sent(proxy, provider, path="/v1/chat/completions", body=None, fields=HEADERS):
    response = send(proxy.port, "POST", path, fields, json.dumps(body or {**chat(), "model": "m"}).encode())
    response.read()
    assert response.status == 200
    return provider.requests[-1]


def test_headers_go_on_by_list(make_proxy, provider):
    proxy = make_proxy(configuration(
        provider, forwardHeaders=["x-title", "HTTP-Referer", "X-Session-*", "user-agent", "idempotency-key"]))
    seen = sent(proxy, provider)
    assert seen.lines("x-title") == ["My app"] and seen.lines("http-referer") == ["https://app.example"]
    assert seen.lines("x-session-affinity") == ["7"] and seen.lines("x-session-id") == ["8"]
    assert seen.lines("user-agent") == ["claude-cli/2.1.9"] and seen.lines("idempotency-key") == ["one"]
    for name in ("x-other", "cookie", "x-api-key", "x-session-hop", "x-securellm-provider", "connection"):
        assert seen.lines(name) == [], name
    assert seen.lines("authorization") == [f"Bearer {PROVIDER_KEY}"] and seen.lines("accept") == ["application/json"]
    assert sent(proxy, provider, fields=[("x-a", "b")]).lines("user-agent") == ["securellm"]


def test_no_pattern_opens_keys_and_framing(make_proxy, provider):
    proxy = make_proxy(configuration(provider, "openai", "anthropic", forwardHeaders=["x-*", "c*", "a*", "t*", "h*", "u*", "i*"]))
    names = {"host", "authorization", "accept-encoding", "user-agent", "content-type", "accept", "content-length"}
    more = {"x-title", "http-referer", "x-session-affinity", "x-session-id", "x-other", "idempotency-key"}
    seen = sent(proxy, provider)
    assert sorted(name.lower() for name, _ in seen.fields) == sorted(names | more)
    # Those of the API format go on once.
    fields = [*HEADERS, ("anthropic-beta", "a"), ("anthropic-beta", "b"), ("anthropic-api-key", "k"), ("anthropic-x", "1")]
    seen = sent(proxy, provider, "/v1/messages", {**message(), "model": "m"}, fields)
    assert seen.lines("anthropic-beta") == ["a, b"] and seen.lines("anthropic-x") == ["1"]
    assert seen.lines("anthropic-api-key") == [] and seen.lines("x-api-key") == [PROVIDER_KEY]


def test_configured_headers_go_before_those_of_clients(make_proxy, provider):
    proxy = make_proxy(configuration(
        provider, forwardHeaders=["x-title", "user-agent"], headers={"X-Title": "ours", "User-Agent": "ours/1"}))
    seen = sent(proxy, provider)
    assert seen.lines("x-title") == ["ours"] and seen.lines("user-agent") == ["ours/1"]


@pytest.mark.parametrize("name", ["Authorization", "x-api-key", "content-length", "Transfer-Encoding", "x-securellm-key", "cookie"])
def test_keys_and_framing_cannot_be_listed(binary, tmp_path, name):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"ollama": {"forwardHeaders": ["x-a", name]}}}))
    checked = subprocess.run([binary, "serve", "--check", "--config", file], env={"HOME": str(tmp_path)},
                             capture_output=True, text=True, timeout=60)
    assert checked.returncode == 1 and "/providers/ollama/forwardHeaders/1: is never forwarded" in checked.stderr
