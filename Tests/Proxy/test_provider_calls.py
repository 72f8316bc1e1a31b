"""How providers are called: where the key goes, what is in the URL, and whose key it is."""
import json
import subprocess

import pytest

from conftest import PROVIDER_KEY, ask, chat, key_in_force, message, send
from test_claude_code import CLI, session, user

TOKEN = "sk-ant-oat01-of-the-client-0123456789"
KEYS = ("authorization", "x-api-key", "api-key", "x-securellm-key")


def provider_of(provider, *formats, **more):
    return {"endpoints": [{"apiFormat": format} for format in formats or ("openai",)], "baseURL": provider.url,
            "key": {"env": "PROVIDER_KEY"}, "models": ["m"], **more}


def unlisted(entry):
    return {name: value for name, value in entry.items() if name != "models"}


def keys_sent(provider):
    """What the last request had in every field that a key can be in."""
    seen = provider.requests[-1]
    return {name: seen.lines(name) for name in KEYS if seen.lines(name)}


@pytest.fixture
def provider(make_provider):
    return make_provider()


@pytest.mark.parametrize("format, auth, sent", [
    ("openai", None, {"authorization": [f"Bearer {PROVIDER_KEY}"]}),
    ("openai", "x-api-key", {"x-api-key": [PROVIDER_KEY]}),
    ("openai", "api-key", {"api-key": [PROVIDER_KEY]}),
    ("responses", "api-key", {"api-key": [PROVIDER_KEY]}),
    ("anthropic", None, {"x-api-key": [PROVIDER_KEY]}),
    ("anthropic", "bearer", {"authorization": [f"Bearer {PROVIDER_KEY}"]}),
])
def test_the_key_goes_where_the_configuration_says(make_proxy, provider, format, auth, sent):
    proxy = make_proxy({"providers": {"p": provider_of(provider, format, **({"auth": auth} if auth else {}))}})
    path, body = {"openai": ("/v1/chat/completions", chat()), "anthropic": ("/v1/messages", message()),
                  "responses": ("/v1/responses", ask())}[format]
    assert proxy.request(path, {**body, "model": "m"}, {"Authorization": "Bearer nobody"})[0] == 200
    assert keys_sent(provider) == sent


def test_a_query_is_added_to_every_url(make_proxy, provider):
    query = {"api-version": "2024-10-21", "region": "a b&c/\u00e9"}
    proxy = make_proxy({"providers": {"p": unlisted(provider_of(provider, query=query))}})
    assert proxy.request("/v1/chat/completions?beta=true", {**chat(), "model": "p/m"})[0] == 200
    encoded = "api-version=2024-10-21&region=a%20b%26c%2F%C3%A9"
    assert provider.requests[-1].target == f"/v1/chat/completions?{encoded}"
    proxy.request("/v1/models")
    assert provider.requests[-1].target == f"/v1/models?{encoded}"


def test_azure_with_deployments_in_the_path(make_proxy, provider):
    azure = provider_of(provider, auth="api-key", query={"api-version": "2024-10-21"}, deployments=True, models=["gpt-4o-eu"])
    proxy = make_proxy({"providers": {"azure": azure}, "aliases": {"fast": "azure/gpt-4o-eu"}})
    for name in ("gpt-4o-eu", "azure/gpt-4o-eu", "fast"):
        assert proxy.request("/v1/chat/completions", {**chat(), "model": name})[0] == 200
        seen = provider.requests[-1]
        assert seen.target == "/v1/deployments/gpt-4o-eu/chat/completions?api-version=2024-10-21"
        assert json.loads(seen.body)["model"] == "gpt-4o-eu" and keys_sent(provider) == {"api-key": [PROVIDER_KEY]}
    count = len(provider.requests)
    # A name decides about nothing but a segment of the path.
    for name in ("..", "a/b", "../../x", "a?b", "a%2fb", "a b", "a#b", "\u00e9", ".", "x" * 200):
        assert proxy.request("/v1/chat/completions", {**chat(), "model": f"azure/{name}"})[0] == 404, name
    assert len(provider.requests) == count


# MARK: the client's own key


