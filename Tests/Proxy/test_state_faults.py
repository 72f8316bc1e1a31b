"""What a server of Redis and a network may do to the connection: each is told of with its reason, delays nobody, and is
over by itself."""
import pathlib
import re
import shlex
import time

import pytest

from certificates import Authority, parts
from chaos import make_chaos  # noqa: F401
from conftest import until
from redis_server import Replicated, make_redis, redis, replicated, seconds  # noqa: F401
from test_state import share  # noqa: F401


def test_killed_and_started_again(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    redis.kill()
    shared.degraded("closed", "unreachable")
    assert shared.chat() < 1
    redis.start()
    assert seconds(lambda: shared.state["redis"] == "available", 10, "it does not come back") < 5
    shared.recovered("closed", "unreachable")


def test_frozen(share, redis):  # noqa: F811
    """Connections are accepted by the kernel, replies come all at once at the end: the time of a reply alone tells."""
    shared = share(redis.url)
    shared.available()
    redis.freeze()
    try:
        shared.degraded("late_reply", "connect_timeout")
        time.sleep(2)
        assert shared.state["redis"] == "degraded"
        assert shared.chat() < 1
    finally:
        redis.thaw()
    shared.available()
    shared.recovered("late_reply", "connect_timeout")


def test_paused_for_clients(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    redis("CLIENT", "PAUSE", 3000, "ALL")
    shared.degraded("late_reply")
    shared.available()
    shared.recovered("late_reply")


@pytest.mark.parametrize("end", ["cut", "reset"])
def test_connections_end(share, redis, make_chaos, end):  # noqa: F811
    chaos = make_chaos(redis.port)
    shared = share(f"redis://127.0.0.1:{chaos.port}")
    shared.available()
    getattr(chaos, end)()
    until(lambda: len(shared.told()) == 2, 10, "the end of the connections is not told")
    shared.available()
    shared.recovered("closed")


@pytest.mark.parametrize("mode", ["black hole", "half open"])
def test_nothing_comes_through(share, redis, make_chaos, mode):  # noqa: F811
    chaos = make_chaos(redis.port)
    shared = share(f"redis://127.0.0.1:{chaos.port}", connectMs=500)
    shared.available()
    chaos.set(mode)
    shared.degraded("late_reply", "connect_timeout")
    time.sleep(1.5)
    assert shared.state["redis"] == "degraded"
    chaos.set("pass")
    shared.available()
    shared.recovered("late_reply", "connect_timeout")


def test_a_slow_network_is_no_network(share, redis, make_chaos):  # noqa: F811
    """It connects, and what it says comes too late: it must not be taken for available again and again."""
    chaos = make_chaos(redis.port)
    shared = share(f"redis://127.0.0.1:{chaos.port}", timeoutMs=50)
    shared.available()
    chaos.set("delay", delay=0.15)
    shared.degraded("late_reply")
    accepted = chaos.accepted
    time.sleep(2.5)
    assert [event["event_type"] for event in shared.told()] == ["state_degraded"]
    # Late probes are waited for on the connection that is there.
    assert chaos.accepted - accepted <= 4
    chaos.set("slow", rate=20)
    time.sleep(1)
    assert shared.state["redis"] == "degraded"
    chaos.set("pass")
    shared.available()
    shared.recovered("late_reply", "connect_timeout", "closed")


def test_a_reply_is_cut(share, redis, make_chaos):  # noqa: F811
    """Every connection ends somewhere within the greeting or the first probe."""
    chaos = make_chaos(redis.port)
    chaos.cut_after = 3
    shared = share(f"redis://127.0.0.1:{chaos.port}")
    for count in (5, 12, 20, 26):
        shared.degraded("closed")
        chaos.cut_after = count
        time.sleep(0.4)
    chaos.cut_after = None
    shared.available()
    shared.recovered("closed")


def test_password_is_rotated(share, make_redis):  # noqa: F811
    server = make_redis(requirepass="first-secret")
    shared = share(f"redis://:first-secret@127.0.0.1:{server.port}")
    shared.available()
    client = server.client()
    client("AUTH", "first-secret")
    client("CONFIG", "SET", "requirepass", "second-secret")
    client("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    shared.degraded("credentials")
    shared.point(f"redis://:second-secret@127.0.0.1:{server.port}")
    shared.available()
    shared.recovered("closed", "credentials")
    # Neither password is in anything that was said.
    texts = [(shared.proxy.folder / "serve.log").read_text(), str(shared.proxy.events()), str(shared.readiness())]
    assert not any("secret" in text for text in texts)


def test_user_by_acl(share, redis):  # noqa: F811
    page = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "state.md").read_text()
    rules = shlex.split(re.search(r"\$ redis-cli ACL SETUSER proxy ((?:[^\n]*\\\n)*[^\n]*)", page)[1])
    rules = ["reset", *(rule for rule in rules if rule.strip())]
    redis("ACL", "SETUSER", "proxy", *rules)
    shared = share(f"redis://proxy:password@127.0.0.1:{redis.port}/1")
    shared.available()
    redis("ACL", "SETUSER", "proxy", "-eval")
    shared.degraded("permission")
    redis("ACL", "SETUSER", "proxy", "+eval")
    shared.available()
    shared.recovered("permission")
    # A user who may not ask for the role is one all the same.
    redis("ACL", "SETUSER", "other", *(rule for rule in rules if rule != "+role"))
    shared.point(f"redis://other:password@127.0.0.1:{redis.port}")
    redis("CLIENT", "KILL", "USER", "proxy")
    until(lambda: b"user=other" in redis("CLIENT", "LIST"), 10, "the other user is not connected")
    shared.available()


def test_memory_is_full(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    redis("CONFIG", "SET", "maxmemory-policy", "noeviction")
    redis("CONFIG", "SET", "maxmemory", "100kb")
    shared.degraded("memory")
    accepted = redis("INFO", "stats")
    redis("CONFIG", "SET", "maxmemory", "0")
    shared.available()
    shared.recovered("memory")
    assert b"rejected_connections:0" in accepted


def test_becomes_a_replica(share, make_redis):  # noqa: F811
    first, second = make_redis(), make_redis()
    shared = share(first.url)
    shared.available()
    first("REPLICAOF", "127.0.0.1", second.port)
    shared.degraded("replica", "loading")
    first("REPLICAOF", "NO", "ONE")
    shared.available()
    shared.recovered("replica", "loading", "closed")


def test_too_many_clients(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    client = redis.client()
    client("CONFIG", "SET", "maxclients", 1)
    client("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    shared.degraded("clients")
    client("CONFIG", "SET", "maxclients", 100)
    shared.available()
    shared.recovered("closed", "clients")


def test_scripts_are_forgotten(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    redis("SCRIPT", "FLUSH")
    time.sleep(1.5)
    assert shared.state["redis"] == "available" and shared.told() == []


def test_something_else_listens(share, redis, make_provider):  # noqa: F811
    other = make_provider()
    shared = share(f"redis://127.0.0.1:{other.port}")
    shared.degraded("invalid_reply", "closed")
    shared.point(redis.url)
    shared.available()
    shared.recovered("invalid_reply", "closed")


def test_file_of_the_url_goes(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    shared.file.write_text("redis://")
    redis.kill()
    shared.degraded("url_invalid")
    shared.file.unlink()
    shared.degraded("url_unreadable")
    redis.start()
    shared.point(redis.url)
    shared.available()


# Sentinel


REASONS = ("closed", "unreachable", "late_reply", "connect_timeout", "replica")


@pytest.mark.parametrize("end", ["killed", "frozen", "asked"])
def test_fails_over(share, replicated, end):  # noqa: F811
    shared = share(replicated.url())
    shared.available()
    match end:
        case "killed":
            replicated.primary.kill()
        case "frozen":
            replicated.primary.freeze()
        case "asked":
            replicated.sentinels[0]("SENTINEL", "FAILOVER", replicated.NAME)
    # A sentinel takes a second to notice, and some to agree; one that was asked tells the old primary after eight seconds.
    until(lambda: shared.told(), 30, "the failover is not noticed")
    taken = seconds(lambda: shared.state["redis"] == "available", 20, "no failover")
    assert taken < 10, taken
    clients = replicated.replica("CLIENT", "LIST").decode()
    assert replicated.replica.role() == "master" and "cmd=eval" in clients
    shared.recovered(*REASONS)
    if end == "frozen":
        # It is a replica from now on, and nobody goes back to it.
        replicated.primary.thaw()
        until(lambda: replicated.primary.role() == "slave", 20, "the old primary is no replica")
        assert shared.state["redis"] == "available"


def test_sentinels_with_password(share, make_redis):  # noqa: F811
    servers = Replicated(make_redis, password="pw-of-server")
    for sentinel in servers.sentinels[1:]:
        sentinel("ACL", "SETUSER", "default", "resetpass", ">pw-of-server")
    servers.sentinels[0].kill()
    shared = share(servers.url(":pw-of-server@", "/3"))
    shared.available()
    client = servers.primary.client()
    client("AUTH", "pw-of-server")
    assert "db=3" in client("CLIENT", "LIST").decode()


def test_sentinels_know_nothing(share, replicated):  # noqa: F811
    hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in replicated.sentinels)
    shared = share(f"redis+sentinel://{hosts}/unknown")
    shared.degraded("no_master")
    for sentinel in replicated.sentinels:
        sentinel.freeze()
    try:
        shared.point(replicated.url())
        shared.degraded("no_sentinel", seconds=20)
    finally:
        for sentinel in replicated.sentinels:
            sentinel.thaw()
    shared.available(20)


# TLS


@pytest.fixture
def secure(make_redis, tmp_path):  # noqa: F811
    """A server whose certificate is for the name localhost, and the authority that says so."""
    from cryptography import x509
    authority = Authority(tmp_path)
    certificate, key = parts(authority.sign([x509.DNSName("localhost")]))
    (tmp_path / "redis.crt").write_text(certificate)
    (tmp_path / "redis.key").write_text(key)
    server = make_redis(tls=(tmp_path / "redis.crt", tmp_path / "redis.key", authority.pem))
    return server, authority


def test_tls_of_a_private_authority(share, secure):  # noqa: F811
    server, authority = secure
    shared = share(f"rediss://localhost:{server.port}", caFile=str(authority.pem))
    shared.available()
    server.kill()
    shared.degraded("closed", "unreachable")
    server.start()
    shared.available()
    shared.recovered("closed", "unreachable", "tls")


def test_tls_by_address_with_a_name(share, secure):  # noqa: F811
    server, authority = secure
    shared = share(f"rediss://127.0.0.1:{server.port}", caFile=str(authority.pem), serverName="localhost")
    shared.available()


def test_tls_of_another_name_or_authority(share, secure):  # noqa: F811
    server, authority = secure
    shared = share(f"rediss://127.0.0.1:{server.port}", caFile=str(authority.pem))
    shared.degraded("tls")
    shared.point(f"rediss://localhost:{server.port}")
    shared.available()


def test_plain_where_tls_is_wanted(share, secure, redis):  # noqa: F811
    server, authority = secure
    shared = share(f"rediss://localhost:{redis.port}", caFile=str(authority.pem))
    shared.degraded("tls", "connect_timeout")
    shared.point(f"rediss://localhost:{server.port}")
    shared.available()
