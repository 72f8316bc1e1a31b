"""Several keys of one provider: how requests are spread over them, and what happens when one is refused."""
import collections
import concurrent.futures
import json
import os
import subprocess
import threading
import time

import pytest

from conftest import chat, until
from provider import completion

A, B, C = "sk-key-a-0123456789abcdef", "sk-key-b-0123456789abcdef", "sk-key-c-0123456789abcdef"


class Account:
    """What the provider takes; `used` are the keys of all calls, in their order."""

    def __init__(self, *keys):
        self.keys, self.used, self.limited, self.lock = set(keys), [], set(), threading.Lock()

    def __call__(self, call):
        key = call.headers["Authorization"].removeprefix("Bearer ")
        with self.lock:
            self.used.append(key)
            is_known, is_limited = key in self.keys, key in self.limited
        if is_limited:
            return call.send(429, {"error": {"message": "slow down"}}, {"Retry-After": 2})
        if is_known:
            return call.send(200, completion(call.model))
        return call.send(401, {"error": {"message": "wrong key", "type": "authentication_error"}})


@pytest.fixture
def begin(make_proxy, make_provider):
    def begin(account, keys, environment=None, **more):
        provider = make_provider(respond=account)
        return make_proxy({"providers": {"p": {
            "apiFormat": "openai", "baseURL": provider.url, "keys": keys, "models": ["m"], "retries": {"max": 0},
            **more}}}, environment=environment or {"A": A, "B": B, "C": C})

    return begin


def of_environment(*names):
    return [{"env": name.upper(), "name": name} for name in names]


def replace(path, text):
    part = path.with_name(path.name + ".new")
    part.write_text(text)
    os.replace(part, path)


def ask(proxy, **more):
    return proxy.request("/v1/chat/completions", chat(model="p/m", **more))


def said(proxy):
    return (proxy.folder / "serve.log").read_text()


def test_spread_by_weight(begin):
    account = Account(A, B)
    proxy = begin(account, [{"env": "A", "weight": 3}, {"env": "B"}])
    for _ in range(300):
        assert ask(proxy)[0] == 200
    counts = collections.Counter(account.used)
    assert 180 < counts[A] < 270 and counts[A] + counts[B] == 300


def test_a_refused_key_is_put_aside(begin):
    account = Account(B)
    proxy = begin(account, of_environment("a", "b"))
    for _ in range(20):
        code, fields, _ = ask(proxy)
        assert code == 200 and fields["x-securellm-provider"] == "p"
    # Asked once, and not again.
    assert collections.Counter(account.used) == {A: 1, B: 20}
    events = proxy.closed(20)
    two = [event["tries"] for event in events if len(event["tries"]) == 2]
    assert len(two) == 1
    assert [(item["key"], item.get("cause"), item.get("status")) for item in two[0]] == [("a", "401", 401), ("b", None, 200)]
    assert all(event["tries"][-1]["key"] == "b" for event in events)
    assert not any(A in json.dumps(event) for event in events)
    # The alarm.
    until(lambda: "a provider refuses one of its keys" in said(proxy), 5, "nobody is told")
    time.sleep(1.5)
    assert said(proxy).count("a provider refuses one of its keys") == 1 and "p/a" in said(proxy)
    assert A not in said(proxy)
    assert json.loads(proxy.request("/readyz")[2])["refused_keys"] == ["p/a"]
    text = proxy.request("/metrics")[2].decode()
    assert 'securellm_provider_key_refused{provider="p",key="a"} 1' in text
    assert 'securellm_provider_key_refused{provider="p",key="b"} 0' in text
    assert 'securellm_fallbacks_total{from="p",to="p",cause="401"} 1' in text


def test_all_refused(begin):
    account = Account()
    proxy = begin(account, of_environment("a", "b"))
    code, _, body = ask(proxy)
    assert code == 401 and b"wrong key" in body
    assert sorted(account.used) == [A, B]
    # The provider says itself what is wrong, as with one key.
    assert ask(proxy)[0] == 401


def test_a_limited_key_rests(begin):
    account = Account(A, B)
    account.limited = {A}
    proxy = begin(account, of_environment("a", "b"))
    for _ in range(10):
        assert ask(proxy)[0] == 200
    assert collections.Counter(account.used)[A] <= 1
    assert "refuses one of its keys" not in said(proxy)
    account.limited = set()
    until(lambda: ask(proxy)[0] == 200 and account.used[-1] == A, 10, "the key is not used again")


