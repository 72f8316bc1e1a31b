"""What users of other proxies have reported, each of it asked of this one.

`REPORTS` are the reports, `FINDINGS` what was once found wrong here when they were tried. Each has a case in this file,
or names the test elsewhere that is about it; one without either fails.
"""
import asyncio
import gzip
import json
import pathlib
import re
import socket
import struct
import subprocess
import threading
import time

import anthropic
import openai
import pytest

from checkout import ROOT
from conftest import PROVIDER_KEY, ask, both_formats, chat, entry, free_port, key_in_force, message, send
from provider import USAGE, completion

PROXY = "Tests/Proxy/"
CHARGED = PROXY + "test_accounting.py::test_the_audit_has_what_was_used_and_what_it_cost"

REPORTS = {
    "a long list of betas, and a query": None,
    "betas in several lines": PROXY + "test_wire.py::test_lines_of_a_list_are_joined",
    "a system message among others, empty content, members in any order": None,
    "members of tools, and tools with long descriptions": None,
    "who the client is, for a provider that asks": None,
    "tokens counted before a message": PROXY + "test_model_routes.py::test_count_tokens",
    "a look whether anybody is there": PROXY + "test_model_routes.py::test_probes",
    "dozens of calls at the start": PROXY + "test_defaults.py::test_agents_of_claude_code_start_at_once",
    "one model, with slashes in its name": PROXY + "test_model_routes.py::test_slashes_and_escapes",
    "content of an assistant that is null, empty or missing": None,
    "messages of an assistant as they were received": None,
    "members of other servers": None,
    "a provider that refuses to be asked for usage": PROXY + "test_defaults.py::test_usage_is_not_asked_for_where_it_is_refused",
    "half of a surrogate pair": None,
    "bodies with large images": PROXY + "test_wire.py::test_who_sends_too_much_can_read_why",
    "a preflight": PROXY + "test_cors.py::test_preflight",
    "headers of clients": PROXY + "test_parameters.py::test_headers_go_on_by_list",
    "slashes and colons in names": None,
    "a local model whose name is like one in the cloud":
        PROXY + "test_models.py::test_a_local_model_is_served_by_its_provider_always",
    "one event with an image": PROXY + "test_wire.py::test_an_event_of_any_size_passes_as_it_comes",
    "a stream that does not say it is one": PROXY + "test_accounting.py::test_the_injected_usage_stays_inside",
    "a response compressed unasked": PROXY + "test_wire.py::test_no_coding_is_asked_for",
    "a later count of 0": CHARGED + "[a later 0]",
    "usage in the last event, in each, in none": CHARGED + "[usage in each chunk]",
    "reasoning of Grok outside of its count": CHARGED + "[Grok]",
    "reasoning of Gemini outside of its count": CHARGED + "[Gemini]",
    "usage of Moonshot within a choice": CHARGED + "[Moonshot]",
    "searches that are charged for": CHARGED + "[searches]",
    "the tier that has served": CHARGED + "[the tier in chunks]",
    "a count of 0 that is kept": None,
    "an error after success was said": None,
    "empty lines and comments before a response": CHARGED + "[DeepSeek, comments first]",
    "a local stream without usage": CHARGED + "[a free model without usage]",
    "errors that are no JSON, or say when to come back": None,
    "an overloaded provider": PROXY + "test_faults.py::test_529_reaches_the_client",
    "one who calls too much, and others": PROXY + "test_breaker.py::test_429_shuts_nobody_out_and_is_not_tried_again",
    "a delay that is too long, or forbidden": PROXY + "test_breaker.py::test_how_often_an_error_is_tried",
    "connections that a provider closes while they are idle": None,
    "connections that a load balancer keeps": None,
    "a first byte after a minute": PROXY + "test_timeouts.py::test_a_model_that_thinks_for_a_while_is_waited_for",
    "a stream longer than any limit": PROXY + "test_timeouts.py::test_a_stream_that_goes_on_is_not_ended",
    "who leaves in the middle": PROXY + "test_reservations.py::test_who_leaves_early_gets_no_tokens_back",
    "thoughts without a signature": PROXY + "test_validation.py::test_other_providers_have_rules_of_their_own",
    "text of another API's kind": None,
    "metadata with lists": PROXY + "test_validation.py::test_strict_rules_name_what_to_change",
    "a version in the query, a key in another header":
        PROXY + "test_provider_calls.py::test_azure_with_deployments_in_the_path",
    "the client's own token": PROXY + "test_provider_calls.py::test_a_clients_token_goes_on_and_is_kept_nowhere",
}

