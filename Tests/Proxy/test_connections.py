"""Bounds of connections, and clients that take their time: real sockets, times made short by the configuration."""
import json
import socket
import time

from conftest import chat, two_providers, until


def connect(proxy, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=10, source_address=(source, 0))


def get(client, path="/healthz"):
    """The first bytes of a response on an open connection; nothing when it was cut."""
    try:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return client.recv(65536)
    except ConnectionError:
        return b""


def refusal(client):
    """What a refused connection receives before it is closed."""
    received = b""
    while part := client.recv(65536):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ") and b"connection: close" in head
    return json.loads(body)["error"]["message"]


def series(proxy, line):
    """The value of one series, asked for on a connection of its own from an address of its own."""
    with connect(proxy, "127.0.0.9") as client:
        client.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        text = b""
        while part := client.recv(65536):
            text += part
    return int(next(row for row in text.decode().splitlines() if row.startswith(line + " ")).rsplit(" ", 1)[1])


def test_an_address_has_its_share(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": {"maxConnectionsPerAddress": 3}})
    kept = [connect(proxy, "127.0.0.2") for _ in range(3)]
    assert all(get(client).startswith(b"HTTP/1.1 200") for client in kept)
    for _ in range(4):
        with connect(proxy, "127.0.0.2") as one_more:
            assert "listen.maxConnectionsPerAddress" in refusal(one_more)
    # Others are served all the while, and so is this one again when it has disconnected.
    with connect(proxy, "127.0.0.3") as other:
        assert get(other).startswith(b"HTTP/1.1 200")
    assert series(proxy, 'securellm_connections_refused_total{bound="address"}') == 4
    assert series(proxy, 'securellm_connections_refused_total{bound="all"}') == 0
    kept.pop().close()

    def is_served():
        with connect(proxy, "127.0.0.2") as client:
            return get(client).startswith(b"HTTP/1.1 200")

    until(is_served, 10, "a released slot is not given out again")


def test_connections_have_a_bound_in_all(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": {"maxConnections": 4}})
    # The one with which the start was waited for may still be there.
    until(lambda: get(connect(proxy)).startswith(b"HTTP/1.1 200"), 10, "nothing is served")
    time.sleep(0.2)
    kept = []
    while True:
        client = connect(proxy, f"127.0.0.{10 + len(kept)}")
        if not get(client).startswith(b"HTTP/1.1 200"):
            client.close()
            break
        kept.append(client)
        assert len(kept) <= 4
    with connect(proxy) as one_more:
        assert "listen.maxConnections" in refusal(one_more)
    assert len(kept) == 4
    for client in kept:
        client.close()
    until(lambda: get(connect(proxy)).startswith(b"HTTP/1.1 200"), 10, "nothing is served any more")
    assert series(proxy, 'securellm_connections_refused_total{bound="all"}') >= 2


SLOW = {"minBytesPerSecond": 2000, "rateGraceMs": 300}


def drip(client, start, piece, pause, longest=8):
    """Sends `piece` again and again; seconds until the server responds, and the response."""
    client.sendall(start)
    begun = time.monotonic()
    client.settimeout(pause)
    while time.monotonic() - begun < longest:
        try:
            return time.monotonic() - begun, client.recv(65536)
        except TimeoutError:
            client.sendall(piece)
    return longest, b""


def test_a_head_that_drips_is_refused(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": SLOW})
    with connect(proxy) as client:
        seconds, response = drip(client, b"POST /v1/chat/completions HTTP/1.1\r\n", b"X-A: b\r\n", 0.05)
    # 160 bytes a second, where the head may take ten seconds.
    assert response.startswith(b"HTTP/1.1 408") and b"connection: close" in response
    assert 0.3 <= seconds < 3
    assert series(proxy, "securellm_late_requests_total") == 1


def test_a_body_that_drips_is_refused(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": SLOW})
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    with connect(proxy) as client:
        seconds, response = drip(client, head, b" " * 20, 0.05)
        assert response.startswith(b"HTTP/1.1 408")
        assert 0.3 <= seconds < 3
        client.settimeout(5)
        assert client.recv(10) == b"", "the connection is closed after the response"
    assert proxy.closed(0) == [] and mock.stats()["req"] == 0


def test_a_body_that_is_slow_enough_is_served(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": SLOW})
    body = json.dumps(chat("x" * 8000)).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with connect(proxy) as client:
        client.sendall(head)
        # 400 bytes each 80 ms: 5,000 a second, for longer than the grace.
        for start in range(0, len(body), 400):
            time.sleep(0.08)
            client.sendall(body[start:start + 400])
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
    assert series(proxy, "securellm_late_requests_total") == 0


def test_connections_that_wait_for_responses_are_not_slow_requests(make_proxy, make_mock):
    mock = make_mock("-d", 1_500_000)
    proxy = make_proxy({**two_providers(mock), "listen": SLOW})
    assert proxy.request("/v1/chat/completions", chat())[0] == 200


def test_dripping_clients_do_not_hold_up_good_ones(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": SLOW})
    before = proxy.descriptors()
    slow = [connect(proxy, f"127.0.1.{number % 200 + 1}") for number in range(300)]
    for client in slow:
        client.sendall(b"POST /v1/messages HTTP/1.1\r\nHost: loc")
    begun = time.monotonic()
    for _ in range(20):
        assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert time.monotonic() - begun < 5
    for client in slow:
        assert client.recv(65536).startswith(b"HTTP/1.1 408")
        client.close()
    until(lambda: proxy.descriptors() < before + 20, 10, "connections of slow clients stay open")
    assert series(proxy, "securellm_late_requests_total") == 300
