"""Pages of the origins that the configuration names: they may ask, and may read what they get; no others may."""
import http.client
import json

import pytest

from conftest import both_formats, chat, key_in_force, send

APP = "https://app.example"
PREFLIGHT = [("Origin", APP), ("Access-Control-Request-Method", "POST"),
             ("Access-Control-Request-Headers", "authorization,content-type,x-stainless-lang")]


@pytest.fixture
def provider(make_provider):
    return make_provider()


@pytest.fixture
def proxy(make_proxy, provider):
    return make_proxy({**both_formats(provider), "listen": {"origins": [APP, "http://localhost:3000"]}})


def listed(response, name):
    return {part.strip().lower() for part in response.getheader(name, "").split(",")}


def test_preflight(proxy):
    response = send(proxy.port, "OPTIONS", "/v1/chat/completions", PREFLIGHT)
    assert (response.status, response.read()) == (204, b"")
    # No length belongs to a response that has no body.
    assert response.getheader("Content-Length") is None and response.getheader("Content-Type") is None
    assert response.getheader("Access-Control-Allow-Origin") == APP
    assert listed(response, "Access-Control-Allow-Methods") == {"post"}
    assert listed(response, "Access-Control-Allow-Headers") == {"authorization", "content-type", "x-stainless-lang"}
    assert response.getheader("Access-Control-Max-Age") == "7200"
    assert {"origin", "access-control-request-method", "access-control-request-headers"} <= listed(response, "Vary")
    assert response.getheader("Access-Control-Allow-Credentials") is None


def test_preflight_names_the_methods_of_the_path(proxy):
    response = send(proxy.port, "OPTIONS", "/v1/responses/resp_1", PREFLIGHT)
    assert response.status == 204 and listed(response, "Access-Control-Allow-Methods") == {"get", "delete"}
    response.read()
    unknown = send(proxy.port, "OPTIONS", "/v2/nothing", PREFLIGHT)
    # The page may read why.
    assert unknown.status == 404 and unknown.getheader("Access-Control-Allow-Origin") == APP


def test_the_connection_goes_on_after_a_preflight(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    for _ in range(3):
        connection.request("OPTIONS", "/v1/messages", headers=dict(PREFLIGHT))
        response = connection.getresponse()
        assert (response.status, response.read()) == (204, b"")
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "https://app.example.evil", "http://app.example", "null", "*"])
def test_other_origins_get_nothing(proxy, provider, origin):
    fields = [("Origin", origin), *PREFLIGHT[1:]]
    for method, body in (("OPTIONS", None), ("POST", json.dumps(chat()).encode())):
        response = send(proxy.port, method, "/v1/chat/completions", fields, body)
        response.read()
        assert response.status == 403
        assert not [name for name, _ in response.getheaders() if name.lower().startswith("access-control-")]
    assert provider.calls == []


def test_options_of_no_browser(proxy):
    for fields in ([], [("Origin", APP)], PREFLIGHT[1:]):
        assert send(proxy.port, "OPTIONS", "/v1/chat/completions", fields).status == 405
    broken = send(proxy.port, "OPTIONS", "/v1/chat/completions", [*PREFLIGHT[:2], ("Access-Control-Request-Headers", "a b")])
    assert broken.status == 400


def readable(response):
    """Whether a page of the origin may read the response, and its id."""
    assert response.getheader("Access-Control-Allow-Origin") == APP
    assert {"x-securellm-request-id", "retry-after"} <= listed(response, "Access-Control-Expose-Headers")
    assert "origin" in listed(response, "Vary")
    return True


def test_responses_and_errors_can_be_read(make_proxy, make_provider):
    answers = iter([(200, {"id": "1"}), (429, {"error": {"message": "later"}}), (500, {"error": {"message": "no"}})])
    provider = make_provider(respond=lambda call: call.send(*next(answers)))
    proxy = make_proxy({
        **both_formats(provider, retries={"max": 0}), "listen": {"origins": [APP]},
        "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})
    origin = ("Origin", APP)

    def status(method, path, *fields, body=None):
        response = send(proxy.port, method, path, [origin, *fields], body)
        response.read()
        assert readable(response)
        return response.status

    body = json.dumps(chat()).encode()
    assert status("POST", "/v1/chat/completions", body=body) == 401
    key = ("Authorization", f"Bearer {key_in_force(proxy)}")
    assert [status("POST", "/v1/chat/completions", key, body=body) for _ in range(3)] == [200, 429, 500]
    assert status("POST", "/v1/chat/completions", key, body=b"{") == 400
    assert status("POST", "/v1/chat/completions", key, body=json.dumps({**chat(), "model": "x/y z"}).encode()) == 404
    assert status("GET", "/nothing", key) == 404
    assert status("GET", "/v1/models", key) == 200
    assert status("PUT", "/v1/models", key) == 405


def test_streams_can_be_read(make_proxy, make_provider):
    def stream(call):
        call.begin_stream()
        for text in ("a", "b"):
            call.event({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})
        call.event("[DONE]")
        call.end_stream()

    proxy = make_proxy({**both_formats(make_provider(respond=stream)), "listen": {"origins": [APP]}})
    response = send(proxy.port, "POST", "/v1/chat/completions", [("Origin", APP)], json.dumps(chat(stream=True)).encode())
    assert readable(response) and b"[DONE]" in response.read()


def test_nothing_is_said_where_no_page_may_call(make_proxy, provider):
    proxy = make_proxy(both_formats(provider))
    response = send(proxy.port, "POST", "/v1/chat/completions", [], json.dumps(chat()).encode())
    assert response.status == 200 and response.getheader("Vary") is None
    assert send(proxy.port, "OPTIONS", "/v1/chat/completions", PREFLIGHT).status == 403
