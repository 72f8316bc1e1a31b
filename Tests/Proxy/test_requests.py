"""What a client may send: framing, keys, limits, bodies. The requests of the test data, each with its expected outcome."""
import base64
import json
import socket
import subprocess

import pytest

from checkout import NO_OWN_DATA, test_data
from conftest import chat, key_in_force, message, two_providers, until

REQUESTS = test_data("http/requests.train.jsonl")


@pytest.fixture
def guarded(make_proxy, mock):
    """A proxy that asks for keys, and one of them."""
    configuration = two_providers(mock)
    configuration["clients"] = {"requireKey": "always"}
    configuration["listen"] = {"hosts": ["a"]}
    configuration["aliases"] = {"m": "openai/gpt-4o-mini"}
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    return proxy, key_in_force(proxy)


def exchange(port, raw):
    """Everything that comes back, and whether the connection was closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        try:
            client.sendall(raw)
        except (BrokenPipeError, ConnectionResetError):
            pass
        client.settimeout(3)
        found = b""
        while True:
            try:
                piece = client.recv(65536)
            except TimeoutError:
                return found, False
            except ConnectionResetError:
                return found, True
            if not piece:
                return found, True
            found += piece
            client.settimeout(0.3)


def fits(expected, status, closed):
    if expected in ("2xx-or-upstream", "2xx-or-upstream-authenticated", "ok-trailer-dropped"):
        return 200 <= status < 300
    wanted = expected.removesuffix("-close")
    if expected.endswith("-close") and not closed:
        return False
    if wanted in ("4xx", "4xx-or-501"):
        return 400 <= status < 500 or (wanted == "4xx-or-501" and status == 501)
    return status in map(int, wanted.split("-or-"))


@pytest.mark.skipif(REQUESTS is None, reason=NO_OWN_DATA)
def test_raw_requests(guarded, mock):
    proxy, key = guarded
    wrong = []
    for line in REQUESTS.read_text().splitlines():
        case = json.loads(line)
        raw = base64.b64decode(case["raw_b64"]).replace(b"KEY", key.encode())
        # The key is longer than the word it replaces, and no length counts it: it is in the head.
        before = mock.stats()["req"]
        response, closed = exchange(proxy.port, raw)
        status = int(response.split(b" ", 2)[1]) if response.startswith(b"HTTP/1.1 ") else 0
        forwarded = mock.stats()["req"] - before
        expected_calls = 1 if 200 <= status < 300 else 0
        if not fits(case["expect"], status, closed) or forwarded != expected_calls or response.count(b"HTTP/1.1 ") != 1:
            wrong.append((case["name"], case["expect"], status, closed, forwarded))
    assert not wrong
    assert proxy.request("/healthz")[0] == 200


def test_keys(guarded):
    proxy, key = guarded
    bearer = {"Authorization": f"Bearer {key}"}
    assert proxy.request("/v1/chat/completions", chat(), bearer)[0] == 200
    assert proxy.request("/v1/messages", message(), {"x-api-key": key})[0] == 200
    for headers in ({}, {"Authorization": "Bearer sk-nobody"}, {"Authorization": f"Bearer {key[:-1]}x"}, {"x-api-key": "' OR '1'='1"}):
        status, found, body = proxy.request("/v1/chat/completions", chat(), headers)
        assert status == 401 and key not in body.decode() and found["WWW-Authenticate"]
    assert proxy.request("/healthz")[0] == proxy.request("/readyz")[0] == 200
    assert proxy.request("/metrics")[0] == 401
    environment = {**proxy.environment, "SECURELLM_KEYS_DATABASE": str(proxy.folder / "keys.sqlite")}
    subprocess.run([proxy.binary, "keys", "revoke", "tests"], env=environment, check=True, capture_output=True)
    # Each event loop has the table of its last second: connections are spread over all of them.
    until(lambda: all(proxy.request("/v1/models", headers=bearer)[0] == 401 for _ in range(8)), 10, "the key is in force")
    status, _, body = proxy.request("/v1/chat/completions", chat(), bearer)
    assert status == 401 and "revoked" in json.loads(body)["error"]["message"]
    until(lambda: any(e["event_type"] == "request_rejected" for e in proxy.events()), 5, "no refusal is recorded")
    assert all(key not in json.dumps(event) for event in proxy.events())


def test_limits_of_a_key(make_proxy, mock):
    configuration = two_providers(mock)
    configuration["clients"] = {"requireKey": "always"}
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    limited = key_in_force(proxy, "limited", "--requests-per-minute", "60", "--burst", "3")
    free = key_in_force(proxy, "free")
    found = [proxy.request("/v1/chat/completions", chat(), {"Authorization": f"Bearer {limited}"}) for _ in range(6)]
    assert [status for status, _, _ in found[:3]] == [200] * 3
    status, headers, body = found[3]
    assert status == 429 and headers["Retry-After"] == "1" and 'r=0' in headers["RateLimit"]
    assert json.loads(body)["error"]["type"] == "rate_limit_error"
    assert proxy.request("/v1/chat/completions", chat(), {"Authorization": f"Bearer {free}"})[0] == 200
    until(lambda: sum(e.get("status") == "rate_limited" for e in proxy.events()) >= 2, 5, "refusals are not recorded")


def test_tokens_are_reserved_and_settled(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, limits={"tokensPerMinute": 600, "tokenBurst": 1000}))
    statuses = [proxy.request("/v1/chat/completions", chat(max_tokens=400))[0] for _ in range(12)]
    # Each call reserves over 400 tokens and uses 140: the fifth still finds 440 of 1,000. Reserved for good, two would do.
    assert 5 <= statuses.count(200) <= 6 and 429 in statuses


@pytest.mark.parametrize("body, status, words", [
    (b"", 400, "no body"),
    (b"{", 400, "1:2"),
    (b'{"model":"gpt-4o","messages":[]} x', 400, "1:3"),
    (b'{"model":"gpt-4o","model":"gpt-4o","messages":[{"role":"user","content":"x"}]}', 400, "twice"),
    (b'{"model":1,"messages":"x"}', 400, "/messages"),
    (b'{"model":"mystery","messages":[{"role":"user","content":"x"}]}', 200, ""),
    (b'{"model":"mystery/x","messages":[{"role":"user","content":"x"}]}', 404, "No provider here"),
    (b'{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"x"}]}', 400, "POST /v1/messages"),
    (b'[' * 100_000, 400, ""),
    (b'{"model":"gpt-4o","messages":[{"role":"user","content":"\xff"}]}', 400, ""),
])
def test_bodies(proxy, body, status, words):
    found, _, response = proxy.request("/v1/chat/completions", body)
    assert found == status, response
    assert words in response.decode()
    assert proxy.request("/healthz")[0] == 200


def test_a_body_of_100_mb_is_refused_before_it_is_read(proxy):
    before = proxy.memory()
    response, closed = exchange(
        proxy.port, b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n" + b"x" * 65536)
    assert response.startswith(b"HTTP/1.1 413") and closed
    chunks = b"".join(b"10000\r\n" + b"x" * 65536 + b"\r\n" for _ in range(600))
    response, closed = exchange(
        proxy.port, b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert response.startswith(b"HTTP/1.1 413") and closed
    assert proxy.memory() - before < 60 << 20


def test_a_client_that_drips_is_let_go(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": {"headerMs": 600, "bodyMs": 600, "idleMs": 600}})
    for start in (b"POST /v1/chat", b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"):
        response, closed = exchange(proxy.port, start)
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
            client.sendall(start)
            assert client.recv(65536).startswith(b"HTTP/1.1 408")
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        assert client.recv(10) == b""


def test_pipelined_requests_get_responses_in_order(proxy):
    one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    data = json.dumps(chat()).encode()
    two = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(data) + data
    response, closed = exchange(proxy.port, one + two + one)
    assert response.count(b"HTTP/1.1 200") == 3 and not closed
    assert response.index(b'"ok"') < response.index(b"chatcmpl") < response.rindex(b'"ok"')


def test_models_and_documents(proxy):
    status, _, body = proxy.request("/v1/models")
    assert status == 200 and json.loads(body)["object"] == "list"
    document = json.loads(proxy.request("/openapi.json")[2])
    assert document["openapi"].startswith("3.1") and "/v1/chat/completions" in document["paths"]
    assert "/v1/tools/server_status" in document["paths"]
    for path in document["paths"]:
        method = "post" if "post" in document["paths"][path] else "get"
        if "{" in path:
            # A response that nobody has made.
            if "{response_id}" in path:
                path = path.replace("{response_id}", "resp_none")
                assert proxy.request(path, b"" if method == "post" else None)[0] == 404, path
            continue
        types = document["paths"][path][method].get("requestBody", {}).get("content", {})
        # What passes unread has no schema.
        if method == "get" or types:
            status = proxy.request(path, b"{" if method == "post" else None)[0]
            assert status == (200 if method == "get" else 400 if "application/json" in types else 415), path


def test_tools_are_called_and_recorded(proxy):
    status, _, body = proxy.request("/v1/tools/server_status", {})
    assert status == 200 and "version" in body.decode()
    status, _, body = proxy.request("/v1/tools/git_log", {"limit": 0, "nothing": 1})
    error = json.loads(body)["error"]
    assert status == 400 and error["code"] == "invalid_arguments"
    assert {v["instanceLocation"] for v in error["violations"]} == {"/limit", "/nothing"}
    assert proxy.request("/v1/tools/no_such_tool", {})[0] == 404
    finished = proxy.closed(2)
    assert [(event["tool"], event["status"]) for event in finished] == [("server_status", "success"), ("git_log", "failed")]
    assert sum(event["event_type"] == "tool_called" for event in proxy.events()) == 2
