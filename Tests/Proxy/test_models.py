"""Who gets a model's prompt: the same one always, and no cloud for a name that a local provider has."""
import json
import signal
import time

import pytest

from conftest import chat, free_port, message, until

LOCAL = ["gpt-oss:20b", "deepseek-r1:8b", "llama3:8b", "phi4:latest", "gpt-4o"]


class Providers:
    """The four that are built in, each a program of the test."""

    def __init__(self, make):
        self.openai = make(["gpt-4o", "whisper-2"])
        self.deepseek = make(["deepseek-chat"])
        self.anthropic = make(["claude-haiku-4-5"])
        self.ollama = make(LOCAL)
        self.all = [self.openai, self.deepseek, self.anthropic, self.ollama]

    def configuration(self, **more):
        key = {"env": "PROVIDER_KEY"}
        return {"providers": {
            "openai": {"baseURL": self.openai.url, "key": key, "limits": {}},
            "anthropic": {"baseURL": self.anthropic.url, "key": key, "limits": {}},
            "deepseek": {"baseURL": self.deepseek.url, "key": key, "limits": {}},
            "ollama": {"baseURL": self.ollama.url}}, **more}

    def called(self):
        return {name: getattr(self, name).calls for name in ("openai", "deepseek", "anthropic", "ollama")
                if getattr(self, name).calls}

    def forget(self):
        for provider in self.all:
            provider.calls.clear()


@pytest.fixture
def providers(make_provider):
    return Providers(make_provider)


def serves(proxy, model):
    status, _, body = proxy.request("/v1/chat/completions", chat(model=model))
    assert status == 200, body


@pytest.mark.parametrize("model", ["gpt-oss:20b", "deepseek-r1:8b", "llama3:8b", "phi4"])
def test_a_local_model_is_served_by_its_provider_always(make_proxy, providers, model):
    """After the start, behind GET /v1/models, with another configuration, after another start."""
    proxy = make_proxy(providers.configuration())
    serves(proxy, model)
    assert providers.called().keys() == {"ollama"}
    assert proxy.request("/v1/models")[0] == 200
    serves(proxy, model)
    proxy.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    serves(proxy, model)
    proxy.stop()
    proxy.start()
    serves(proxy, model)
    assert providers.called().keys() == {"ollama"} and len(providers.ollama.calls) == 4


def test_a_provider_takes_over_nothing_by_listing_it(make_proxy, providers):
    """Ollama lists gpt-4o and, as of now, names of everybody."""
    providers.ollama.models = LOCAL + ["claude-haiku-4-5", "deepseek-chat", "openai/gpt-4o", "whisper-2"]
    proxy = make_proxy(providers.configuration())
    for _ in range(2):
        for model in ("gpt-4o", "openai/gpt-4o", "deepseek-chat", "whisper-2"):
            serves(proxy, model)
        assert proxy.request("/v1/messages", message())[0] == 200
        assert providers.called() == {
            "openai": ["gpt-4o", "gpt-4o", "whisper-2"], "deepseek": ["deepseek-chat"], "anthropic": ["claude-haiku-4-5"]}
        providers.forget()
        names = [entry["id"] for entry in json.loads(proxy.request("/v1/models")[2])["data"]]
        assert "ollama/gpt-4o" in names and "openai/gpt-4o" in names


@pytest.mark.parametrize("model", ["gpt-oss:20b", "deepseek-r1:8b", "llama3:70b", "mistral"])
def test_a_local_provider_that_is_down_is_an_error(make_proxy, providers, model):
    configuration = providers.configuration()
    configuration["providers"]["ollama"]["baseURL"] = f"http://127.0.0.1:{free_port()}/v1"
    proxy = make_proxy(configuration)
    for _ in range(2):
        status, _, body = proxy.request("/v1/chat/completions", chat(model=model))
        error = json.loads(body)["error"]
        assert status == 502 and error["code"] == "upstream_unreachable", body
        assert "ollama" in error["message"] and "nothing listens there" in error["message"]
        proxy.request("/v1/models")
    assert providers.called() == {}
    # What nobody has to be asked about is served.
    serves(proxy, "gpt-4o-mini")


def test_a_model_that_was_just_installed_is_found(make_proxy, providers):
    proxy = make_proxy(providers.configuration())
    status, _, body = proxy.request("/v1/chat/completions", chat(model="qwen3:4b"))
    assert status == 404 and json.loads(body)["error"]["code"] == "model_not_found"
    providers.ollama.models = LOCAL + ["qwen3:4b"]
    until(lambda: proxy.request("/v1/chat/completions", chat(model="qwen3:4b"))[0] == 200, 15, "it is never found")
    assert providers.called() == {"ollama": ["qwen3:4b"]}
    # Whoever sends names that nobody has makes few calls of it.
    before = providers.ollama.lists
    for number in range(50):
        assert proxy.request("/v1/chat/completions", chat(model=f"nobody-{number}:1b"))[0] == 404
    assert providers.ollama.lists - before <= 3


def test_nobody_is_asked_where_the_configuration_decides(make_proxy, providers):
    configuration = providers.configuration(aliases={"gpt-oss": "ollama/gpt-oss:20b"})
    configuration["providers"]["ollama"]["models"] = ["llama3:8b"]
    proxy = make_proxy(configuration)
    for model in ("gpt-4o", "gpt-oss", "llama3:8b", "ollama/anything:1b", "deepseek-chat"):
        serves(proxy, model)
    assert sum(provider.lists for provider in providers.all) == 0
    assert providers.ollama.calls == ["gpt-oss:20b", "llama3:8b", "anything:1b"]


def test_the_first_of_the_configuration_has_a_name_of_two(make_proxy, make_provider):
    first, second = make_provider(["shared", "one"]), make_provider(["shared", "two"])
    entry = lambda provider: {"apiFormat": "openai", "baseURL": provider.url}
    proxy = make_proxy({"providers": {"zebra": entry(first), "apple": entry(second)}})
    for model in ("shared", "two", "one", "shared"):
        serves(proxy, model)
    assert first.calls == ["shared", "one", "shared"] and second.calls == ["two"]


def test_a_list_that_does_not_come_holds_a_request_up_for_a_while_only(make_proxy, providers):
    providers.ollama.models = lambda call: time.sleep(8)
    proxy = make_proxy(providers.configuration())
    begun = time.monotonic()
    status, _, body = proxy.request("/v1/chat/completions", chat(model="llama3:8b"))
    assert status == 502 and "in time" in json.loads(body)["error"]["message"]
    assert 4 < time.monotonic() - begun < 8
    assert providers.called() == {}


def test_who_comes_later_in_the_configuration_is_not_waited_for(make_proxy, make_provider):
    first, second = make_provider(["shared", "one"]), make_provider(lambda call: time.sleep(8))
    entry = lambda provider: {"apiFormat": "openai", "baseURL": provider.url}
    proxy = make_proxy({"providers": {"first": entry(first), "second": entry(second)}})
    begun = time.monotonic()
    serves(proxy, "shared")
    assert time.monotonic() - begun < 3 and first.calls == ["shared"]
    # What the first does not have is the second's to provide.
    status, _, body = proxy.request("/v1/chat/completions", chat(model="two"))
    assert status == 502 and "second may have this model" in json.loads(body)["error"]["message"]
