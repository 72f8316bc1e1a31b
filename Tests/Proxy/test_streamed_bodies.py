"""Forms that go to their provider while they come: memory, back-pressure in both directions, and every way to fail in the
middle."""
import hashlib
import json
import os
import socket
import threading
import time

import openai
import pytest

from conftest import PROVIDER_KEY, entry, until

# Of each of the eight uploads, in MiB.
SIZE = int(os.environ.get("SECURELLM_UPLOAD_MIB", "32"))
FILE = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a", "purpose": "batch", "status": "processed"}
BOUNDARY = "BoundaryOfTheTests"


class RawProvider:
    """Reads requests as slowly as `handle(connection, head, rest)` does, which returns whether the connection stays."""

    def __init__(self, handle):
        self.handle, self.heads, self.connections, self.lock = handle, [], 0, threading.Lock()
        # How each connection's last body ended: "whole" or "cut".
        self.ends = []
        self.server = socket.create_server(("127.0.0.1", 0), backlog=64)
        # Little in the kernel, so that what the provider does not read is felt at once.
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)
        self.port = self.server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection = self.server.accept()[0]
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        data = b""
        try:
            while True:
                while b"\r\n\r\n" not in data:
                    more = connection.recv(4096)
                    if not more:
                        return
                    data += more
                head, _, rest = data.partition(b"\r\n\r\n")
                self.heads.append(head.decode().lower())
                if not self.handle(self, connection, self.heads[-1], rest):
                    return
                data = b""
        except OSError:
            self.ends.append("cut")
        finally:
            connection.close()

    def body(self, connection, head, rest, pause=0.0, piece=1 << 16):
        """The pieces of a body, without framing."""
        if "transfer-encoding: chunked" in head:
            yield from self.chunks(connection, rest)
        else:
            left = int(head.split("content-length: ")[1].split("\r\n")[0])
            while left:
                if not rest:
                    time.sleep(pause)
                    rest = connection.recv(min(piece, left))
                if not rest:
                    raise ConnectionResetError
                left -= len(rest)
                yield rest
                rest = b""
        self.ends.append("whole")

    def chunks(self, connection, rest):
        def need(count):
            nonlocal rest
            while len(rest) < count:
                more = connection.recv(1 << 16)
                if not more:
                    raise ConnectionResetError
                rest += more

        while True:
            while b"\r\n" not in rest:
                need(len(rest) + 1)
            line, _, rest = rest.partition(b"\r\n")
            size = int(line, 16)
            need(size + 2)
            yield rest[:size]
            assert rest[size:size + 2] == b"\r\n"
            rest = rest[size + 2:]
            if size == 0:
                return

    def stop(self):
        self.server.close()


def respond(connection, body, status="200 OK", fields=""):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{fields}Content-Length: {len(data)}\r\n\r\n".encode() + data)


def reader(pause=0.0, answer=None):
    """Reads the whole body; the answer says what it was."""
    def handle(provider, connection, head, rest):
        digest, count = hashlib.sha256(), 0
        for piece in provider.body(connection, head, rest, pause):
            digest.update(piece)
            count += len(piece)
        respond(connection, answer or {**FILE, "bytes": count, "filename": digest.hexdigest()})
        return True

    return handle


@pytest.fixture
def serve_raw(make_provider, make_proxy):
    def serve(handle, listen=None, aliases=None, **more):
        provider = make_provider(handle, kind=RawProvider)
        configured = {"providers": {"first": entry(provider, "openai", retries={"max": 2, "firstDelayMs": 10}, **more)}}
        if listen:
            configured["listen"] = listen
        if aliases:
            configured["aliases"] = aliases
        return make_proxy(configured), provider

    return serve


def field(name, value, filename=None):
    named = f'; filename="{filename}"' if filename else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + value + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def connect(proxy):
    client = socket.create_connection(("127.0.0.1", proxy.port), 30)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
    return client


def head(path, length=None):
    framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"{framing}\r\n\r\n").encode()


