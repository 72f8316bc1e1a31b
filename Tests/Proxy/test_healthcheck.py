"""`securellm healthcheck`, as orchestrators start it: it asks what the configuration says, and its exit code is the answer."""
import json
import os
import socket
import subprocess
import threading

import pytest

from conftest import two_providers
from projects import free_port
from tls_listener import Listener


@pytest.fixture
def check(binary, tmp_path):
    def check(*words):
        return subprocess.run(
            [binary, "healthcheck", *map(str, words)], capture_output=True, text=True, timeout=20, cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})

    return check


def failure(done, status=1):
    assert (done.returncode, done.stdout) == (status, "")
    return done.stderr


def test_a_server_that_is_ready(check, proxy):
    """It prints what the server says, and needs nothing that the server needs: the key of its provider is not there."""
    done = check("--config", proxy.file)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["ready"] is True
    live = check("--config", proxy.file, "--live")
    assert json.loads(live.stdout) == {"status": "ok"}


def test_a_server_that_has_stopped(check, proxy):
    proxy.stop()
    assert failure(check("--config", proxy.file)) == f"securellm: http://127.0.0.1:{proxy.port}/readyz: nothing listens there\n"


def test_all_addresses_are_asked_at_loopback(check, make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": {"host": "0.0.0.0"}})
    assert check("--config", proxy.file).returncode == 0


def test_a_unix_socket(check, make_proxy, mock, tmp_path):
    """Alone, where there is no port; and by its URL."""
    path = f"/tmp/securellm-{os.getpid()}.sock"
    both = make_proxy({**two_providers(mock), "listen": {"socket": {"path": path}}})
    alone = tmp_path / "alone.json"
    alone.write_text(json.dumps({"listen": {"socket": {"path": path}, "tcp": False}}))
    try:
        for words in (["--config", alone], ["--url", f"unix:{path}"]):
            assert json.loads(check(*words).stdout)["ready"] is True
    finally:
        both.stop()
    assert "readyz at " + path in failure(check("--config", alone))


def test_tls_of_this_machine_is_not_checked(check, make_proxy, mock, tmp_path):
    """The certificate is for the name that clients call, of an authority that this machine need not know."""
    listener = Listener(make_proxy, mock, tmp_path)
    assert check("--config", listener.proxy.file).returncode == 0
    assert check("--url", f"https://127.0.0.1:{listener.port}").returncode == 0
    plain = failure(check("--url", f"http://127.0.0.1:{listener.port}"))
    assert "responded 400: This port speaks TLS" in plain


def test_certificates_of_clients(check, make_proxy, mock, tmp_path):
    """A check has none: it asks the socket, and says so where there is none."""
    listener = Listener(make_proxy, mock, tmp_path, tls={"clientAuthoritiesFile": str(tmp_path / "listener.pem")})
    assert "add listen.socket" in failure(check("--config", listener.proxy.file))


def test_a_server_that_never_responds(check):
    """After 4 seconds: orchestrators end it after 5, and then nobody sees why."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = check("--url", f"http://127.0.0.1:{server.getsockname()[1]}")
    assert "it did not respond within 4 s" in failure(done)


@pytest.mark.parametrize("response, reason", [
    (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP"),
    (b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 5\r\n\r\nready", "responded 503: ready"),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nready", "it closed the connection"),
    (b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", "responded 302"),
    (b"", "it closed the connection")])
def test_responses_that_are_not_of_a_ready_server(check, response, reason):
    with socket.create_server(("127.0.0.1", 0)) as server:
        def respond():
            connection, _ = server.accept()
            connection.recv(4096)
            connection.sendall(response)
            connection.close()

        thread = threading.Thread(target=respond)
        thread.start()
        assert reason in failure(check("--url", f"http://127.0.0.1:{server.getsockname()[1]}"))
        thread.join()


def test_what_is_asked(check):
    """The path of a URL counts before that of an option; a body without a length ends with the connection."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        def respond():
            connection, _ = server.accept()
            seen.append(connection.recv(4096))
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nfine")
            connection.close()

        thread = threading.Thread(target=respond)
        thread.start()
        port = server.getsockname()[1]
        done = check("--live", "--url", f"http://localhost:{port}/other")
        thread.join()
    assert (done.returncode, done.stdout) == (0, "fine\n")
    assert seen == [f"GET /other HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n".encode()]


@pytest.mark.parametrize("url", ["ftp://a", "127.0.0.1:8080", "http://", "http://user@host/", "http://a:0/", "http://a:70000/"])
def test_wrong_usage(check, url):
    assert failure(check("--url", url), 2).startswith("securellm: --url is http://HOST:PORT")


def test_a_configuration_that_cannot_be_asked(check, tmp_path):
    file = tmp_path / "securellm.json"
    file.write_text('{"listen": {"prot": 1}}')
    assert "did you mean" in failure(check())
    file.write_text('{"listen": {"port": 0}}')
    assert "--url" in failure(check())
    assert failure(check("--config", tmp_path / "none.json"))


def test_without_a_configuration_the_default_address_is_asked(check, isolated_port):
    assert f"http://127.0.0.1:{isolated_port}/readyz" in failure(check())


@pytest.fixture
def isolated_port():
    """The default's, if nobody has it."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 8080)) == 0:
            pytest.skip("another process listens on the default port")
    assert free_port() != 8080
    return 8080
