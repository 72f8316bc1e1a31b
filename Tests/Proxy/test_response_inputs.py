"""What else there is below /v1/responses: counting the tokens of an input, and making a conversation shorter."""
import json

import openai
import pytest

from conftest import entry, key_in_force

COUNT = {"object": "response.input_tokens", "input_tokens": 11}
COMPACT = {"id": "resp_c1", "object": "response.compaction", "created_at": 1, "output": [{"type": "compaction", "id": "cmp_1", "encrypted_content": "x"}],
           "usage": {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}}


def respond(call):
    call.send(200, COUNT if call.seen.path.endswith("input_tokens") else COMPACT)


@pytest.fixture
def both(make_proxy, make_provider):
    provider = make_provider(respond=respond)
    proxy = make_proxy({"providers": {"first": entry(provider, "responses", models=["m", "other"])}, "aliases": {"fast": "first/m"},
                        "clients": {"requireKey": "always"}}, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    return proxy, provider


def test_tokens_of_an_input(both):
    proxy, provider = both
    client = openai.OpenAI(base_url=proxy.url + "/v1", api_key=key_in_force(proxy, "one"), max_retries=0)
    found = client.responses.input_tokens.count(model="fast", input="Hello")
    assert found.input_tokens == 11
    assert json.loads(provider.requests[-1].body) == {"model": "m", "input": "Hello"}
    assert provider.requests[-1].path == "/v1/responses/input_tokens"
    event = proxy.closed(1)[0]
    assert (event["operation"], event["status"], event["model"]) == ("count_tokens", "success", "m")
    assert not {"prompt_tokens", "cost_unknown", "estimated_cost_nano_usd"} & event.keys()


def test_a_conversation_is_made_shorter(both):
    proxy, provider = both
    bearer = {"Authorization": f"Bearer {key_in_force(proxy, 'one')}"}
    status, _, text = proxy.request("/v1/responses/compact", {"model": "fast", "input": "Hello"}, bearer)
    assert status == 200 and json.loads(text) == COMPACT and provider.requests[-1].path == "/v1/responses/compact"
    event = proxy.closed(1)[0]
    assert (event["operation"], event["prompt_tokens"], event["completion_tokens"]) == ("chat", 100, 20)


@pytest.mark.parametrize("path", ["/v1/responses/input_tokens", "/v1/responses/compact"])
def test_the_keys_models_hold(both, path):
    proxy, provider = both
    bearer = {"Authorization": f"Bearer {key_in_force(proxy, 'bound', '--models', 'first/other')}"}
    assert proxy.request(path, {"model": "fast", "input": "Hello"}, bearer)[0] == 403
    assert proxy.request(path, {"input": "Hello"}, bearer)[0] == 400
    assert proxy.request(path, {"model": "other", "input": 7}, bearer)[0] == 400
    assert proxy.request(path, {"model": "m", "input": "Hello"})[0] == 401
    assert [seen for seen in provider.requests if seen.path == path] == []
    assert proxy.request(path, {"model": "other", "input": "Hello"}, bearer)[0] == 200
