"""What every response has, whoever made it: a date, its own end, and no body for HEAD."""
import email.utils
import json
import re
import socket
import time

import pytest

from conftest import chat, free_port
from test_wire import BIG, ROUTES, framed, post


def raw(proxy, data, end=None):
    """All bytes until the connection is closed, or `end` is among them."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        client.sendall(data)
        found = b""
        while (end is None or end not in found) and (piece := client.recv(65536)):
            found += piece
        return found


def request(line, *fields, body=None):
    given = () if body is None else ("Content-Type: application/json", f"Content-Length: {len(body)}")
    return "\r\n".join([line + " HTTP/1.1", "Host: localhost", "Connection: close", *given, *fields, "", body or ""]).encode()


KEY = "sk-slm-0123abcd-" + "a" * 43
RESPONSES = {
    200: request("GET /healthz"), 400: b"GET / HTTP/1.1\r\nBroken\r\n\r\n", 401: request("GET /v1/models", f"x-api-key: {KEY}"),
    404: request("GET /nothing"), 405: request("PUT /healthz"), 408: b"POST /v1/chat",
    413: request("POST /v1/chat/completions", "Content-Type: application/json", "Content-Length: 999999999"),
    415: request("POST /v1/chat/completions", "Content-Type: text/plain", "Content-Length: 2") + b"{}",
    421: b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    431: request("GET /healthz", "X-Long: " + "a" * 40_000), 502: request("POST /v1/chat/completions", body=json.dumps(chat()))}


@pytest.mark.parametrize("status", RESPONSES)
def test_every_response_says_when(make_proxy, status):
    nobody = {"baseURL": f"http://127.0.0.1:{free_port()}/v1", "key": {"env": "PROVIDER_KEY"}, "retries": {"max": 0}}
    proxy = make_proxy({"providers": {"openai": nobody}, "listen": {"headerMs": 700}})
    head = raw(proxy, RESPONSES[status], b"\r\n\r\n").split(b"\r\n\r\n")[0].decode()
    assert int(head.split()[1]) == status
    check_date(re.findall(r"^date: (.*?)\r?$", head, re.M | re.I))


def check_date(found):
    assert len(found) == 1 and re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", found[0]), found
    assert abs(email.utils.parsedate_to_datetime(found[0]).timestamp() - time.time()) < 5


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("stream", [False, True])
def test_the_date_is_the_proxys_own(serve, path, stream):
    """One line of it, whatever the provider says."""
    def respond(call):
        call.date_time_string = lambda timestamp=None: "Sun, 06 Nov 1994 08:49:37 GMT"
        if stream:
            call.begin_stream()
            call.chunk(framed(BIG[path][0](64)))
            return call.end_stream()
        call.send(200, {"id": "x"})

    proxy, _ = serve(respond)
    response = post(proxy, path, ROUTES[path](stream=stream))
    assert response.status == 200
    check_date(response.headers.get_all("Date") or [])


@pytest.mark.parametrize("path, status", [("/healthz", 200), ("/nothing", 404), ("/", 200), ("/api/hello", 200)])
def test_head_has_no_body(make_proxy, path, status):
    """And the next response on the connection begins where its own does."""
    proxy = make_proxy({"providers": {"openai": {"baseURL": "http://127.0.0.1:9/v1", "key": {"env": "PROVIDER_KEY"}}}})
    found = raw(proxy, f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() + request("GET /healthz"))
    head, rest = found.split(b"\r\n\r\n", 1)
    assert int(head.split()[1]) == status
    if status == 200:
        assert rest.startswith(b"HTTP/1.1 200 ") and b'"ok"' in rest
    else:
        assert rest == b"" or rest.startswith(b"HTTP/1.1 200 ")
