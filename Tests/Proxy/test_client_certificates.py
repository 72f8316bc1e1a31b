"""Client keys by certificate: `clients.certificates` of the configuration."""
import hashlib
import json
import signal
import ssl
import subprocess
import time

import pytest
from cryptography import x509

from certificates import Authority, name
from conftest import chat, key_of, until
from tls_listener import Listener


class Mapped(Listener):
    """A listener whose clients' certificates stand for keys."""

    def __init__(self, make_proxy, mock, folder, entries, requires="always", **more):
        self.clients, self.good = Authority(folder, "clients"), 0
        tls = {"clientAuthoritiesFile": str(self.clients.pem), "clientCertificates": "optional"}
        super().__init__(
            make_proxy, mock, folder, tls=tls,
            clients={"requireKey": requires, "keyFile": "keys.sqlite", "certificates": entries}, **more)

    def sign(self, *names, subject="client"):
        return self.clients.sign(list(names), subject=name(subject))

    def keys(self, *arguments):
        return subprocess.run(
            [self.proxy.binary, "keys", *arguments, "--config", self.proxy.file], env=self.proxy.environment,
            cwd=self.proxy.folder, capture_output=True, text=True, check=True).stdout.strip()

    def open(self, certificate=None):
        return self.connect(self.context(certificate))

    def status(self, certificate=None, headers=None, **more):
        """Of one request on a connection of its own; and its body."""
        status, body = send(self.open(certificate), headers, **more)
        self.good += status == 200
        return status, body

    def users(self):
        """Of all successful requests that `status` has made."""
        return [event["user"] for event in self.proxy.closed(self.good)]

    def known(self, certificate, status=200, **more):
        """Waits until every loop has the keys as they are, which read them one after the other."""
        until(lambda: all(self.status(certificate, **more)[0] == status for _ in range(8)), 20, "the key is not known")


def send(connection, headers=None, **more):
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(chat(**more)), {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    body = response.read().decode()
    return response.status, body


@pytest.fixture
def mapped(make_proxy, mock, tmp_path):
    return lambda entries, **more: Mapped(make_proxy, mock, tmp_path, entries, **more)


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def test_a_certificate_is_a_key(mapped):
    served = mapped([
        {"dns": "ci.test", "key": "ci"}, {"uri": "spiffe://test/agent", "key": "agent"},
        {"email": "ann@test.example", "key": "ann"}])
    for key in ("ci", "agent", "ann"):
        key_of(served.proxy, key)
    certificates = {
        "ci": served.sign(x509.DNSName("other.test"), x509.DNSName("CI.test")),
        "agent": served.sign(x509.UniformResourceIdentifier("spiffe://test/agent")),
        "ann": served.sign(x509.RFC822Name("ann@test.example")),
    }
    served.known(certificates["ann"])
    before = served.good
    for key, certificate in certificates.items():
        # The word that an SDK has to be given is no key.
        for headers in ({}, bearer("unused"), {"x-api-key": "unused"}, {**bearer("a"), "x-api-key": "b"}):
            status, body = served.status(certificate, headers)
            assert status == 200, (key, headers, body)
    # A name in another field of the certificate, part of a name, and no certificate.
    for other in (served.sign(x509.DNSName("x.ci.test")), served.sign(subject="ci.test"), None,
                  served.sign(x509.UniformResourceIdentifier("https://ci.test/"))):
        assert served.status(other)[0] == 401
        assert served.status(other, bearer("unused"))[0] == 401
    assert served.users()[before:] == ["ci"] * 4 + ["agent"] * 4 + ["ann"] * 4
    assert all(event["client_certificate"] == "CN=client" and event["key_id"] for event in served.proxy.closed(12))


def test_a_digest_names_one_certificate(mapped, make_proxy, mock, tmp_path):
    first = mapped([])
    certificate, twin = first.sign(x509.DNSName("x.test")), first.sign(x509.DNSName("x.test"))
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text().split("-----BEGIN PRIVATE")[0])
    digest = hashlib.sha256(der).hexdigest().upper()
    colons = ":".join(digest[i:i + 2] for i in range(0, 64, 2))
    key_of(first.proxy, "one")
    # A reload adopts it, for connections that are open too.
    connection = first.open(certificate)
    assert send(connection)[0] == 401
    # A refused head ends its connection.
    connection = first.open(certificate)
    connection.connect()
    configuration = json.loads(first.proxy.file.read_text())
    configuration["clients"]["certificates"] = [{"sha256": colons, "key": "one"}]
    first.proxy.file.write_text(json.dumps(configuration))
    first.proxy.process.send_signal(signal.SIGHUP)
    first.known(certificate)
    assert send(connection)[0] == 200
    assert first.status(twin)[0] == 401
    connection.close()


def test_limits_and_models_of_the_key_hold(mapped):
    served = mapped([{"dns": "a.test", "key": "slow"}, {"dns": "b.test", "key": "bound"}])
    key_of(served.proxy, "slow", "--requests-per-minute", "1", "--burst", "2")
    key_of(served.proxy, "bound", "--models", "gpt-4o")
    slow, bound = served.sign(x509.DNSName("a.test")), served.sign(x509.DNSName("b.test"))
    served.known(bound, model="gpt-4o")
    assert served.status(bound)[0] == 403
    # On one connection and on several.
    connection = served.open(slow)
    statuses = [send(connection)[0], send(connection)[0], send(connection)[0]]
    assert statuses == [200, 200, 429] and served.status(slow)[0] == 429
    connection.close()
    connection = served.open(bound)
    connection.request("GET", "/metrics")
    assert connection.getresponse().status == 403
    connection.close()


