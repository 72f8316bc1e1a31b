"""maxConnections: as many to the provider as it allows, whatever event loops there are; everybody else waits for a turn."""
import concurrent.futures
import json
import socket
import threading
import time

import pytest

from conftest import chat, until
from provider import completion
from test_faults import begin
from test_lifecycle import rewrite


def configuration(provider, **more):
    entry = {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "maxConnections": 2,
        "breaker": {"failures": 2, "openMs": 60_000}, "retries": {"max": 0}, **more}
    return {"providers": {"openai": entry}}


def all_at_once(proxy, count, **more):
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: proxy.request("/v1/chat/completions", chat(**more), timeout=60)[0], range(count)))


def slow(seconds):
    def respond(call):
        time.sleep(seconds)
        call.send(200, completion())
    return respond


@pytest.mark.parametrize("limit, requests", [(1, 12), (2, 30), (7, 60)])
def test_everybody_has_a_turn(make_proxy, make_provider, limit, requests):
    provider = make_provider(respond=slow(0.03))
    proxy = make_proxy(configuration(provider, maxConnections=limit))
    assert all_at_once(proxy, requests) == [200] * requests
    assert 1 <= provider.peak <= limit and len(provider.calls) == requests
    # Nothing was taken for a failure, and nothing is left over.
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert {event["attempts"] for event in proxy.closed(requests + 1)} == {1}


def test_streams_wait_for_their_turn_as_well(make_proxy, make_mock):
    mock = make_mock("-i", 5000, "-n", 20)
    proxy = make_proxy(configuration(type("Mock", (), {"url": mock.url + "/v1"})))
    assert all_at_once(proxy, 30, stream=True) == [200] * 30


def test_a_connection_that_is_idle_elsewhere_keeps_nobody_out(make_proxy, make_provider):
    """Clients one after the other, each on the event loop that its connection happens to have."""
    provider = make_provider()
    proxy = make_proxy(configuration(provider, maxConnections=1))
    for _ in range(40):
        assert proxy.request("/v1/chat/completions", chat(), timeout=5)[0] == 200


def test_a_provider_that_closes_each_connection(make_proxy, make_provider):
    def respond(call):
        call.close_connection = True
        call.send(200, completion(), {"Connection": "close"})

    proxy = make_proxy(configuration(make_provider(respond=respond)))
    assert all_at_once(proxy, 30) == [200] * 30


def is_served(client):
    """Reads a whole response, and leaves."""
    found = b""
    while b"finish_reason" not in found and (piece := client.recv(65536)):
        found += piece
    client.close()
    return found.startswith(b"HTTP/1.1 200")


class Held:
    """A provider that keeps the model `held` waiting."""

    def __init__(self, make_provider):
        self.go = threading.Event()
        self.provider = make_provider(respond=self.respond)

    def respond(self, call):
        if call.model == "gpt-held":
            self.go.wait(20)
        call.send(200, completion(call.model))


@pytest.fixture
def held(make_provider):
    held = Held(make_provider)
    yield held
    held.go.set()


def test_who_leaves_while_waiting_is_not_sent(make_proxy, held):
    proxy = make_proxy(configuration(held.provider, maxConnections=1))
    first = begin(proxy, "/v1/chat/completions", chat(model="openai/gpt-held"))
    until(lambda: held.provider.calls, 5, "the first is not sent")
    leavers = [begin(proxy, "/v1/chat/completions", chat(model=f"gpt-4-{number}")) for number in range(5)]
    last = begin(proxy, "/v1/chat/completions", chat(model="gpt-4o"))
    time.sleep(0.3)
    for client in leavers:
        client.close()
    proxy.closed(5)
    held.go.set()
    assert is_served(first) and is_served(last)
    assert held.provider.calls == ["gpt-held", "gpt-4o"]
    left = [event for event in proxy.closed(7) if event["status"] == "cancelled"]
    assert len(left) == 5 and {event["attempts"] for event in left} == {0}


def test_waiting_ends_with_the_requests_own_time(make_proxy, held):
    """Behind a request that takes long, with a configuration that came while it did: the limit is the provider's still."""
    proxy = make_proxy(configuration(held.provider, maxConnections=1))
    first = begin(proxy, "/v1/chat/completions", chat(model="openai/gpt-held"))
    until(lambda: held.provider.calls, 5, "the first is not sent")
    rewrite(proxy, configuration(held.provider, maxConnections=1, timeouts={"totalMs": 500}))
    time.sleep(0.5)
    for _ in range(3):
        begun = time.monotonic()
        status, headers, body = proxy.request("/v1/chat/completions", chat())
        assert status == 503 and headers["Retry-After"] == "1"
        error = json.loads(body)["error"]
        assert error["code"] == "overloaded" and "maxConnections" in error["message"] and "1 connection" in error["message"]
        assert 0.4 < time.monotonic() - begun < 3
    assert held.provider.calls == ["gpt-held"]
    held.go.set()
    assert is_served(first)
    # The breaker, which two failures would open, has counted none.
    assert proxy.request("/v1/chat/completions", chat())[0] == 200


def test_a_server_that_is_stopped_tells_who_waits(make_proxy, held):
    proxy = make_proxy({**configuration(held.provider, maxConnections=1), "listen": {"drainMs": 300}})
    clients = [begin(proxy, "/v1/chat/completions", chat(model="openai/gpt-held")) for _ in range(3)]
    until(lambda: held.provider.calls, 5, "the first is not sent")
    time.sleep(0.2)
    proxy.process.terminate()
    for client in clients:
        client.settimeout(10)
        assert b"shutting_down" in client.recv(65536)
        client.close()
    assert proxy.process.wait(10) == 0
    assert len(held.provider.calls) == 1


def test_a_provider_whose_tls_never_comes_gives_its_connections_back(make_proxy):
    """It accepts and sends nothing: as many more as may be open are tried afterwards."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        port = server.getsockname()[1]
        proxy = make_proxy(configuration(
            type("Silent", (), {"url": f"https://127.0.0.1:{port}/v1"}), maxConnections=1, timeouts={"connectMs": 300},
            breaker={"enabled": False}))
        for _ in range(3):
            status, _, body = proxy.request("/v1/chat/completions", chat())
            assert status in (502, 504) and "openai" in json.loads(body)["error"]["message"], body


def test_each_provider_gets_its_own_key_only(make_proxy, make_provider):
    """While requests flow, the configuration is read again and again, its providers in another order each time."""
    seen = {"a": set(), "b": set()}

    def noting(name):
        def respond(call):
            seen[name].add(call.headers["Authorization"])
            call.send(200, completion())
        return respond

    entries = {
        name: {"apiFormat": "openai", "baseURL": make_provider(respond=noting(name)).url, "key": {"env": f"KEY_{name.upper()}"}}
        for name in seen}
    proxy = make_proxy(
        {"providers": entries}, environment={"KEY_A": "sk-of-a-0123456789", "KEY_B": "sk-of-b-0123456789"})
    ends = time.monotonic() + 4

    def call(name):
        while time.monotonic() < ends:
            assert proxy.request("/v1/chat/completions", chat(model=f"{name}/m"))[0] == 200

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        callers = [pool.submit(call, name) for name in "abab"]
        for number in range(8):
            rewrite(proxy, {"providers": dict(reversed(entries.items()) if number % 2 == 0 else entries.items())})
            time.sleep(0.4)
        for caller in callers:
            caller.result()
    assert seen == {"a": {"Bearer sk-of-a-0123456789"}, "b": {"Bearer sk-of-b-0123456789"}}