FINDINGS = {
    "names decide before who has the model": None,
    "one client shuts a provider for all": None,
    "a first byte within a minute": PROXY + "test_timeouts.py::test_a_model_that_thinks_for_a_while_is_waited_for",
    "a total that ends live streams": PROXY + "test_timeouts.py::test_the_total_bounds_everything_before_the_response",
    "surcharges that are left out": None,
    "no usage, and nobody counts it": PROXY + "test_accounting.py::test_what_is_not_known_is_counted",
    "compressed although nobody asked": PROXY + "test_wire.py::test_what_cannot_be_read_is_relayed_and_recorded_as_such",
    "limits below what is sent": None,
    "a part of the usage taken for all": PROXY + "test_reservations.py::test_nor_does_who_is_cut_off",
    "refusals that cannot be read": None,
    "images of Claude Code": PROXY + "test_wire.py::test_32_mib_of_messages_are_taken",
    "routes beside the main one": None,
    "lists taken for one value": PROXY + "test_wire.py::test_lines_of_a_list_are_joined",
    "limits that nobody has set": PROXY + "test_defaults.py::test_conservative_limits_are_those_of_a_small_account",
    "settings without effect": PROXY + "test_metrics.py::test_keys_beyond_the_limit_are_other",
    "pages that cannot read": PROXY + "test_cors.py::test_responses_and_errors_can_be_read",
    "operators who are not told": PROXY + "test_logs.py::test_an_audit_that_cannot_be_written_is_seen_at_once_and_so_is_its_recovery",
    "a check that says less than the start": PROXY + "test_start.py::test_the_check_says_what_keeps_a_start_from_succeeding",
    "what is added and cannot be left out": PROXY + "test_defaults.py::test_clients_may_ask_for_usage_themselves",
    "delays in all their forms": PROXY + "test_wire.py::test_a_date_is_waited_for",
    "a final status becomes one to try again": None,
    "rules of one provider for all": PROXY + "test_validation.py::test_what_the_proxy_needs_is_always_checked",
    "unreadable, recorded as success": None,
    "the hour of the price": "Tests/ProxyCoreTests/Exchange/PriceHourTests.swift",
    "rows that cannot be told apart": CHARGED + "[audio of both kinds]",
    "plain HTTP to a named host": PROXY + "test_defaults.py::test_plain_http_to_a_named_host",
    "keys in two fields": None,
    "redirects": None,
    "a slow client that is the provider's fault": PROXY + "test_wire.py::test_a_client_that_pauses_is_not_cut",
    "responses without a date": PROXY + "test_every_response.py::test_every_response_says_when",
    "pages that say something else": None,
    "bodies kept in memory": PROXY + "test_accounting.py::test_a_long_body_is_not_kept",
    "an address in use": PROXY + "test_bounds.py::test_why_it_does_not_listen",
    "patterns shown to people": None,
}

CASES = {}


def case(name):
    """The case of a report or a finding; the function gets what it names, as a test does."""
    def add(function):
        assert name not in CASES, name
        CASES[name] = function
        return function
    return add


@pytest.mark.parametrize("name", [*REPORTS, *FINDINGS])
def test_every_report_has_a_case(name):
    elsewhere = {**REPORTS, **FINDINGS}[name]
    assert (elsewhere is None) == (name in CASES), "a case, or the name of a test: one of them"
    if elsewhere is None:
        return
    file, _, rest = elsewhere.partition("::")
    function, _, parameter = rest.partition("[")
    text = (ROOT / file).read_text()
    assert not function or re.search(rf"^def {function}\(", text, re.MULTILINE), f"{file} has no {function}"
    assert not parameter or f'"{parameter.rstrip("]")}"' in text, f"{file} has no case {parameter}"


def test_no_report_is_missing():
    assert (len(REPORTS), len(FINDINGS)) == (47, 34) and not REPORTS.keys() & FINDINGS.keys()
    assert CASES.keys() <= REPORTS.keys() | FINDINGS.keys()


@pytest.mark.parametrize("name", [name for name, elsewhere in {**REPORTS, **FINDINGS}.items() if elsewhere is None])
def test_report(request, name):
    function = CASES[name]
    names = function.__code__.co_varnames[:function.__code__.co_argcount]
    function(**{name: request.getfixturevalue(name) for name in names})


def post(proxy, path, body, fields=()):
    response = send(proxy.port, "POST", path, fields, body if isinstance(body, bytes) else json.dumps(body).encode())
    return response.status, response.headers, response.read()


