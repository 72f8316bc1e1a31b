"""What strangers and large bodies may cost: records of refusals and memory have bounds, and what is left out is counted."""
import json
import socket
import subprocess
import threading
import time

import pytest

from conftest import PROVIDER_KEY, Proxy, chat, free_port, key_in_force, until

ANY = {"providers": {"openai": {"baseURL": "http://127.0.0.1:9/v1", "key": {"env": "PROVIDER_KEY"}}}}
WRONG = "sk-slm-0123abcd-" + "a" * 43


@pytest.fixture
def make(binary, tmp_path):
    made = []

    def make(**configuration):
        configuration = {**ANY, **configuration}
        configuration.setdefault("clients", {}).setdefault("keyFile", str(tmp_path / "keys.sqlite"))
        made.append(Proxy(binary, tmp_path, configuration))
        return made[-1]

    yield make
    for proxy in made:
        proxy.stop()


def pipelined(proxy, head, count):
    """That many requests, each refused on its head, which closes its connection."""
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
            client.sendall(head)
            while client.recv(4096):
                pass


@pytest.mark.parametrize("field", [f"Authorization: Bearer {WRONG}", "Authorization: Bearer no-key", "X-Api-Key: " + WRONG, "X-Nothing: y"])
def test_wrong_keys_cannot_grow_the_audit(make, field):
    proxy = make(clients={"requireKey": "always"})
    head = f"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n{field}\r\n\r\n".encode()
    count = 1000
    with_threads = [threading.Thread(target=pipelined, args=(proxy, head, count // 4)) for _ in range(4)]
    for thread in with_threads:
        thread.start()
    for thread in with_threads:
        thread.join()
    proxy.stop()
    events = [event for event in proxy.events() if event["event_type"] == "request_rejected"]
    single = [event for event in events if event["error"] != "rejections_left_out"]
    left_out = [event["left_out"] for event in events if event["error"] == "rejections_left_out"]
    assert 100 <= len(single) <= 250, "the first hundred, and one more a second"
    assert len(single) + sum(left_out) == count
    assert 1 <= len(left_out) <= 3


def test_what_is_left_out_is_counted(make):
    proxy = make(clients={"requireKey": "always"})
    key = key_in_force(proxy, "k", "--metrics")
    pipelined(proxy, f"GET /v1/models HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {WRONG}\r\n\r\n".encode(), 300)
    text = proxy.request("/metrics", headers={"Authorization": f"Bearer {key}"})[2].decode()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    # Waiting for the key to be in force was refused now and then as well.
    assert 100 <= float(lines["securellm_rejections_left_out_total"]) <= 400
    assert float(lines['securellm_refused_requests_total{reason="invalid_api_key"}']) >= 300


@pytest.mark.parametrize("head, reason", [
    ("GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n\r\n", "misdirected_request"),
    ("GET /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n", "forbidden"),
    ("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", "unknown_route"),
    ("DELETE /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n", "method_not_allowed"),
    ("GET /v1/models?api_key=x HTTP/1.1\r\nHost: localhost\r\n\r\n", "missing_api_key"),
    ("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", "unsupported_media_type"),
])
def test_what_is_turned_away_at_the_door_is_counted(make, head, reason):
    proxy = make()
    pipelined(proxy, head.encode(), 3)
    text = proxy.request("/metrics")[2].decode()
    assert f'securellm_refused_requests_total{{reason="{reason}"}} 3' in text


@pytest.mark.parametrize("host, status", [
    ("127.0.0.1:99999", 400), ("localhost:65536", 400), ("[::1]:70000", 400), ("127.0.0.1:123456", 400), ("localhost:", 400),
    ("127.0.0.1:65535", 200), ("localhost:1", 200), ("[::1]:8080", 200), ("localhost", 200)])
def test_a_host_has_a_port_that_can_be(make, host, status):
    proxy = make()
    with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
        client.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert client.recv(4096).split()[1] == str(status).encode()


@pytest.mark.parametrize("head, status", [
    ("Content-Length: 2\r\n\r\n{}", 415), ("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 415),
    ("Content-Type: \r\nContent-Length: 2\r\n\r\n{}", 415), ("Content-Type: application/json2\r\nContent-Length: 2\r\n\r\n{}", 415),
    ("Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 200),
    ("Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}", 200),
    ("Content-Length: 0\r\n\r\n", 200), ("\r\n", 200)])
def test_a_body_says_what_it_is(make, head, status):
    proxy = make()
    with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
        client.sendall(f"POST /v1/tools/server_status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{head}".encode())
        assert client.recv(4096).split()[1] == str(status).encode()


# Bodies in flight.

LIMIT = 32 << 20


def begin_body(proxy, size, head="Content-Length: {}"):
    """A connection that has sent all of its body but the last byte."""
    client = socket.create_connection(("127.0.0.1", proxy.port), 20)
    client.sendall((f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + head.format(size) + "\r\n\r\n").encode())
    part = b" " * (1 << 16)
    try:
        for _ in range(size // len(part) - 1):
            client.sendall(part)
        client.sendall(b" " * (len(part) - 1))
    except OSError:
        pass  # refused in the middle
    return client


def gauge(proxy):
    return proxy.metric("securellm_body_bytes")


def test_bodies_in_flight_have_a_common_bound(make):
    proxy = make(listen={"maxBodyMemoryBytes": LIMIT, "bodyMs": 60000})
    base = proxy.memory()
    clients = [begin_body(proxy, 8 << 20) for _ in range(12)]
    until(lambda: gauge(proxy) > LIMIT - (9 << 20), 10, "nothing is held")
    assert gauge(proxy) <= LIMIT
    assert proxy.memory() - base < LIMIT + (16 << 20)
    refused = []
    for client in clients:
        client.settimeout(0.3)
        try:
            refused.append(client.recv(65536))
        except TimeoutError:
            pass
    assert len(refused) >= 8
    for response in refused:
        assert response.startswith(b"HTTP/1.1 503 ") and b"\r\nretry-after: 1\r\n" in response.lower()
        assert b"maxBodyMemoryBytes" in response
    # Small requests have room as soon as one of them is gone, and everything comes back.
    for client in clients:
        client.close()
    until(lambda: gauge(proxy) == 0, 10, "not all was given back")
    assert proxy.request("/v1/chat/completions", chat())[0] in (502, 503)
    until(lambda: gauge(proxy) == 0, 10, "the small one was not given back")


def test_what_was_refused_gives_back_what_it_held(make):
    proxy = make(listen={"maxBodyMemoryBytes": 8 << 20, "maxBodyBytes": 8 << 20})
    for _ in range(5):
        one = begin_body(proxy, 6 << 20)
        # Two that come at once may both be refused.
        until(lambda: gauge(proxy) > 5 << 20, 10, "the first is not held")
        two = begin_body(proxy, 6 << 20)
        until(lambda: 6 << 20 > gauge(proxy) > 5 << 20, 10, "the second was not refused")
        one.close()
        two.close()
        until(lambda: gauge(proxy) == 0, 10, "not all was given back")


def test_memory_of_large_bodies_goes_back_on_connections_that_stay(make):
    proxy = make()
    clients = [socket.create_connection(("127.0.0.1", proxy.port), 20) for _ in range(20)]
    base = proxy.memory()
    text = json.dumps(chat("x" * (4 << 20), model="openai/m")).encode()
    for client in clients:
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       b"Content-Length: %d\r\n\r\n" % len(text) + text)
        assert client.recv(65536).split()[1] in (b"502", b"503")
    until(lambda: gauge(proxy) == 0, 10, "not all was given back")
    assert proxy.memory() - base < 40 << 20, "80 MiB of bodies are still there"
    for client in clients:
        client.close()


def test_memory_of_large_bodies_in_chunks_goes_back(make):
    """Buffers that grow side by side: what each has grown out of lies between those of the others."""
    proxy = make()
    base = proxy.memory()
    text = json.dumps(chat("x" * (24 << 20), model="openai/m")).encode()
    for _ in range(2):
        clients = [socket.create_connection(("127.0.0.1", proxy.port), 20) for _ in range(10)]
        for client in clients:
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                           b"Transfer-Encoding: chunked\r\n\r\n")
        for start in range(0, len(text), 1 << 18):
            part = text[start:start + (1 << 18)]
            for client in clients:
                client.sendall(b"%x\r\n" % len(part) + part + b"\r\n")
        for client in clients:
            client.sendall(b"0\r\n\r\n")
            assert client.recv(65536).split()[1] in (b"502", b"503")
            client.close()
    until(lambda: gauge(proxy) == 0, 10, "not all was given back")
    until(lambda: proxy.memory() - base < 40 << 20, 5, "240 MiB of bodies are still there")


def test_a_bound_below_the_largest_body_is_no_configuration(binary, tmp_path):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({**ANY, "listen": {"maxBodyBytes": 1 << 20, "maxBodyMemoryBytes": 1 << 19}}))
    run = subprocess.run([binary, "serve", "--check", "--config", file], capture_output=True, text=True, cwd=tmp_path,
                         env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PROVIDER_KEY": PROVIDER_KEY})
    assert run.returncode == 1 and "/listen/maxBodyMemoryBytes: must be at least maxBodyBytes" in run.stderr


# What is reported to the operator.

@pytest.mark.parametrize("host, port, sentence", [
    ("127.0.0.1", None, "another process uses this port"), ("192.0.2.1", 8080, "this machine does not have this address"),
    ("no-such-host.invalid", 8080, "neither an address of this machine"), ("::1", None, "another process uses this port")])
def test_why_it_does_not_listen(binary, tmp_path, host, port, sentence):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        if port is None:
            taken.bind((host, 0))
            taken.listen()
            port = taken.getsockname()[1]
        run = subprocess.run([binary, "serve", "--host", host, "--port", str(port)], capture_output=True, text=True, cwd=tmp_path,
                             env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, timeout=60)
    assert run.returncode == 1
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    assert f"cannot listen on {address}: " in run.stderr and sentence in run.stderr, run.stderr
    assert "errno" not in run.stderr and "bind(" not in run.stderr


@pytest.mark.parametrize("mode, is_refused", [(0o777, True), (0o770, True), (0o722, True), (0o1777, True), (0o755, False), (0o700, False)])
def test_an_audit_that_others_may_change_is_refused(binary, tmp_path, mode, is_refused):
    folder = tmp_path / "audit"
    folder.mkdir()
    folder.chmod(mode)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PROVIDER_KEY": PROVIDER_KEY}
    port = free_port()
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({**ANY, "listen": {"port": port}, "audit": {"folder": str(folder)}}))
    sentence = f"others may write to the audit's folder {folder}"
    doctor = subprocess.run([binary, "doctor", "--config", file], capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert (sentence in doctor.stdout) == is_refused
    with subprocess.Popen([binary, "serve", "--config", file], cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as server:
        line = server.stderr.readline()
        if is_refused:
            assert server.wait(20) == 1 and sentence in line and f"chmod go-w {folder}" in line
        else:
            assert line.startswith("Listening on")
            time.sleep(0.5)
            server.terminate()