@pytest.fixture
def subscription(make_proxy, provider):
    """Claude Code's subscription: the proxy has no key of its own, and wants one of each client."""
    return make_proxy({
        "providers": {"claude": provider_of(provider, "anthropic", key={"client": True}, models=["claude-opus-5"])},
        "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})


def logged(proxy):
    files = [proxy.folder / "serve.log", *(proxy.folder / "audit").iterdir()]
    return b"".join(file.read_bytes() for file in files)


def test_a_clients_token_goes_on_and_is_kept_nowhere(subscription, provider):
    own = key_in_force(subscription)
    fields = [field for field in CLI if field[0] != "Authorization"]
    body = json.dumps(session(user("Hello"), stream=False)).encode()
    for name, value, sent in (("Authorization", f"Bearer {TOKEN}", {"authorization": [f"Bearer {TOKEN}"]}),
                              ("x-api-key", TOKEN, {"x-api-key": [TOKEN]})):
        response = send(subscription.port, "POST", "/v1/messages?beta=true", [(name, value), ("x-securellm-key", own), *fields], body)
        response.read()
        assert response.status == 200 and keys_sent(provider) == sent
    event = subscription.closed(2)[-1]
    assert event["key_id"] in own
    assert TOKEN.encode() not in logged(subscription) and own.encode() not in logged(subscription)


def test_keys_of_this_proxy_never_go_on(subscription, provider):
    own = key_in_force(subscription)
    body = {**message(), "model": "claude-opus-5"}
    for headers in ({"Authorization": f"Bearer {own}"}, {"x-api-key": own}, {"x-securellm-key": own},
                    {"x-securellm-key": own, "x-api-key": own}, {"x-securellm-key": own, "Authorization": own},
                    {"x-securellm-key": own, "Authorization": f"Bearer  {own}"}):
        status, _, answer = subscription.request("/v1/messages", body, headers)
        assert status == 401 and b"x-securellm-key" in answer, headers
    assert provider.calls == []
    headers = {"x-securellm-key": own, "x-api-key": own, "Authorization": f"Bearer {TOKEN}"}
    assert subscription.request("/v1/messages", body, headers)[0] == 200
    assert keys_sent(provider) == {"authorization": [f"Bearer {TOKEN}"]}


def test_a_wrong_key_of_this_proxy_is_refused(subscription, provider):
    body = {**message(), "model": "claude-opus-5"}
    for wrong in ("nobody", "", "sk-slm-00000000-" + "a" * 43):
        headers = {"x-securellm-key": wrong, "Authorization": f"Bearer {TOKEN}"}
        assert subscription.request("/v1/messages", body, headers)[0] == 401
    assert provider.calls == []


def test_nobody_asks_for_a_list_without_a_key(make_proxy, provider):
    proxy = make_proxy({"providers": {"claude": unlisted(provider_of(provider, "anthropic", key={"client": True}))}})
    assert proxy.request("/v1/models")[0] == 200 and provider.lists == 0
    assert proxy.request("/v1/messages", {**message(), "model": "claude-opus-5"}, {"Authorization": f"Bearer {TOKEN}"})[0] == 200
    assert proxy.request("/v1/messages", {**message(), "model": "claude-opus-5"})[0] == 401


def test_equal_keys_in_both_fields_are_one(make_proxy, provider):
    proxy = make_proxy({"providers": {"p": provider_of(provider)}, "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})
    own, other = key_in_force(proxy), key_in_force(proxy, "other")
    body = {**chat(), "model": "m"}

    def status(authorization, key):
        return proxy.request("/v1/chat/completions", body, {"Authorization": authorization, "x-api-key": key})

    assert status(f"Bearer {own}", own)[0] == 200
    for authorization, key in ((f"Bearer {own}", other), (f"Bearer {own}", "nobody"), ("Bearer nobody", own), (own, own)):
        code, _, answer = status(authorization, key)
        assert code == 401 and b"were both sent" in answer
    assert len(provider.calls) == 1 and keys_sent(provider) == {"authorization": [f"Bearer {PROVIDER_KEY}"]}


def test_foreign_keys_in_both_fields_are_nobodys_where_none_is_needed(make_proxy, provider):
    proxy = make_proxy({"providers": {"p": provider_of(provider)}})
    body = {**chat(), "model": "m"}
    assert proxy.request("/v1/chat/completions", body, {"Authorization": "Bearer a", "x-api-key": "b"})[0] == 200
    assert keys_sent(provider) == {"authorization": [f"Bearer {PROVIDER_KEY}"]}


# MARK: presets


def test_presets_fill_in_what_an_entry_leaves_out(make_proxy, provider):
    proxy = make_proxy({"providers": {
        "eu": {"preset": "azure", "baseURL": provider.url, "models": ["gpt-4o"]},
        "mine": {"preset": "mistral", "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "models": ["mistral-large"]}}},
        environment={"AZURE_OPENAI_API_KEY": "azure-key-0123456789", "MISTRAL_API_KEY": "not-for-this-url-0123456789"})
    assert proxy.request("/v1/chat/completions", {**chat(), "model": "gpt-4o"})[0] == 200
    assert keys_sent(provider) == {"api-key": ["azure-key-0123456789"]}
    assert proxy.request("/v1/responses", {**ask(), "model": "gpt-4o"})[0] == 200
    proxy.request("/v1/chat/completions", {**chat(stream=True), "model": "mistral-large"})
    assert keys_sent(provider) == {"authorization": [f"Bearer {PROVIDER_KEY}"]}
    assert "stream_options" not in json.loads(provider.requests[-1].body)


@pytest.mark.parametrize("entry, complaint", [
    ({"preset": "grok"}, 'did you mean "groq"?'),
    ({"preset": "azure"}, "as in https://RESOURCE.openai.azure.com/openai/v1"),
    ({"preset": "azure", "baseURL": "https://x.openai.azure.com/openai", "deployments": True}, "must have models"),
    ({"preset": "anthropic", "key": {"client": True}, "auth": "bearer"}, "/auth: has no effect"),
    ({"preset": "groq", "key": {"client": False}}, "/key/client"),
    ({"preset": "llama.cpp"}, "is where this proxy listens"),
])
def test_presets_and_keys_that_do_not_fit(binary, tmp_path, entry, complaint):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"p": entry}}))
    checked = subprocess.run(
        [binary, "serve", "--check", "--config", file], env={"HOME": str(tmp_path), "AZURE_OPENAI_API_KEY": "k"},
        capture_output=True, text=True, timeout=60)
    assert checked.returncode == 1 and complaint in checked.stderr, checked.stderr


def test_the_name_of_a_preset_is_suggested(binary, tmp_path):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"groq": {}}}))
    checked = subprocess.run([binary, "serve", "--check", "--config", file], env={"HOME": str(tmp_path)},
                             capture_output=True, text=True, timeout=60)
    assert 'write "preset": "groq" for its usual values' in checked.stderr
