"""Clients over TLS: certificates of the listener and of clients, made here, and what becomes of each that is not good."""
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time

import pytest
from cryptography import x509

from certificates import Authority, name, parts
from conftest import chat, until
from tls_listener import LOCALHOST, Listener, send


@pytest.fixture
def listener(make_proxy, mock, tmp_path):
    return lambda **more: Listener(make_proxy, mock, tmp_path, **more)


def test_versions_and_protocol(listener):
    served = listener()
    assert "Listening on https://127.0.0.1:" in served.log()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = served.context(minimum_version=version, maximum_version=version)
        context.set_alpn_protocols(["h2", "http/1.1"])
        connection = served.connect(context)
        assert send(connection) == 200 and send(connection) == 200
        assert connection.sock.selected_alpn_protocol() == "http/1.1"
        connection.close()
    with pytest.raises(ssl.SSLError):
        served.ask(served.context(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1))
    # Whoever does not trust the certificate leaves, and says so.
    with pytest.raises(ssl.SSLCertVerificationError):
        served.ask(ssl.create_default_context())
    until(lambda: "refused_by_client" in served.failures(), 5, f"{served.failures()}")
    assert served.proxy.closed(4)[0]["client_address"] == "127.0.0.1"


def test_minimum_version_1_3(listener):
    served = listener(tls={"minimumVersion": "1.3"})
    assert served.ask() == 200
    with pytest.raises(ssl.SSLError):
        served.ask(served.context(maximum_version=ssl.TLSVersion.TLSv1_2))


def test_large_bodies_and_streams(listener):
    served = listener()
    connection = served.connect()
    body = json.dumps(chat("x" * 3_000_000))
    connection.request("POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    assert response.status == 200 and response.read()
    connection.request(
        "POST", "/v1/chat/completions", json.dumps(chat(stream=True)), {"Content-Type": "application/json"})
    text = connection.getresponse().read().decode()
    assert text.rstrip().endswith("data: [DONE]")
    connection.close()


def test_plain_http_gets_a_sentence(listener):
    served = listener()
    body = b"x" * 200_000
    with socket.create_connection(("127.0.0.1", served.port), 10) as client:
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body))
        client.sendall(body)
        answer = b""
        while part := client.recv(65536):
            answer += part
    assert answer.startswith(b"HTTP/1.1 400 ") and b"https://" in answer
    with socket.create_connection(("127.0.0.1", served.port), 10) as client:
        client.sendall(b"\x00\x01\x02 no protocol at all" * 100)
        try:
            while client.recv(65536):
                pass
        except ConnectionResetError:
            pass
    until(lambda: served.failures() == {"plain_http": 1, "other": 1}, 5, "the failures are not counted")
    until(lambda: "TLS handshakes of clients failed" in served.log(), 5, "there is no line in the log")


def test_slow_handshakes_are_cut(listener):
    served = listener(listen={"headerMs": 1000, "idleMs": 60_000})
    hello = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    outgoing = ssl.MemoryBIO()
    hello.check_hostname = False
    hello.verify_mode = ssl.CERT_NONE
    with pytest.raises(ssl.SSLWantReadError):
        hello.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    hello = outgoing.read()
    for start in (b"", hello[:50], hello):
        with socket.create_connection(("127.0.0.1", served.port), 10) as client:
            began = time.monotonic()
            client.sendall(start)
            try:
                while client.recv(65536):
                    pass
            except ConnectionResetError:
                pass
            assert 0.5 < time.monotonic() - began < 6
    assert served.failures()["timeout"] == 3
    # One that is done has the time of an idle connection.
    connection = served.connect()
    assert send(connection) == 200
    time.sleep(1.5)
    assert send(connection) == 200
    connection.close()


def test_certificates_of_clients(listener, tmp_path):
    clients = Authority(tmp_path, "clients")
    served = listener(tls={"clientAuthoritiesFile": str(clients.pem)})
    good = clients.sign([x509.DNSName("alice.test")], subject=name("alice"))
    assert served.ask(served.context(good)) == 200
    plain = clients.sign(
        [x509.UniformResourceIdentifier("spiffe://test/agent")], subject=x509.Name([]))
    assert served.ask(served.context(plain)) == 200
    hostile = clients.sign([x509.DNSName("x")], subject=name('"},\n{"a\u202e' + "x" * 50))
    assert served.ask(served.context(hostile)) == 200
    events = served.proxy.closed(3)
    assert [event["client_certificate"] for event in events] == [
        "CN=alice", "URI:spiffe://test/agent", 'CN="},\n{"a\u202e' + "x" * 50]
    for bad in (None, Authority(tmp_path, "others").sign([x509.DNSName("mallory")]), clients.sign(
            [x509.DNSName("old")], first=-9, last=-2)):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            connection = served.connect(served.context(bad, maximum_version=version))
            with pytest.raises(ssl.SSLError) as refusal:
                connection.connect()
                # With TLS 1.3 a client is done before the server has looked at its certificate.
                connection.sock.recv(1)
            assert "alert" in str(refusal.value).lower()
            connection.close()
    connection = served.connect(served.context(good))
    connection.request("GET", "/metrics")
    metrics = connection.getresponse().read().decode()
    assert 'handshake_failures_total{reason="client_certificate"} 6' in metrics
    assert "\nsecurellm_tls_certificate_not_after_seconds 1" in metrics or "\nsecurellm_tls_certificate_not_after_seconds 2" in metrics
    connection.close()
    assert served.log().count("TLS handshakes of clients failed") <= 2
    assert len(served.proxy.events()) == 6