def passes(proxy, provider, path, body):
    """It is taken, and arrives as it was sent."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, _, answer = post(proxy, path, data)
    assert status == 200, (body, answer)
    assert provider.requests[-1].body == data


def said(answer):
    return json.loads(answer)["error"]["message"]


# MARK: what clients send


@case("a long list of betas, and a query")
def _(serve):
    proxy, provider = serve()
    betas = ",".join(f"feature-{number}-2026-{number % 12 + 1:02}-01" for number in range(120))
    assert post(proxy, "/v1/messages?beta=true", message(), [("anthropic-beta", betas)])[0] == 200
    assert provider.requests[-1].lines("anthropic-beta") == [betas]
    assert provider.requests[-1].target == "/v1/messages"


def talk(*messages, **more):
    return message(messages=list(messages), **more)


def user(content):
    return {"role": "user", "content": content}


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


@case("a system message among others, empty content, members in any order")
def _(serve):
    proxy, provider = serve()
    for body in (
        talk(user("a"), {"role": "system", "content": "x"}, assistant("b"), user("c")),
        talk(user([]), assistant([]), user("c")), talk(user(""), assistant(""), user("c")),
        b'{"messages":[{"role":"user","content":"1"}],"output_config":{"effort":"max"},"max_tokens":9,"model":"claude-x"}',
        b'{"max_tokens":9,"output_config":{"format":{"type":"json_schema","schema":{}}},"model":"claude-x","messages":[]}',
    ):
        passes(proxy, provider, "/v1/messages", body)


@case("members of tools, and tools with long descriptions")
def _(serve):
    proxy, provider = serve()
    tool = {"name": "t", "description": "d" * 40_000, "input_schema": {"type": "object"}, "input_examples": [{"a": 1}],
            "defer_loading": True, "allowed_callers": ["direct"], "strict": True, "eager_input_streaming": True}
    for more in (
        {"tools": [tool]}, {"tools": [{"type": "advisor_20260301", "name": "advisor", "model": "claude-opus-5"}]},
        {"diagnostics": {"previous_message_id": None}}, {"speed": "fast", "inference_geo": "us"},
        {"mcp_servers": [{"type": "url", "url": "https://mcp.example/sse", "name": "m", "authorization_token": "t"}]},
        {"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}, "container": {"id": "c", "skills": []}},
        {"thinking": {"type": "adaptive"}, "cache_control": {"type": "ephemeral"}},
        {"tools": [{"type": "web_search_20290101", "name": "web_search"}]},
    ):
        passes(proxy, provider, "/v1/messages", message(**more))
    blocks = [{"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
              {"type": "web_search_tool_result", "tool_use_id": "s", "content": []}, {"type": "redacted_thinking", "data": "x"},
              {"type": "of_next_year", "x": [1]}]
    passes(proxy, provider, "/v1/messages", talk(user("a"), assistant(blocks), user("b")))


@case("who the client is, for a provider that asks")
def _(serve):
    proxy, provider = serve(forwardHeaders=["user-agent", "x-app", "x-claude-code-*"])
    fields = [("User-Agent", "claude-cli/2.1.9 (external, cli)"), ("x-app", "cli"), ("X-Claude-Code-Session-Id", "s-1")]
    assert post(proxy, "/v1/messages?beta=true", message(), fields)[0] == 200
    for name, value in fields:
        assert provider.requests[-1].lines(name.lower()) == [value], name


@case("content of an assistant that is null, empty or missing")
def _(serve):
    proxy, provider = serve()
    for said_before in (assistant(None), assistant(""), assistant([]), {"role": "assistant"}):
        passes(proxy, provider, "/v1/chat/completions", chat(messages=[user("a"), said_before, user("b")]))


@case("messages of an assistant as they were received")
def _(serve):
    """With all that a response had in them, whoever has sent it."""
    proxy, provider = serve()
    calls = [{"id": "call_1", "type": "function", "index": 0, "function": {"name": "f", "arguments": "{}"},
              "extra_content": {"google": {"thought_signature": "x"}}}]
    received = assistant(None, tool_calls=calls, refusal=None, audio=None, function_call=None, annotations=[],
                         reasoning_content="r", reasoning="r", reasoning_details=[{"type": "reasoning.text", "text": "r"}])
    result = {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": "1"}], "name": "f"}
    passes(proxy, provider, "/v1/chat/completions", chat(messages=[user("a"), received, result]))


@case("members of other servers")
def _(serve):
    proxy, provider = serve()
    for more in ({"top_k": -1, "min_p": 0.1, "repetition_penalty": 1.1}, {"provider": {"order": ["a"], "sort": "price"}},
                 {"chat_template_kwargs": {"enable_thinking": False}}, {"tools": []}, {"guided_json": {}, "keep_alive": "5m"},
                 {"transforms": [], "plugins": [{"id": "web"}], "reasoning": {"effort": "high"}}, {"thinking": {"type": "enabled"}}):
        passes(proxy, provider, "/v1/chat/completions", chat(**more))


@case("half of a surrogate pair")
def _(make_proxy, make_provider):
    """Nobody can say which text it is: refused with its place, whosever rules hold."""
    for validation in ("strict", "minimal"):
        provider = make_provider()
        proxy = make_proxy(both_formats(provider, validation=validation))
        body = b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a \\ud83d b"}]}'
        status, _, answer = post(proxy, "/v1/chat/completions", body)
        assert status == 400 and said(answer).startswith("1:") and "surrogate" in said(answer)
        passes(proxy, provider, "/v1/chat/completions", body.replace(b"\\ud83d", b"\\ud83d\\ude00"))
        assert len(provider.calls) == 1


@case("slashes and colons in names")
def _(make_proxy, make_provider):
    groq, local = make_provider(["openai/gpt-oss-20b"]), make_provider(["hf.co/unsloth/Qwen3:Q4_K_M", "llama3:8b"])
    proxy = make_proxy({"providers": {"groq": entry(groq, "openai"), "local": entry(local, "openai")}})
    for name, provider, model in (
        ("groq/openai/gpt-oss-20b", groq, "openai/gpt-oss-20b"), ("openai/gpt-oss-20b", groq, "openai/gpt-oss-20b"),
        ("local/hf.co/unsloth/Qwen3:Q4_K_M", local, "hf.co/unsloth/Qwen3:Q4_K_M"),
        ("hf.co/unsloth/Qwen3:Q4_K_M", local, "hf.co/unsloth/Qwen3:Q4_K_M"), ("llama3:8b", local, "llama3:8b"),
    ):
        for path, body in (("/v1/chat/completions", chat(model=name)), ("/v1/embeddings", {"model": name, "input": "a"}),
                           ("/v1/completions", {"model": name, "prompt": "a"}), ("/v1/rerank", {
                               "model": name, "query": "a", "documents": ["b"]})):
            assert proxy.request(path, body)[0] == 200 and provider.calls[-1] == model, (path, name)


@case("text of another API's kind")
def _(serve):
    proxy, provider = serve()
    text = [{"type": "input_text", "text": "a"}]
    for role in ("system", "developer", "user"):
        passes(proxy, provider, "/v1/chat/completions", chat(messages=[{"role": role, "content": text}, user("b")]))
    passes(proxy, provider, "/v1/responses", ask(input=[{"role": "user", "content": [{"type": "text", "text": "a"}]}]))


# MARK: what providers send


@case("a count of 0 that is kept")
def _(serve):
    last = ('data: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":0,'
            '"total_tokens":7,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"cost": 0.0}}\n\n')

    def respond(call):
        call.begin_stream()
        call.chunk(last.encode())
        call.event("[DONE]")
        call.end_stream()

    proxy, _ = serve(respond)
    asked = chat(stream=True, stream_options={"include_usage": True})
    assert post(proxy, "/v1/chat/completions", asked)[2] == last.encode() + b"data: [DONE]\n\n"


@case("an error after success was said")
def _(serve):
    chunk = {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "a"}}]}
    errors = [{"error": {"message": "m", "code": None, "type": "server_error"}}, {"error": {"message": "m", "code": 500}},
              {"id": "c", "choices": [], "error": {"message": "m", "code": "502"}}, {"error": "text alone"}]

    def respond(call):
        number = int(call.body["user"])
        if number == len(errors):
            return call.send(400, {"error": {"message": "too long", "type": "invalid_request_error", "code": None}})
        call.begin_stream()
        call.event(chunk)
        call.event(errors[number])
        call.end_stream()

    proxy, _ = serve(respond)
    for number in range(len(errors)):
        status, _, answer = post(proxy, "/v1/chat/completions", chat(stream=True, user=str(number)))
        assert status == 200 and json.dumps(errors[number]).encode() in answer and b"[DONE]" not in answer
        assert proxy.closed(number + 1)[-1]["status"] == "failed"
    status, _, answer = post(proxy, "/v1/chat/completions", chat(stream=True, user=str(len(errors))))
    assert status == 400 and said(answer) == "too long"
    assert proxy.closed(len(errors) + 1)[-1]["http_status"] == 400


@case("errors that are no JSON, or say when to come back")
def _(serve):
    html = b"<html><head><title>520: Web server is returning an unknown error</title></head></html>"
    sent = {"html": (520, html, {"Content-Type": "text/html; charset=UTF-8"}),
            "json": (503, b'{"error":{"message":"loading"}}', {"Retry-After": "17", "x-should-retry": "true"}),
            "empty": (500, b"", {}), "coded": (400, gzip.compress(b"{}", mtime=0), {"Content-Encoding": "gzip"})}
    proxy, _ = serve(lambda call: call.send(*sent[call.body["user"]]))
    for name, (status, body, fields) in sent.items():
        found, headers, answer = post(proxy, "/v1/chat/completions", chat(user=name))
        assert (found, answer) == (status, body) and {field: headers[field] for field in fields} == fields


@case("connections that a provider closes while they are idle")
def _(make_proxy, make_provider):
    """With the end of a response, or by a reset when the next request arrives: sent again, at no cost, once."""
    resets = [0]

    def respond(call):
        if call.body["user"] == "reset" and getattr(call, "served", False):
            resets[0] += 1
            call.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            call.close_connection = True
            return call.connection.close()
        call.served = True
        call.send(200, completion(call.model))
        if call.body["user"] == "close":
            call.close_connection = True

    provider = make_provider(respond=respond)
    proxy = make_proxy(both_formats(provider, retries={"max": 0}))
    for _ in range(55):
        assert post(proxy, "/v1/chat/completions", chat(user="close"))[0] == 200
    for _ in range(10):
        assert post(proxy, "/v1/chat/completions", chat(user="reset"))[0] == 200
    assert resets[0] > 0 and len(proxy.closed(65)) == 65


@case("connections that a load balancer keeps")
def _(make_proxy, make_provider):
    schema = json.loads((ROOT / "Schemas/config/configuration.json").read_text())
    assert schema["$defs"]["listen"]["properties"]["idleMs"]["default"] > 60_000
    proxy = make_proxy({**both_formats(make_provider()), "listen": {"idleMs": 1500}})
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client:
        for pause in (0, 0.9, 0.9):
            time.sleep(pause)
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(65536).startswith(b"HTTP/1.1 200")
        begun = time.monotonic()
        assert client.recv(65536) == b"" and 1 < time.monotonic() - begun < 5


# MARK: what was found wrong here, and what is like it


OPENAIS = ["gpt-4o", "dall-e-3", "whisper-1", "tts-1-hd", "davinci-002", "omni-moderation-latest", "ft:gpt-4o-mini:org::id"]


@case("names decide before who has the model")
def _(make_proxy, make_provider):
    """A name that can be one vendor's alone goes there, whatever state others are in; any other waits for knowledge."""
    cloud = make_provider(OPENAIS)
    down = f"http://127.0.0.1:{free_port()}/v1"
    proxy = make_proxy({"providers": {
        "ollama": {"baseURL": down}, "openai": {"baseURL": cloud.url, "key": {"env": "PROVIDER_KEY"}}}})
    speech = {"input": "a", "voice": "alloy"}
    for path, body in (
        ("/v1/moderations", {"input": "a"}), ("/v1/images/generations", {"prompt": "a"}),
        ("/v1/images/generations", {"prompt": "a", "model": "dall-e-3"}), ("/v1/audio/speech", {"model": "tts-1-hd", **speech}),
        ("/v1/completions", {"model": "davinci-002", "prompt": "a"}), ("/v1/chat/completions", chat(model="ft:gpt-4o-mini:org::id")),
    ):
        assert proxy.request(path, body)[0] == 200, (path, body)
    assert cloud.calls[:2] == ["omni-moderation-latest", "dall-e-2"]
    served = len(cloud.calls)
    for name in ("whisper-large-v3", "tts-1.5", "ft:llama", "ft:8b", "dall-e-mini:latest", "gpt2", "nomic-embed-text"):
        assert proxy.request("/v1/chat/completions", chat(model=name))[0] == 502, name
    assert len(cloud.calls) == served

    # A list that cannot be read, or is not given to this key, says nothing of who has the model.
    unreadable = {
        "its list of models is too long": lambda call: call.send(200, {"data": [{"id": f"{n}" + "y" * 120} for n in range(40_000)]}),
        "is no list of models": lambda call: call.send(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}),
        "status 401": lambda call: call.send(401, {"error": {"message": "no"}}),
        "status 302": lambda call: call.send(302, b"", {"Location": "/login"}),
    }
    for reason, respond in unreadable.items():
        first, second = make_provider(respond), make_provider(["shared"])
        proxy = make_proxy({"providers": {"first": entry(first, "openai"), "second": entry(second, "openai")}})
        status, _, answer = proxy.request("/v1/chat/completions", chat(model="shared"))
        assert status == 502 and reason in said(answer) and "first" in said(answer), answer
        assert proxy.request("/v1/chat/completions", chat(model="second/shared"))[0] == 200
        assert first.calls == [] and second.calls == ["shared"]
    for found in ([{"id": "shared"}], {"data": [{"id": "shared"}, {"id": 7}, {}]}):
        first, second = make_provider(lambda call, found=found: call.send(200, found)), make_provider(["shared"])
        proxy = make_proxy({"providers": {"first": entry(first, "openai"), "second": entry(second, "openai")}})
        assert proxy.request("/v1/chat/completions", chat(model="shared"))[0] == 200 and first.calls == ["shared"]
    # One that has no models does not keep names from others.
    first, second = make_provider(lambda call: call.send(200, {"object": "list", "data": None})), make_provider(["shared"])
    proxy = make_proxy({"providers": {"first": entry(first, "openai"), "second": entry(second, "openai")}})
    assert proxy.request("/v1/chat/completions", chat(model="shared"))[0] == 200 and second.calls == ["shared"]


