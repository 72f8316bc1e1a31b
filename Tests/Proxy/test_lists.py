"""What a provider is asked for its models is recorded like everything else that carries its key."""
import socket
import threading

import pytest

from conftest import chat, key_in_force, until

KEY = {"env": "PROVIDER_KEY"}


def configuration(*providers, **more):
    return {"providers": {f"p{number}": {"apiFormat": "openai", "baseURL": provider.url, "key": KEY, "limits": {},
                                         "retries": {"max": 0}}
                          for number, provider in enumerate(providers)}, **more}


def lists(proxy, count):
    """The closing events, each with the one that opened it."""
    found = []

    def complete():
        events = [event for event in proxy.events() if event.get("operation") == "models"]
        opened = {event["request_id"]: event for event in events if event["event_type"] == "request_received"}
        closed = [event for event in events if event["event_type"] == "request_finished"]
        found[:] = [(opened[event["request_id"]], event) for event in closed]
        return len(found) >= count and len(opened) == len(closed)

    until(complete, 10, f"{count} lists are not recorded")
    assert len(found) == count
    return found


def test_a_list_is_recorded_before_and_after(make_proxy, make_provider):
    provider = make_provider(["m1"])
    proxy = make_proxy(configuration(provider))
    assert proxy.request("/v1/models")[0] == 200
    (opened, closed), = lists(proxy, 1)
    for event in (opened, closed):
        assert event["provider"] == "p0" and event["client_address"] == "127.0.0.1"
        assert event["caused_by"].startswith("req_") and event["caused_by"] != event["request_id"]
    assert closed["status"] == "success" and closed["http_status"] == 200 and closed["attempts"] == 1
    assert provider.lists == 1


def test_a_request_that_needs_lists_names_itself_as_their_cause(make_proxy, make_provider):
    providers = [make_provider(["a"]), make_provider(["wanted"]), make_provider(["c"])]
    proxy = make_proxy(configuration(*providers))
    assert proxy.request("/v1/chat/completions", chat(model="wanted"))[0] == 200
    found = lists(proxy, sum(provider.lists for provider in providers))
    causes = {closed["caused_by"] for _, closed in found}
    request, = [event for event in proxy.closed(1) if event.get("operation") == "chat"]
    assert causes == {request["request_id"]}
    assert {closed["provider"] for _, closed in found} == {
        f"p{number}" for number, provider in enumerate(providers) if provider.lists}


def test_the_key_of_who_asked_is_named(make_proxy, make_provider):
    provider = make_provider(["m1"])
    proxy = make_proxy(configuration(provider, clients={"requireKey": "always"}))
    proxy.stop()
    proxy.file.write_text(proxy.file.read_text().replace('"always"', f'"always", "keyFile": "{proxy.folder}/keys.sqlite"'))
    proxy.start()
    key_in_force(proxy, "ada")
    for _, closed in lists(proxy, provider.lists):
        assert closed["user"] == "ada" and len(closed["key_id"]) == 8


@pytest.mark.parametrize("respond, status, error, http_status", [
    (lambda call: call.send(500, {"error": {"message": "no"}}), "failed", "upstream_500", 500),
    (lambda call: call.send(401, {"error": {"message": "no"}}), "failed", "upstream_401", 401),
    (lambda call: call.send(429, {"error": {"message": "no"}}), "rate_limited", "upstream_429", 429),
    (lambda call: call.send(200, b"no list"), "failed", "upstream_invalid_response", 200),
    (lambda call: call.connection.shutdown(socket.SHUT_RDWR), "failed", "upstream_cut", None),
])
def test_one_that_failed_says_how(make_proxy, make_provider, respond, status, error, http_status):
    proxy = make_proxy(configuration(make_provider(respond)))
    assert proxy.request("/v1/models")[0] == 200
    (_, closed), = lists(proxy, 1)
    assert (closed["status"], closed["error"], closed.get("http_status")) == (status, error, http_status)


def test_a_list_that_cannot_be_fetched_is_recorded_as_failed(make_proxy):
    proxy = make_proxy({"providers": {"p0": {"apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": KEY}}})
    assert proxy.request("/v1/models")[0] == 200
    (_, closed), = lists(proxy, 1)
    assert (closed["status"], closed["error"]) == ("failed", "upstream_unreachable")
    assert "http_status" not in closed


def test_a_list_on_its_way_is_closed_when_the_server_is_stopped(make_proxy, make_provider):
    over = threading.Event()
    provider = make_provider(lambda call: over.wait(20))
    proxy = make_proxy(configuration(provider, listen={"drainMs": 200}))
    waiting = threading.Thread(target=lambda: proxy.request("/v1/models"))
    waiting.start()
    until(lambda: provider.lists == 1, 10, "it was not asked")
    proxy.stop()
    over.set()
    waiting.join()
    (_, closed), = lists(proxy, 1)
    assert closed["status"] in ("cancelled", "timeout")