def test_optional_certificates_of_clients(listener, tmp_path):
    clients = Authority(tmp_path, "clients")
    served = listener(tls={"clientAuthoritiesFile": str(clients.pem), "clientCertificates": "optional"})
    assert served.ask() == 200
    assert served.ask(served.context(clients.sign([], subject=name("bob")))) == 200
    assert [event.get("client_certificate") for event in served.proxy.closed(2)] == [None, "CN=bob"]
    with pytest.raises(ssl.SSLError):
        served.ask(served.context(Authority(tmp_path, "others").sign([])))


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_resumed_sessions(listener, tmp_path):
    """With a certificate of the client's, whose name a resumed session has too."""
    clients = Authority(tmp_path, "clients")
    served = listener(tls={"clientAuthoritiesFile": str(clients.pem)})
    file = clients.sign([x509.DNSName("x")], subject=name("carol"))
    request = "GET /v1/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    for version in ("-tls1_2", "-tls1_3"):
        session = tmp_path / f"session{version}"
        for option in ("-sess_out", "-sess_in"):
            run = subprocess.run(
                ["openssl", "s_client", "-connect", f"127.0.0.1:{served.port}", "-servername", "localhost", "-CAfile",
                 served.authority.pem, "-cert", file, "-key", file, "-quiet", "-ign_eof", version, option, session],
                input=request, capture_output=True, text=True, timeout=20)
            assert "HTTP/1.1 200 " in run.stdout, run.stderr


def check(proxy, *arguments):
    run = subprocess.run(
        [proxy.binary, *arguments, "--config", proxy.file], env=proxy.environment, cwd=proxy.folder,
        capture_output=True, text=True, timeout=30)
    return run.returncode, run.stdout + run.stderr


def test_what_is_wrong_with_the_files(listener, tmp_path):
    served = listener()
    served.proxy.stop()
    good = parts(served.authority.sign(LOCALHOST))
    other = parts(served.authority.sign(LOCALHOST))
    encrypted = subprocess.run(
        ["openssl", "pkey", "-aes256", "-passout", "pass:x"], input=good[1], capture_output=True, text=True).stdout
    cases = [
        (good[0], other[1], "/listen/tls/keyFile: the key is not that of the first certificate"),
        ("", good[1], "/listen/tls/certificateFile: the file cannot be read, or is empty"),
        (good[0], "", "/listen/tls/keyFile: the file cannot be read, or is empty"),
        ("hello", good[1], "/listen/tls/certificateFile: the file must have certificates in PEM"),
        (good[0][:-60], good[1], "/listen/tls/certificateFile: the file must have certificates in PEM"),
        (good[0] + other[0][:-60], good[1], "/listen/tls/certificateFile: the file must have certificates in PEM"),
        (good[0], "hello", "/listen/tls/keyFile: the file must have one private key"),
        (good[0], good[1][:-40], "/listen/tls/keyFile: the file must have one private key"),
        (good[0], encrypted or None, "/listen/tls/keyFile: the key is encrypted"),
    ]
    for certificate, key, sentence in cases:
        if key is None:
            continue
        served.certificate.write_text(certificate)
        served.key.write_text(key)
        for command in (["serve", "--check"], ["serve"], ["doctor"]):
            code, output = check(served.proxy, *command)
            assert code == 1 and sentence in output, (command, sentence, output)
            assert good[1].splitlines()[1] not in output
    served.certificate.unlink()
    assert "/listen/tls/certificateFile: the file cannot be read" in check(served.proxy, "serve", "--check")[1]
    configuration = json.loads(served.proxy.file.read_text())
    configuration["listen"]["tls"]["clientCertificates"] = "required"
    served.proxy.file.write_text(json.dumps(configuration))
    assert "/listen/tls/clientCertificates: has no effect" in check(served.proxy, "serve", "--check")[1]