def test_a_key_that_is_sent_counts(mapped):
    served = mapped([{"dns": "ci.test", "key": "ci"}])
    key_of(served.proxy, "ci", "--models", "gpt-4o")
    other = key_of(served.proxy, "other")
    certificate = served.sign(x509.DNSName("ci.test"))
    served.known(certificate, headers=bearer(other))
    before = served.good
    # The other key may use a model that the certificate's may not.
    for headers in (bearer(other), {"x-api-key": other}, {"x-securellm-key": other}):
        assert served.status(certificate, headers)[0] == 200
    assert served.status(certificate)[0] == 403
    # A wrong one is an error, whatever is wrong with it.
    wrong = other[:-4] + ("AAAA" if not other.endswith("AAAA") else "BBBB")
    for key in (wrong, other[:-1], "sk-slm-", other + "x"):
        for headers in (bearer(key), {"x-api-key": key}, {**bearer("unused"), "x-api-key": key}, {"x-securellm-key": key}):
            assert served.status(certificate, headers, model="gpt-4o")[0] == 401, (key, headers)
    assert served.status(certificate, {"x-securellm-key": "unused"}, model="gpt-4o")[0] == 401
    assert served.users()[before:] == ["other"] * 3


@pytest.mark.parametrize("requires", ["always", "never"])
def test_a_key_that_is_gone_lets_nobody_in(mapped, requires):
    """Where no key is required neither: the configuration says who it is."""
    served = mapped([{"dns": "ci.test", "key": "ci"}, {"dns": "nobody.test", "key": "nobody"}], requires=requires)
    key_of(served.proxy, "ci")
    certificate, nobody = served.sign(x509.DNSName("ci.test")), served.sign(x509.DNSName("nobody.test"))
    served.known(certificate)
    status, body = served.status(nobody)
    assert status == 401 and "by clients.certificates, is not known" in body
    assert served.status(served.sign(x509.DNSName("unmapped.test")))[0] == (401 if requires == "always" else 200)
    connection = served.open(certificate)
    assert send(connection)[0] == 200
    served.keys("revoke", "ci")
    served.known(certificate, 401)
    assert "was revoked" in served.status(certificate)[1]
    assert send(connection)[0] == 401
    # The name is free: whoever has it now is who is meant.
    key_of(served.proxy, "ci")
    served.known(certificate)
    events = served.proxy.closed(served.good + 1)
    assert len({event["key_id"] for event in events if event.get("user") == "ci"}) == 2


def test_a_certificate_that_ends_lets_nobody_in_any_more(mapped):
    """On a connection that stays open, for which nobody verifies it again."""
    served = mapped([{"dns": "ci.test", "key": "ci"}])
    key = key_of(served.proxy, "ci")
    names = [x509.DNSName("ci.test")]
    served.known(served.clients.sign(names))
    certificate = served.clients.sign(names, last=3 / 86400)
    end = time.time() + 3
    connection, other = served.open(certificate), served.open(certificate)
    assert send(connection)[0] == 200 and send(other)[0] == 200
    time.sleep(max(0, end - time.time()) + 1.1)
    status, body = send(connection)
    assert status == 401 and "certificate of this client has ended" in body
    # A key that is sent counts.
    assert send(other, bearer(key))[0] == 200
    other.close()


def test_a_token_for_the_provider_goes_on(mapped, make_provider):
    """The certificate says who it is, and `Authorization` is free for the provider."""
    provider = make_provider()
    served = mapped(
        [{"dns": "ci.test", "key": "ci"}],
        providers={"openai": {"baseURL": provider.url, "apiFormat": "openai", "key": {"client": True}}})
    key_of(served.proxy, "ci")
    certificate = served.sign(x509.DNSName("ci.test"))
    served.known(certificate, headers=bearer("sk-of-the-provider"))
    assert provider.requests[-1].lines("authorization") == ["Bearer sk-of-the-provider"]


def test_the_document_has_certificates(mapped):
    served = mapped([{"dns": "ci.test", "key": "ci"}], requires="never")
    connection = served.open()
    connection.request("GET", "/openapi.json")
    document = json.loads(connection.getresponse().read())
    connection.close()
    assert document["security"] == [{"bearer": []}, {"apiKey": []}, {"proxyKey": []}, {"certificate": []}, {}]
    assert document["components"]["securitySchemes"]["certificate"]["type"] == "mutualTLS"


def test_doctor_names_keys_that_are_not_active(mapped):
    served = mapped([{"dns": "ci.test", "key": "ci"}, {"dns": "a.test", "key": "a"}, {"dns": "b.test", "key": "a"}])
    key_of(served.proxy, "ci")

    def run(*arguments):
        return subprocess.run(
            [served.proxy.binary, *arguments, "--config", served.proxy.file], env=served.proxy.environment,
            cwd=served.proxy.folder, capture_output=True, text=True)

    line = next(line for line in run("doctor").stdout.splitlines() if "certificates " in line)
    assert line.startswith(" ~ certificates") and line.endswith("refused: a")
    assert "warning: clients.certificates names keys that are not active" in run("serve", "--check").stderr
    key_of(served.proxy, "a")
    assert "stand for 2 active keys" in run("doctor").stdout and "warning" not in run("serve", "--check").stderr
