"""POST /v1/responses: bytes pass as they are, streams as they come; what it cost is recorded; who is asked, and for what."""
import http.client
import json
import subprocess
import time

import openai
import pytest

from conftest import PROVIDER_KEY, ask, chat, entry, key_in_force, message, send, until
from provider import Gate, completion
from responses_provider import COST, USAGE, ResponsesProvider

ODD = (
    '{ "input" :[{"type":"unheard_of","x":1.50e+01,"\\u00e9":"\\ud83d\\ude00"} ,\n\t{"role":"user","content":"Grüße \\/ ж"}],'
    '"new_member":{"a":[null,true,12345678901234567890,1E2]} ,"stream":%s,"store":false, "model" : "%s"  }')
KEY = [("Authorization", f"Bearer {PROVIDER_KEY}")]


def odd(model="gpt-5-mini", stream=False):
    return (ODD % (str(stream).lower(), model)).encode()


@pytest.fixture
def provider(make_provider):
    return make_provider(kind=ResponsesProvider)


@pytest.fixture
def proxy(make_proxy, provider):
    """The built-in entry: it speaks both of OpenAI's API formats without saying so."""
    return make_proxy({"providers": {"openai": {
        "baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "validation": "strict"}}})


def read(response):
    """The body, and whether its HTTP end came."""
    try:
        return response.read(), True
    except http.client.IncompleteRead as cut:
        return cut.partial, False


def beginning(response, enough):
    """What has come when it is enough."""
    text = b""
    while not enough(text):
        piece = response.read1(65536)
        assert piece, text
        text += piece
    return text


def events(count):
    """So many whole events."""
    return lambda text: text.count(b"\n\n") >= count


def tokens(proxy):
    """The counters of tokens by their kind."""
    found = {}
    for line in proxy.request("/metrics")[2].decode().splitlines():
        if line.startswith("gen_ai_client_token_usage_total{"):
            found[line.split('gen_ai_token_type="')[1].split('"')[0]] = float(line.rsplit(" ", 1)[1])
    return found


# What passes.


@pytest.mark.parametrize("stream", [False, True])
def test_bytes_pass_both_ways(make_provider, proxy, provider, stream):
    other = make_provider(kind=ResponsesProvider)
    sent = odd(stream=stream)
    direct, through = [send(port, "POST", "/v1/responses", KEY, sent) for port in (other.port, proxy.port)]
    expected, is_whole = read(direct)
    assert read(through) == (expected, is_whole) and is_whole and b"Gr\xc3\xbc\xc3\x9fe" in sent
    assert [seen.body for seen in provider.requests] == [sent]
    assert through.status == 200 and through.headers["Content-Type"] == direct.headers["Content-Type"]
    for name in ("x-request-id", "openai-processing-ms"):
        assert through.headers[name] == direct.headers[name]
    assert through.headers["x-securellm-request-id"].startswith("req_")


def test_the_providers_key_replaces_the_clients(proxy, provider):
    fields = [("Authorization", "Bearer sk-of-the-client"), ("Idempotency-Key", "once"), ("OpenAI-Beta", "x=1")]
    assert send(proxy.port, "POST", "/v1/responses", fields, json.dumps(ask()).encode()).status == 200
    seen, = provider.requests
    assert seen.target == "/v1/responses" and seen.lines("authorization") == [f"Bearer {PROVIDER_KEY}"]
    assert seen.lines("idempotency-key") == ["once"] and seen.lines("openai-beta") == ["x=1"]


def test_events_arrive_as_they_come(proxy, provider):
    gate = Gate()
    provider.paced = lambda event: event["sequence_number"] == 3 and gate.wait()
    response = send(proxy.port, "POST", "/v1/responses", (), json.dumps(ask(stream=True)).encode())
    text = beginning(response, events(3))
    assert b"response.completed" not in text
    gate.open()
    text += response.read()
    found = [json.loads(line[6:]) for line in text.decode().splitlines() if line.startswith("data: ")]
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    assert found[-1]["type"] == "response.completed" and b"[DONE]" not in text


def test_an_alias_changes_the_model_and_nothing_else(make_proxy, provider):
    proxy = make_proxy({"providers": {"a": entry(provider, "responses")}, "aliases": {"mini": "a/gpt-5-mini"}})
    assert send(proxy.port, "POST", "/v1/responses", (), odd("mini")).status == 200
    assert provider.requests[-1].body == odd("gpt-5-mini")
    event = proxy.closed(1)[0]
    assert event["model"] == "gpt-5-mini" and event["requested_model"] == "mini" and event["provider"] == "a"


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_a_providers_error_is_the_clients(make_proxy, make_provider, status):
    body = {"error": {"message": "No: \u0436", "type": "invalid_request_error", "param": "input", "code": "rate_limit_exceeded"}}
    provider = make_provider(respond=lambda call: call.send(status, body, {"Retry-After": "7"}))
    proxy = make_proxy({"providers": {"openai": entry(provider, "responses")}})
    found, headers, text = proxy.request("/v1/responses", ask())
    assert found == status and json.loads(text) == body and headers["Retry-After"] == "7"
    assert proxy.closed(1)[0]["error"] in ("invalid_request_error", "rate_limit_exceeded") and len(provider.calls) == 1


# What is recorded.


@pytest.mark.parametrize("stream", [False, True])
def test_usage_reaches_the_audit(proxy, provider, stream):
    assert proxy.request("/v1/responses", ask(stream=stream))[0] == 200
    event = proxy.closed(1)[0]
    assert event["operation"] == "chat" and event["status"] == "success" and event["http_status"] == 200
    assert event["prompt_tokens"] == USAGE["input_tokens"] and event["completion_tokens"] == USAGE["output_tokens"]
    assert event["cached_tokens"] == 1024 and event["reasoning_tokens"] == 192 and "usage_partial" not in event
    assert event["estimated_cost_nano_usd"] == COST and event["response_id"] == "resp_a0001"
    opened, = [e for e in proxy.events() if e["event_type"] == "request_received"]
    assert opened["request_id"] == event["request_id"] and opened["provider"] == "openai" and opened["operation"] == "chat"
    assert opened.get("stream", False) == stream


def test_usage_reaches_the_metrics_like_that_of_chat(make_proxy, make_provider):
    usage = {
        "prompt_tokens": USAGE["input_tokens"], "completion_tokens": USAGE["output_tokens"], "total_tokens": 2348,
        "prompt_tokens_details": {"cached_tokens": 1024}, "completion_tokens_details": {"reasoning_tokens": 192}}
    provider = make_provider(
        kind=ResponsesProvider, respond=lambda call: call.send(200, {**completion(call.model), "usage": usage}))
    proxy = make_proxy({"providers": {"openai": entry(provider, "openai", "responses")}})
    assert proxy.request("/v1/responses", ask())[0] == 200
    proxy.closed(1)
    once = tokens(proxy)
    assert once["cache_read"] == 1024 and once["reasoning"] == 192 and once["output"] >= 108
    assert proxy.metric("securellm_cost_nanodollars_total") == COST
    assert proxy.request("/v1/chat/completions", chat(model="gpt-5-mini"))[0] == 200
    proxy.closed(2)
    assert tokens(proxy) == {kind: 2 * count for kind, count in once.items()}


def test_a_background_response_has_no_usage_yet_and_is_no_failure(proxy):
    status, _, body = proxy.request("/v1/responses", ask(background=True))
    assert status == 200 and json.loads(body)["status"] == "queued"
    event = proxy.closed(1)[0]
    assert event["status"] == "success" and "error" not in event and "prompt_tokens" not in event


def ending(*last, is_cut=False):
    """A provider whose stream begins well and ends with these events."""
    begin = {"id": "resp_1", "object": "response", "status": "in_progress", "model": "gpt-5-mini", "output": [], "usage": None}
    first = [("response.created", {"response": begin}), ("response.output_text.delta", {"delta": "Hel", "item_id": "msg_1"})]

    def respond(call):
        call.begin_stream()
        for number, (kind, more) in enumerate([*first, *last]):
            call.event({"type": kind, "sequence_number": number, **more}, kind)
        if is_cut:
            call.close_connection = True
        else:
            call.end_stream()

    return respond


def final(status, **more):
    return {"response": {"id": "resp_1", "object": "response", "status": status, "model": "gpt-5-mini", "output": [], **more}}


FAILED = {"error": {"code": "server_error", "message": "It broke."}, "usage": None}
LENGTH = {"incomplete_details": {"reason": "max_output_tokens"}, "usage": USAGE}


@pytest.mark.parametrize("events, is_cut, whole, status, error", [
    ([("response.failed", final("failed", **FAILED))], False, True, "failed", "server_error"),
    ([("error", {"code": "server_error", "message": "It broke.", "param": None})], False, True, "failed", "server_error"),
    ([("response.incomplete", final("incomplete", **LENGTH))], False, True, "success", None),
    ([("response.completed", final("completed", usage=USAGE))], False, True, "success", None),
    ([], False, True, "failed", "stream_incomplete"),
    ([], True, False, "failed", "upstream_cut"),
])
def test_how_a_stream_ends(make_proxy, make_provider, events, is_cut, whole, status, error):
    provider = make_provider(respond=ending(*events, is_cut=is_cut))
    proxy = make_proxy({"providers": {"openai": entry(provider, "responses")}})
    text, is_whole = read(send(proxy.port, "POST", "/v1/responses", (), json.dumps(ask(stream=True)).encode()))
    assert is_whole == whole and text.count(b"event: ") >= 2 + len(events) and b"[DONE]" not in text
    event = proxy.closed(1)[0]
    assert event["status"] == status and event.get("error") == error
    assert ("estimated_cost_nano_usd" in event) == (status == "success")


def test_a_cut_stream_raises_at_the_client(make_proxy, make_provider):
    proxy = make_proxy({"providers": {"openai": entry(make_provider(respond=ending(is_cut=True)), "responses")}})
    client, found = openai.OpenAI(base_url=proxy.url + "/v1", api_key="any", max_retries=0), []
    with pytest.raises(openai.APIError):
        for event in client.responses.create(model="gpt-5-mini", input="Hello", stream=True):
            found.append(event.type)
    # What the proxy adds has the shape of the API format's own error event.
    assert found[:2] == ["response.created", "response.output_text.delta"] and set(found[2:]) <= {"error"}


def test_a_client_that_leaves_ends_the_call(proxy, provider):
    sent = []
    provider.paced = lambda event: (sent.append(event), time.sleep(0.1))
    response = send(proxy.port, "POST", "/v1/responses", (), json.dumps(ask(stream=True)).encode())
    beginning(response, events(2))
    response.close()
    until(lambda: provider.busy == 0, 10, "the call at the provider is still open")
    assert sent[-1]["type"] != "response.completed"
    assert proxy.closed(1)[0]["status"] == "cancelled"


# Who is asked.


def test_each_api_format_has_its_path_and_address(make_proxy, make_provider):
    provider = make_provider(
        kind=ResponsesProvider, respond=lambda call: call.send(200, completion(call.model)))
    configured = entry(provider, "openai", "responses")
    configured["endpoints"].append({"apiFormat": "anthropic", "baseURL": provider.url.removesuffix("/v1") + "/anthropic/v1"})
    proxy = make_proxy({"providers": {"many": configured}})
    for path, body in (("/v1/chat/completions", chat(model="m")), ("/v1/responses", ask(model="m")),
                       ("/v1/messages", message(model="m"))):
        assert proxy.request(path, body)[0] == 200, path
    sent = [seen for seen in provider.requests if seen.method == "POST"]
    assert [seen.target for seen in sent] == ["/v1/chat/completions", "/v1/responses", "/anthropic/v1/messages"]
    assert [seen.lines("authorization") for seen in sent[:2]] == [[f"Bearer {PROVIDER_KEY}"]] * 2
    assert sent[2].lines("x-api-key") == [PROVIDER_KEY]


@pytest.mark.parametrize("formats, path, body, route", [
    (["openai"], "/v1/responses", ask(model="a/m"), "/v1/chat/completions"),
    (["anthropic"], "/v1/responses", ask(model="a/m"), "/v1/messages"),
    (["responses"], "/v1/chat/completions", chat(model="a/m"), "/v1/responses"),
    (["responses"], "/v1/messages", message(model="a/m"), "/v1/responses"),
])
def test_the_wrong_api_format_names_the_right_route(make_proxy, provider, formats, path, body, route):
    proxy = make_proxy({"providers": {"a": entry(provider, *formats)}})
    status, _, text = proxy.request(path, body)
    assert status == 400 and f"POST {route}" in json.loads(text)["error"]["message"] and provider.calls == []


def test_a_single_api_format_is_still_valid(make_proxy, provider):
    configured = {"baseURL": provider.url, "key": {"env": "PROVIDER_KEY"}, "limits": {}, "apiFormat": "responses"}
    proxy = make_proxy({"providers": {"a": configured}})
    assert proxy.request("/v1/responses", ask())[0] == 200 and provider.calls == ["gpt-5-mini"]


@pytest.mark.parametrize("endpoints, location", [
    ([{"apiFormat": "soap"}], "/providers/a/endpoints/0/apiFormat"),
    ([{"apiFormat": "openai"}, {"apiFormat": "responses", "baseUrl": "https://x/v1"}], "/providers/a/endpoints/1/baseUrl"),
    ([{"apiFormat": "openai"}, {"apiFormat": "responses", "baseURL": "ftp://x.example"}], "/providers/a/endpoints/1/baseURL"),
    ([{"baseURL": "https://x.example/v1"}], "/providers/a/endpoints/0"),
    ([], "/providers/a/endpoints"),
    ("openai", "/providers/a/endpoints"),
])
def test_the_endpoints_are_checked(binary, tmp_path, endpoints, location):
    file = tmp_path / "securellm.json"
    file.write_text(json.dumps({"providers": {"a": {"baseURL": "https://x.example/v1", "endpoints": endpoints}}}))
    run = subprocess.run(
        [binary, "serve", "--check", "--config", file], env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}, cwd=tmp_path,
        capture_output=True, text=True)
    assert run.returncode == 1 and f" {location}: " in run.stderr and "endpoints: is not a declared" not in run.stderr


def test_a_keys_models_hold_here_too(make_proxy, provider):
    proxy = make_proxy({"providers": {"a": entry(provider, "responses")}, "clients": {"requireKey": "always"}},
                       environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    key = key_in_force(proxy, "some", "--models", "a/gpt-5-mini")
    bearer = {"Authorization": f"Bearer {key}"}
    assert proxy.request("/v1/responses", ask(), bearer)[0] == 200
    assert proxy.request("/v1/responses", ask(model="a/gpt-5"), bearer)[0] == 403
    assert proxy.request("/v1/responses", ask())[0] == 401
    assert provider.calls == ["gpt-5-mini"]


def test_what_may_be_put_out_is_reserved(make_proxy, provider):
    proxy = make_proxy({"providers": {"a": entry(provider, "responses", limits={"tokensPerMinute": 600, "tokenBurst": 9000})}})
    statuses = [proxy.request("/v1/responses", ask(max_output_tokens=6000))[0] for _ in range(3)]
    # Each reserves over 6,000 and uses 2,348: after the first, 6,652 and after the second 4,304 are left of 9,000.
    assert statuses == [200, 200, 429]


# What is refused.


@pytest.mark.parametrize("body, words", [
    (b"", "no body"), (b'{"model":"gpt-5-mini"', "1:"), (b'{"input":"x"}', "model"), (b'{"model":1,"input":"x"}', "/model"),
    (b'{"model":"gpt-5-mini","input":5}', "/input"), (b'{"model":"gpt-5-mini","input":"x","stream":"yes"}', "/stream"),
    (b'{"model":"gpt-5-mini","model":"gpt-5-mini","input":"x"}', "twice"),
    (b'{"model":"gpt-5-mini","input":"x","max_output_tokens":"many"}', "/max_output_tokens"),
    (b'{"model":"gpt-5-mini","input":"x","previous_response_id":7}', "/previous_response_id"),
    (b'{"model":"gpt-5-mini","input":"\xff"}', ""),
])
def test_bodies(proxy, provider, body, words):
    status, _, text = proxy.request("/v1/responses", body)
    error = json.loads(text)["error"]
    assert status == 400 and words in error["message"] and error["type"] == "invalid_request_error"
    assert provider.requests == []


@pytest.mark.parametrize("method, path, allowed", [
    ("GET", "/v1/responses", {"POST"}), ("PUT", "/v1/responses/resp_1", {"GET", "DELETE"}),
    ("GET", "/v1/responses/resp_1/cancel", {"POST"}), ("DELETE", "/v1/responses/resp_1/input_items", {"GET"}),
])
def test_methods(proxy, provider, method, path, allowed):
    response = send(proxy.port, method, path)
    assert response.status == 405 and set(response.headers["Allow"].replace(" ", "").split(",")) - {"HEAD"} == allowed
    assert provider.requests == []


def test_the_document_has_every_route(proxy):
    paths = json.loads(proxy.request("/openapi.json")[2])["paths"]
    found = {path.partition("{")[0] + path.partition("}")[2]: set(paths[path]) for path in paths if "responses" in path}
    assert "post" in found["/v1/responses"] and {"get", "delete"} <= found["/v1/responses/"]
    assert "post" in found["/v1/responses//cancel"] and "get" in found["/v1/responses//input_items"]