def test_what_wants_attention(listener):
    served = listener()
    served.proxy.stop()
    for first, last, sentence in ((-9, -2, "it has ended on"), (2, 9, "it is not valid before"), (-60, 3, "it ends on")):
        served.place(served.authority.sign(LOCALHOST, first, last))
        code, output = check(served.proxy, "serve", "--check")
        assert code == 0 and f"warning: {served.certificate}: {sentence}" in output
        assert f"~ listener       {served.certificate}: {sentence}" in check(served.proxy, "doctor")[1]
    served.place(served.authority.sign(LOCALHOST))
    assert "warning" not in check(served.proxy, "serve", "--check")[1]
    os.chmod(served.key, 0o644)
    assert f"warning: key in {served.key}, which others may read or write" in check(served.proxy, "serve", "--check")[1]


def test_changed_files_are_adopted(listener):
    served = listener()
    old = served.connect()
    assert send(old) == 200
    first = served.serial()
    # A certificate without its key, then one that is not whole: the one before goes on.
    new = served.authority.sign(LOCALHOST)
    certificate, key = parts(new)
    served.certificate.write_text(certificate)
    until(lambda: "cannot be used; keeping the previous one" in served.log(), 8, "the mismatch is not reported")
    assert served.serial() == first and served.log().count("keeping the previous one") == 1
    assert "/listen/tls/keyFile: the key is not that of the first certificate" in served.log()
    served.key.write_text(key)
    until(lambda: served.serial() != first, 8, "the certificate is not adopted")
    second = served.serial()
    served.certificate.write_text(certificate[:200])
    until(lambda: served.log().count("keeping the previous one") == 2, 8, "the half file is not reported")
    assert served.serial() == second and served.ask() == 200
    # A signal does not wait for the next look.
    served.place(served.authority.sign(LOCALHOST))
    served.proxy.process.send_signal(signal.SIGHUP)
    until(lambda: served.serial() != second, 8, "SIGHUP does not adopt it")
    assert send(old) == 200
    old.close()


def test_tls_is_not_turned_off_by_a_reload(listener):
    served = listener()
    configuration = json.loads(served.proxy.file.read_text())
    del configuration["listen"]["tls"]
    served.proxy.file.write_text(json.dumps(configuration))
    served.proxy.process.send_signal(signal.SIGHUP)
    until(lambda: "keep their values until the next start" in served.log(), 8, "the reload does not speak of it")
    assert served.ask() == 200


def swap_under_load(served, requests, most_seconds, threads=4, per_connection=20):
    """Requests on kept and on new connections while certificates are replaced all the time, by the look at the files and
    by a signal in turn: how many there were, what failed, and the certificates that were shown."""
    failures, done, counts, shown = [], threading.Event(), [0] * threads, set()
    contexts = [served.context() for _ in range(threads)]

    def work(number):
        while not done.is_set():
            connection = served.connect(contexts[number])
            try:
                for _ in range(per_connection):
                    status = send(connection)
                    counts[number] += 1
                    if status != 200:
                        failures.append(status)
            except (OSError, http.client.HTTPException) as error:
                failures.append(repr(error))
            finally:
                connection.close()

    workers = [threading.Thread(target=work, args=[number]) for number in range(threads)]
    for worker in workers:
        worker.start()
    end = time.monotonic() + most_seconds
    while sum(counts) < requests or len(shown) < 5:
        assert time.monotonic() < end, (counts, shown, served.log())
        before = served.serial()
        served.place(served.authority.sign(LOCALHOST))
        if len(shown) % 2:
            served.proxy.process.send_signal(signal.SIGHUP)
        until(lambda: served.serial() != before, 20, "the certificate is not adopted")
        shown.add(served.serial())
    done.set()
    for worker in workers:
        worker.join()
    return sum(counts), failures, shown


def test_certificates_swapped_under_load(listener):
    """SECURELLM_PROOF makes it a hundred thousand requests. One in twenty has a connection of its own."""
    served = listener(log={"level": "warning"})
    proof = bool(os.environ.get("SECURELLM_PROOF"))
    count, failures, shown = swap_under_load(served, *((100_000, 1800) if proof else (1000, 120)))
    print(f"{count} requests, {len(shown)} certificates, {len(failures)} failed")
    assert not failures and "keeping the previous one" not in served.log()


def test_connections_over_the_bound_are_closed(listener):
    served = listener(listen={"maxConnections": 1})
    held = served.connect()

    def is_served():
        # Whoever looked whether the port is open may still hold the one connection.
        try:
            return send(held) == 200
        except OSError:
            held.close()

    until(is_served, 5, "no connection is served")
    with pytest.raises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
        served.ask()
    assert send(held) == 200
    held.close()


def test_drain(listener):
    """An idle connection ends at once, with the close_notify that tells it from one that was cut."""
    served = listener()
    connection = served.connect()
    assert send(connection) == 200
    served.proxy.process.terminate()
    assert connection.sock.recv(10) == b""
    connection.close()
    assert served.proxy.process.wait(10) == 0
