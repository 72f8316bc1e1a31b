"""GET /v1/models and /v1/models/MODEL as the SDKs of both formats call them, and POST /v1/messages/count_tokens."""
import json

import anthropic
import openai
import pytest

from conftest import entry, key_in_force, send

MODELS = ["claude-haiku-4-5", "claude-opus-5", "claude-sonnet-4-6"]
OPENAI_MODELS = ["gpt-4o", "openai/gpt-oss-20b", "hf.co/unsloth/Qwen3:Q4_K_M", "a+b c"]


@pytest.fixture
def providers(make_provider):
    return {"claude": make_provider(MODELS), "groq": make_provider(OPENAI_MODELS)}


def configuration(providers, **more):
    return {"providers": {
        "claude": entry(providers["claude"], "anthropic"), "groq": entry(providers["groq"], "openai")},
        "aliases": {"fast": "claude/claude-haiku-4-5"}, **more}


@pytest.fixture
def proxy(make_proxy, providers):
    return make_proxy(configuration(providers))


def openai_client(proxy, key="sk-x"):
    return openai.OpenAI(base_url=proxy.url + "/v1", api_key=key, max_retries=0)


def anthropic_client(proxy, key="sk-x"):
    return anthropic.Anthropic(base_url=proxy.url, api_key=key, max_retries=0)


@pytest.mark.parametrize("name", ["groq/gpt-4o", "gpt-4o", *(f"groq/{name}" for name in OPENAI_MODELS), *OPENAI_MODELS, "fast"])
def test_openai_retrieves_every_name(proxy, name):
    model = openai_client(proxy).models.retrieve(name)
    assert (model.id, model.object, model.created) == (name, "model", 0)
    assert model.owned_by == ("claude" if name == "fast" else "groq")


@pytest.mark.parametrize("path", ["groq/openai/gpt-oss-20b", "groq%2fopenai%2Fgpt-oss-20b", "openai/gpt-oss-20b", "a+b%20c"])
def test_slashes_and_escapes(proxy, path):
    status, _, body = proxy.request(f"/v1/models/{path}")
    assert status == 200 and json.loads(body)["owned_by"] == "groq"
    assert proxy.request(f"/v1/models/{path}", method="HEAD")[0] == 200


@pytest.mark.parametrize("path, status", [
    ("nothing", 404), ("groq/nothing", 404), ("groq/", 404), ("%FF%FE", 404), ("groq%252Fgpt-4o", 404), ("a" * 3000, 404),
    ("a%00b", 400), ("%2e%2e%2fgpt-4o", 400), ("../healthz", 400)])
def test_names_that_are_none(proxy, path, status):
    found, _, body = proxy.request(f"/v1/models/{path}")
    assert found == status and b"nothing" not in body.replace(b"There is nothing", b"")


def test_every_listed_name_can_be_retrieved(proxy):
    client = openai_client(proxy)
    listed = [model.id for model in client.models.list()]
    assert len(listed) == len(MODELS) + len(OPENAI_MODELS) + 1
    assert [client.models.retrieve(name).id for name in listed] == listed
    client = anthropic_client(proxy)
    listed = [model.id for model in client.models.list()]
    assert [client.models.retrieve(name).id for name in listed] == listed


def test_anthropic_lists_what_messages_takes(proxy):
    client = anthropic_client(proxy)
    page = client.models.list()
    assert [model.id for model in page.data] == [*MODELS, "fast"]
    assert {model.type for model in page.data} == {"model"} and page.data[0].display_name == MODELS[0]
    assert page.data[0].created_at.year == 1970 and page.data[0].lifecycle == "active"
    assert (page.has_more, page.first_id, page.last_id) == (False, MODELS[0], "fast")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 20])
def test_anthropic_pages(proxy, limit):
    client = anthropic_client(proxy)
    assert [model.id for model in client.models.list(limit=limit)] == [*MODELS, "fast"]
    before = client.models.list(limit=limit, before_id="fast")
    assert [model.id for model in before.data] == MODELS[-limit:] and before.has_more == (limit < 3)


