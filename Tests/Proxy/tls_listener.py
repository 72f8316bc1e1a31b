"""A proxy that speaks TLS with its clients, and clients of it."""
import http.client
import ipaddress
import json
import os
import socket
import ssl

from cryptography import x509

from certificates import Authority, parts
from conftest import chat, two_providers

LOCALHOST = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]


class Listener:
    """A proxy that speaks TLS, and clients that trust its authority."""

    def __init__(self, make_proxy, mock, folder, tls=None, listen=None, **more):
        self.authority = Authority(folder)
        self.certificate, self.key = folder / "listener.pem", folder / "listener.key"
        self.place(self.authority.sign(LOCALHOST))
        configuration = {**two_providers(mock), **more}
        configuration["listen"] = {
            "tls": {"certificateFile": str(self.certificate), "keyFile": str(self.key), **(tls or {})}, **(listen or {})}
        self.proxy = make_proxy(configuration)
        self.port = self.proxy.port

    def place(self, file):
        """Makes the certificate and key of a file the listener's, each in one step."""
        for target, text in zip((self.certificate, self.key), parts(file)):
            new = target.with_suffix(".new")
            new.write_text(text)
            os.chmod(new, 0o600)
            new.rename(target)

    def context(self, client=None, **options):
        context = ssl.create_default_context(cafile=str(self.authority.pem))
        if client:
            context.load_cert_chain(client)
        for key, value in options.items():
            setattr(context, key, value)
        return context

    def connect(self, context=None, timeout=20):
        return http.client.HTTPSConnection("localhost", self.port, timeout=timeout, context=context or self.context())

    def ask(self, context=None):
        """Status of a chat completion on a connection of its own."""
        connection = self.connect(context)
        try:
            return send(connection)
        finally:
            connection.close()

    def serial(self):
        """Of the certificate that a new connection is shown."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as plain:
            with self.context().wrap_socket(plain, server_hostname="localhost") as secure:
                return x509.load_der_x509_certificate(secure.getpeercert(True)).serial_number

    def log(self):
        return (self.proxy.folder / "serve.log").read_text()

    def failures(self):
        """Failed handshakes by reason."""
        connection = self.connect()
        connection.request("GET", "/metrics")
        found = {}
        for line in connection.getresponse().read().decode().splitlines():
            if line.startswith("securellm_tls_handshake_failures_total{"):
                found[line.split('"')[1]] = int(line.split()[-1])
        connection.close()
        return {reason: count for reason, count in found.items() if count}


def send(connection):
    connection.request("POST", "/v1/chat/completions", json.dumps(chat()), {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    return response.status
