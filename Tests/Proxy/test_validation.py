"""Rules by provider: OpenAI's and Anthropic's schemas for themselves, and for others what the proxy itself needs."""
import json

import pytest

from conftest import chat, message

THINKING = {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Hi"}]}
# What other providers take, and what is said of it where the API's own schema decides.
BODIES = [
    ("/v1/chat/completions", {**chat(), "metadata": {"tags": ["a"]}}, "/metadata/tags: must be a string, is an array"),
    ("/v1/chat/completions", {**chat(), "temperature": 3}, "/temperature: must be at most 2"),
    ("/v1/chat/completions", {**chat(), "max_tokens": -1}, "/max_tokens: must be at least"),
    ("/v1/messages", message(messages=[{"role": "user", "content": "Hi"}, THINKING, {"role": "user", "content": "Hi"}]),
     '/messages/1/content/0: must have the member "signature"'),
]


def configuration(provider, **more):
    entry = {"endpoints": [{"apiFormat": "openai"}, {"apiFormat": "anthropic"}], "baseURL": provider.url,
             "key": {"env": "PROVIDER_KEY"}, "models": ["gpt-4o-mini", "claude-haiku-4-5"], **more}
    return {"providers": {"p": entry}}


@pytest.mark.parametrize("path, body, complaint", BODIES)
def test_other_providers_have_rules_of_their_own(make_proxy, make_provider, path, body, complaint):
    provider = make_provider()
    proxy = make_proxy(configuration(provider))
    assert proxy.request(path, body)[0] == 200
    assert json.loads(provider.requests[-1].body) == body
    assert proxy.closed(1)[0]["status"] == "success"


@pytest.mark.parametrize("path, body, complaint", BODIES)
def test_strict_rules_name_what_to_change(make_proxy, make_provider, path, body, complaint):
    provider = make_provider()
    proxy = make_proxy(configuration(provider, validation="strict"))
    status, _, answer = proxy.request(path, body)
    assert status == 400 and complaint in json.loads(answer)["error"]["message"]
    assert provider.calls == []


def test_a_built_in_name_at_another_address_is_another_provider(make_proxy, make_provider):
    provider = make_provider()
    entry = {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}}
    proxy = make_proxy({"providers": {"openai": {**entry, "validation": "strict"}, "anthropic": entry}})
    assert proxy.request("/v1/messages", BODIES[3][1])[0] == 200
    # Whose rules hold is decided by the model.
    assert [proxy.request(path, body)[0] for path, body, _ in BODIES[:3]] == [400, 400, 400]


@pytest.mark.parametrize("body", [
    b"", b"[]", b"{", b'{"messages":[]}', b'{"model":1,"messages":[]}', b'{"model":"gpt-4o-mini","model":"x"}',
    b'{"model":"gpt-4o-mini","messages":[01]}', b'{"model":"gpt-4o-mini","messages":["\\x"]}', b'{"model":"gpt-4o-mini"} {}',
    b'{"model":"gpt-4o-mini","messages":["\xff"]}', b'{"model":"gpt-4o-mini","stream":true,"stream":false}',
    b'{"model":"gpt-4o-mini","a":{"b":1,"b":2}}', b'{"model":"gpt-4o-mini","stream":"true"}',
    b'{"model":"gpt-4o-mini","stream":1}', b'{"model":"gpt-4o-mini","previous_response_id":7}',
    b'{"model":"gpt-4o-mini","store":"false"}',
])
def test_what_the_proxy_needs_is_always_checked(make_proxy, make_provider, body):
    provider = make_provider()
    proxy = make_proxy(configuration(provider))
    assert proxy.request("/v1/chat/completions", body)[0] == 400
    assert provider.calls == []


def test_a_wrong_body_for_an_unknown_model_is_a_wrong_body(make_proxy, make_provider):
    proxy = make_proxy(configuration(make_provider()))
    assert proxy.request("/v1/chat/completions", {**chat(), "model": "nobody", "temperature": 3})[0] == 400
    assert proxy.request("/v1/chat/completions", {**chat(), "model": "nobody"})[0] == 404
