"""Clients on a Unix socket: beside a port, alone, and what becomes of files that have its name."""
import http.client
import json
import os
import signal
import socket
import stat
import subprocess

import pytest

from conftest import chat, key_in_force, two_providers, until


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask(path, **headers):
    connection = UnixConnection(path)
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(chat()), {"Content-Type": "application/json", **headers})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


@pytest.fixture
def path(tmp_path):
    """Short, whatever the folder of the test is called: a socket's path has 107 bytes."""
    folder = tmp_path / "s"
    folder.mkdir()
    descriptor = os.open(folder, os.O_RDONLY)
    yield f"/proc/{os.getpid()}/fd/{descriptor}/proxy.sock"
    os.close(descriptor)


@pytest.fixture
def serve_alone(binary, tmp_path):
    """Starts a proxy without a port; its process, and what it wrote."""
    started = []

    def start(configuration):
        file, log = tmp_path / "alone.json", tmp_path / f"alone{len(started)}.log"
        configuration = {**configuration, "audit": {"folder": str(tmp_path / f"audit{len(started)}")}}
        file.write_text(json.dumps(configuration))
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PROVIDER_KEY": "sk-provider-0123456789"}
        process = subprocess.Popen(
            [binary, "serve", "--config", file], env=environment, cwd=tmp_path, stdout=log.open("wb"),
            stderr=subprocess.STDOUT)
        started.append(process)
        until(lambda: "Listening" in log.read_text() or process.poll() is not None, 30, "it does not start")
        return process, log

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_beside_a_port(make_proxy, mock, path):
    proxy = make_proxy({**two_providers(mock), "listen": {"socket": {"path": path, "mode": "0660"}}})
    until(lambda: f"and unix:{path}" in (proxy.folder / "serve.log").read_text(), 5, "the log does not name the socket")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o660
    assert ask(path) == 200 and proxy.request("/v1/chat/completions", chat())[0] == 200
    assert [event["client_address"] for event in proxy.closed(2)] == ["unix", "127.0.0.1"]
    # A reload does not move it, and says so.
    configuration = json.loads(proxy.file.read_text())
    configuration["listen"]["socket"]["path"] += "2"
    proxy.file.write_text(json.dumps(configuration))
    proxy.process.send_signal(signal.SIGHUP)
    until(lambda: "listen.socket" in (proxy.folder / "serve.log").read_text(), 5, "the reload does not speak of it")
    assert ask(path) == 200
    proxy.stop()
    assert not os.path.exists(path)


def test_alone(serve_alone, mock, path):
    process, log = serve_alone({**two_providers(mock), "listen": {"socket": {"path": path}, "tcp": False}})
    assert log.read_text().startswith(f"Listening on unix:{path}\n")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    # A socket is of this machine: it needs no key, and only this machine's names.
    assert ask(path) == 200
    assert ask(path, Host="evil.example") == 421
    assert "no client key is required" in log.read_text()
    sockets = [os.readlink(f"/proc/{process.pid}/fd/{name}") for name in os.listdir(f"/proc/{process.pid}/fd")]
    inodes = {link[8:-1] for link in sockets if link.startswith("socket:")}
    with open("/proc/net/tcp") as file:
        listening = [line.split() for line in file.read().splitlines()[1:]]
    assert not [fields for fields in listening if fields[3] == "0A" and fields[9] in inodes]
    process.terminate()
    assert process.wait(20) == 0 and not os.path.exists(path)


def test_keys_as_the_host_has_them(make_proxy, mock, path):
    proxy = make_proxy(
        {**two_providers(mock), "listen": {"host": "0.0.0.0", "socket": {"path": path}}},
        environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    assert ask(path) == 401
    assert ask(path, Authorization=f"Bearer {key_in_force(proxy)}") == 200


def test_a_proxy_on_the_socket_is_believed_if_it_is_named(make_proxy, mock, path):
    configuration = {**two_providers(mock), "clients": {"requireKey": "never"}}
    proxy = make_proxy({**configuration, "listen": {"socket": {"path": path}, "trustedProxies": ["unix"]}})
    fields = {"X-Forwarded-For": "198.51.100.9, 192.0.2.7"}
    assert ask(path, **fields) == 200 and proxy.request("/v1/chat/completions", chat(), fields)[0] == 200
    assert [event["client_address"] for event in proxy.closed(2)] == ["192.0.2.7", "127.0.0.1"]


def test_files_with_its_name(serve_alone, mock, path):
    configuration = {**two_providers(mock), "listen": {"socket": {"path": path}, "tcp": False}}
    process, _ = serve_alone(configuration)
    # Somebody listens: it is not taken away.
    other, log = serve_alone(configuration)
    assert other.wait(20) == 1 and "another process listens on it" in log.read_text()
    assert ask(path) == 200
    # Nobody does any more.
    process.kill()
    process.wait()
    assert os.path.exists(path)
    process, _ = serve_alone(configuration)
    assert ask(path) == 200
    # Somebody else's, made in its place, stays.
    os.unlink(path)
    with open(path, "w") as file:
        file.write("mine")
    process.terminate()
    assert process.wait(20) == 0
    with open(path) as file:
        assert file.read() == "mine"
    process, log = serve_alone(configuration)
    assert process.wait(20) == 1 and "something else than a socket" in log.read_text()


def test_settings_that_cannot_be(binary, tmp_path, mock):
    file = tmp_path / "securellm.json"
    for listen, sentence in (
            ({"tcp": False}, "/listen/tcp: cannot be false without socket"),
            ({"socket": {"path": "/tmp/" + "x" * 103}}, "/listen/socket/path: must have at most 107 bytes"),
            ({"socket": {"path": "/tmp/x", "mode": "999"}}, "/listen/socket/mode"),
            ({"socket": {"path": "/tmp/x"}, "tcp": False, "tls": {"certificateFile": "c", "keyFile": "k"}},
             "/listen/tls: has no effect where tcp is false")):
        file.write_text(json.dumps({**two_providers(mock), "listen": listen}))
        run = subprocess.run(
            [binary, "serve", "--check", "--config", file], capture_output=True, text=True, timeout=20,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PROVIDER_KEY": "sk-provider-0123456789"})
        assert run.returncode == 1 and sentence in run.stderr, run.stderr
    file.write_text(json.dumps({**two_providers(mock), "listen": {"socket": {"path": "/nowhere/x"}, "tcp": False}}))
    run = subprocess.run(
        [binary, "serve", "--config", file], capture_output=True, text=True, timeout=20,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PROVIDER_KEY": "sk-provider-0123456789"})
    assert run.returncode == 1 and "cannot listen on unix:/nowhere/x: No such file or directory" in run.stderr