@case("one client shuts a provider for all")
def _(make_proxy):
    """A provider refuses a large request on its head, and reads no more of it: others must not wait behind the rest."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve(client):
        with client, client.makefile("rb") as file:
            while line := file.readline():
                length = 0
                while line.strip():
                    length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length:") else length
                    line = file.readline()
                body = json.dumps(completion() if length < 1000 else {"error": {"message": "too large"}}).encode()
                client.sendall(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
                    200 if length < 1000 else 413, len(body), body))
                if length >= 1000:
                    return over.wait(30)
                file.read(length)

    def accept():
        while not over.is_set():
            threading.Thread(target=serve, args=listener.accept()[:1], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    provider = type("Provider", (), {"url": f"http://127.0.0.1:{listener.getsockname()[1]}/v1"})
    proxy = make_proxy(both_formats(provider))
    for _ in range(3):
        status, _, answer = proxy.request("/v1/chat/completions", chat("a" * 20_000_000))
        assert status == 413 and said(answer) == "too large"
        for _ in range(4):
            assert proxy.request("/v1/chat/completions", chat(), timeout=5)[0] == 200
    over.set()


@case("surcharges that are left out")
def _(make_proxy, make_provider):
    """Whatever a provider charges for besides tokens makes the cost unknown where it has no price."""
    usage = {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}
    tools = {"x_search_calls": 2, "web_search_calls": 0, "mcp_calls": 1}
    responses = [
        {"usage": {**usage, "server_side_tool_usage_details": tools}, "output": []},
        {"usage": usage, "output": [{"type": "file_search_call"}]}, {"usage": usage, "output": [{"type": "image_generation_call"}]},
        {"usage": {**usage, "server_side_tool_usage_details": {"mcp_calls": 3}}, "output": []}]

    def respond(call):
        call.send(200, {"id": "resp_1", "object": "response", "status": "completed", "model": "grok-4.5", **responses[len(provider.calls) - 1]})

    provider = make_provider(respond=respond)
    proxy = make_proxy({"providers": {"xai": entry(provider, "responses", models=["grok-4.5"])}})
    for _ in responses:
        assert proxy.request("/v1/responses", ask(model="grok-4.5"))[0] == 200
    events = proxy.closed(len(responses))
    assert [event.get("cost_unknown") for event in events] == ["surcharge"] * 3 + [None]
    assert events[-1]["estimated_cost_nano_usd"] == 100 * 2000 + 20 * 6000


def nested(levels):
    value = {"type": "string"}
    for _ in range(levels):
        value = {"a": value}
    return value


@case("limits below what is sent")
def _(make_proxy, make_provider):
    """Nesting: a tool's input that was received is part of the next request, and must not end the conversation."""
    def respond(call):
        block = {"type": "tool_use", "id": "t", "name": "f", "input": nested(200)}
        call.send(200, {"id": "m", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use", "content": [block],
                        "usage": {"input_tokens": 7, "output_tokens": 3}})

    for validation in ("strict", "minimal"):
        provider = make_provider(respond=respond)
        proxy = make_proxy(both_formats(provider, validation=validation))
        status, _, answer = post(proxy, "/v1/messages", message())
        assert status == 200 and proxy.closed(1)[0]["prompt_tokens"] == 7
        history = talk(user("a"), assistant(json.loads(answer)["content"]), user([{"type": "tool_result", "tool_use_id": "t"}]))
        passes(proxy, provider, "/v1/messages", history)
        tool = {"type": "function", "function": {"name": "f", "parameters": nested(200)}}
        passes(proxy, provider, "/v1/chat/completions", chat(tools=[tool]))
        passes(proxy, provider, "/v1/responses", ask(tools=[{"type": "function", "name": "f", "parameters": nested(200)}]))
        served = len(provider.calls)
        status, _, answer = post(proxy, "/v1/messages", message(tools=[{"name": "f", "input_schema": nested(300)}]))
        assert status == 400 and "nested too deeply" in said(answer) and len(provider.calls) == served


