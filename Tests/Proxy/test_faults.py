"""What goes wrong at a provider, on the way and with the client: status, headers, an honest end, one closing event."""
import http.client
import json
import socket
import threading
import time

from conftest import PROVIDER_KEY, chat, free_port, message, two_providers, until


def finished(proxy, count=1):
    events = proxy.closed(count)
    assert len(events) == count
    assert len({event["request_id"] for event in events}) == count
    return events


def test_429_keeps_status_headers_and_body(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, retries={"max": 0}))
    status, headers, body = proxy.request("/v1/chat/completions", chat("mock-429"))
    assert status == 429 and headers["Retry-After"] == "1" and headers["x-ratelimit-remaining-requests"] == "0"
    assert json.loads(body)["error"]["code"] == "rate_limit_exceeded"
    assert finished(proxy)[0]["status"] == "rate_limited"
    assert mock.stats()["req"] == 1


def test_429_and_500_are_tried_again_within_the_budget(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, retries={"max": 2, "firstDelayMs": 10}))
    assert proxy.request("/v1/chat/completions", chat("mock-500"))[0] == 500
    assert mock.stats()["req"] == 3
    event = finished(proxy)[0]
    assert event["attempts"] == 3 and event["status"] == "failed" and event["error"] == "server_error"


def test_529_reaches_the_client(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, retries={"max": 0}))
    status, _, body = proxy.request("/v1/messages", message("mock-529"))
    assert status == 529 and json.loads(body)["error"]["type"] == "overloaded_error"
    assert finished(proxy)[0]["error"] == "overloaded_error"


def stream(proxy, text, **more):
    """All lines of a stream, and whether its HTTP end came."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(chat(text, stream=True, **more)), {"Content-Type": "application/json"})
    response = connection.getresponse()
    try:
        return response.read().decode(), True
    except http.client.IncompleteRead as cut:
        return cut.partial.decode(), False
    finally:
        connection.close()


def test_a_cut_stream_never_ends_well(proxy):
    text, is_whole = stream(proxy, "mock-cut")
    assert not is_whole and "[DONE]" not in text
    last = [line for line in text.splitlines() if line][-1]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "upstream_cut"
    event = finished(proxy)[0]
    assert event["status"] == "failed" and event["error"] == "upstream_cut"


def test_a_malformed_chunk_goes_through(proxy):
    text, is_whole = stream(proxy, "mock-bad")
    assert is_whole and text.rstrip().endswith("[DONE]") and '"choi\n' in text
    assert finished(proxy)[0]["status"] == "success"


def test_a_stream_without_usage_has_none_in_the_audit(proxy):
    stream(proxy, "mock-nousage")
    event = finished(proxy)[0]
    assert event["status"] == "success" and "prompt_tokens" not in event and "estimated_cost_nano_usd" not in event


def test_a_provider_that_hangs(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, timeouts={"firstByteMs": 400}))
    begun = time.monotonic()
    status, _, body = proxy.request("/v1/chat/completions", chat("mock-hang"))
    assert status == 504 and json.loads(body)["error"]["code"] == "upstream_timeout"
    assert time.monotonic() - begun < 5
    assert finished(proxy)[0]["status"] == "timeout"
    until(lambda: mock.stats()["client_gone"] == 1, 5, "the call at the provider is still open")


def test_a_provider_that_stops_in_the_middle(make_proxy, make_mock):
    mock = make_mock("-i", 3_000_000)
    proxy = make_proxy(two_providers(mock, timeouts={"idleMs": 500}))
    text, is_whole = stream(proxy, "Hello")
    assert not is_whole and "upstream_timeout" in text and "[DONE]" not in text
    assert finished(proxy)[0]["status"] == "timeout"


def test_a_provider_that_is_not_there(make_proxy, mock):
    configuration = two_providers(mock, retries={"max": 1, "firstDelayMs": 10})
    configuration["providers"]["openai"]["baseURL"] = f"http://127.0.0.1:{free_port()}/v1"
    proxy = make_proxy(configuration)
    status, _, body = proxy.request("/v1/chat/completions", chat())
    assert status == 502 and "nothing listens there" in json.loads(body)["error"]["message"]
    assert finished(proxy)[0]["error"] == "upstream_unreachable"
    assert proxy.request("/v1/messages", message())[0] == 200


def test_a_provider_whose_tls_is_not_good(make_proxy, mock):
    """It responds to a handshake with something else."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        def respond():
            client, _ = server.accept()
            client.recv(10)
            client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            client.close()

        threading.Thread(target=respond, daemon=True).start()
        configuration = two_providers(mock, retries={"max": 0})
        configuration["providers"]["openai"]["baseURL"] = f"https://127.0.0.1:{server.getsockname()[1]}/v1"
        proxy = make_proxy(configuration)
        status, _, body = proxy.request("/v1/chat/completions", chat())
    assert status == 502 and "the TLS handshake failed" in json.loads(body)["error"]["message"], body
    assert finished(proxy)[0]["status"] == "failed"
    assert proxy.request("/healthz")[0] == 200


def test_the_breaker_spares_a_provider_that_only_fails(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, retries={"max": 0}, breaker={"failures": 3, "openMs": 700}))
    for _ in range(3):
        assert proxy.request("/v1/chat/completions", chat("mock-500"))[0] == 500
    status, headers, body = proxy.request("/v1/chat/completions", chat())
    assert status == 503 and int(headers["Retry-After"]) >= 1 and json.loads(body)["error"]["code"] == "circuit_open"
    assert mock.stats()["req"] == 3
    assert proxy.request("/v1/messages", message())[0] == 200
    time.sleep(1)
    assert proxy.request("/v1/chat/completions", chat())[0] == 200
    assert proxy.request("/v1/chat/completions", chat())[0] == 200


