"""Keys of providers that are replaced while the proxy runs: by a file, a systemd credential or a program."""
import json
import os
import signal
import subprocess
import threading
import time

import pytest

from conftest import chat, until
from provider import completion

OLD, NEW = "sk-old-0123456789abcdef", "sk-new-fedcba9876543210"


class Strict:
    """What the provider takes; `refused` counts calls with another key."""

    def __init__(self, *keys):
        self.keys, self.used, self.refused = set(keys), [], 0

    def __call__(self, call):
        key = call.headers["Authorization"].removeprefix("Bearer ")
        self.used.append(key)
        if key in self.keys:
            return call.send(200, completion(call.model))
        self.refused += 1
        return call.send(401, {"error": {"message": "wrong key", "type": "authentication_error"}})


@pytest.fixture
def begin(make_proxy, make_provider, tmp_path):
    def begin(key, strict, environment=None, **more):
        provider = make_provider(respond=strict)
        return make_proxy({"providers": {"p": {
            "apiFormat": "openai", "baseURL": provider.url, "key": key, "models": ["m"], "retries": {"max": 0}, **more}}},
            environment=environment or {})

    return begin


def replace(path, text):
    """As agents and orchestrators do: the new file takes the name of the old one."""
    part = path.with_name(path.name + ".new")
    part.write_text(text)
    os.replace(part, path)


def in_force(strict, proxy, key, seconds=10):
    def asked():
        proxy.request("/v1/chat/completions", chat(model="p/m"))
        return strict.used[-1] == key
    until(asked, seconds, "the new key is not in force")


def said(proxy):
    return (proxy.folder / "serve.log").read_text()


@pytest.mark.parametrize("write", [replace, lambda path, text: path.write_text(text)], ids=["renamed", "in place"])
def test_a_changed_file_is_adopted(begin, tmp_path, write):
    path = tmp_path / "key"
    path.write_text(OLD + "\n")
    strict = Strict(OLD, NEW)
    proxy = begin({"file": str(path)}, strict)
    proxy.request("/v1/chat/completions", chat(model="p/m"))
    assert strict.used == [OLD]
    write(path, NEW + "\n")
    in_force(strict, proxy, NEW)
    assert strict.refused == 0