@case("refusals that cannot be read")
def _(make_proxy, make_provider):
    """Clients that send all of a body first read why it was refused, whatever the reason."""
    provider = make_provider()
    proxy = make_proxy({**both_formats(provider), "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})
    key = key_in_force(proxy)
    body = [{"role": "user", "content": "a" * 20_000_000}]

    async def sends(key="sk-nobody", path="/v1", client=openai.AsyncOpenAI, **more):
        async with client(base_url=proxy.url + path, api_key=key, max_retries=0, **more) as client:
            try:
                if client.__class__ is anthropic.AsyncAnthropic:
                    return await client.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=body)
                return await client.chat.completions.create(model="nobody/x:1", messages=body)
            except (openai.APIError, anthropic.APIError) as error:
                return getattr(error, "status_code", repr(error))

    for status, more in (
        (401, {}), (401, {"path": "", "client": anthropic.AsyncAnthropic}), (404, {"key": key, "path": ""}), (404, {"key": key}),
        (403, {"key": key, "default_headers": {"Origin": "https://elsewhere.example"}}), (421, {"default_headers": {"Host": "elsewhere"}}),
        (415, {"key": key, "default_headers": {"Content-Encoding": "gzip"}}), (401, {"key": key, "default_query": {"api_key": "k"}}),
    ):
        assert [asyncio.run(sends(**more)) for _ in range(3)] == [status] * 3, more
    assert provider.calls == []


@case("routes beside the main one")
def _(make_proxy, make_provider):
    """Tokens of the Responses format are counted, and its conversations are made shorter, as SDKs and Codex ask for it."""
    def respond(call):
        if call.seen.path.endswith("/input_tokens"):
            return call.send(200, {"object": "response.input_tokens", "input_tokens": 42})
        call.send(200, {"id": "resp_1", "object": "response.compaction", "created_at": 1, "output": [
            {"type": "compaction", "id": "cmp_1", "encrypted_content": "x"}],
            "usage": {"input_tokens": 100, "output_tokens": 20, "total_tokens": 120}})

    provider = make_provider(respond=respond)
    limits = {"tokensPerMinute": 4000}
    proxy = make_proxy({"providers": {"openai": entry(provider, "openai", "responses", limits=limits)}})
    client = openai.OpenAI(base_url=proxy.url + "/v1", api_key="k", max_retries=0)
    # Ten thousand tokens are counted, and none is taken.
    for _ in range(3):
        assert client.responses.input_tokens.count(model="gpt-5-mini", input="a" * 40_000).input_tokens == 42
    compacted = client.responses.compact(model="openai/gpt-5-mini", input=[{"role": "user", "content": "Hello"}])
    assert compacted.output[0].type == "compaction" and compacted.usage.total_tokens == 120
    assert [seen.path for seen in provider.requests] == ["/v1/responses/input_tokens"] * 3 + ["/v1/responses/compact"]
    assert json.loads(provider.requests[-1].body)["model"] == "gpt-5-mini"
    *counts, compaction = proxy.closed(4)
    for event in counts:
        assert event["operation"] == "count_tokens" and not {"prompt_tokens", "cost_unknown", "error"} & event.keys()
    assert compaction["operation"] == "chat" and compaction["status"] == "success" and compaction["prompt_tokens"] == 100
    assert compaction["estimated_cost_nano_usd"] == 100 * 250 + 20 * 2000 and "usage_partial" not in compaction
    for path in ("input_tokens", "compact"):
        assert proxy.request(f"/v1/responses/{path}", {"input": "a"})[0] == 400
        status, headers, _ = proxy.request(f"/v1/responses/{path}", {}, method="PUT")
        assert status == 405 and headers["Allow"] == "POST"
        assert proxy.request(f"/v1/responses/{path}")[0] == 405
    # What SDKs call besides: refused with the way to let it pass.
    for path in ("agents", "sessions/s/events", "projects/p/roles", "fine_tuning/jobs", "ocr", "fim/completions"):
        status, _, answer = proxy.request(f"/v1/{path}", {})
        assert status == 404 and "passThrough" in said(answer)
    # Nobody's earlier response is read by these either.
    status, _, answer = proxy.request("/v1/responses/compact", ask(previous_response_id="a b"))
    assert status == 400 and "previous_response_id" in said(answer)


def broken_error(kind, status):
    """An error that does not come whole, or must not be passed on."""
    fields = {"Content-Type": "application/json", "Retry-After": "7", "x-request-id": "r"}

    def respond(call):
        if kind == "long":
            return call.send(status, {"error": {"message": "x" * 300_000}}, fields)
        if kind == "secret":
            return call.send(status, {"error": {"message": f"the key {PROVIDER_KEY} is wrong"}}, fields)
        call.send_response(status)
        for name, value in {**fields, "Content-Length": "100"}.items():
            call.send_header(name, value)
        call.end_headers()
        call.wfile.write(b'{"error":')
        call.wfile.flush()
        call.close_connection = True
        if kind == "silent":
            time.sleep(3)
        else:
            call.connection.shutdown(socket.SHUT_RDWR)

    return respond


@case("a final status becomes one to try again")
def _(serve):
    errors = [(kind, status) for kind in ("long", "secret", "cut", "silent") for status in (400, 401, 429, 500)]

    def respond(call):
        kind, status = call.body["user"].split()
        broken_error(kind, int(status))(call)

    proxy, provider = serve(respond, timeouts={"idleMs": 500})
    for number, (kind, status) in enumerate(errors, 1):
        found, headers, answer = post(proxy, "/v1/chat/completions", chat(user=f"{kind} {status}"))
        assert (found, headers["Retry-After"]) == (status, "7"), (kind, status)
        assert PROVIDER_KEY.encode() not in answer and f"status {status}" in said(answer)
        event = proxy.closed(number)[-1]
        assert event["http_status"] == status and (event["status"] == "rate_limited") == (status == 429)
    assert len(provider.calls) == len(errors)
    # What forbids another try goes on as well.
    proxy, _ = serve(lambda call: call.send(429, {"error": {"message": "x" * 300_000}}, {"x-should-retry": "false"}))
    assert post(proxy, "/v1/chat/completions", chat())[1]["x-should-retry"] == "false"


@case("unreadable, recorded as success")
def _(serve):
    """Everything passes as it came. What is no response of the API has no cost, and says why; what is one is read."""
    whole = json.dumps(completion()).encode()
    mark = "\ufeff".encode()
    bodies = {  # whether it is read
        "plain": (whole, True), "marked": (mark + whole, True), "spaced": (b" \r\n\t " + whole, True), "a mark alone": (mark, False),
        "nothing": (b"", False), "null": (b"null", False), "a list": (b"[]", False), "a text": (b'"hi"', False),
        "half a mark": (mark[:2], False), "lines": (b'{"choices":[]}\n{"choices":[]}\n', False), "HTML": (b"<html></html>", False)}
    proxy, _ = serve(lambda call: call.send(200, bodies[call.body["user"]][0]))
    for number, (name, (body, is_read)) in enumerate(bodies.items(), 1):
        for stream in (False, True):
            assert post(proxy, "/v1/chat/completions", chat(user=name, stream=stream))[2] == body, name
        for event in proxy.closed(2 * number)[-2:]:
            assert (event["status"], event.get("error")) == ("success", None if is_read else "usage_unreadable"), (name, event)
            assert event.get("prompt_tokens") == (20 if is_read else None), name


@case("keys in two fields")
def _(make_proxy, make_provider):
    """A variable that is set to nothing makes a client send a field without a key, which is none."""
    provider = make_provider()
    proxy = make_proxy({**both_formats(provider), "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})
    key = key_in_force(proxy)
    for fields in ([("Authorization", f"Bearer {key}"), ("x-api-key", "")], [("Authorization", ""), ("x-api-key", key)],
                   [("Authorization", "Bearer "), ("x-api-key", key)], [("Authorization", f"BEARER {key}")],
                   [("Authorization", f"Bearer {key}"), ("x-api-key", key)]):
        assert post(proxy, "/v1/messages", message(), fields)[0] == 200, fields
    for fields, words in (
        ([("Authorization", f"Bearer {key}"), ("x-api-key", "another")], "were both sent"),
        ([("Authorization", key)], "scheme Bearer"), ([("Authorization", f"Basic {key}")], "scheme Bearer"),
        ([("Authorization", ""), ("x-api-key", "")], "not known"), ([("Authorization", "Bearer sk-nobody")], "not known"),
        ([("x-api-key", "")], "not known"), ([("api-key", key)], "send Authorization: Bearer"),
    ):
        status, _, answer = post(proxy, "/v1/messages", message(), fields)
        assert status == 401 and words in said(answer) and key not in str(answer), (fields, answer)


@case("redirects")
def _(make_proxy, make_provider):
    """None is followed, on any route: key and prompt would go to an address that nobody has configured."""
    elsewhere = make_provider(["m"])
    def moved(call):
        call.send(302, b"", {"Location": elsewhere.url})

    provider = make_provider(moved, moved)
    proxy = make_proxy({"providers": {"p": entry(provider, "openai", "anthropic", "responses", passThrough=["/things*"])}})
    for method, path, body in (
        ("POST", "/v1/chat/completions", chat(model="p/m")), ("POST", "/v1/messages", message(model="p/m")),
        ("POST", "/v1/messages/count_tokens", message(model="p/m")), ("POST", "/v1/responses", ask(model="p/m")),
        ("POST", "/v1/embeddings", {"model": "p/m", "input": "a"}), ("POST", "/v1/batches", {}), ("GET", "/v1/files/f", None),
        ("GET", "/v1/files/f/content", None), ("GET", "/pass/p/things", None),
    ):
        status, headers, answer = proxy.request(path, body, method=method)
        assert status == 502 and "redirect" in said(answer) and "Location" not in headers, (path, answer)
    assert elsewhere.requests == []


@case("pages that say something else")
def _():
    """Every default that the page on the configuration shows is the schema's."""
    page = (ROOT / "docs/configuration.md").read_text()
    block = page.partition("```jsonc\n{\n  \"listen\"")[2].partition("\n```")[0]
    shown = {name: json.loads(value) for name, value in re.findall(
        r'^ +"(\w+)": (-?\d+|true|false|"[^"]*")(?=,|\s|$)', block.partition('"providers"')[0], re.MULTILINE)}
    listen = json.loads((ROOT / "Schemas/config/configuration.json").read_text())["$defs"]["listen"]["properties"]
    assert len(shown) > 12
    for name, value in shown.items():
        assert listen[name].get("default") == value, name


@case("patterns shown to people")
def _(binary, tmp_path):
    def check(configuration):
        file = tmp_path / "c.json"
        file.write_text(json.dumps(configuration))
        checked = subprocess.run([binary, "serve", "--check", "--config", file], capture_output=True, text=True, timeout=60,
                                 env={"HOME": str(tmp_path), "OPENAI_API_KEY": "sk-0123456789abcdef"})
        assert checked.returncode == 1 and "match the pattern" not in checked.stderr, checked.stderr
        return checked.stderr

    def provider(**more):
        return {"providers": {"p": {"apiFormat": "openai", **more}}}

    for url, words in (
        ("api.example/v1", "begin with https://"), ("HTTPS://api.example/v1", "lower case"), ("https://x/v1?a=b", "no query"),
        ("https://u:p@x/v1", "no user name"), ("https://", "has no host"), ("https://x/v1/chat/completions", "remove /chat/completions"),
        ("https://x/v1/messages/", "remove /messages"),
    ):
        assert words in check(provider(baseURL=url))
    assert '"env"' in check({"providers": {"openai": {"key": "sk-mistake-0123456789"}}})
    assert "openai/gpt-5-mini" in check({"aliases": {"fast": "gpt-4o"}})
    assert "lower-case" in check({"providers": {"Open AI": {"preset": "openai"}}})
    assert "mistake" not in check({"providers": {"openai": {"api_key": "sk-mistake-0123456789"}}})