def response(client):
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            more = client.recv(65536)
            if not more:
                break
            data += more
        start, _, body = data.partition(b"\r\n\r\n")
        length = int(start.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += client.recv(65536)
        return int(start.split()[1]), start.decode().lower(), body
    except (OSError, IndexError):
        return 0, data.decode(), b""


def post(proxy, path, body, chunk=None):
    """Sends all of it, and reads the response."""
    with connect(proxy) as client:
        try:
            if chunk is None:
                client.sendall(head(path, len(body)) + body)
            else:
                client.sendall(head(path))
                for start in range(0, len(body), chunk):
                    piece = body[start:start + chunk]
                    client.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
                client.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # refused in the middle
        return response(client)


def upload_zeros(proxy, size, results):
    start = field("purpose", b"batch") + field("file", b"", "zeros.jsonl")[:-2]
    end = b"\r\n" + END
    digest = hashlib.sha256(start)
    with connect(proxy) as client:
        client.settimeout(300)
        client.sendall(head("/v1/files", len(start) + size + len(end)) + start)
        piece = bytes(1 << 16)
        for _ in range(size >> 16):
            client.sendall(piece)
            digest.update(piece)
        client.sendall(end)
        digest.update(end)
        status, _, body = response(client)
    results.append(status == 200 and json.loads(body)["filename"] == digest.hexdigest())


def test_eight_uploads_take_little_memory(serve_raw):
    proxy, provider = serve_raw(reader(pause=0.0005))
    small = field("purpose", b"batch") + END
    assert post(proxy, "/v1/files", small)[0] == 200
    base, peak, results = proxy.memory(), 0, []
    threads = [threading.Thread(target=upload_zeros, args=(proxy, SIZE << 20, results)) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        peak = max(peak, proxy.memory())
        time.sleep(0.02)
    assert results == [True] * 8
    print(f"resident before {base >> 10} KiB, at most {peak >> 10} KiB, {(peak - base) // 8 >> 10} KiB for each upload")
    assert peak - base < 8 << 20, f"{peak - base} bytes for 8 uploads of {SIZE} MiB"
    assert proxy.metric("securellm_body_bytes") == 0
    assert {event["status"] for event in proxy.closed(9)} == {"success"}


def test_a_provider_that_does_not_read_stops_the_client(serve_raw):
    gate = threading.Event()

    def handle(provider, connection, head, rest):
        gate.wait(20)
        return reader()(provider, connection, head, rest)

    proxy, provider = serve_raw(handle)
    size, sent = 64 << 20, 0
    with connect(proxy) as client:
        start = field("purpose", b"batch") + field("file", b"", "a")[:-2]
        client.sendall(head("/v1/files", len(start) + size + 2 + len(END)) + start)
        client.settimeout(1)
        try:
            while sent < size:
                sent += client.send(bytes(1 << 16))
        except TimeoutError:
            pass
        # What the kernel keeps of two connections, and what the proxy does.
        assert 256 << 10 < sent < 24 << 20
        gate.set()
        client.settimeout(60)
        while sent < size:
            sent += client.send(bytes(min(1 << 16, size - sent)))
        client.sendall(b"\r\n" + END)
        assert response(client)[0] == 200
    assert provider.ends == ["whole"]


LARGE = os.urandom(3 << 20).replace(b"\r", b" ").replace(b"\n", b" ")


@pytest.mark.parametrize("chunk", [None, 1000, 100_000])
@pytest.mark.parametrize("alias, model", [("fast", b"gpt-transcribe-with-a-longer-name"), ("gpt-transcribe", b"gpt-transcribe")])
def test_the_model_is_replaced_in_what_streams(serve_raw, chunk, alias, model):
    seen = []

    def handle(provider, connection, head, rest):
        seen.append(b"".join(provider.body(connection, head, rest)))
        respond(connection, {"text": "Hello", "usage": {"type": "tokens", "input_tokens": 3, "output_tokens": 4, "total_tokens": 7}})
        return True

    proxy, provider = serve_raw(handle, aliases={"fast": "first/gpt-transcribe-with-a-longer-name"}, models=[
        "gpt-transcribe-with-a-longer-name", "gpt-transcribe"])
    body = [field("language", b"en"), field("model", alias.encode()), field("file", LARGE, "a.wav"), field("prompt", b"x"), END]
    status, _, text = post(proxy, "/v1/audio/transcriptions", b"".join(body), chunk)
    assert status == 200 and json.loads(text)["text"] == "Hello"
    body[1] = field("model", model)
    assert seen == [b"".join(body)]
    assert f"authorization: bearer {PROVIDER_KEY}".lower() in provider.heads[0]
    assert ("content-length: " in provider.heads[0]) == (chunk is None)
    event = proxy.closed(1)[0]
    assert (event["operation"], event["status"], event["model"]) == ("transcription", "success", model.decode())
    assert (event["prompt_tokens"], event["completion_tokens"]) == (3, 4)


def test_a_model_behind_the_file_is_waited_for(serve_raw):
    seen = []

    def handle(provider, connection, head, rest):
        seen.append(b"".join(provider.body(connection, head, rest)))
        respond(connection, {"text": "Hello"})
        return True

    proxy, provider = serve_raw(handle, aliases={"fast": "first/whisper-1"}, models=["whisper-1"], listen={"maxBodyBytes": 4 << 20})
    file = field("file", LARGE, "a.wav")
    assert post(proxy, "/v1/audio/transcriptions", file + field("model", b"fast") + END)[0] == 200
    assert seen == [file + field("model", b"whisper-1") + END]
    larger = field("file", LARGE + LARGE, "a.wav") + field("model", b"fast") + END
    for chunk in (None, 100_000):
        status, fields, text = post(proxy, "/v1/audio/transcriptions", larger, chunk)
        assert status == 413 and b"put the part named model in front" in text and "connection: close" in fields
    first = field("model", b"fast") + field("file", LARGE + LARGE, "a.wav") + END
    assert post(proxy, "/v1/audio/transcriptions", first)[0] == 200
    assert len(seen) == 2 and proxy.metric("securellm_body_bytes") == 0


@pytest.mark.parametrize("last", [
    field("model", b"other"), field("model[]", b"other"), field("MODEL", b"other"), field("_charset_", b"utf-16"),
    b"--" + BOUNDARY.encode() + b"x\r\n", b"\n--" + BOUNDARY.encode() + b"\r\n"])
@pytest.mark.parametrize("chunk", [None, 50_000])
def test_what_comes_later_is_read_all_the_same(serve_raw, last, chunk):
    """What the provider has got by then has no end: nothing that it could act upon."""
    proxy, provider = serve_raw(reader(), models=["m", "other"])
    body = field("model", b"m") + field("file", LARGE, "a.wav") + last + END
    status, _, text = post(proxy, "/v1/audio/transcriptions", body, chunk)
    assert status == 400 and json.loads(text)["error"]["code"] == "invalid_request"
    until(lambda: provider.ends == ["cut"], 10, f"the provider got {provider.ends}")
    event = proxy.closed(1)[0]
    assert (event["status"], event["error"], event["http_status"]) == ("failed", "invalid_request", 400)


def test_a_form_that_is_cut_is_not_completed(serve_raw):
    """All bytes of its length came, and no last delimiter."""
    proxy, provider = serve_raw(reader(), models=["m"])
    body = field("model", b"m") + field("file", LARGE, "a.wav")
    for chunk in (None, 50_000):
        assert post(proxy, "/v1/audio/transcriptions", body, chunk)[0] == 400
    until(lambda: provider.ends == ["cut", "cut"], 10, f"the provider got {provider.ends}")


@pytest.mark.parametrize("status", ["401 Unauthorized", "413 Content Too Large", "500 Internal Server Error"])
def test_a_provider_that_answers_early(serve_raw, status):
    def handle(provider, connection, head, rest):
        respond(connection, {"error": {"message": "no", "type": "invalid_request_error"}}, status)
        # As servers do: what is on its way is read, so that the answer is.
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1 << 16):
            pass
        provider.ends.append("cut")
        return False

    proxy, provider = serve_raw(handle)
    body = field("purpose", b"batch") + field("file", bytes(24 << 20), "a") + END
    found, fields, text = post(proxy, "/v1/files", body)
    assert found == int(status[:3]) and json.loads(text)["error"]["message"] == "no" and "connection: close" in fields
    event = proxy.closed(1)[0]
    assert (event["attempts"], event["http_status"], event["status"]) == (1, found, "failed")
    until(lambda: provider.ends == ["cut"], 10, "the connection to the provider stays open")
    assert provider.connections == 1


def test_an_answer_before_the_end_of_the_body(serve_raw):
    """It may be a good one all the same."""
    def handle(provider, connection, head, rest):
        respond(connection, FILE)
        for _ in provider.body(connection, head, rest):
            pass
        return True

    proxy, provider = serve_raw(handle)
    body = field("purpose", b"batch") + field("file", bytes(8 << 20), "a") + END
    assert post(proxy, "/v1/files", body)[0] == 200
    assert proxy.closed(1)[0]["status"] == "success"


def test_a_client_that_leaves_in_the_middle(serve_raw):
    proxy, provider = serve_raw(reader())
    start = field("purpose", b"batch") + field("file", b"", "a")[:-2]
    with connect(proxy) as client:
        client.sendall(head("/v1/files", 64 << 20) + start + bytes(4 << 20))
        until(lambda: provider.heads, 10, "nothing is sent")
    until(lambda: provider.ends == ["cut"], 10, "the provider goes on")
    event = proxy.closed(1)[0]
    assert (event["status"], event["error"]) == ("cancelled", "client_gone") and "http_status" not in event
    assert proxy.metric("securellm_body_bytes") == 0


def test_a_provider_that_leaves_in_the_middle(serve_raw):
    """No second try: what it has got is gone."""
    def handle(provider, connection, head, rest):
        connection.recv(1 << 20)
        return False

    proxy, provider = serve_raw(handle)
    body = field("purpose", b"batch") + field("file", bytes(8 << 20), "a") + END
    status, fields, text = post(proxy, "/v1/files", body)
    assert status == 502 and json.loads(text)["error"]["code"] == "upstream_cut" and "connection: close" in fields
    assert provider.connections == 1 and proxy.closed(1)[0]["attempts"] == 1


def test_a_body_that_becomes_too_large(serve_raw):
    proxy, provider = serve_raw(reader(), listen={"maxUploadBytes": 8 << 20, "maxBodyBytes": 1 << 20})
    body = field("purpose", b"batch") + field("file", bytes(12 << 20), "a") + END
    status, fields, _ = post(proxy, "/v1/files", body, 100_000)
    assert status == 413 and "connection: close" in fields
    until(lambda: provider.ends == ["cut"], 10, "the provider got it whole")
    event = proxy.closed(1)[0]
    assert (event["status"], event["error"]) == ("failed", "request_too_large")
    # With a length it is refused before anything is sent.
    assert post(proxy, "/v1/files", body)[0] == 413 and provider.connections == 1
    assert post(proxy, "/v1/files", body[:7 << 20])[0] == 200


def test_no_http_in_the_middle(serve_raw):
    proxy, provider = serve_raw(reader())
    with connect(proxy) as client:
        client.sendall(head("/v1/files") + b"100000\r\n" + bytes(1 << 20) + b"\r\n")
        until(lambda: provider.heads, 10, "nothing is sent")
        client.sendall(b"no size\r\n")
        assert response(client)[0] == 400
    until(lambda: provider.ends == ["cut"], 10, "the provider goes on")


@pytest.mark.parametrize("listen", [
    {"bodyMs": 700, "minBytesPerSecond": 0}, {"bodyMs": 60000, "minBytesPerSecond": 1 << 20, "rateGraceMs": 500}])
def test_a_client_that_drips(serve_raw, listen):
    proxy, provider = serve_raw(reader(), listen=listen)
    start = field("purpose", b"batch") + field("file", b"", "a")[:-2]
    with connect(proxy) as client:
        client.sendall(head("/v1/files", 64 << 20) + start + bytes(400_000))
        begun = time.monotonic()
        client.settimeout(0.05)
        while time.monotonic() - begun < 10:
            try:
                data = client.recv(65536)
                break
            except TimeoutError:
                client.sendall(b"x")
        assert data.startswith(b"HTTP/1.1 408") and b"connection: close" in data
        assert 0.3 < time.monotonic() - begun < 5
    until(lambda: provider.ends == ["cut"], 10, "the provider goes on")
    assert proxy.metric("securellm_late_requests_total") == 1
    assert proxy.closed(1)[0]["error"] == "request_timeout"


def test_the_time_of_a_slow_provider_is_not_the_clients(serve_raw):
    proxy, provider = serve_raw(reader(pause=0.004), listen={"bodyMs": 600, "minBytesPerSecond": 20 << 20, "rateGraceMs": 300})
    body = field("purpose", b"batch") + field("file", bytes(24 << 20), "a") + END
    begun = time.monotonic()
    assert post(proxy, "/v1/files", body)[0] == 200
    assert time.monotonic() - begun > 1.2


def test_a_large_body_has_more_time(serve_raw):
    """As much for each part of the size of an ordinary body."""
    proxy, provider = serve_raw(reader(), listen={"bodyMs": 600, "minBytesPerSecond": 0, "maxBodyBytes": 1 << 20})
    start = field("purpose", b"batch") + field("file", b"", "a")[:-2]
    with connect(proxy) as client:
        client.sendall(head("/v1/files", len(start) + (8 << 20) + 2 + len(END)) + start)
        for _ in range(8):
            client.sendall(bytes(1 << 20))
            time.sleep(0.25)
        client.sendall(b"\r\n" + END)
        assert response(client)[0] == 200


def test_a_provider_that_takes_nothing(serve_raw):
    def handle(provider, connection, head, rest):
        time.sleep(8)
        return False

    proxy, provider = serve_raw(handle, timeouts={"idleMs": 1000})
    body = field("purpose", b"batch") + field("file", bytes(32 << 20), "a") + END
    begun = time.monotonic()
    status, _, text = post(proxy, "/v1/files", body)
    assert status == 504 and b"stopped taking the body" in text and time.monotonic() - begun < 7
    assert proxy.closed(1)[0]["status"] == "timeout"


def test_streamed_bodies_get_connections_of_their_own(serve_raw):
    """One that was idle may be closed by the time that the body is on its way, and cannot be sent again."""
    proxy, provider = serve_raw(reader(), maxConnections=1)
    small, large = (field("purpose", b"batch") + field("file", bytes(size), "a") + END for size in (10, 1 << 20))
    # On one connection, and so on one event loop.
    with connect(proxy) as client:
        for body, connections in ((small, 1), (small, 1), (large, 2), (small, 2), (large, 3)):
            client.sendall(head("/v1/files", len(body)) + body)
            assert response(client)[0] == 200
            assert provider.connections == connections


def test_what_follows_on_the_connection(serve_raw):
    proxy, provider = serve_raw(reader())
    body = field("purpose", b"batch") + field("file", bytes(2 << 20), "a") + END
    with connect(proxy) as client:
        for _ in range(3):
            client.sendall(head("/v1/files", len(body)) + body)
            status, _, text = response(client)
            assert (status, json.loads(text)["bytes"]) == (200, len(body))
        client.sendall(head("/v1/files", len(body)) + body + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        data = b""
        while data.count(b"HTTP/1.1 200 ") < 2:
            more = client.recv(65536)
            assert more
            data += more


@pytest.mark.parametrize("size", [10, 300_000, 20 << 20])
def test_an_sdk_uploads(serve_raw, size):
    proxy, provider = serve_raw(reader())
    client = openai.OpenAI(base_url=proxy.url + "/v1", api_key="sk-x", max_retries=0)
    made = client.files.create(file=("zeros.jsonl", bytes(size)), purpose="batch")
    assert made.bytes > size and provider.ends == ["whole"]


def test_sdks_name_the_model_where_they_like(serve_raw):
    proxy, provider = serve_raw(reader(answer={"text": "Hello"}), models=["whisper-1"])
    client = openai.OpenAI(base_url=proxy.url + "/v1", api_key="sk-x", max_retries=0)
    assert client.audio.transcriptions.create(model="whisper-1", file=("a.wav", bytes(2 << 20))).text == "Hello"
    assert proxy.closed(1)[0]["model"] == "whisper-1"


def test_what_passes_streams_too(serve_raw):
    proxy, provider = serve_raw(reader(), passThrough=["/uploads/*"])
    assert post(proxy, "/pass/first/uploads/u_1/parts", field("data", bytes(40 << 20), "a") + END)[0] == 200
    assert "post /v1/uploads/u_1/parts http" in provider.heads[0]
