"""Files, batches and paths that a configuration lets pass: what is about no model, for keys that may, at providers that
are named."""
import json

import anthropic
import openai
import pytest

from conftest import PROVIDER_KEY, entry, key_in_force, key_of, send, until

FILE = {"id": "file-1", "object": "file", "bytes": 3, "created_at": 1, "filename": "a.jsonl", "purpose": "batch", "status": "processed"}
BATCH = {"id": "batch_1", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-1",
         "completion_window": "24h", "status": "validating", "created_at": 1}
MESSAGES = {"id": "msgbatch_1", "type": "message_batch", "processing_status": "ended", "request_counts": {
    "processing": 0, "succeeded": 1, "errored": 0, "canceled": 0, "expired": 0}, "created_at": "2026-01-01T00:00:00Z",
    "expires_at": "2026-01-02T00:00:00Z", "results_url": None, "ended_at": None, "archived_at": None,
    "cancel_initiated_at": None}
CONTENT = bytes(range(256)) * 100


def post(call):
    path = call.seen.path.removeprefix("/v1")
    if path.startswith("/files"):
        return call.send(200, FILE)
    call.send(200, MESSAGES if "messages" in path else BATCH if "batches" in path else {"path": call.seen.target})


def get(call):
    path = call.seen.path.removeprefix("/v1")
    if path.endswith("/content"):
        return call.send(200, CONTENT, {"Content-Type": "application/octet-stream"})
    if path == "/files":
        return call.send(200, {"object": "list", "data": [FILE], "has_more": False})
    if path == "/batches":
        return call.send(200, {"object": "list", "data": [BATCH], "has_more": False})
    if path == "/messages/batches":
        return call.send(200, {"data": [MESSAGES], "has_more": False, "first_id": "msgbatch_1", "last_id": "msgbatch_1"})
    if path.startswith("/models"):
        return call.send(200, {"object": "list", "data": []})
    call.send(200, FILE if "files" in path else MESSAGES if "messages" in path else BATCH if "batches" in path else {
        "path": call.seen.target})


@pytest.fixture
def provider(make_provider):
    made = make_provider(models=get, respond=post)
    made.delete = lambda call: call.send(200, {"id": "x", "object": "file", "deleted": True, "type": "message_batch_deleted"})
    return made


def clients(proxy, key="sk-x", **more):
    return (openai.OpenAI(base_url=proxy.url + "/v1", api_key=key, max_retries=0, **more),
            anthropic.Anthropic(base_url=proxy.url, api_key=key, max_retries=0, **more))


def targets(provider):
    return [f"{seen.method} {seen.target}" for seen in provider.requests]


def test_files_and_batches(make_proxy, provider):
    proxy = make_proxy({"providers": {"first": entry(provider, "openai"), "claude": entry(provider, "anthropic")}})
    client, messages = clients(proxy)
    assert client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch").id == "file-1"
    assert b'name="purpose"\r\n\r\nbatch' in provider.requests[-1].body
    assert provider.requests[-1].lines("authorization") == [f"Bearer {PROVIDER_KEY}"]
    assert [file.id for file in client.files.list(limit=2)] == ["file-1"]
    assert client.files.retrieve("file-1").id == "file-1"
    assert client.files.content("file-1").content == CONTENT
    assert client.files.delete("file-1").deleted
    assert client.batches.create(input_file_id="file-1", endpoint="/v1/chat/completions", completion_window="24h").id == "batch_1"
    assert client.batches.retrieve("batch_1").id == client.batches.cancel("batch_1").id == "batch_1"
    assert [batch.id for batch in client.batches.list()] == ["batch_1"]
    asked = [{"custom_id": "a", "params": {"model": "claude-haiku-4-5", "max_tokens": 5, "messages": [
        {"role": "user", "content": "Hello"}]}}]
    assert messages.messages.batches.create(requests=asked).id == "msgbatch_1"
    assert provider.requests[-1].lines("x-api-key") == [PROVIDER_KEY] and provider.requests[-1].lines("anthropic-version")
    assert json.loads(provider.requests[-1].body) == {"requests": asked}
    assert messages.messages.batches.retrieve("msgbatch_1").id == messages.messages.batches.cancel("msgbatch_1").id
    assert [batch.id for batch in messages.messages.batches.list()] == ["msgbatch_1"]
    assert messages.messages.batches.delete("msgbatch_1").id
    assert targets(provider) == [
        "POST /v1/files", "GET /v1/files?limit=2", "GET /v1/files/file-1", "GET /v1/files/file-1/content",
        "DELETE /v1/files/file-1", "POST /v1/batches", "GET /v1/batches/batch_1", "POST /v1/batches/batch_1/cancel",
        "GET /v1/batches", "POST /v1/messages/batches", "GET /v1/messages/batches/msgbatch_1",
        "POST /v1/messages/batches/msgbatch_1/cancel", "GET /v1/messages/batches", "DELETE /v1/messages/batches/msgbatch_1"]
    events = proxy.closed(14)
    assert {event["operation"] for event in events} == {"files", "batches"}
    assert {event["status"] for event in events} == {"success"} and {event["provider"] for event in events} == {"first", "claude"}
    assert events[3]["route"] == "/v1/files/{file_id}/content"
    assert not any({"model", "prompt_tokens", "estimated_cost_nano_usd", "error"} & event.keys() for event in events)


