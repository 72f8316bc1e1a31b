"""What one client or one model brings about must not shut a provider for others; and what is tried again."""
import email.utils
import json
import threading
import time

import pytest

from conftest import chat, free_port, until
from provider import Provider, completion

FAILURES = 3


def configuration(provider, **more):
    entry = {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {},
        "breaker": {"failures": FAILURES, "openMs": 700}, "retries": {"max": 2, "firstDelayMs": 10, "maxDelayMs": 2000}, **more}
    return {"providers": {"openai": entry}}


def error(status, headers=(), code="some_code"):
    body = {"error": {"message": "no", "type": "some_type", "code": code}}
    return lambda call: call.send(status, body, headers)


def by_model(**responses):
    """Each model its own response; `_` in names means `-`. Everything else is served."""
    def respond(call):
        found = responses.get(call.model.replace("-", "_"))
        found(call) if found else call.send(200, completion(call.model))
    return respond


def status(proxy, model):
    return proxy.request("/v1/chat/completions", chat(model=model))[0]


RATE_LIMITS = {
    "gpt_4o_soon": error(429, {"Retry-After-Ms": 10}),
    "gpt_4o_plain": error(429),
    "gpt_4o_quota": error(429, code="insufficient_quota"),
    "gpt_4o_later": error(429, {"Retry-After": 60}),
}


@pytest.mark.parametrize("model", [name.replace("_", "-") for name in RATE_LIMITS])
def test_429_shuts_nobody_out_and_is_not_tried_again(make_proxy, make_provider, model):
    provider = make_provider(respond=by_model(**RATE_LIMITS))
    proxy = make_proxy(configuration(provider))
    for round in range(1, 5 * FAILURES):
        code, headers, body = proxy.request("/v1/chat/completions", chat(model=model))
        assert code == 429 and json.loads(body)["error"]["type"] == "some_type"
        assert provider.calls.count(model) == round
        # Others are served all the while, and so is the same model.
        assert status(proxy, "gpt-5") == 200
    assert status(proxy, model) == 429


def test_429_between_successes_keeps_the_breaker_closed(make_proxy, make_provider):
    """The share of a window: more than half of forty."""
    count = iter(range(1000))
    provider = make_provider(respond=lambda call: (
        error(429)(call) if next(count) % 3 else call.send(200, completion())))
    proxy = make_proxy(configuration(provider))
    found = [status(proxy, "gpt-4o") for _ in range(60)]
    assert set(found) == {200, 429} and found.count(200) == 20


@pytest.mark.parametrize("bad", [
    error(500), error(503), error(529),
    lambda call: call.connection.close() or setattr(call, "close_connection", True),
    lambda call: time.sleep(1.5),
], ids=["500", "503", "529", "cut", "silent"])
def test_a_model_that_fails_shuts_no_other(make_proxy, make_provider, bad):
    healed = threading.Event()
    respond = by_model(gpt_4o_bad=lambda call: call.send(200, completion()) if healed.is_set() else bad(call))
    provider = make_provider(respond=respond)
    proxy = make_proxy(configuration(provider, retries={"max": 0}, timeouts={"firstByteMs": 400}))
    for _ in range(FAILURES):
        assert status(proxy, "gpt-4o-bad") in (500, 502, 503, 504, 529)
    calls = provider.calls.count("gpt-4o-bad")
    assert calls == FAILURES
    code, headers, body = proxy.request("/v1/chat/completions", chat(model="gpt-4o-bad"))
    assert code == 503 and json.loads(body)["error"]["code"] == "circuit_open" and int(headers["Retry-After"]) >= 1
    assert "This model of openai" in json.loads(body)["error"]["message"]
    assert provider.calls.count("gpt-4o-bad") == calls
    for _ in range(5):
        assert status(proxy, "gpt-4o") == 200 and status(proxy, "o3") == 200
    healed.set()
    until(lambda: status(proxy, "gpt-4o-bad") == 200, 5, "it stays shut")
    assert status(proxy, "gpt-4o-bad") == 200


def test_a_provider_that_cannot_be_reached_is_left_alone_with_all_its_models(make_proxy):
    port = free_port()
    provider = type("Nobody", (), {"url": f"http://127.0.0.1:{port}/v1"})
    proxy = make_proxy(configuration(provider, retries={"max": 0}))
    for number in range(FAILURES):
        assert status(proxy, f"gpt-{number}") == 502
    code, _, body = proxy.request("/v1/chat/completions", chat(model="gpt-4o"))
    assert code == 503 and json.loads(body)["error"]["code"] == "circuit_open"
    served = Provider(port=port)
    try:
        until(lambda: status(proxy, "gpt-4o") == 200, 5, "it is not called again")
        assert status(proxy, "gpt-4o") == status(proxy, "o3") == 200
    finally:
        served.stop()


def date(seconds):
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize("headers, calls", [
    (lambda: {}, 3),
    (lambda: {"Retry-After-Ms": 20}, 3),
    (lambda: {"Retry-After": "0"}, 3),
    (lambda: {"Retry-After": date(-5)}, 3),
    (lambda: {"Retry-After": date(3600)}, 1),
    (lambda: {"Retry-After": "30"}, 1),
    (lambda: {"x-should-retry": "false"}, 1),
    (lambda: {"x-should-retry": "false", "Retry-After-Ms": 20}, 1),
])
def test_how_often_an_error_is_tried(make_proxy, make_provider, headers, calls):
    provider = make_provider(respond=lambda call: error(503, headers())(call))
    proxy = make_proxy(configuration(provider, breaker={"enabled": False}))
    begun = time.monotonic()
    assert status(proxy, "gpt-4o") == 503
    assert len(provider.calls) == calls and time.monotonic() - begun < 2


def test_a_date_is_waited_for(make_proxy, make_provider):
    responses = iter([lambda call: error(503, {"Retry-After": date(2)})(call), lambda call: call.send(200, completion())])
    provider = make_provider(respond=lambda call: next(responses)(call))
    proxy = make_proxy(configuration(provider))
    begun = time.monotonic()
    assert status(proxy, "gpt-4o") == 200 and len(provider.calls) == 2
    assert 0.5 < time.monotonic() - begun < 4
