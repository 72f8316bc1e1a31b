"""Providers behind TLS: an authority and certificates made here, and what becomes of each that is not good."""
import http.server
import ipaddress
import json
import ssl
import threading

import pytest
from cryptography import x509

from certificates import Authority
from conftest import PROVIDER_KEY, chat, two_providers

RESPONSE = json.dumps({"id": "chatcmpl-tls", "object": "chat.completion", "choices": [], "usage": None}).encode()


class Provider(http.server.BaseHTTPRequestHandler):
    """Responds to every request, and notes the key that it came with."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(RESPONSE)))
        self.end_headers()
        self.wfile.write(RESPONSE)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """Handshakes that the proxy ends are what most of these tests are about."""


@pytest.fixture
def serve():
    """Starts a provider with a certificate; gives its port and the keys that reach it."""
    servers = []

    def start(certificate, **versions):
        server = Server(("127.0.0.1", 0), Provider)
        server.keys = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        for key, value in versions.items():
            setattr(context, key, value)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server.server_address[1], server.keys

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ask(make_proxy, mock):
    """A chat completion by way of a proxy whose provider has that URL: status, and response or message."""

    def ask(url, authority=None):
        configuration = two_providers(mock, retries={"max": 0})
        entry = configuration["providers"]["openai"]
        entry["baseURL"] = url
        if authority:
            entry["caFile"] = str(authority)
        status, _, body = make_proxy(configuration).request("/v1/chat/completions", chat())
        return status, body if status == 200 else json.loads(body)["error"]["message"]

    return ask


LOCALHOST = [x509.DNSName("localhost")]


def test_an_authority_of_the_configuration_is_trusted(tmp_path, serve, ask):
    authority = Authority(tmp_path)
    port, keys = serve(authority.sign(LOCALHOST))
    assert ask(f"https://localhost:{port}/v1", authority.pem) == (200, RESPONSE)
    assert keys == [f"Bearer {PROVIDER_KEY}"]


def test_an_address_in_the_certificate(tmp_path, serve, ask):
    authority = Authority(tmp_path)
    port, keys = serve(authority.sign([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]))
    assert ask(f"https://127.0.0.1:{port}/v1", authority.pem) == (200, RESPONSE)
    assert len(keys) == 1


def test_without_the_authority_nothing_is_sent(tmp_path, serve, ask):
    authority, other = Authority(tmp_path), Authority(tmp_path, "another")
    port, keys = serve(authority.sign(LOCALHOST))
    for trusted in (None, other.pem):
        status, message = ask(f"https://localhost:{port}/v1", trusted)
        assert status == 502 and "not of an authority that is trusted here (caFile)" in message
    assert keys == []


@pytest.mark.parametrize("first, last", [(-20, -1), (1, 5)])
def test_a_certificate_of_another_day(tmp_path, serve, ask, first, last):
    authority = Authority(tmp_path)
    port, keys = serve(authority.sign(LOCALHOST, first, last))
    status, message = ask(f"https://localhost:{port}/v1", authority.pem)
    assert status == 502 and "not valid today" in message
    assert keys == []


@pytest.mark.parametrize("host, names", [
    ("localhost", [x509.DNSName("provider.example")]),
    ("localhost", [x509.DNSName("localhost.provider.example")]),
    ("127.0.0.1", [x509.IPAddress(ipaddress.ip_address("127.0.0.2"))]),
    ("127.0.0.1", LOCALHOST),
])
def test_a_certificate_for_another_name(tmp_path, serve, ask, host, names):
    authority = Authority(tmp_path)
    port, keys = serve(authority.sign(names))
    status, message = ask(f"https://{host}:{port}/v1", authority.pem)
    assert status == 502 and "for another name" in message
    assert keys == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_are_refused(tmp_path, serve, ask):
    authority = Authority(tmp_path)
    port, keys = serve(
        authority.sign(LOCALHOST), minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
    status, message = ask(f"https://localhost:{port}/v1", authority.pem)
    assert status == 502 and "the TLS handshake failed" in message
    assert keys == []


@pytest.mark.parametrize("content, words", [(None, "cannot be read"), ("nothing", "no certificate")])
def test_a_file_without_authorities_is_reported_at_the_start(tmp_path, ask, content, words):
    file = tmp_path / "authorities.pem"
    if content:
        file.write_text(content)
    with pytest.raises(AssertionError, match=f"/providers/openai/caFile: the file .*{words}"):
        ask("https://localhost:1/v1", file)


def test_an_authority_without_tls_is_reported_at_the_start(tmp_path, ask):
    with pytest.raises(AssertionError, match="/providers/openai/caFile: has no effect"):
        ask("http://127.0.0.1:1/v1", Authority(tmp_path).pem)
