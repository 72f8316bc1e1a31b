"""The official clients of both API formats over TLS, with an authority of one's own and with certificates of clients."""
import asyncio
import ssl

import anthropic
import openai
import pytest
from cryptography import x509

from certificates import Authority, name
from conftest import key_of, until
from tls_listener import Listener

MESSAGES = [{"role": "user", "content": "Hello"}]


@pytest.fixture
def served(make_proxy, mock, tmp_path):
    """A proxy that asks for keys, and takes certificates of an authority instead."""
    clients = Authority(tmp_path, "clients")
    listener = Listener(
        make_proxy, mock, tmp_path, tls={"clientAuthoritiesFile": str(clients.pem), "clientCertificates": "optional"},
        clients={"requireKey": "always", "keyFile": "keys.sqlite", "certificates": [{"dns": "agent.test", "key": "agent"}]})
    listener.secret = key_of(listener.proxy, "sdk")
    key_of(listener.proxy, "agent")
    listener.client_certificate = clients.sign([x509.DNSName("agent.test")], subject=name("agent"))
    listener.before = 0

    def is_known():
        if listener.ask(listener.context(listener.client_certificate)) != 200:
            return False
        listener.before += 1
        return True

    until(lambda: all(is_known() for _ in range(6)), 20, "the keys are not known")
    return listener


def url(served):
    return f"https://localhost:{served.port}"


def ask_openai(client):
    whole = client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    assert whole.choices[0].message.content
    chunks = list(client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert chunks[-1].choices[0].finish_reason


def ask_anthropic(client):
    whole = client.messages.create(model="claude-haiku-4-5", max_tokens=20, messages=MESSAGES)
    assert whole.content[0].text
    with client.messages.stream(model="claude-haiku-4-5", max_tokens=20, messages=MESSAGES) as stream:
        assert "".join(stream.text_stream)
        assert stream.get_final_message().stop_reason


def ask_both(served, key, **options):
    made = options.pop("http_clients", (None, None))
    ask_openai(openai.OpenAI(
        base_url=url(served) + "/v1", api_key=key, max_retries=0, http_client=made[0], **options))
    ask_anthropic(anthropic.Anthropic(base_url=url(served), api_key=key, max_retries=0, http_client=made[1], **options))


def users(served, count=4):
    """Whom the audit has for the requests of the test."""
    events = served.proxy.closed(served.before + count)[served.before:]
    assert all(event["status"] == "success" for event in events)
    return [event["user"] for event in events]


def http_clients(context):
    return openai.DefaultHttpxClient(verify=context), anthropic.DefaultHttpxClient(verify=context)


def test_a_variable_names_the_authority(served, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(served.authority.pem))
    ask_both(served, served.secret)
    assert users(served) == ["sdk"] * 4


def test_a_client_trusts_the_authority(served):
    ask_both(served, served.secret, http_clients=http_clients(served.context()))
    assert users(served) == ["sdk"] * 4


def test_a_certificate_is_all_that_a_client_needs(served):
    ask_both(served, "unused", http_clients=http_clients(served.context(served.client_certificate)))
    assert users(served) == ["agent"] * 4


def test_a_key_beside_a_certificate_counts(served):
    ask_both(served, served.secret, http_clients=http_clients(served.context(served.client_certificate)))
    assert users(served) == ["sdk"] * 4


def test_without_key_and_certificate(served):
    context = served.context()
    with pytest.raises(openai.AuthenticationError):
        ask_openai(openai.OpenAI(
            base_url=url(served) + "/v1", api_key="unused", max_retries=0, http_client=http_clients(context)[0]))
    with pytest.raises(anthropic.AuthenticationError):
        ask_anthropic(anthropic.Anthropic(
            base_url=url(served), api_key="unused", max_retries=0, http_client=http_clients(context)[1]))


def test_an_unknown_authority_is_refused_by_the_client(served, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    for context in (True, ssl.create_default_context(cafile=str(Authority(served.proxy.folder, "others").pem))):
        with pytest.raises(openai.APIConnectionError):
            ask_openai(openai.OpenAI(
                base_url=url(served) + "/v1", api_key=served.secret, max_retries=0,
                http_client=openai.DefaultHttpxClient(verify=context)))
        with pytest.raises(anthropic.APIConnectionError):
            ask_anthropic(anthropic.Anthropic(
                base_url=url(served), api_key=served.secret, max_retries=0,
                http_client=anthropic.DefaultHttpxClient(verify=context)))


def test_the_asynchronous_clients(served):
    """Streams beside each other on connections that are kept."""
    async def ask():
        context = served.context(served.client_certificate)
        async with openai.AsyncOpenAI(
                base_url=url(served) + "/v1", api_key="unused", max_retries=0,
                http_client=openai.DefaultAsyncHttpxClient(verify=context)) as client:
            async def one():
                stream = await client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True)
                return [chunk async for chunk in stream]
            found = [await asyncio.gather(*(one() for _ in range(4))) for _ in range(2)]
        async with anthropic.AsyncAnthropic(
                base_url=url(served), api_key="unused", max_retries=0,
                http_client=anthropic.DefaultAsyncHttpxClient(verify=context)) as client:
            await client.messages.create(model="claude-haiku-4-5", max_tokens=20, messages=MESSAGES)
        return found

    found = asyncio.run(ask())
    assert all(len(chunks) > 1 for round in found for chunks in round)
    assert users(served, 9) == ["agent"] * 9
