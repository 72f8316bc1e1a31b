"""The connection to Redis: what is told of it while it is away and when it is back, by a real server and real faults."""
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import pytest

from chaos import make_chaos  # noqa: F401
from conftest import both_formats, chat, until
from redis_server import make_redis, redis  # noqa: F401


class Shared:
    """A proxy whose instances share a Redis; its URL is in a file."""

    def __init__(self, make_proxy, make_provider, folder, url, onFailure=None, environment=None, **redis):
        self.file = folder / "redis.url"
        self.point(url)
        state = {"redis": {"url": {"file": str(self.file)}, **redis}}
        if onFailure:
            state["limits"] = {"onFailure": onFailure}
        self.provider = make_provider()
        self.proxy = make_proxy({**both_formats(self.provider, retries={"max": 0}), "state": state})

    def point(self, url):
        part = self.file.with_suffix(".new")
        part.write_text(url + "\n")
        os.replace(part, self.file)

    def readiness(self):
        status, _, body = self.proxy.request("/readyz")
        return status, json.loads(body)

    @property
    def state(self):
        return self.readiness()[1]["state"]

    def available(self, seconds=10):
        until(lambda: self.state["redis"] == "available", seconds, f"not available: {self.state}")

    def degraded(self, *reasons, seconds=10):
        until(lambda: self.state["redis"] == "degraded" and self.state["reason"] in reasons, seconds,
              f"not degraded for {reasons}: {self.state}")

    def told(self):
        """Events of the audit about the state, in their order."""
        return [event for event in self.proxy.events() if event["event_type"].startswith("state_")]

    def recovered(self, *reasons, outages=1):
        """Everything says that there were so many outages, the last for one of the reasons, and that they are over."""
        types = ["state_degraded", "state_restored"] * outages
        until(lambda: [event["event_type"] for event in self.told()] == types, 10, f"the audit: {self.told()}")
        gone, back = self.told()[-2:]
        assert gone["error"] in reasons, gone
        assert gone["degraded_since"] == back["degraded_since"] <= gone["timestamp"] <= back["timestamp"]
        assert self.proxy.metric("securellm_state_available") == 1
        assert self.proxy.metric("securellm_state_degradations_total") == outages
        log = (self.proxy.folder / "serve.log").read_text()
        assert log.count("Redis is away") == outages and log.count("Redis is back") == outages

    def chat(self):
        """Seconds that a request took."""
        start = time.monotonic()
        assert self.proxy.request("/v1/chat/completions", chat())[0] == 200
        return time.monotonic() - start


@pytest.fixture
def share(make_proxy, make_provider, tmp_path):
    return lambda url, **more: Shared(make_proxy, make_provider, tmp_path, url, **more)


def test_connects_and_says_so(share, redis):  # noqa: F811
    shared = share(redis.url)
    shared.available()
    assert set(shared.state) == {"redis", "since"}
    assert shared.readiness()[0] == 200
    assert shared.told() == []
    assert shared.proxy.metric("securellm_state_available") == 1
    families = {line.split()[2] for line in shared.proxy.request("/metrics")[2].decode().splitlines() if "# TYPE" in line}
    documented = (pathlib.Path(__file__).resolve().parents[2] / "docs" / "metrics.md").read_text().split("`")
    assert {name for name in documented if name.startswith("securellm_state_")} == {
        name for name in families if name.startswith("securellm_state_")}
    clients = redis("CLIENT", "LIST").decode()
    assert clients.count("cmd=eval") >= 1


def test_without_state_nothing_is_said(make_proxy, make_provider):
    proxy = make_proxy(both_formats(make_provider()))
    assert "state" not in json.loads(proxy.request("/readyz")[2])
    assert "securellm_state" not in proxy.request("/metrics")[2].decode()


def test_starts_without_redis_and_finds_it_later(share, make_redis, make_chaos):  # noqa: F811
    server = make_redis()
    server.kill()
    start = time.monotonic()
    shared = share(server.url)
    assert time.monotonic() - start < 3
    shared.degraded("unreachable")
    assert shared.readiness()[0] == 200
    shared.chat()
    assert shared.proxy.metric("securellm_state_available") == 0
    server.start()
    shared.available()
    shared.recovered("unreachable")


def test_refuses_readiness_where_limits_do(share, redis):  # noqa: F811
    shared = share(redis.url, onFailure="refuse")
    shared.available()
    assert shared.readiness()[0] == 200
    redis.kill()
    shared.degraded("closed", "unreachable")
    status, body = shared.readiness()
    assert status == 503 and body["ready"] is False
    redis.start()
    shared.available()
    assert shared.readiness()[0] == 200
    shared.recovered("closed", "unreachable")


def doctor(shared):
    """Its lines about what instances share."""
    proxy = shared.proxy
    run = subprocess.run(
        [proxy.binary, "doctor", "--config", proxy.file], env=proxy.environment, cwd=proxy.folder, capture_output=True,
        text=True)
    assert "secret" not in run.stdout + run.stderr
    lines = [text for text in run.stdout.splitlines() if text[3:].startswith("state ")]
    return [text for text in lines if "chmod 600" not in text]