def test_a_page_that_is_none(proxy):
    client = anthropic_client(proxy)
    with pytest.raises(anthropic.BadRequestError) as error:
        client.models.list(after_id="gpt-4o")
    assert error.value.body["type"] == "error" and "after_id" in error.value.body["error"]["message"]
    with pytest.raises(anthropic.BadRequestError):
        client.models.list(limit=0)
    with pytest.raises(anthropic.NotFoundError) as error:
        client.models.retrieve("nothing")
    assert error.value.body["error"]["type"] == "not_found_error"
    # The other format has no pages, and takes no notice.
    assert proxy.request("/v1/models?limit=0&after_id=x")[0] == 200


def test_a_name_that_two_providers_have(make_proxy, make_provider):
    """Without the provider in front the first one is meant, so that the other keeps it."""
    first, second = make_provider(["claude-x", "one"]), make_provider(["claude-x", "two"])
    proxy = make_proxy({"providers": {"a": entry(first, "anthropic"), "b": entry(second, "anthropic")}})
    assert [model.id for model in anthropic_client(proxy).models.list()] == ["claude-x", "one", "b/claude-x", "two"]


def test_a_key_sees_its_models(make_proxy, providers):
    proxy = make_proxy(
        configuration(providers, clients={"requireKey": "always"}), environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    key = key_in_force(proxy, "tests", "--models", "claude-haiku-4-5,groq/gpt-4o")
    assert [model.id for model in anthropic_client(proxy, key).models.list()] == ["claude-haiku-4-5", "fast"]
    assert openai_client(proxy, key).models.retrieve("gpt-4o").id == "gpt-4o"
    with pytest.raises(openai.NotFoundError):
        openai_client(proxy, key).models.retrieve("openai/gpt-oss-20b")
    with pytest.raises(anthropic.AuthenticationError) as error:
        anthropic_client(proxy, key[:-1] + "x").models.list()
    assert error.value.body["type"] == "error"
    with pytest.raises(openai.AuthenticationError):
        openai_client(proxy, key[:-1] + "x").models.list()


COUNT = {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": "Hello"}]}


def counts(call):
    call.send(200, {"input_tokens": 42})


@pytest.fixture
def counting(serve):
    return serve(counts)


def test_count_tokens(counting):
    proxy, provider = counting
    client = anthropic_client(proxy)
    assert client.messages.count_tokens(**COUNT).input_tokens == 42
    assert client.beta.messages.count_tokens(**COUNT, betas=["context-management-2025-06-27"]).input_tokens == 42
    seen = provider.requests[-1]
    assert seen.path == "/v1/messages/count_tokens" and seen.lines("anthropic-beta")
    event = proxy.closed(2)[-1]
    assert (event["operation"], event["status"], event["model"]) == ("count_tokens", "success", "claude-haiku-4-5")
    assert not {"prompt_tokens", "estimated_cost_nano_usd", "error"} & event.keys()
    assert [e["operation"] for e in proxy.events() if e["event_type"] == "request_received"] == ["count_tokens"] * 2


def test_count_tokens_forwards_the_bytes(counting):
    proxy, provider = counting
    body = b'{ "model":"claude-haiku-4-5", "messages":[{"role":"user","content":"1.0"}], "unknown": 1e2 }'
    assert send(proxy.port, "POST", "/v1/messages/count_tokens?beta=true", body=body).status == 200
    assert provider.requests[-1].body == body


def test_count_tokens_is_refused_in_the_format_of_its_clients(counting):
    proxy, _ = counting
    client = anthropic_client(proxy)
    with pytest.raises(anthropic.BadRequestError) as error:
        client.messages.count_tokens(model="claude-haiku-4-5", messages=[{"role": "nobody", "content": "x"}])
    assert error.value.body["error"]["type"] == "invalid_request_error" and "/messages/0/role" in error.value.message
    with pytest.raises(anthropic.BadRequestError) as error:
        client.messages.count_tokens(model="gpt-4o", messages=COUNT["messages"])
    assert "/v1/chat/completions" in error.value.message
    status, headers, body = proxy.request("/v1/messages/count_tokens")
    assert status == 405 and headers["Allow"] == "POST" and json.loads(body)["type"] == "error"


def test_count_tokens_takes_no_tokens(make_proxy, make_provider):
    """It counts as a request, of the key and of the provider; what it counts is charged to nobody."""
    provider = make_provider(respond=counts)
    limits = {"requestsPerMinute": 60, "burst": 3, "tokensPerMinute": 10}
    proxy = make_proxy({"providers": {"anthropic": {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": limits}}})
    client = anthropic_client(proxy)
    for _ in range(3):
        assert client.messages.count_tokens(**COUNT).input_tokens == 42
    with pytest.raises(anthropic.RateLimitError) as error:
        client.messages.count_tokens(**COUNT)
    assert "requests" in error.value.message and len(provider.calls) == 3


def test_the_providers_own_error(serve):
    proxy, _ = serve(lambda call: call.send(429, {"type": "error", "error": {"type": "rate_limit_error", "message": "no"}}))
    with pytest.raises(anthropic.RateLimitError):
        anthropic_client(proxy).messages.count_tokens(**COUNT)
    assert proxy.closed(1)[-1]["status"] == "rate_limited"


@pytest.mark.parametrize("path", ["/", "/api/hello", "/healthz", "/readyz", "/v1/models", "/openapi.json", "/metrics"])
def test_probes(proxy, path):
    get, head = proxy.request(path), proxy.request(path, method="HEAD")
    assert get[0] == head[0] == 200 and head[2] == b""
    if path not in ("/metrics", "/readyz"):
        assert head[1]["Content-Length"] == str(len(get[2]))


def test_probes_need_no_key(make_proxy, providers):
    proxy = make_proxy(
        configuration(providers, clients={"requireKey": "always"}), environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    assert [proxy.request(path, method="HEAD")[0] for path in ("/", "/api/hello", "/v1/models")] == [200, 200, 401]


def test_a_base_url_without_the_version(proxy):
    with pytest.raises(openai.NotFoundError) as error:
        openai.OpenAI(base_url=proxy.url, api_key="sk-x", max_retries=0).models.list()
    assert "/v1/models" in error.value.message and "lacks /v1" in error.value.message
    assert error.value.code == "unknown_route"


def test_a_base_url_with_the_version_twice(proxy):
    with pytest.raises(anthropic.NotFoundError) as error:
        anthropic.Anthropic(base_url=proxy.url + "/v1", api_key="sk-x", max_retries=0).messages.create(**COUNT, max_tokens=5)
    assert error.value.body["type"] == "error" and "would be /v1/messages." in error.value.message


@pytest.mark.parametrize("method, path, word", [
    ("GET", "/v1/realtime?model=gpt-realtime", "Realtime"), ("POST", "/v1/realtime/client_secrets", "Realtime"),
    ("POST", "/model/anthropic.claude-v2%3A1/invoke", "Bedrock"), ("POST", "/v1beta/models/gemini-2.5-pro:generateContent", "Gemini"),
    ("POST", "/v1/projects/p/locations/us/publishers/anthropic/models/c:streamRawPredict", "Vertex"),
    ("POST", "/v1/models/gemini-2.5-pro:generateContent", "Gemini"), ("POST", "/api/chat", "Ollama")])
def test_other_apis_are_refused_by_name(proxy, method, path, word):
    status, _, body = proxy.request(path, {} if method == "POST" else None, method=method)
    assert status == 404 and word in json.loads(body)["error"]["message"]


def test_a_websocket_is_refused_with_the_reason(proxy):
    fields = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
              ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
    response = send(proxy.port, "GET", "/v1/realtime?model=gpt-realtime", fields)
    assert response.status == 404 and b"Realtime API is not served" in response.read()
