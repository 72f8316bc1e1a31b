"""The client's address behind proxies: who is believed, what the audit and the access log have, and the warning."""
import http.client
import json
import shutil
import subprocess

import pytest

from conftest import chat, free_port, key_in_force, send, two_providers, until


def ask(proxy, *fields, key=None):
    fields = [*fields] + ([("Authorization", f"Bearer {key}")] if key else [])
    response = send(proxy.port, "POST", "/v1/chat/completions", fields, json.dumps(chat()).encode())
    response.read()
    return response.status


def behind(mock, *proxies, **listen):
    return {**two_providers(mock), "listen": {"trustedProxies": list(proxies), **listen}}


def addresses(proxy, count):
    return [event["client_address"] for event in proxy.closed(count)]


def test_a_trusted_peer_is_believed(make_proxy, mock):
    configuration = behind(mock, "127.0.0.0/8", "10.0.0.0/8")
    configuration["log"] = {"access": True}
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    # Clients behind a proxy are not of this machine: they need a key.
    assert ask(proxy, ("X-Forwarded-For", "192.0.2.7")) == 401
    key = key_in_force(proxy)
    for fields in ([("X-Forwarded-For", "198.51.100.9, 192.0.2.7, 10.1.1.1")], [], [("X-Forwarded-For", "evil\t")],
                   [("Forwarded", "for=192.0.2.8")], [("X-Forwarded-For", "[2001:db8::7]:80")]):
        assert ask(proxy, *fields, key=key) == 200
    assert addresses(proxy, 5) == ["192.0.2.7", "127.0.0.1", "127.0.0.1", "127.0.0.1", "2001:db8::7"]
    rejected = [event for event in proxy.events() if event["event_type"] == "request_rejected"]
    assert rejected[0]["client_address"] == "192.0.2.7"
    assert '"client_address":"2001:db8::7"' in (proxy.folder / "serve.log").read_text()


def test_each_request_of_a_connection_has_its_own(make_proxy, mock):
    proxy = make_proxy({**behind(mock, "127.0.0.1", clientAddressHeader="forwarded"), "clients": {"requireKey": "never"}})
    client = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
    for value in ("for=192.0.2.1", None, 'for="[2001:db8::2]:9"'):
        client.request("POST", "/v1/chat/completions", json.dumps(chat()),
                       {"Content-Type": "application/json", **({"Forwarded": value} if value else {})})
        client.getresponse().read()
    client.close()
    assert addresses(proxy, 3) == ["192.0.2.1", "127.0.0.1", "2001:db8::2"]


def test_nobody_else_is_believed(make_proxy, mock):
    proxy = make_proxy({**behind(mock, "192.0.2.0/24"), "clients": {"requireKey": "never"}})
    assert ask(proxy, ("X-Forwarded-For", "198.51.100.9"), ("Forwarded", "for=198.51.100.9")) == 200
    other = make_proxy(two_providers(mock))
    assert ask(other, ("X-Forwarded-For", "198.51.100.9")) == 200
    assert addresses(proxy, 1) + addresses(other, 1) == ["127.0.0.1", "127.0.0.1"]


def test_rejections_are_bounded_by_the_client(make_proxy, mock):
    """One client that is refused all the time takes nothing from the record of another."""
    proxy = make_proxy(behind(mock, "127.0.0.1"))
    for _ in range(150):
        assert ask(proxy, ("X-Forwarded-For", "192.0.2.7")) == 401
    assert ask(proxy, ("X-Forwarded-For", "192.0.2.8")) == 401
    found = []
    until(lambda: (found.clear() or found.extend(event.get("client_address") for event in proxy.events())
                   or "192.0.2.8" in found), 5, "the other client is not recorded")
    assert found.count("192.0.2.7") < 120


def check(proxy, *command):
    run = subprocess.run([proxy.binary, *command, "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
                         capture_output=True, text=True, timeout=30)
    return run.stdout + run.stderr


def test_keys_in_clear_are_warned_of(make_proxy, mock):
    proxy = make_proxy({**two_providers(mock), "listen": {"host": "0.0.0.0"}})
    until(lambda: "client keys travel in clear" in (proxy.folder / "serve.log").read_text(), 5, "the log has no warning")
    assert "warning: client keys travel in clear to 0.0.0.0" in check(proxy, "serve", "--check")
    assert "~ listener       client keys travel in clear" in check(proxy, "doctor")
    for listen in ({"host": "127.0.0.1"}, {"host": "0.0.0.0", "trustedProxies": ["10.0.0.0/8"]}):
        configuration = json.loads(proxy.file.read_text())
        configuration["listen"] = {"port": proxy.port, **listen}
        proxy.file.write_text(json.dumps(configuration))
        assert "in clear" not in check(proxy, "serve", "--check") + check(proxy, "doctor")


def test_ranges_that_are_wrong(make_proxy, mock):
    proxy = make_proxy(two_providers(mock))
    configuration = json.loads(proxy.file.read_text())
    configuration["listen"]["trustedProxies"] = ["10.0.0.1/8", "proxy.example"]
    proxy.file.write_text(json.dumps(configuration))
    output = check(proxy, "serve", "--check")
    assert "/listen/trustedProxies/0: has bits behind its prefix" in output
    assert "/listen/trustedProxies/1: must be an IPv4 or IPv6 address" in output


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_behind_nginx(make_proxy, mock, tmp_path):
    """As it is configured everywhere; a client that writes a header of its own gains nothing."""
    proxy = make_proxy({**behind(mock, "127.0.0.1"), "clients": {"requireKey": "never"}})
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{ }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.2:{port}; location / {{
    proxy_pass http://127.0.0.1:{proxy.port}; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }} }}
}}""")
    server = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        until(lambda: (folder / "pid").exists() or server.poll() is not None, 10, "nginx does not start")
        if server.poll() is not None:
            pytest.skip("nginx does not start here")
        client = http.client.HTTPConnection("127.0.0.2", port, timeout=20, source_address=("127.0.0.3", 0))
        client.request("POST", "/v1/chat/completions", json.dumps(chat()),
                       {"Content-Type": "application/json", "X-Forwarded-For": "198.51.100.9"})
        assert client.getresponse().status == 200
        client.close()
        assert addresses(proxy, 1) == ["127.0.0.3"]
    finally:
        server.terminate()
        server.wait()