def test_doctor_looks_at_it(share, redis):  # noqa: F811
    redis("ACL", "SETUSER", "proxy", "on", ">secret", "~slm:*", "+@all")
    shared = share(f"redis://proxy:secret@127.0.0.1:{redis.port}")
    place, version = f"127.0.0.1:{redis.port}", redis("INFO", "server").decode().split("redis_version:")[1].split()[0]
    assert doctor(shared) == [
        f"   state          {place}: Redis {version}, a primary; the user may run scripts that write"]
    redis("CONFIG", "SET", "maxmemory", "100mb")
    redis("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert doctor(shared)[1].startswith(" ~ state          maxmemory-policy is allkeys-lru: ")
    redis("ACL", "SETUSER", "proxy", "-info")
    assert "its version is not known" in doctor(shared)[0]
    redis("ACL", "SETUSER", "proxy", "-eval")
    assert doctor(shared)[0].startswith(f" ! state          {place} cannot be used (permission: ")
    redis("ACL", "SETUSER", "proxy", "off")
    assert doctor(shared)[0].startswith(f" ! state          {place} cannot be used (credentials: ")
    redis.freeze()
    assert f"{place} cannot be used (connect_timeout: " in doctor(shared)[0]
    redis.thaw()
    redis.kill()
    assert f"{place} cannot be used (unreachable: " in doctor(shared)[0]


# Configuration


def refused(binary, folder, state, environment=None):
    """What a start says of a configuration that it does not serve with."""
    file = folder / "securellm.json"
    file.write_text(json.dumps({"providers": {}, "state": state}))
    run = subprocess.run(
        [binary, "serve", "--config", file], cwd=folder, capture_output=True, text=True, timeout=20,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **(environment or {})})
    assert run.returncode != 0 and "secret" not in run.stderr
    return run.stderr


def test_urls_that_cannot_be_used_are_named_without_their_secret(binary, tmp_path):
    def env(url, **more):
        state = {"redis": {"url": {"env": "REDIS_URL"}, **more}}
        return refused(binary, tmp_path, state, {"REDIS_URL": url} if url else None)

    assert "/state/redis/url/env: the variable REDIS_URL is not set" in env(None)
    assert "/state/redis/url/env: the URL there has no valid port" in env("redis://:secret@host:99999")
    assert "must begin with redis://" in env("http://:secret@host")
    assert "/state/redis/caFile: has no effect" in env("redis://:secret@host", caFile="ca.pem")
    assert "/state/redis/caFile: the file cannot be read" in env("rediss://:secret@host", caFile="ca.pem")
    assert "/state/redis/url/file: the file cannot be read" in refused(
        binary, tmp_path, {"redis": {"url": {"file": "nowhere"}}})
    assert "/state/redis/url/credential: CREDENTIALS_DIRECTORY is not set" in refused(
        binary, tmp_path, {"redis": {"url": {"credential": "redis"}}})
    assert "/state/redis/url" in refused(binary, tmp_path, {"redis": {"url": "redis://:secret@host"}})


def test_url_of_a_credential_or_a_variable(make_proxy, make_provider, tmp_path, redis):  # noqa: F811
    (tmp_path / "redis").write_text(redis.url)
    for url, environment in [({"credential": "redis"}, {"CREDENTIALS_DIRECTORY": str(tmp_path)}),
                             ({"env": "REDIS_URL"}, {"REDIS_URL": redis.url})]:
        proxy = make_proxy({**both_formats(make_provider()), "state": {"redis": {"url": url}}}, environment=environment)
        until(lambda: json.loads(proxy.request("/readyz")[2])["state"]["redis"] == "available", 10, "not available")


def test_socket(share, make_redis, tmp_path):  # noqa: F811
    shared = share(f"redis+unix://{tmp_path}/redis.sock?db=1")
    shared.degraded("unreachable")
    make_redis(unixsocket=tmp_path / "redis.sock")
    shared.available()
    shared.recovered("unreachable")


def test_reload_adopts_it(share, make_redis):  # noqa: F811
    first, second = make_redis(), make_redis()
    shared = share(first.url)
    shared.available()
    stop, failures = threading.Event(), []

    def ask():
        while not stop.is_set():
            if shared.proxy.request("/v1/chat/completions", chat())[0] != 200:
                failures.append(1)

    asking = threading.Thread(target=ask)
    asking.start()
    configuration = json.loads(shared.proxy.file.read_text())

    def reload(state):
        configuration.pop("state", None)
        configuration.update({"state": state} if state else {})
        shared.proxy.file.write_text(json.dumps(configuration))
        shared.proxy.process.send_signal(signal.SIGHUP)

    def clients(server):
        return server("CLIENT", "LIST").decode().count("cmd=eval")

    connections = redis_connections(first)
    # Nothing of it has changed: no connection is made.
    reload({**configuration["state"], "limits": {"onFailure": "open"}})
    until(lambda: "configuration reloaded" in (shared.proxy.folder / "serve.log").read_text(), 10, "no reload")
    time.sleep(0.3)
    # One is that of the question itself.
    assert redis_connections(first) <= connections + 1 and clients(first) > 0
    (shared.proxy.folder / "second").write_text(second.url)
    reload({"redis": {"url": {"file": "second"}, "timeoutMs": 100}})
    until(lambda: clients(second) > 0 and clients(first) == 0, 10, "the other Redis is not used")
    shared.available()
    reload(None)
    until(lambda: clients(second) == 0, 10, "Redis is still used")
    until(lambda: "state" not in shared.readiness()[1], 10, "it is still told of")
    stop.set()
    asking.join(30)
    assert failures == [] and shared.told() == []


def redis_connections(server):
    return int(server("INFO", "stats").decode().split("total_connections_received:")[1].split()[0])


def test_stops_without_a_word(share, redis):  # noqa: F811
    """The end of the proxy is no outage of Redis, whether that is there or away."""
    shared = share(redis.url)
    shared.available()
    start = time.monotonic()
    shared.proxy.stop()
    assert time.monotonic() - start < 5
    assert shared.told() == []
    shared.proxy.start()
    redis.freeze()
    shared.degraded("late_reply", "connect_timeout")
    shared.proxy.stop()
    redis.thaw()
    log = (shared.proxy.folder / "serve.log").read_text()
    assert log.count("Redis is") == 1 and "Cannot schedule" not in log, log
    assert shared.proxy.process.returncode == 0
