"""`securellm doctor` on the proxy's configuration, keys, audit and prices."""
import http.client
import json
import os
import subprocess

from conftest import PROVIDER_KEY, chat, key_of, two_providers, until


def doctor(proxy):
    """Its lines about the proxy."""
    run = subprocess.run(
        [proxy.binary, "doctor", "--config", proxy.file], env=proxy.environment, cwd=proxy.folder, capture_output=True,
        text=True)
    assert PROVIDER_KEY not in run.stdout + run.stderr
    return run.stdout.split("\nProxy\n")[1].splitlines()


def line(lines, name):
    return next(text for text in lines if text[3:].startswith(name + " "))


def test_a_proxy_at_work_and_one_that_was_killed(make_proxy, make_mock):
    configuration = two_providers(make_mock("-d", 60_000_000))
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    proxy_lines = doctor(proxy)
    assert "key in PROVIDER_KEY" in line(proxy_lines, "openai")
    assert "MiB free" in line(proxy_lines, "audit") and "90 days are kept" in line(proxy_lines, "audit")
    assert "every request is closed" in line(proxy_lines, "audit records")
    try:
        proxy.request("/v1/chat/completions", chat(), timeout=1)
    except TimeoutError:
        pass
    proxy.closed(1)
    assert "every request is closed" in line(doctor(proxy), "audit records")
    client = http.client.HTTPConnection("127.0.0.1", proxy.port)
    client.request("POST", "/v1/chat/completions", json.dumps(chat()), {"Content-Type": "application/json"})
    until(lambda: "1 requests are open" in line(doctor(proxy), "audit records"), 10, "the open request is not seen")
    proxy.kill()
    client.close()
    assert "1 requests are open" in line(doctor(proxy), "audit records")
    proxy.start()
    until(lambda: "every request is closed" in line(doctor(proxy), "audit records"), 10, "it stays open")


def test_keys_and_permissions(make_proxy, mock, tmp_path):
    file = tmp_path / "key"
    file.write_text(PROVIDER_KEY)
    os.chmod(file, 0o644)
    configuration = two_providers(mock)
    configuration["providers"]["openai"]["key"] = {"file": str(file)}
    configuration["clients"] = {"requireKey": "always"}
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    lines = doctor(proxy)
    assert line(lines, "openai").startswith(" ~ ") and "chmod 600" in line(lines, "openai")
    assert line(lines, "client keys").startswith(" ~ ")
    os.chmod(file, 0o600)
    key_of(proxy)
    lines = doctor(proxy)
    assert line(lines, "openai").startswith("   ") and "1 active key" in line(lines, "client keys")


def test_an_error_in_the_configuration(make_proxy, mock):
    proxy = make_proxy(two_providers(mock))
    proxy.file.write_text('{\n  "listen": { "prot": 1 }\n}')
    lines = doctor(proxy)
    assert line(lines, "configuration").startswith(" ! ") and ":2:15: /listen/prot" in line(lines, "configuration")
