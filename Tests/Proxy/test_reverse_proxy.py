"""The nginx recipe of docs/deployment.md, as it stands there: TLS in front, streams that come as they are made."""
import http.client
import ipaddress
import json
import pathlib
import re
import shutil
import ssl
import subprocess
import time

import pytest
from cryptography import x509

from certificates import Authority
from conftest import chat, free_port, key_in_force, two_providers, until

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "deployment.md"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


def recipe(proxy, port, leaf):
    """The block with the addresses and files of this test in place of the page's."""
    block = re.search(r"```nginx\n(.*?)```", PAGE.read_text(), re.DOTALL)[1]
    for old, new in (("server 127.0.0.1:8080;", f"server 127.0.0.1:{proxy.port};"),
                     ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
                     ("ssl_certificate /etc/ssl/llm.example.org.pem;", f"ssl_certificate {leaf};"),
                     ("ssl_certificate_key /etc/ssl/private/llm.example.org.key;", f"ssl_certificate_key {leaf};")):
        assert block.count(old) == 1, old
        block = block.replace(old, new)
    return block


@pytest.fixture
def nginx(tmp_path):
    started = []

    def start(block):
        folder = tmp_path / "nginx"
        folder.mkdir()
        temporary = " ".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ }}\n"
            f"http {{ access_log off; gzip on; gzip_types *; {temporary}\n{block}\n}}\n")
        process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
        started.append(process)
        until(lambda: (folder / "pid").exists() or process.poll() is not None, 10, "nginx does not start")
        assert process.poll() is None, (folder / "error.log").read_text()

    yield start
    for process in started:
        process.terminate()
        process.wait()


def test_the_recipe_for_nginx(make_proxy, make_mock, nginx, tmp_path):
    # Ten events, a fifth of a second between them.
    mock = make_mock("-n", 10, "-i", 200_000)
    proxy = make_proxy({
        **two_providers(mock), "listen": {"trustedProxies": ["127.0.0.1/32"], "hosts": ["llm.example.org"]}},
        environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    authority = Authority(tmp_path)
    leaf = authority.sign([x509.DNSName("llm.example.org"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    port = free_port()
    nginx(recipe(proxy, port, leaf))
    context = ssl.create_default_context(cafile=str(authority.pem))

    def send(body, **fields):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", port, context=context, timeout=30, source_address=("127.0.0.7", 0))
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {
            "Content-Type": "application/json", "Host": "llm.example.org", "Accept-Encoding": "gzip", **fields})
        return connection.getresponse()

    # Behind a proxy nobody is of this machine.
    assert send(chat()).status == 401
    bearer = {"Authorization": f"Bearer {key_in_force(proxy)}"}
    response = send(chat(stream=True), **bearer)
    assert response.status == 200 and response.getheader("content-encoding") is None
    times = []
    while line := response.readline():
        if line.startswith(b"data: {"):
            times.append(time.monotonic())
    # None waits for the next one: they come over two seconds, and not together at the end.
    assert len(times) >= 10 and times[-1] - times[0] > 1 and times[len(times) // 2] - times[0] > 0.4
    large = chat("x" * 3_000_000)
    assert send(large, **bearer).status == 200
    finished = [event for event in proxy.closed(2) if event.get("operation") == "chat"]
    assert {event["client_address"] for event in finished} == {"127.0.0.7"}
