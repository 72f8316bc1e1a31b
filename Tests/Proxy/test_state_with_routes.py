"""Routes and the response cache where instances share their limits: what is taken of whom, and given back."""
import json
import threading
import time

import pytest

from chaos import make_chaos  # noqa: F401
from conftest import chat, until
from redis_server import make_redis, redis  # noqa: F401
from test_routes import answered, configuration, entry, named, status


@pytest.fixture
def instance(make_proxy, redis, tmp_path):  # noqa: F811
    """Makes an instance that has found Redis."""
    def make(settings, port=None, **state):
        url = f"redis://127.0.0.1:{port}" if port else redis.url
        proxy = make_proxy({**settings, "state": {"redis": {"url": {"env": "REDIS_URL"}, "timeoutMs": 1000}, **state}},
                           environment={"REDIS_URL": url})
        until(lambda: redis_word(proxy) == "available", 10, "no Redis")
        return proxy

    return make


def redis_word(proxy):
    return json.loads(proxy.request("/readyz")[2])["state"]["redis"]


def limited(place, **limits):
    return entry(place.url, limits=limits)


def level(redis, name):  # noqa: F811
    """What is left of a bucket, in units, as it was when it was last asked; nil where it is full."""
    found = redis("HGET", name, "l")
    return None if found is None else int(found) / 60_000_000


def test_the_next_target_pays(instance, make_provider, redis):  # noqa: F811
    """Of the one that has failed nothing stays taken, but its request was made at the other one."""
    bad, good = make_provider(respond=status(503)), make_provider(respond=named("good"))
    proxy = instance(configuration({
        "bad": limited(bad, requestsPerMinute=6, burst=5), "good": limited(good, requestsPerMinute=6, burst=5)}))
    assert answered(proxy)[0] == "good"
    assert 3.9 < level(redis, "slm:{p:good}:r") < 4.2
    until(lambda: (level(redis, "slm:{p:bad}:r") or 5) > 4.9, 5, "the first target's part is not given back")


def test_a_target_at_its_limit_is_passed_over(instance, make_provider):
    first, second = make_provider(respond=named("first")), make_provider(respond=named("second"))
    settings = configuration({"first": limited(first, requestsPerMinute=1, burst=1), "second": second})
    one, other = instance(settings), instance(json.loads(json.dumps({**settings, "listen": {}, "audit": {}})))
    assert answered(one)[0] == "first"
    # The limit is that of both.
    assert answered(other)[0] == "second" and answered(one)[0] == "second"
    assert len(first.calls) == 1


def test_a_fallback_at_its_limit_is_passed_over(instance, make_provider):
    bad, full, good = (make_provider(respond=status(503)), make_provider(respond=named("full")),
                       make_provider(respond=named("good")))
    proxy = instance(configuration({"bad": bad, "full": limited(full, requestsPerMinute=1, burst=1), "good": good}))
    assert [answered(proxy)[0] for _ in range(3)] == ["full", "good", "good"]


def test_every_target_at_its_limit(instance, make_provider):
    """The client reads when to come again, and nothing stays taken of its key."""
    first, second = make_provider(respond=named("first")), make_provider(respond=named("second"))
    settings = configuration({name: limited(place, requestsPerMinute=1, burst=1)
                              for name, place in [("first", first), ("second", second)]})
    proxy = instance({**settings, "clients": {"limits": {"requestsPerMinute": 60, "burst": 3}}})
    answered(proxy)
    answered(proxy)
    for _ in range(8):
        # Another event loop may ask before what was given back is there, and believe for a moment what it is told.
        time.sleep(0.2)
        code, fields, body = proxy.request("/v1/chat/completions", chat(model="fast"))
        assert code == 429 and int(fields["retry-after"]) > 30, body
    assert b"second" in body


def test_a_client_that_leaves_while_redis_is_asked(make_redis, make_chaos, instance, make_provider):  # noqa: F811
    """Of the next target nothing stays taken."""
    server = make_redis()
    chaos = make_chaos(server.port)
    held = threading.Event()

    def slowly(call):
        held.wait(10)
        status(503)(call)

    bad, good = make_provider(respond=slowly), make_provider(respond=named("good"))
    proxy = instance(configuration({"bad": bad, "good": limited(good, concurrentRequests=1)}), port=chaos.port)
    sent = threading.Thread(target=lambda: pytest.raises(OSError, proxy.request, "/v1/chat/completions",
                                                         chat(model="fast"), None, 0.5))
    sent.start()
    until(lambda: bad.calls, 5, "the first target is not asked")
    chaos.set("delay", delay=0.2)
    sent.join()
    held.set()
    until(lambda: proxy.metric("securellm_requests_in_flight") == 0, 10, "the request goes on")
    chaos.set("pass")
    until(lambda: redis_word(proxy) == "available", 10, "no Redis")
    # Its only slot is free.
    assert [answered(proxy)[0] for _ in range(3)] == ["good"] * 3


def test_a_cached_response_takes_a_request_and_no_tokens(instance, make_provider, redis):  # noqa: F811
    provider = make_provider()
    proxy = instance({"providers": {"openai": entry(provider.url, limits={"requestsPerMinute": 6, "burst": 9})},
                      "clients": {"limits": {"requestsPerMinute": 6, "burst": 9, "tokensPerMinute": 60}}, "cache": {}})
    body = chat(model="openai/m", temperature=0, max_tokens=10)
    marks = [proxy.request("/v1/chat/completions", body)[1]["x-securellm-cache"] for _ in range(4)]
    assert marks == ["miss", "hit", "hit", "hit"] and len(provider.calls) == 1
    assert 4.9 < level(redis, "slm:{k:100000000}:r") < 5.3
    assert 7.9 < level(redis, "slm:{p:openai}:r") < 8.3


def test_a_response_of_another_target_is_not_kept_as_the_first_ones(make_proxy, make_provider):
    """What the second has answered must not be given to whoever asks the first by its name."""
    answers = [status(503)]
    first, second = make_provider(respond=lambda call: answers[-1](call)), make_provider(respond=named("second"))
    proxy = make_proxy({**configuration({"first": first, "second": second}), "cache": {}})

    def asked(model):
        code, fields, body = proxy.request("/v1/chat/completions", chat(model=model, temperature=0))
        assert code == 200, body
        return json.loads(body)["model"], fields["x-securellm-cache"]

    assert asked("fast") == ("second", "miss")
    answers.append(named("first"))
    assert asked("fast") == ("first", "miss")
    assert asked("fast") == ("first", "hit") and asked("first/m") == ("first", "hit")
    assert asked("second/m") == ("second", "miss")


def test_those_that_wait_for_a_request_that_goes_elsewhere(make_proxy, make_provider):
    """A request that others wait for falls back: they are not kept waiting, and each gets a response."""
    held = threading.Event()

    def slowly(call):
        held.wait(10)
        status(503)(call)

    first, second = make_provider(respond=slowly), make_provider(respond=named("second"))
    proxy = make_proxy({**configuration({"first": first, "second": second}), "cache": {}})
    found = []
    threads = [threading.Thread(target=lambda: found.append(
        proxy.request("/v1/chat/completions", chat(model="fast", temperature=0))[0])) for _ in range(6)]
    for thread in threads:
        thread.start()
    until(lambda: first.calls, 5, "nobody is asked")
    held.set()
    for thread in threads:
        thread.join(15)
    assert found == [200] * 6
    assert proxy.metric("securellm_requests_in_flight") == 0