def test_one_key_behaves_as_before(begin, make_proxy, make_provider):
    account = Account()
    provider = make_provider(respond=account)
    proxy = make_proxy({"providers": {"p": {
        "apiFormat": "openai", "baseURL": provider.url, "key": {"env": "A"}, "models": ["m"]}}}, environment={"A": A})
    code, fields, body = ask(proxy)
    assert code == 401 and b"wrong key" in body and account.used == [A]
    assert "x-securellm-provider" not in fields and "tries" not in proxy.closed(1)[0]


def test_sticky_by_cache_key(begin):
    account = Account(A, B, C)
    proxy = begin(account, of_environment("a", "b", "c"))
    found = {}
    for number in range(40):
        for _ in range(2):
            assert ask(proxy, prompt_cache_key=f"key-{number}")[0] == 200
        assert account.used[-1] == account.used[-2]
        found[number] = account.used[-1]
    assert len(set(found.values())) == 3


def test_a_refused_key_is_asked_for_again(begin, tmp_path):
    file = tmp_path / "a.key"
    file.write_text(A)
    account = Account(B, C)
    proxy = begin(account, [{"file": str(file), "name": "a"}, {"env": "B", "name": "b"}])
    until(lambda: ask(proxy)[0] == 200 and A in account.used, 5, "the refused key was not used")
    replace(file, C)
    until(lambda: ask(proxy)[0] == 200 and account.used[-1] == C, 10, "the new key is not in force")
    until(lambda: "takes the key again" in said(proxy), 5, "nobody is told")
    assert "refused_keys" not in json.loads(proxy.request("/readyz")[2])


def test_a_refused_command_is_run_again_at_once(begin, tmp_path):
    file, runs = tmp_path / "a.key", tmp_path / "runs"
    file.write_text(A)
    program = tmp_path / "print-key"
    program.write_text(f"#!/bin/sh\necho run >> {runs}\ncat {file}\n")
    program.chmod(0o700)
    account = Account(A, B)
    proxy = begin(account, [{"command": [str(program)], "refreshSeconds": 3600}, {"env": "B"}])
    assert ask(proxy)[0] == 200
    account.keys = {B, C}
    file.write_text(C)
    until(lambda: ask(proxy)[0] == 200 and account.used[-1] == C, 10, "the program was not run again")
    assert runs.read_text().count("run") == 2


def test_rotation_without_a_failed_request(begin, tmp_path):
    """Each key in turn is replaced, and the old one withdrawn, while many ask."""
    files = [tmp_path / f"{name}.key" for name in "ab"]
    for file, key in zip(files, (A, B)):
        file.write_text(key)
    account = Account(A, B)
    proxy = begin(account, [{"file": str(file)} for file in files])
    stop, failed, count = threading.Event(), [], [0]

    def load():
        while not stop.is_set():
            code, _, body = ask(proxy)
            count[0] += 1
            if code != 200:
                failed.append((code, body))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        tasks = [pool.submit(load) for _ in range(8)]
        for turn in range(6):
            new = f"sk-key-{turn}-fedcba9876543210"
            old = files[turn % 2].read_text()
            # The provider withdraws first: until the proxy has read the new one, the other key serves.
            with account.lock:
                account.keys = (account.keys | {new}) - {old}
            replace(files[turn % 2], new)
            until(lambda: new in account.used[-60:], 15, "the new key is not in force")
        stop.set()
        for task in tasks:
            task.result()
    assert failed == [] and count[0] > 100


BROKEN = {
    "beside key": ({"key": {"env": "A"}, "keys": [{"env": "B"}]}, "/providers/p/keys"),
    "two sources": ({"keys": [{"env": "A", "file": "x"}]}, "/providers/p/keys/0"),
    "none": ({"keys": [{"weight": 2}]}, "/providers/p/keys/0"),
    "one name": ({"keys": [{"env": "A", "name": "x"}, {"env": "B", "name": "x"}]}, "/providers/p/keys/1"),
    "not set": ({"keys": [{"env": "A"}, {"env": "NOWHERE"}]}, "/providers/p/keys/1/env"),
    "no file": ({"keys": [{"env": "A"}, {"file": "nowhere"}]}, "/providers/p/keys/1/file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_start_errors(binary, tmp_path, name):
    keys, pointer = BROKEN[name]
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"p": {
        "apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", **keys}}}))
    result = subprocess.run(
        [binary, "serve", "--check", "--config", file], capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "A": A, "B": B})
    assert result.returncode != 0 and pointer in result.stderr + result.stdout, result.stderr + result.stdout
    assert A not in result.stderr + result.stdout
