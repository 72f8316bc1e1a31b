"""The connection to Redis: what is told of it while it is away and when it is back, by a real server and real faults."""
import json
import os
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