def test_a_link_that_leads_elsewhere_is_adopted(begin, tmp_path):
    """As Kubernetes changes what it mounts: one link for all files."""
    for name, key in (("one", OLD), ("two", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "key").write_text(key)
    (tmp_path / "data").symlink_to("one")
    strict = Strict(OLD, NEW)
    proxy = begin({"file": str(tmp_path / "data" / "key")}, strict)
    (tmp_path / "data.new").symlink_to("two")
    os.replace(tmp_path / "data.new", tmp_path / "data")
    in_force(strict, proxy, NEW)


@pytest.mark.parametrize("text", ["", "\n", "two\nlines"])
def test_what_is_no_key_is_not_adopted(begin, tmp_path, text):
    path = tmp_path / "key"
    path.write_text(OLD)
    strict = Strict(OLD, NEW)
    proxy = begin({"file": str(path)}, strict)
    replace(path, text)
    until(lambda: "keeping the previous one" in said(proxy), 10, "nothing is said")
    assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200
    assert strict.used[-1] == OLD and OLD not in said(proxy)
    path.unlink()
    time.sleep(2.5)
    assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200
    path.write_text(NEW)
    in_force(strict, proxy, NEW)
    assert "can be read again" in said(proxy) and NEW not in said(proxy)


def test_a_credential_of_the_service(begin, tmp_path):
    (tmp_path / "openai").write_text(OLD)
    strict = Strict(OLD, NEW)
    proxy = begin({"credential": "openai"}, strict, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200
    replace(tmp_path / "openai", NEW)
    in_force(strict, proxy, NEW)


def program(tmp_path, key):
    script = tmp_path / "print-key"
    script.write_text(f"#!/bin/sh\necho \"$1 $EXTRA\" >> {tmp_path}/calls\ncat {tmp_path}/secret\n")
    script.chmod(0o700)
    (tmp_path / "secret").write_text(key)
    return str(script)


def test_a_program_that_prints_it(begin, tmp_path):
    command = [program(tmp_path, OLD), "$HOME; touch x"]
    strict = Strict(OLD, NEW)
    proxy = begin({"command": command, "refreshSeconds": 1}, strict, {"EXTRA": "inherited"})
    assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200 and strict.used == [OLD]
    (tmp_path / "secret").write_text(NEW)
    in_force(strict, proxy, NEW)
    # No shell has seen the argument.
    assert set((tmp_path / "calls").read_text().splitlines()) == {"$HOME; touch x inherited"}
    (tmp_path / "secret").unlink()
    until(lambda: "has ended with code 1" in said(proxy), 10, "nothing is said")
    assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200 and strict.used[-1] == NEW


def test_a_reload_may_bring_a_shorter_time(begin, tmp_path):
    command = [program(tmp_path, OLD)]
    strict = Strict(OLD, NEW)
    proxy = begin({"command": command, "refreshSeconds": 3600}, strict)
    # By then the longer time is planned.
    time.sleep(1.5)
    proxy.file.write_text(proxy.file.read_text().replace("3600", "1"))
    proxy.process.send_signal(signal.SIGHUP)
    until(lambda: "configuration reloaded" in said(proxy), 10, "nothing is reloaded")
    (tmp_path / "secret").write_text(NEW)
    in_force(strict, proxy, NEW)


def test_a_program_that_hangs_delays_nobody(begin, tmp_path):
    command = [program(tmp_path, OLD)]
    strict = Strict(OLD, NEW)
    proxy = begin({"command": command, "refreshSeconds": 1}, strict)
    (tmp_path / "print-key").write_text("#!/bin/sh\nsleep 60\n")
    end = time.monotonic() + 8
    while time.monotonic() < end:
        start = time.monotonic()
        assert proxy.request("/v1/chat/completions", chat(model="p/m"))[0] == 200
        assert time.monotonic() - start < 2
        time.sleep(0.1)
    until(lambda: "has not ended within 5 s" in said(proxy), 10, "nothing is said")
    assert set(strict.used) == {OLD}


@pytest.mark.parametrize("key, says", [
    ({"command": ["./no-such-program"]}, "/providers/p/key/command: the program is not there"),
    ({"command": ["sh", "-c", "exit 3"]}, "/providers/p/key/command: the program has ended with code 3"),
    ({"command": ["true"]}, "/providers/p/key/command: the program prints nothing"),
    ({"command": ["head", "-c", "100000", "/dev/zero"]}, "prints more than 64 KiB"),
    ({"credential": "openai"}, "/providers/p/key/credential: CREDENTIALS_DIRECTORY is not set"),
    ({"credential": "../openai"}, "/providers/p/key/credential"),
    ({"file": "k", "env": "K"}, "/providers/p/key: must have one of env, file, credential, command and client"),
    ({"refreshSeconds": 5}, "/providers/p/key"),
    ({"env": "K", "refreshSeconds": 5}, "/providers/p/key"),
])
def test_a_start_names_what_is_wrong(binary, tmp_path, key, says):
    configuration = {"providers": {"p": {"apiFormat": "openai", "baseURL": "http://127.0.0.1:9/v1", "key": key}}}
    (tmp_path / "securellm.json").write_text(json.dumps(configuration))
    run = subprocess.run(
        [binary, "serve", "--check"], cwd=tmp_path, capture_output=True, text=True, timeout=30,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)})
    assert run.returncode != 0 and says in run.stdout + run.stderr


def test_rotation_under_load_fails_no_request(begin, tmp_path):
    """Both keys are valid for a while, as wherever keys are rotated."""
    path = tmp_path / "key"
    path.write_text("key-number-000")
    strict = Strict("key-number-000")
    proxy = begin({"file": str(path)}, strict)
    statuses, isOver = [], threading.Event()

    def client():
        while not isOver.is_set():
            statuses.append(proxy.request("/v1/chat/completions", chat(model="p/m"))[0])

    threads = [threading.Thread(target=client) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        key = f"key-number-{number:03}"
        strict.keys.add(key)
        replace(path, key)
        until(lambda: key in strict.used[-20:], 10, "the key is not in force")
        time.sleep(0.3)
        strict.keys = {key}
    isOver.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200} and len(statuses) > 50 and strict.refused == 0
