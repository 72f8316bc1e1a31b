"""Sockets that a service manager holds: served instead of the configured address, and by one server after the other."""
import http.client
import json
import os
import socket
import threading
import time

import pytest

from conftest import PROVIDER_KEY, chat, free_port, listens, two_providers, until
from service_manager import start


def listener(family=socket.AF_INET, address=("127.0.0.1", 0), backlog=4096):
    made = socket.socket(family)
    if family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    made.bind(address)
    made.listen(backlog)
    return made


class Service:
    """A server that is started with sockets, again and again."""

    def __init__(self, binary, folder, configuration, sockets, environment=None, arguments=()):
        self.binary, self.folder, self.sockets, self.arguments = binary, folder, sockets, arguments
        self.file = folder / "securellm.json"
        self.file.write_text(json.dumps({"audit": {"folder": str(folder / "audit")}, **configuration}))
        (folder / "project").mkdir(exist_ok=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "PROVIDER_KEY": PROVIDER_KEY,
            "SECURELLM_PROJECT_ROOT": str(folder / "project"), **(environment or {})}
        self.log = folder / "serve.log"
        self.process = None

    def launch(self):
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = start(
                [self.binary, "serve", "--config", self.file, *self.arguments], self.environment, self.sockets,
                cwd=self.folder, stdout=log, stderr=log)
        until(lambda: self.process.poll() is not None or "Listening" in self.text[before:], 30, "it does not start")
        return self

    @property
    def text(self):
        return self.log.read_text()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(30) == 0


@pytest.fixture
def service(binary, tmp_path):
    made = []

    def make(configuration, sockets, **more):
        made.append(Service(binary, tmp_path, configuration, sockets, **more))
        return made[-1]

    yield make
    for each in made:
        if each.process and each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def ask(connection):
    connection.request("POST", "/v1/chat/completions", json.dumps(chat()), {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def tcp(port, host="127.0.0.1"):
    return http.client.HTTPConnection(host, port, timeout=20)


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def test_what_was_passed_is_served_and_nothing_else(service, mock, tmp_path):
    unix = listener(socket.AF_UNIX, f"\0securellm-test-{os.getpid()}")
    sockets = [listener(), listener(socket.AF_INET6, ("::1", 0)), unix]
    configured = free_port()
    configuration = {**two_providers(mock), "listen": {"port": configured, "socket": {"path": str(tmp_path / "not-made")}}}
    served = service(configuration, sockets, environment={"LISTEN_FDNAMES": "main:six:local"}).launch()
    first, second = (each.getsockname()[1] for each in sockets[:2])
    assert f"http://127.0.0.1:{first} and http://[::1]:{second} and unix:@securellm-test-{os.getpid()}" in served.text
    assert [ask(tcp(first)), ask(tcp(second, "::1")), ask(Unix(unix.getsockname()))] == [200, 200, 200]
    assert not listens(configured) and not (tmp_path / "not-made").exists()
    served.stop()
    # They listen on: nobody is refused while there is no server.
    connection = socket.create_connection(("127.0.0.1", first), timeout=5)
    connection.close()
    assert served.launch().process.poll() is None and ask(tcp(first)) == 200


def test_a_socket_unit_does_not_open_the_proxy(service, mock):
    """The configuration says loopback, for which no key is needed; what was passed is not."""
    passed = listener(address=("0.0.0.0", 0))
    served = service({**two_providers(mock), "listen": {"host": "127.0.0.1"}}, [passed]).launch()
    assert ask(tcp(passed.getsockname()[1])) == 401
    served.stop()
    served = service({**two_providers(mock), "clients": {"requireKey": "never"}}, [passed]).launch()
    assert served.process.wait(10) == 1 and "/clients/requireKey" in served.text


def datagrams():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made


def silent():
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    return made


@pytest.mark.parametrize("make, environment, arguments, words", [
    (datagrams, {"LISTEN_FDNAMES": "dns"}, (), "the socket dns (descriptor 3) that systemd has passed cannot be served: it is no stream"),
    (silent, {}, (), "Accept=no"),
    (lambda: open(os.devnull), {}, (), "it is no socket"),
    (lambda: socket.socketpair()[0], {}, (), "Accept=no"),
    (listener, {"LISTEN_FDNAMES": "a:b"}, (), "LISTEN_FDNAMES has 2 names, and LISTEN_FDS says 1 sockets"),
    (listener, {}, ("--port", "8080"), "--port has no effect: systemd has passed the socket"),
])
def test_what_cannot_be_served_is_said(service, mock, make, environment, arguments, words):
    passed = make()
    served = service(two_providers(mock), [passed], environment=environment, arguments=arguments).launch()
    assert served.process.wait(10) == 1
    assert words in served.text and len(served.text.splitlines()) == 1


def test_a_count_without_sockets(service, mock):
    served = service(two_providers(mock), [], environment={"LISTEN_FDS": "2", "LISTEN_PID": "1"})
    # Of another process: as if there were none.
    configured = free_port()
    served.file.write_text(json.dumps(
        {**two_providers(mock), "listen": {"port": configured}, "audit": {"folder": str(served.folder / "audit")}}))
    served.launch()
    assert ask(tcp(configured)) == 200


class Clients:
    """Each request on a connection of its own, one after the other; everything that went wrong."""

    def __init__(self, port, count):
        self.port, self.is_over = port, False
        self.done, self.failures = 0, []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self):
        while not self.is_over:
            step = "connect"
            try:
                connection = tcp(self.port)
                connection.connect()
                step = "request"
                status = ask(connection)
                assert status == 200, status
                with self.lock:
                    self.done += 1
            except Exception as error:
                with self.lock:
                    self.failures.append((step, repr(error)))

    def stop(self):
        self.is_over = True
        for thread in self.threads:
            thread.join()


def test_no_connection_is_lost_while_the_server_is_replaced(service, make_mock):
    """As systemd restarts a service: the old one ends, then the new one starts. SECURELLM_RESTARTS=100 for the proof."""
    passed = listener()
    served = service(two_providers(make_mock("-i", 500)), [passed]).launch()
    clients = Clients(passed.getsockname()[1], 8)
    try:
        for _ in range(int(os.environ.get("SECURELLM_RESTARTS", "4"))):
            done = clients.done
            until(lambda: clients.done > done + 50, 30, f"nothing is served: {clients.failures[:3]}")
            served.stop()
            served.launch()
        done = clients.done
        until(lambda: clients.done > done + 50, 30, "nothing is served")
    finally:
        clients.stop()
    assert clients.failures == [] and clients.done > 200
