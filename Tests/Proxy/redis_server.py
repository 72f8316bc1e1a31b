"""Real servers of Redis for tests: alone, with a replica, with sentinels, with TLS; on free loopback ports, in folders of
their own. A test that asks for one is skipped where `redis-server` is not installed."""
import shutil
import signal
import socket
import subprocess
import time

import pytest

from projects import free_port, until

PROGRAM = shutil.which("redis-server")


class RedisError(Exception):
    """An error that the server has replied."""


class Client:
    """A connection of the test's own. Commands are given as words; replies are bytes, numbers, lists and None."""

    def __init__(self, port, timeout=5, wrap=None):
        plain = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket = wrap(plain) if wrap else plain
        self.stream = self.socket.makefile("rb")

    def __call__(self, *words):
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        return self.reply()

    def reply(self):
        line = self.stream.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the server has closed the connection")
        kind, text = line[:1], line[1:-2]
        if kind == b"+":
            return text
        if kind == b"-":
            raise RedisError(text.decode())
        if kind == b":":
            return int(text)
        if kind == b"$":
            return None if text == b"-1" else self.stream.read(int(text) + 2)[:-2]
        if kind == b"*":
            return None if text == b"-1" else [self.reply() for _ in range(int(text))]
        raise ConnectionError(f"no reply begins with {line!r}")

    def close(self):
        self.stream.close()
        self.socket.close()


class RedisServer:
    """`redis-server` with the options of its command line: `maxmemory="10mb"` is `--maxmemory 10mb`."""

    def __init__(self, folder, port=None, sentinel=False, tls=None, **options):
        if PROGRAM is None:
            pytest.skip("redis-server is not installed")
        self.folder, self.port, self.sentinel, self.tls = folder, port or free_port(), sentinel, tls
        folder.mkdir(exist_ok=True)
        self.options = {} if sentinel else {"save": "", "appendonly": "no", "repl-diskless-sync-delay": 0}
        if tls:
            self.options |= {
                "port": 0, "tls-port": self.port, "tls-cert-file": tls[0], "tls-key-file": tls[1],
                "tls-ca-cert-file": tls[2], "tls-auth-clients": "no"}
        self.options |= {name.replace("_", "-"): value for name, value in options.items()}
        self.process = None
        self.start()

    def start(self):
        """Also after `kill`: on the same port, and empty."""
        lines = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "logfile": self.folder / "redis.log",
                 "daemonize": "no", **self.options}
        file = self.folder / "redis.conf"
        # A sentinel writes what it has learnt into its own.
        if not (self.sentinel and file.exists()):
            file.write_text("".join(
                f"{name} {value if str(value) else chr(34) * 2}\n" for name, values in lines.items()
                for value in (values if isinstance(values, list) else [values])))
        self.process = subprocess.Popen(
            [PROGRAM, file, *(["--sentinel"] if self.sentinel else [])],
            stdout=subprocess.DEVNULL, stderr=open(self.folder / "redis.err", "ab"))
        until(lambda: self.process.poll() is not None or self.responds(), 20, "redis-server does not respond")
        assert self.process.poll() is None, self.said()

    def said(self):
        return "".join(file.read_text() for file in (self.folder / "redis.log", self.folder / "redis.err") if file.exists())

    def responds(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                if self.tls:
                    return True
                probe.sendall(b"PING\r\n")
                return probe.recv(1) in (b"+", b"-")
        except OSError:
            return False

    @property
    def url(self):
        return f"redis{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def client(self, **more):
        return Client(self.port, **more)

    def __call__(self, *words):
        """One command over a connection of its own."""
        client = self.client()
        try:
            return client(*words)
        finally:
            client.close()

    def role(self):
        return self("ROLE")[0].decode()

    def freeze(self):
        """The kernel still accepts connections for it; nothing is replied before `thaw`, and then everything."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self):
        self.kill()


class Replicated:
    """A primary, a replica and three sentinels, which notice within a second that the primary is away."""

    NAME = "limits"

    def __init__(self, make, password=None):
        secret = {} if password is None else {"requirepass": password, "masterauth": password}
        self.primary = make(**secret)
        self.replica = make(replicaof=f"127.0.0.1 {self.primary.port}", **secret)
        self.servers = [self.primary, self.replica]
        self.password = password
        watched = {"down-after-milliseconds": 1000, "failover-timeout": 3000}
        if password is not None:
            watched["auth-pass"] = password
        options = {"sentinel monitor": f"{self.NAME} 127.0.0.1 {self.primary.port} 2"} | {
            f"sentinel {option} {self.NAME}": value for option, value in watched.items()}
        self.sentinels = [make(sentinel=True, **options) for _ in range(3)]
        until(self.is_ready, 30, "the sentinels do not know the replica and each other")

    def is_ready(self):
        for sentinel in self.sentinels:
            facts = sentinel("SENTINEL", "MASTER", self.NAME)
            facts = dict(zip(facts[::2], facts[1::2]))
            if facts[b"num-slaves"] != b"1" or facts[b"num-other-sentinels"] != b"2":
                return False
            replicas = sentinel("SENTINEL", "REPLICAS", self.NAME)
            replica = dict(zip(replicas[0][::2], replicas[0][1::2]))
            if replica[b"master-link-status"] != b"ok":
                return False
        return True

    @property
    def master(self):
        """The port of the master as the sentinels say."""
        return int(self.sentinels[0]("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.NAME)[1])

    def url(self, credentials="", database=""):
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{credentials}{hosts}/{self.NAME}{database}"


@pytest.fixture
def make_redis(tmp_path):
    made = []

    def make(**options):
        made.append(RedisServer(tmp_path / f"redis{len(made)}", **options))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def redis(make_redis):
    return make_redis()


@pytest.fixture
def replicated(make_redis):
    return Replicated(make_redis)


def seconds(condition, most, message):
    """How long it takes until the condition holds; the test fails after the most that it may take."""
    start = time.monotonic()
    until(condition, most, message)
    return time.monotonic() - start