def test_files_of_both_formats(make_proxy, make_provider, provider):
    """Both have them at one path: what a client speaks decides."""
    claude = make_provider(models=get, respond=post)
    proxy = make_proxy({"providers": {"first": entry(provider, "openai"), "claude": entry(claude, "anthropic")}})
    client, messages = clients(proxy)
    assert messages.beta.files.retrieve_metadata("file-1").id == client.files.retrieve("file-1").id
    assert targets(provider) == ["GET /v1/files/file-1"] and targets(claude)[0].startswith("GET /v1/files/file-1")
    assert claude.requests[0].lines("x-api-key") == [PROVIDER_KEY]
    with pytest.raises(anthropic.NotFoundError) as error:
        messages.beta.files.retrieve_metadata("a.b")
    assert error.value.body["type"] == "error"


def test_whose_file_it_is(make_proxy, make_provider, provider):
    other = make_provider(models=get, respond=post)
    proxy = make_proxy({"providers": {"first": entry(provider, "openai"), "second": entry(other, "openai")}})
    with pytest.raises(openai.BadRequestError) as error:
        clients(proxy)[0].files.list()
    assert "x-securellm-provider" in error.value.message and "first, second" in error.value.message
    with pytest.raises(openai.BadRequestError):
        clients(proxy, default_headers={"x-securellm-provider": "nobody"})[0].files.list()
    assert clients(proxy, default_headers={"x-securellm-provider": "second"})[0].files.retrieve("file-1").id
    assert provider.requests == [] and targets(other) == ["GET /v1/files/file-1"]
    with pytest.raises(anthropic.BadRequestError) as error:
        clients(proxy)[1].messages.batches.list()
    assert error.value.body["type"] == "error"


def test_a_provider_with_a_list_of_models(make_proxy, provider):
    """A batch may ask for any model: the list would mean nothing."""
    configured = entry(provider, "openai", models=["m"])
    proxy = make_proxy({"providers": {"first": configured}})
    with pytest.raises(openai.PermissionDeniedError) as error:
        clients(proxy)[0].batches.list()
    assert "passThrough" in error.value.message and provider.requests == []
    proxy = make_proxy({"providers": {"first": {**configured, "passThrough": ["/batches*"]}}})
    assert [batch.id for batch in clients(proxy)[0].batches.list()] == ["batch_1"]
    with pytest.raises(openai.PermissionDeniedError):
        clients(proxy)[0].files.list()


PASSED = ["/vector_stores", "/vector_stores/*", "/threads/*", "/fine_tuning/jobs"]


@pytest.fixture
def passing(make_proxy, make_provider, provider):
    other = make_provider(models=get, respond=post)
    proxy = make_proxy({"providers": {
        "first": entry(provider, "openai", passThrough=PASSED), "second": entry(other, "openai", passThrough=["/*"]),
        "third": entry(other, "openai")}})
    return proxy, provider, other


@pytest.mark.parametrize("method, path", [
    ("GET", "/vector_stores"), ("GET", "/vector_stores?limit=2&after=x%2Fy"), ("POST", "/vector_stores/vs_1/files"),
    ("POST", "/threads/t_1/messages"), ("DELETE", "/threads/t_1"), ("GET", "/fine_tuning/jobs")])
def test_what_passes(passing, method, path):
    proxy, provider, other = passing
    body = b'{ "a": 1.0 }' if method == "POST" else None
    fields = [("OpenAI-Beta", "assistants=v2"), ("Cookie", "a=b"), ("Authorization", "Bearer sk-client"), ("X-Own", "1")]
    assert send(proxy.port, method, "/pass/first" + path, fields, body).status == 200
    seen = provider.requests[-1]
    assert (seen.method, seen.target, seen.body) == (method, "/v1" + path, body or b"")
    assert seen.lines("authorization") == [f"Bearer {PROVIDER_KEY}"] and seen.lines("openai-beta") == ["assistants=v2"]
    assert not seen.lines("cookie") and not seen.lines("x-own") and other.requests == []
    event = proxy.closed(1)[-1]
    assert (event["operation"], event["provider"], event["status"]) == ("pass_through", "first", "success")
    assert event["route"] in PASSED


def test_an_sdk_through_the_prefix(passing):
    proxy, provider, _ = passing
    client = openai.OpenAI(base_url=proxy.url + "/pass/first", api_key="sk-x", max_retries=0)
    client.vector_stores.create(name="a")
    assert targets(provider) == ["POST /v1/vector_stores"]