def test_the_breaker_does_not_count_the_callers_own_errors(make_proxy, mock):
    proxy = make_proxy(two_providers(mock, breaker={"failures": 2, "openMs": 60_000}))
    for _ in range(5):
        assert proxy.request("/v1/chat/completions", {"model": "gpt-4o"})[0] == 400
    assert proxy.request("/v1/chat/completions", chat())[0] == 200


def begin(proxy, path, body):
    """Sends a request."""
    data = json.dumps(body).encode()
    client = socket.create_connection(("127.0.0.1", proxy.port), timeout=20)
    client.sendall(
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        .encode() + data)
    return client


def reads(client, events):
    """Reads until that many events have come."""
    found = b""
    while found.count(b"\n\n") < events:
        found += client.recv(65536)
    return client


def test_40_streams_whose_clients_leave_are_ended_at_the_provider(make_proxy, make_mock):
    mock = make_mock("-i", 200_000)
    proxy = make_proxy(two_providers(mock))
    before = proxy.descriptors()
    clients = [begin(proxy, "/v1/chat/completions", chat(stream=True)) for _ in range(40)]
    for client in clients:
        reads(client, 3).close()
    until(lambda: mock.stats()["client_gone"] == 40, 5, "calls are still open at the provider")
    assert {event["status"] for event in finished(proxy, 40)} == {"cancelled"}
    until(lambda: proxy.descriptors() <= before + 2, 5, "connections are left over")


def test_4_json_calls_whose_clients_leave_are_ended_at_the_provider(make_proxy, make_mock):
    mock = make_mock("-d", 8_000_000)
    proxy = make_proxy(two_providers(mock))
    clients = [begin(proxy, "/v1/chat/completions", chat()) for _ in range(4)]
    until(lambda: mock.stats()["req"] == 4, 5, "not all calls have begun")
    for client in clients:
        client.close()
    until(lambda: mock.stats()["client_gone"] == 4, 2, "calls are still open at the provider")
    assert {event["status"] for event in finished(proxy, 4)} == {"cancelled"}


def test_requests_end_before_the_server_does(make_proxy, make_mock):
    mock = make_mock("-d", 1_500_000)
    proxy = make_proxy(two_providers(mock))
    client = begin(proxy, "/v1/chat/completions", chat())
    until(lambda: mock.stats()["req"] == 1, 5, "the call has not begun")
    proxy.process.terminate()
    response = b""
    while piece := client.recv(65536):
        response += piece
    assert response.startswith(b"HTTP/1.1 200") and b"chatcmpl" in response
    assert proxy.process.wait(10) == 0
    assert finished(proxy)[0]["status"] == "success"


def test_what_does_not_end_in_time_is_ended(make_proxy, make_mock):
    mock = make_mock("-i", 200_000)
    proxy = make_proxy({**two_providers(mock), "listen": {"drainMs": 500}})
    client = reads(begin(proxy, "/v1/chat/completions", chat(stream=True)), 2)
    proxy.process.terminate()
    rest = b""
    while piece := client.recv(65536):
        rest += piece
    assert b"shutting_down" in rest and b"[DONE]" not in rest and not rest.endswith(b"0\r\n\r\n")
    assert proxy.process.wait(10) == 0
    assert finished(proxy)[0]["error"] == "shutting_down"


def test_a_slow_reader_holds_nobody_up_and_costs_little(make_proxy, make_mock):
    mock = make_mock("-n", 100_000)
    proxy = make_proxy(two_providers(mock))
    before = proxy.memory()
    clients = []
    for _ in range(20):
        client = reads(begin(proxy, "/v1/chat/completions", chat(stream=True)), 1)
        clients.append(client)
    time.sleep(1)
    assert proxy.request("/v1/messages", message())[0] == 200
    assert proxy.memory() - before < 40 << 20
    for client in clients:
        client.close()
    finished(proxy, 21)


class Scripted:
    """A provider that gives the same bytes to everybody."""

    def __init__(self, response):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/v1"
        self.response = response
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            client.recv(65536)
            client.sendall(self.response)
            client.close()


def scripted(make_proxy, mock, response):
    provider = Scripted(response)
    configuration = two_providers(mock, retries={"max": 0})
    configuration["providers"]["openai"]["baseURL"] = provider.url
    return make_proxy(configuration)


def test_an_error_that_quotes_the_key_is_withheld(make_proxy, mock):
    body = b'{"error":{"message":"Incorrect API key provided: ' + PROVIDER_KEY.encode() + b'"}}'
    proxy = scripted(
        make_proxy, mock,
        b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    status, _, response = proxy.request("/v1/chat/completions", chat())
    assert status == 401 and PROVIDER_KEY not in response.decode() and "withheld" in response.decode()
    assert finished(proxy)[0]["status"] == "failed"


def test_an_error_that_is_cut_is_none(make_proxy, mock):
    proxy = scripted(
        make_proxy, mock, b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{")
    status, _, response = proxy.request("/v1/chat/completions", chat())
    assert status == 400 and json.loads(response)["error"]["code"] == "upstream_cut"
    assert finished(proxy)[0]["error"] == "upstream_cut"


def test_reports_a_response_that_is_not_http(make_proxy, mock):
    proxy = scripted(make_proxy, mock, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx")
    status, _, response = proxy.request("/v1/chat/completions", chat())
    assert status == 502 and json.loads(response)["error"]["code"] == "upstream_invalid_response"
    assert finished(proxy)[0]["status"] == "failed"


def test_refusals_have_the_shape_of_their_route(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "clients": {"requireKey": "always"}})
    status, _, response = proxy.request("/v1/messages", message())
    assert status == 401 and json.loads(response)["type"] == "error"
    assert json.loads(response)["error"]["type"] == "authentication_error"
