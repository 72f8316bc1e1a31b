"""A prompt goes to no provider but those that the configuration names for its model, whatever was asked, listed, reloaded
or down before."""
import json
import random
import signal

import pytest

from conftest import chat

# Which provider may get which name of a model. Nobody has "ghost".
ALLOWED = {
    "openai": {"gpt-4o", "o3-mini"},
    "listing": {"a-1", "both", "llama3:8b"},
    "other": {"b-1", "both"},
    "configured": {"c-1", "deployed"},
}
# What providers claim to have: a list says what one has, and takes no model of another one's.
CLAIMS = {
    "openai": ["gpt-4o", "o3-mini"], "listing": ["a-1", "both", "llama3:8b", "gpt-4o"],
    "other": ["b-1", "both", "o3-mini", "c-1"], "configured": ["ghost", "a-1"]}
NAMES = sorted(set().union(*ALLOWED.values()) | {"ghost", "fast", "gpt-oss:20b"})


def down(call):
    call.send(503, {"error": {"message": "down"}})


def configuration(providers, order, is_strict):
    """The same providers in another order; one of them with rules of its own."""
    def entry(name):
        more = {"configured": {"models": ["c-1", "deployed"]}, "other": {
            "forwardHeaders": ["x-*"], "parameters": {"drop": ["max_tokens"]},
            "validation": "strict" if is_strict else "minimal"}}
        return {"apiFormat": "openai", "baseURL": providers[name].url, "key": {"env": "PROVIDER_KEY"}, "retries": {"max": 0},
                "breaker": {"enabled": False}, **more.get(name, {})}

    return {"providers": {name: entry(name) for name in order}, "aliases": {"fast": "configured/c-1"}}


@pytest.mark.parametrize("seed", range(4))
def test_prompts_go_where_the_configuration_says(make_proxy, make_provider, seed):
    choose = random.Random(seed)
    providers = {name: make_provider(models=claims) for name, claims in CLAIMS.items()}
    order = sorted(providers)
    proxy = make_proxy(configuration(providers, order, True))
    listen, audit = (json.loads(proxy.file.read_text())[part] for part in ("listen", "audit"))
    served = 0
    for _ in range(120):
        step = choose.random()
        if step < 0.7:
            name = choose.choice(NAMES)
            body = {**chat(temperature=choose.choice([1, 3])), "model": name}
            served += proxy.request("/v1/chat/completions", body)[0] == 200
        elif step < 0.8:
            proxy.request("/v1/models")
        elif step < 0.9:
            name = choose.choice(order)
            providers[name].models = choose.choice([CLAIMS[name], down, None])
        else:
            choose.shuffle(order)
            proxy.file.write_text(json.dumps(
                {**configuration(providers, order, choose.random() < 0.5), "listen": listen, "audit": audit}))
            proxy.process.send_signal(signal.SIGHUP)
    assert served > 20
    for name, provider in providers.items():
        assert set(provider.calls) <= ALLOWED[name], name