@pytest.mark.parametrize("path, status", [
    ("/pass/first/assistants", 404), ("/pass/first/vector_storesx", 404), ("/pass/first/", 404), ("/pass/first", 404),
    ("/pass/third/vector_stores", 404), ("/pass/nobody/vector_stores", 404), ("/pass//vector_stores", 404),
    ("/pass/first//vector_stores", 404), ("/pass/first/vector_stores/%2e%2e/files", 400), ("/pass/first/vector_stores/../files", 400),
    ("/pass/first/vector_stores/a%2Fb", 404), ("/pass/first/vector_stores/a;b", 404), ("/pass/second/a//b", 404),
    ("/pass/second/a%62", 404), ("/pass/FIRST/vector_stores", 404),
    # What takes a model.
    ("/pass/second/chat/completions", 403), ("/pass/second/Chat/Completions/", 403), ("/pass/second/v1/chat/completions", 403),
    ("/pass/second/deployments/x/chat/completions", 403), ("/pass/second/responses", 403), ("/pass/second/messages", 403),
    ("/pass/second/audio/speech", 403), ("/pass/second/embeddings?x=/y", 403), ("/pass/second/completions", 403)])
def test_what_does_not_pass(passing, path, status):
    proxy, provider, other = passing
    response = send(proxy.port, "POST", path, body=b'{"model":"m"}')
    assert response.status == status, response.read()
    assert provider.requests == other.requests == []


def test_methods_that_do_not_pass(passing):
    proxy, provider, _ = passing
    for method in ("PUT", "PATCH", "HEAD", "OPTIONS"):
        assert send(proxy.port, method, "/pass/first/vector_stores").status == 405
    assert provider.requests == []


def test_keys_need_leave(make_proxy, provider):
    proxy = make_proxy(
        {"providers": {"first": entry(provider, "openai", passThrough=PASSED), "claude": entry(provider, "anthropic")},
         "clients": {"requireKey": "always"}}, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    keys = {"open": key_of(proxy, "open"), "bound": key_of(proxy, "bound", "--models", "m"),
            "files": key_of(proxy, "files", "--models", "m", "--routes", "files,batches"),
            "pass": key_of(proxy, "pass", "--route", "pass"), "none": key_of(proxy, "none", "--routes", "none")}
    key_in_force(proxy, "last")
    found = {}
    for name, key in keys.items():
        bearer = {"Authorization": f"Bearer {key}"}
        found[name] = [proxy.request(path, headers=bearer)[0] for path in (
            "/v1/files", "/v1/batches", "/v1/messages/batches", "/pass/first/vector_stores")]
    assert found == {
        "open": [200, 200, 200, 200], "bound": [403, 403, 403, 403], "files": [200, 200, 403, 403],
        "pass": [403, 403, 403, 200], "none": [403, 403, 403, 403]}
    assert proxy.request("/v1/files")[0] == proxy.request("/pass/first/vector_stores")[0] == 401
    assert sum(target != "GET /v1/models" for target in targets(provider)) == 7
    until(lambda: sum(e["event_type"] == "request_rejected" and e.get("http_status") == 403 for e in proxy.events()) == 13,
          10, "not every refusal is recorded")


def test_limits_hold(make_proxy, provider):
    limits = {"requestsPerMinute": 60, "burst": 3}
    proxy = make_proxy({"providers": {"first": entry(provider, "openai", passThrough=PASSED, limits=limits)}})
    statuses = [proxy.request(path)[0] for path in ("/v1/files", "/v1/batches", "/pass/first/vector_stores", "/v1/files")]
    assert statuses == [200, 200, 200, 429]


def test_a_large_file_is_not_kept(make_proxy, make_provider):
    size = 48 << 20

    def large(call):
        call.send(200, bytes(size), {"Content-Type": "application/octet-stream"})

    proxy = make_proxy({"providers": {"first": entry(make_provider(models=large), "openai")}})
    before, peak, count = proxy.memory(), 0, 0
    response = send(proxy.port, "GET", "/v1/files/file-1/content")
    while piece := response.read(1 << 20):
        count += len(piece)
        peak = max(peak, proxy.memory())
    assert count == size and peak - before < 16 << 20


def test_the_providers_key_is_withheld(make_proxy, make_provider):
    provider = make_provider(models=lambda call: call.send(200, {"key": PROVIDER_KEY}))
    proxy = make_proxy({"providers": {"first": entry(provider, "openai", passThrough=["/x"])}})
    status, _, body = proxy.request("/pass/first/x")
    assert status == 502 and PROVIDER_KEY.encode() not in body


@pytest.mark.parametrize("path", ["x", "", "/", "/a b", "/a?b", "/a*b", "/a%2F"])
def test_paths_of_the_configuration(make_proxy, make_provider, path):
    with pytest.raises(AssertionError) as error:
        make_proxy({"providers": {"first": entry(make_provider(), "openai", passThrough=[path])}})
    assert "/providers/first/passThrough/0" in str(error.value)
