"""The helpers themselves: a fault that is none would let every other test pass."""
import time

import pytest

from chaos import make_chaos  # noqa: F401
from conftest import until
from redis_server import Client, Replicated, make_redis, redis, replicated  # noqa: F401


@pytest.fixture
def chaos(make_chaos, redis):  # noqa: F811
    return make_chaos(redis.port)


def test_passes_and_counts(chaos):
    client = Client(chaos.port)
    assert client("SET", "a", "b" * 100_000) == b"OK"
    assert client("GET", "a") == b"b" * 100_000
    assert chaos.accepted == 1


def test_delays(chaos):
    client = Client(chaos.port)
    chaos.set("delay", delay=0.2)
    start = time.monotonic()
    assert client("PING") == b"PONG"
    assert time.monotonic() - start > 0.35


@pytest.mark.parametrize("mode", ["black hole", "half open"])
def test_holds_replies_back_and_lets_them_go(chaos, redis, mode):  # noqa: F811
    client = Client(chaos.port, timeout=0.3)
    assert client("PING") == b"PONG"
    chaos.set(mode)
    with pytest.raises(TimeoutError):
        client("SET", "a", "b")
    if mode == "half open":
        assert redis("GET", "a") == b"b"
    else:
        assert redis("GET", "a") is None
    chaos.set("pass")
    until(lambda: redis("GET", "a") == b"b", 5, "what was held did not arrive")


def test_is_slow(chaos):
    client = Client(chaos.port)
    chaos.set("slow", rate=100)
    start = time.monotonic()
    assert client("PING") == b"PONG"
    assert time.monotonic() - start > 0.15


def test_cuts_and_resets(chaos):
    client = Client(chaos.port)
    assert client("PING") == b"PONG"
    chaos.cut()
    with pytest.raises(ConnectionError):
        client("PING")
    client = Client(chaos.port)
    assert client("PING") == b"PONG"
    chaos.reset()
    with pytest.raises(ConnectionResetError):
        client("PING")
        client("PING")
    assert Client(chaos.port)("PING") == b"PONG"


def test_cuts_behind_so_many_bytes(chaos):
    chaos.cut_after = 4
    client = Client(chaos.port)
    with pytest.raises(ConnectionError):
        client("PING")
    chaos.cut_after = None
    assert Client(chaos.port)("PING") == b"PONG"


def test_refuses_connections(chaos):
    chaos.refuse()
    with pytest.raises(OSError):
        Client(chaos.port)
    chaos.accept()
    assert Client(chaos.port)("PING") == b"PONG"


def test_fails_over(replicated):  # noqa: F811
    assert replicated.master == replicated.primary.port
    replicated.primary.kill()
    until(lambda: replicated.master == replicated.replica.port, 20, "no failover")
    until(lambda: replicated.replica.role() == "master", 10, "the replica is no master")
