"""The response cache in Redis: instances share what it cannot read, and need nothing of it."""
import base64
import json
import os
import time

import pytest

from conftest import both_formats, key_of, until
from provider import completion
from redis_server import make_redis, redis  # noqa: F401
from test_cache import PATH, Held, ask, result, together

SECRET = base64.b64encode(bytes(range(32))).decode()
WORDS = "these are words of a response"


@pytest.fixture
def provider(make_provider):
    def respond(call):
        made = completion(call.model)
        made["id"] = f"chatcmpl-{len(provider.calls)}"
        made["choices"][0]["message"]["content"] = WORDS
        call.send(200, made)

    provider = make_provider(respond=respond)
    return provider


@pytest.fixture
def instance(make_proxy, redis, tmp_path):  # noqa: F811
    """Makes an instance of one group, unless the secret is another."""
    (tmp_path / "redis.url").write_text(redis.url)
    folders = []

    def make(provider, secret=SECRET, cache=None, **more):
        proxy = make_proxy({
            **both_formats(provider, retries={"max": 0}), "state": {"redis": {"url": {"file": str(tmp_path / "redis.url")}}},
            "cache": {"redis": True, "secret": {"env": "CACHE_SECRET"}, **(cache or {})}, **more},
            environment={"CACHE_SECRET": secret})
        folders.append(proxy)
        until(lambda: json.loads(proxy.request("/readyz")[2])["state"]["redis"] == "available", 10, "no Redis")
        return proxy

    return make


def values(redis, count):  # noqa: F811
    """All cached responses by their names, once there are so many; leases are left out."""
    def found():
        return {name: redis("GET", name) for name in redis("KEYS", "slm:{x:*}") if not name.endswith(b":l")}

    until(lambda: len(found()) == count, 10, f"not {count} values")
    return found()


def test_instances_share(instance, provider, redis):  # noqa: F811
    one, other = instance(provider), instance(provider)
    first = result(one, ask())
    assert first[0] == "miss" and result(other, ask()) == ("hit", first[1])
    assert result(other, ask(stream=True))[0] == "hit" and len(provider.calls) == 1
    (name, value), = values(redis, 1).items()
    assert 0 < redis("PTTL", name) <= 300_000
    for hidden in (WORDS, "gpt-4o", "assistant", "chatcmpl", SECRET):
        assert hidden.encode() not in value + name


def test_a_restart_forgets_nothing(instance, provider):
    proxy = instance(provider)
    first = result(proxy, ask())
    time.sleep(1.1)
    proxy.stop()
    proxy.start()
    until(lambda: json.loads(proxy.request("/readyz")[2])["state"]["redis"] == "available", 10, "no Redis")
    status, fields, body = proxy.request(PATH, ask())
    assert fields["x-securellm-cache"] == "hit" and body == first[1] and int(fields["age"]) >= 1


def test_age_counts_across_instances(instance, provider):
    one, other = (instance(provider, cache={"ttlSeconds": 2}) for _ in range(2))
    result(one, ask())
    time.sleep(1.2)
    assert result(other, ask())[0] == "hit"
    time.sleep(1)
    # In neither memory it lives longer than two seconds from its making.
    assert result(other, ask())[0] == "miss"


@pytest.mark.parametrize("change", [
    lambda value: value[:-1], lambda value: b"", lambda value: bytes(byte ^ 1 for byte in value), lambda value: b"\x02" + value[1:],
    lambda value: json.dumps(completion()).encode(), lambda value: b"\x01" + os.urandom(300), lambda value: os.urandom(1 << 20)],
    ids=["cut", "empty", "garbled", "version", "plain", "random", "long"])
def test_what_others_write_is_a_miss(instance, provider, redis, change):  # noqa: F811
    one, other = instance(provider), instance(provider)
    first = result(one, ask())
    (name, value), = values(redis, 1).items()
    redis("SET", name, change(value))
    kind, body = result(other, ask())
    assert kind == "miss" and body != first[1] and other.metric("securellm_cache_unreadable_values_total") == 1


def test_a_value_under_another_name_is_a_miss(instance, provider, redis):  # noqa: F811
    """Who can write to Redis cannot give one client what another one was told."""
    one, other = instance(provider), instance(provider)
    result(one, ask("secret"))
    (stolen, value), = values(redis, 1).items()
    result(one, ask("harmless"))
    name, = set(values(redis, 2)) - {stolen}
    redis("SET", name, value)
    assert result(other, ask("harmless"))[0] == "miss"
    assert other.metric("securellm_cache_unreadable_values_total") == 1


def test_another_secret_shares_nothing(instance, provider, redis):  # noqa: F811
    one, other = instance(provider), instance(provider, secret=SECRET[::-1])
    assert [result(proxy, ask())[0] for proxy in (one, other)] == ["miss", "miss"] and len(values(redis, 2)) == 2


def test_keys_share_nothing(instance, provider):
    one = instance(provider, clients={"requireKey": "always", "keyFile": "keys.sqlite"})
    bearers = [{"Authorization": f"Bearer {key_of(one, name)}"} for name in "ab"]
    until(lambda: one.request("/v1/models", headers=bearers[1])[0] == 200, 30, "the key is not known")
    time.sleep(1.5)
    assert [result(one, ask(), bearer)[0] for bearer in bearers * 2] == ["miss", "miss", "hit", "hit"]


def test_one_instance_asks(instance, make_provider):
    held = Held(make_provider)
    proxies = [instance(held.provider) for _ in range(2)]
    finish = together(8, lambda index: proxies[index % 2].request(PATH, ask()))
    until(lambda: held.provider.calls, 10, "nobody asks")
    time.sleep(0.7)
    assert len(held.provider.calls) == 1
    held.open.set()
    results = finish()
    assert len(held.provider.calls) == 1 and len({body for _, _, body in results}) == 1


def test_without_redis_memory_serves(instance, provider, redis):  # noqa: F811
    proxy = instance(provider)
    result(proxy, ask())
    redis.kill()
    until(lambda: json.loads(proxy.request("/readyz")[2])["state"]["redis"] == "degraded", 10, "still there")
    assert result(proxy, ask())[0] == "hit"
    began = time.monotonic()
    assert [result(proxy, ask("other"))[0] for _ in range(2)] == ["miss", "hit"]
    assert time.monotonic() - began < 1
    redis.start()
    until(lambda: json.loads(proxy.request("/readyz")[2])["state"]["redis"] == "available", 10, "no Redis")
    result(proxy, ask("third"))
    assert len(values(redis, 1)) == 1


def test_lists_of_models_are_shared(instance, make_provider):
    provider = make_provider(models=["a", "b"])
    one, other = instance(provider), instance(provider)
    for proxy in (one, other):
        assert {"openai/a", "a"} & {model["id"] for model in json.loads(proxy.request("/v1/models")[2])["data"]}
    assert provider.lists == 2
