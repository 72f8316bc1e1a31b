"""What responses of providers have used and cost, as the audit has it: each case is a response in the form in which some
provider sends it, with its true tokens and cost. What cannot be known is marked and counted, and is never 0.

Dollars for a million tokens are thousands of nano-dollars for one: gpt-4o costs 2,500 and 10,000 of them.
"""
import gzip
import json
import socket
import time
from dataclasses import dataclass, field

import pytest

from conftest import entry, until

SONNET = "claude-sonnet-4-6"
PRICES = {"version": "test", "rows": [
    {"provider": "xai", "model": "grok-4", "price": {"input": 1.25, "cacheRead": 0.2, "output": 2.5}},
    {"provider": "gemini", "model": "flash", "price": {"input": 0.3, "output": 2.5}},
    {"provider": "moonshot", "model": "*", "price": {"input": 1, "cacheRead": 0.1, "output": 2}},
    {"provider": "groq", "model": "*", "price": {"input": 1, "output": 2}},
    {"provider": "deep", "model": "seek", "price": {"input": 0.3, "cacheRead": 0.006, "output": 1.2}},
    {"provider": "openai", "model": "gpt-4o", "price": {"input": 2.5, "cacheRead": 1.25, "output": 10},
     "serviceTiers": {"flex": 50}},
    {"provider": "openai", "model": "gpt-5.5", "price": {"input": 5, "cacheRead": 0.5, "output": 30},
     "tiers": [{"above": 272000, "price": {"input": 10, "cacheRead": 1, "output": 45}}]},
    {"provider": "openai", "model": "small", "price": {"input": 0.02, "output": 0}},
    {"provider": "anthropic", "model": SONNET, "geographies": {"us": 110}, "speeds": {"fast": 200}, "webSearch": 0.01,
     "price": {"input": 3, "cacheRead": 0.3, "cacheWrite": 3.75, "cacheWrite1h": 6, "output": 15}},
    {"provider": "anthropic", "model": "claude-bare", "price": {"input": 3, "output": 15}},
    {"provider": "local", "model": "*", "price": {"input": 0, "cacheRead": 0, "output": 0}},
]}
NAMES = {"prompt": "prompt_tokens", "completion": "completion_tokens", "cached": "cached_tokens",
         "written": "cache_write_tokens", "hour": "cache_write_1h_tokens", "reasoning": "reasoning_tokens",
         "outside": "outside_completion_tokens", "audio_in": "audio_prompt_tokens",
         "audio_out": "audio_completion_tokens", "searches": "web_searches", "cost": "estimated_cost_nano_usd",
         "unknown": "cost_unknown", "tier": "service_tier", "geo": "inference_geo", "speed": "speed",
         "partial": "usage_partial", "error": "error", "status": "status", "model": "response_model"}


@dataclass
class Case:
    """`expected` names every member of NAMES that the closing event must have; it must have no other but those that
    say nothing (0 tokens, the model, the error of a failure)."""

    name: str
    respond: object
    expected: dict
    path: str = "/v1/chat/completions"
    model: str = "gpt-4o"
    stream: bool = False
    # What the request has besides.
    more: dict = field(default_factory=dict)
    # After how many pieces of the response the client leaves; nil when it stays.
    leaves: int | None = None


# How responses are sent.


def body(value, headers=(), size=None):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()

    def respond(call):
        call.send_response(200)
        for name, text in {"Content-Type": "application/json", "Content-Length": len(data), **dict(headers)}.items():
            if text is not None:
                call.send_header(name, str(text))
        call.end_headers()
        for start in range(0, len(data), size or 1 << 20):
            call.wfile.write(data[start:start + (size or 1 << 20)])
            call.wfile.flush()

    return respond


def lines(*events, done=True, names=False, end="\n", space=" "):
    """Events as text; `names` is Anthropic's way of naming them."""
    text = ""
    for event in events:
        if isinstance(event, str):
            text += event
            continue
        text += (f"event: {event['type']}{end}" if names else "") + f"data:{space}{json.dumps(event)}{end}{end}"
    return (text + (f"data:{space}[DONE]{end}{end}" if done else "")).encode()


def stream(data, headers=(), size=None, cut=False, hangs=0.0):
    """Sends bytes as a chunked body, `size` of them at a time."""
    def respond(call):
        call.send_response(200)
        for name, text in {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **dict(headers)}.items():
            if text is not None:
                call.send_header(name, text)
        call.end_headers()
        for start in range(0, len(data), size or len(data)):
            call.chunk(data[start:start + (size or len(data))])
        time.sleep(hangs)
        if cut:
            call.close_connection = True
            call.connection.shutdown(socket.SHUT_RDWR)
        else:
            call.end_stream()

    return respond


# What they say.


def used(prompt, completion, **more):
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion, **more}


def whole(usage=None, **more):
    response = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o", **more, "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}]}
    return {**response, "usage": usage} if usage is not None else response


def piece(text="", finish=None, **more):
    delta = {"content": text} if text else {}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def last(usage, **more):
    return {**piece(), "choices": [], "usage": usage, **more}


TEXT = [piece("Hel"), piece("lo")]
STOP = piece(finish="stop")
PLAIN = [*TEXT, STOP, last(used(33, 4))]


def note(usage, **more):
    return {"id": "msg", "type": "message", "role": "assistant", "model": SONNET, "stop_reason": "end_turn",
            "content": [{"type": "text", "text": "hi"}], "usage": usage, **more}


def begins(usage):
    return {"type": "message_start", "message": {**note(usage), "content": [], "stop_reason": None}}


SAYS = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "hi"}}
STOPS = {"type": "message_stop"}


def delta(**usage):
    return {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage}


def notes(start, *deltas, names=True, ends=True):
    return lines(begins(start), {"type": "ping"}, SAYS, *deltas, *([STOPS] if ends else []), done=False, names=names)


def anthropic(name, respond, expected, streams=False, **more):
    return Case(name, respond, expected, path="/v1/messages", model=more.pop("model", SONNET), stream=streams, **more)


PAID = {"prompt": 33, "completion": 4, "cost": 122_500}
A_NOTE = {"prompt": 25, "completion": 15, "cost": 300_000}
UNREAD = {"unknown": "usage_unreadable", "error": "usage_unreadable"}
NOTHING = {"unknown": "no_usage"}
IMAGE = piece(choices=[{"index": 0, "delta": {"images": ["A" * 1_600_000]}, "finish_reason": None}])
LONG_LIST = (b'{"object":"list","data":[{"embedding":[' + b"0.123456789," * 3_500_000
             + b'0]}],"model":"small","usage":{"prompt_tokens":1000,"total_tokens":1000}}')

CASES = [
    # Whole bodies.
    Case("cached", body(whole(used(1200, 50, prompt_tokens_details={"cached_tokens": 1000}))),
         {"prompt": 1200, "completion": 50, "cached": 1000, "cost": 2_250_000}),
    Case("no usage", body(whole()), NOTHING),
    Case("zeros that the provider says", body(whole(used(0, 0))), {"prompt": 0, "completion": 0, "cost": 0}),
    Case("two choices", body({**whole(used(40, 30)), "choices": whole()["choices"] * 2}),
         {"prompt": 40, "completion": 30, "cost": 400_000}, more={"n": 2}),
    Case("reasoning", body(whole(used(100, 500, completion_tokens_details={"reasoning_tokens": 400}))),
         {"prompt": 100, "completion": 500, "reasoning": 400, "cost": 5_250_000}),
    Case("a long prompt", body(whole(used(272_001, 10))),
         {"prompt": 272_001, "completion": 10, "cost": 2_720_460_000}, model="gpt-5.5"),
    Case("the longest short prompt", body(whole(used(272_000, 10))),
         {"prompt": 272_000, "completion": 10, "cost": 1_360_300_000}, model="gpt-5.5"),
    Case("flex", body(whole(used(1000, 100), service_tier="flex")),
         {"prompt": 1000, "completion": 100, "tier": "flex", "cost": 1_750_000}),
    Case("a tier without a price", body(whole(used(1000, 100), service_tier="priority")),
         {"prompt": 1000, "completion": 100, "tier": "priority", "unknown": "surcharge"}),
    Case("the default tier", body(whole(used(1000, 100), service_tier="default")),
         {"prompt": 1000, "completion": 100, "tier": "default", "cost": 3_500_000}),
    Case("a dated name", body(whole(used(7, 3))), {"prompt": 7, "completion": 3, "cost": 47_500},
         model="gpt-4o-2024-08-06"),
    Case("an alias", body(whole(used(7, 3))), {"prompt": 7, "completion": 3, "cost": 47_500}, model="quick"),
    Case("a name with its provider", body(whole(used(1, 1))), {"prompt": 1, "completion": 1, "cost": 12_500},
         model="openai/gpt-4o"),
    Case("a model without a price", body(whole(used(1, 1))), {"prompt": 1, "completion": 1, "unknown": "model"},
         model="gpt-4o-odd"),
    Case("audio without a price", body(whole(used(100, 20, prompt_tokens_details={"audio_tokens": 50}))),
         {"prompt": 100, "completion": 20, "audio_in": 50, "unknown": "bucket"}),
    Case("audio of both kinds", body(whole(used(
        100, 20, prompt_tokens_details={"audio_tokens": 50}, completion_tokens_details={"audio_tokens": 9}))),
         {"prompt": 100, "completion": 20, "audio_in": 50, "audio_out": 9, "unknown": "bucket"}),
    Case("a body in small pieces", body(whole(used(33, 4), x="é😀"), size=7), PAID),
    Case("gzip, unasked", body(gzip.compress(json.dumps(whole(used(33, 4))).encode()), {"Content-Encoding": "gzip"}),
         UNREAD),
    Case("events, unasked", stream(lines(*PLAIN)), PAID),
    Case("events as JSON, unasked", stream(lines(*PLAIN), {"Content-Type": "application/json"}), PAID),
    Case("events of a known length as JSON", body(lines(*PLAIN)), PAID),
    Case("counts as fractions", body(json.dumps(whole(used(33, 4))).replace("33", "33.0").replace(" 4,", " 4.0,").encode()),
         PAID),
    Case("an error as a success", body({"error": {"type": "insufficient_quota", "message": "m"}}),
         {"status": "failed", "error": "insufficient_quota"}),
    Case("HTML", body(b"<html></html>", {"Content-Type": "text/html"}), UNREAD),
    Case("half a body", body(json.dumps(whole(used(33, 4))).encode()[:60]), UNREAD),

    # Other providers that speak like OpenAI.
    Case("Grok", body(whole({"prompt_tokens": 10120, "completion_tokens": 1499, "total_tokens": 14428,
                             "prompt_tokens_details": {"cached_tokens": 128},
                             "completion_tokens_details": {"reasoning_tokens": 2809}})),
         {"prompt": 10120, "completion": 4308, "cached": 128, "reasoning": 2809, "outside": 2809, "cost": 23_285_600},
         model="xai/grok-4"),
    Case("Gemini", body(whole({"prompt_tokens": 20, "completion_tokens": 198, "total_tokens": 623})),
         {"prompt": 20, "completion": 603, "outside": 405, "cost": 1_513_500}, model="gemini/flash"),
    Case("Gemini, nothing but reasoning", body(whole({
        "prompt_tokens": 21, "completion_tokens": 0, "total_tokens": 81,
        "completion_tokens_details": {"reasoning_tokens": 60}})),
         {"prompt": 21, "completion": 60, "reasoning": 60, "outside": 60, "cost": 156_300}, model="gemini/flash"),
    Case("Moonshot", stream(lines(piece("a"), piece(choices=[
        {"index": 0, "delta": {}, "finish_reason": "stop", "usage": used(50, 9)}]))),
         {"prompt": 50, "completion": 9, "cost": 68_000}, model="moonshot/kimi", stream=True),
    Case("Moonshot, cached", body(whole(used(50, 9, cached_tokens=40))),
         {"prompt": 50, "completion": 9, "cached": 40, "cost": 32_000}, model="moonshot/kimi"),
    Case("Moonshot, cached, in a stream", stream(lines(piece("a"), piece(choices=[
        {"index": 0, "delta": {}, "finish_reason": "stop", "usage": used(50, 9, cached_tokens=40)}]))),
         {"prompt": 50, "completion": 9, "cached": 40, "cost": 32_000}, model="moonshot/kimi", stream=True),
    Case("cached, said twice", body(whole(used(50, 9, cached_tokens=7, prompt_tokens_details={"cached_tokens": 40}))),
         {"prompt": 50, "completion": 9, "cached": 40, "cost": 32_000}, model="moonshot/kimi"),
    Case("cached, in details of the input", body(whole(used(50, 9, input_tokens_details={"cached_tokens": 40}))),
         {"prompt": 50, "completion": 9, "cached": 40, "cost": 32_000}, model="moonshot/kimi"),
    Case("written to the cache, under another name", body(whole(used(
        50, 9, prompt_tokens_details={"cached_tokens": 4, "cache_creation_tokens": 30}))),
         {"prompt": 50, "completion": 9, "cached": 4, "written": 30, "unknown": "bucket"}, model="moonshot/kimi"),
    Case("Grok, searches of X", body(whole(used(100, 20, server_side_tool_usage_details={
        "web_search_calls": 0, "x_search_calls": 3, "mcp_calls": 2}))),
         {"prompt": 100, "completion": 20, "unknown": "surcharge"}, model="xai/grok-4"),
    Case("Grok, no tools", body(whole(used(100, 20, server_side_tool_usage_details={
        "web_search_calls": 0, "x_search_calls": 0, "mcp_calls": 2}))),
         {"prompt": 100, "completion": 20, "cost": 175_000}, model="xai/grok-4"),
    Case("Grok, searches", body(whole(used(100, 20, server_side_tool_usage_details={"web_search_calls": 2}))),
         {"prompt": 100, "completion": 20, "searches": 2, "unknown": "surcharge"}, model="xai/grok-4"),
    Case("Groq", stream(lines(piece("a"), {**STOP, "x_groq": {"id": "r", "usage": used(50, 9)}})),
         {"prompt": 50, "completion": 9, "cost": 68_000}, model="groq/llama", stream=True),
    Case("DeepSeek, empty lines first", stream(b"\n\n\n" + json.dumps(whole(
        used(1000, 100, prompt_cache_hit_tokens=600, prompt_cache_miss_tokens=400))).encode(),
        {"Content-Type": "application/json"}, size=1),
         {"prompt": 1000, "completion": 100, "cached": 600, "cost": 243_600}, model="deep/seek"),
    Case("DeepSeek, comments first", stream(lines(": keep-alive\n\n", ": keep-alive\n\n", *TEXT, {**STOP, "usage": used(
        1000, 100, prompt_cache_hit_tokens=600, prompt_cache_miss_tokens=400)})),
         {"prompt": 1000, "completion": 100, "cached": 600, "cost": 243_600}, model="deep/seek", stream=True),
    Case("a free model", stream(lines(*TEXT, STOP, last(used(26, 7)))),
         {"prompt": 26, "completion": 7, "cost": 0}, model="local/llama3:8b", stream=True),
    Case("a free model without usage", stream(lines(*TEXT, STOP, done=False)), NOTHING, model="local/llama3:8b",
         stream=True),
    Case("searches without a price", body(whole(used(33, 4, num_search_queries=2))),
         {"prompt": 33, "completion": 4, "searches": 2, "unknown": "surcharge"}),

    # Streams.
    Case("a stream with its usage asked for", stream(lines(*PLAIN)), PAID, stream=True,
         more={"stream_options": {"include_usage": True}}),
    Case("a stream", stream(lines(*PLAIN)), PAID, stream=True),
    Case("usage in the last chunk", stream(lines(*TEXT, {**STOP, "usage": used(33, 4)})), PAID, stream=True),
    Case("usage in each chunk", stream(lines(*({**piece("a"), "usage": used(33, n)} for n in range(1, 5)), STOP)), PAID,
         stream=True),
    Case("null in each chunk", stream(lines(*({**each, "usage": None} for each in [*TEXT, STOP]), last(used(33, 4)))),
         PAID, stream=True),
    Case("null after it", stream(lines(*PLAIN, last(None))), PAID, stream=True),
    Case("zeros after it", stream(lines(*PLAIN, last(used(0, 0)))), PAID, stream=True),
    Case("after the end", stream(lines(*TEXT, STOP) + lines(last(used(33, 4)), done=False)), PAID, stream=True),
    Case("byte by byte", stream(lines(piece("é😀"), STOP, last(used(33, 4))), size=1), PAID, stream=True),
    Case("carriage returns, ids and names", stream(lines(
        ": hi\r\n\r\n", "id: 1\r\nevent: message\r\n", *PLAIN, end="\r\n")), PAID, stream=True),
    Case("a mark first, no spaces", stream("\ufeff".encode() + lines(*PLAIN, space="")), PAID, stream=True),
    Case("an event of several lines", stream(lines(*TEXT, STOP, "".join(
        f"data: {line}\n" for line in json.dumps(last(used(33, 4)), indent=1).split("\n")) + "\n")), PAID, stream=True),
    Case("a stream in gzip", stream(gzip.compress(lines(*PLAIN)), {"Content-Encoding": "gzip"}), UNREAD, stream=True),
    Case("without a type", stream(lines(*PLAIN), {"Content-Type": None}), PAID, stream=True),
    Case("as text", stream(lines(*PLAIN), {"Content-Type": "text/plain; charset=utf-8"}), PAID, stream=True),
    Case("as JSON", stream(lines(*PLAIN), {"Content-Type": "application/json"}), PAID, stream=True),
    Case("as JSON, byte by byte", stream(lines(*PLAIN), {"Content-Type": "application/json"}, size=1), PAID, stream=True),
    Case("JSON where a stream was asked for", body(whole(used(33, 4))), PAID, stream=True),
    Case("JSON as a stream", body(whole(used(33, 4)), {"Content-Type": "text/event-stream"}), PAID, stream=True),
    Case("cut before its usage", stream(lines(*TEXT, done=False), cut=True),
         {"status": "failed", "unknown": "usage_partial"}, stream=True),
    Case("cut after its usage", stream(lines(*PLAIN, done=False), cut=True), {**PAID, "status": "failed"}, stream=True),
    Case("cut with some usage", stream(lines({**piece("a"), "usage": used(33, 4)}, done=False), cut=True),
         {**PAID, "status": "failed", "partial": True, "unknown": "usage_partial"}, stream=True),
    Case("the client leaves", stream(lines(*TEXT, done=False), hangs=1),
         {"status": "cancelled", "unknown": "usage_partial"}, stream=True, leaves=2),
    Case("the client leaves a body", lambda call: (
        call.send_response(200), call.send_header("Content-Type", "application/json"),
        call.send_header("Content-Length", "5000"), call.end_headers(), call.wfile.write(b'{"id":' + b" " * 500),
        call.wfile.flush(), time.sleep(1)),
         {"status": "cancelled", "unknown": "usage_partial"}, leaves=0),
    Case("the client leaves at the end", stream(lines(*PLAIN), hangs=1), PAID, stream=True,
         leaves=3),
    Case("an event of 1.6 MB", stream(lines(IMAGE, STOP, last(used(33, 4)))), PAID, stream=True),
    Case("usage without choices", stream(lines(*TEXT, STOP, {"id": "c", "usage": used(33, 4)})), PAID, stream=True),
    Case("Azure", stream(lines({"choices": [], "model": "", "prompt_filter_results": [{"prompt_index": 0}]}, *PLAIN)),
         PAID, stream=True),
    Case("two choices of tools", stream(lines(*(piece(choices=[{"index": n, "finish_reason": None, "delta": {
        "tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}}]) for n in range(2)), STOP, last(used(33, 4)))),
         PAID, stream=True, more={"n": 2}),
    Case("an error in a stream", stream(lines({"choices": [], "error": {"message": "m", "code": 502}})),
         {"status": "failed", "error": "error"}, stream=True),
    Case("an error after some text", stream(lines(*TEXT, {"error": {"message": "m", "type": "server_error"}})),
         {"status": "failed", "error": "server_error", "unknown": "no_usage"}, stream=True),
    Case("the tier in chunks", stream(lines({**piece("a"), "service_tier": None}, {**STOP, "service_tier": "flex"},
                                            last(used(33, 4), service_tier="flex"))),
         {"prompt": 33, "completion": 4, "tier": "flex", "cost": 61_250}, stream=True),
    Case("no chunks", stream(lines(*TEXT, done=False) + lines(STOP, last(used(33, 4))), size=40), PAID, stream=True),

    # Anthropic.
    anthropic("four kinds of tokens", body(note({
        "input_tokens": 25, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 4000, "output_tokens": 15,
        "cache_creation": {"ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200},
        "service_tier": "standard", "inference_geo": "global", "speed": "standard"})),
        {"prompt": 4325, "completion": 15, "cached": 4000, "written": 300, "hour": 200, "cost": 3_075_000,
         "tier": "standard", "geo": "global", "speed": "standard"}),
    anthropic("messages", stream(notes({"input_tokens": 25, "output_tokens": 1}, delta(output_tokens=15))), A_NOTE, True),
    anthropic("a later 0", stream(notes({"input_tokens": 25, "output_tokens": 1}, delta(input_tokens=0, output_tokens=15))),
              A_NOTE, True),
    anthropic("an earlier 0", stream(notes({"input_tokens": 0, "output_tokens": 0}, delta(input_tokens=25, output_tokens=15))),
              A_NOTE, True),
    anthropic("later nulls", stream(notes(
        {"input_tokens": 25, "cache_read_input_tokens": 4000, "output_tokens": 1},
        delta(input_tokens=None, cache_read_input_tokens=None, cache_creation_input_tokens=None, output_tokens=15))),
        {"prompt": 4025, "completion": 15, "cached": 4000, "cost": 1_500_000}, True),
    anthropic("later zeros", stream(notes(
        {"input_tokens": 25, "cache_read_input_tokens": 4000, "output_tokens": 1},
        delta(input_tokens=0, cache_read_input_tokens=0, cache_creation_input_tokens=0, output_tokens=15))),
        {"prompt": 4025, "completion": 15, "cached": 4000, "cost": 1_500_000}, True),
    anthropic("three deltas", stream(notes({"input_tokens": 25, "output_tokens": 1}, delta(output_tokens=5),
                                           delta(output_tokens=10), delta(output_tokens=15))), A_NOTE, True),
    anthropic("overloaded", stream(notes({"input_tokens": 25, "output_tokens": 1}, {
        "type": "error", "error": {"type": "overloaded_error", "message": "m"}}, ends=False)),
        {"prompt": 25, "completion": 1, "cost": 90_000, "partial": True, "unknown": "usage_partial",
         "status": "failed", "error": "overloaded_error"}, True),
    anthropic("the client leaves at the start", stream(lines(
        begins({"input_tokens": 25, "output_tokens": 1}), done=False, names=True), hangs=1),
        {"prompt": 25, "completion": 1, "cost": 90_000, "partial": True, "unknown": "usage_partial",
         "status": "cancelled"}, True, leaves=1),
    anthropic("searches", body(note({"input_tokens": 25, "output_tokens": 15, "server_tool_use": {"web_search_requests": 3}})),
              {"prompt": 25, "completion": 15, "searches": 3, "cost": 30_300_000}),
    anthropic("searches that a row has no price for", body(note({
        "input_tokens": 25, "output_tokens": 15, "server_tool_use": {"web_search_requests": 3}})),
        {"prompt": 25, "completion": 15, "searches": 3, "unknown": "surcharge"}, model="claude-bare"),
    anthropic("a tier of Anthropic", body(note({"input_tokens": 25, "output_tokens": 15, "service_tier": "priority"})),
              {"prompt": 25, "completion": 15, "tier": "priority", "unknown": "surcharge"}),
    anthropic("a geography", body(note({"input_tokens": 1000, "output_tokens": 100, "inference_geo": "us"})),
              {"prompt": 1000, "completion": 100, "geo": "us", "cost": 4_950_000}),
    anthropic("a geography without a price", body(note({"input_tokens": 25, "output_tokens": 15, "inference_geo": "eu"})),
              {"prompt": 25, "completion": 15, "geo": "eu", "unknown": "surcharge"}),
    anthropic("a geography of an older model", body(note({
        "input_tokens": 25, "output_tokens": 15, "inference_geo": "not_available"})), {**A_NOTE, "geo": "not_available"}),
    anthropic("fast", body(note({"input_tokens": 1000, "output_tokens": 100, "speed": "fast"})),
              {"prompt": 1000, "completion": 100, "speed": "fast", "cost": 9_000_000}),
    anthropic("fast without a price", body(note({"input_tokens": 25, "output_tokens": 15, "speed": "fast"})),
              {"prompt": 25, "completion": 15, "speed": "fast", "unknown": "surcharge"}, model="claude-bare"),
    anthropic("fast in a stream", stream(notes({
        "input_tokens": 1000, "output_tokens": 1, "speed": "fast", "inference_geo": "us"}, delta(output_tokens=100))),
        {"prompt": 1000, "completion": 100, "speed": "fast", "geo": "us", "cost": 9_900_000}, True),
    anthropic("a compaction", body(note({"input_tokens": 25, "output_tokens": 15, "iterations": [
        {"type": "compaction", "input_tokens": 1000, "output_tokens": 10},
        {"type": "message", "input_tokens": 25, "output_tokens": 15}]})),
        {"prompt": 1025, "completion": 25, "cost": 3_450_000}),
    anthropic("another model's advice", body(note({"input_tokens": 25, "output_tokens": 15, "iterations": [
        {"type": "advisor_message", "model": "x", "input_tokens": 9, "output_tokens": 9}]})),
        {"prompt": 25, "completion": 15, "unknown": "surcharge"}),
    anthropic("no names of events", stream(notes({"input_tokens": 25, "output_tokens": 1}, delta(output_tokens=15),
                                                 names=False)), A_NOTE, True),
    anthropic("no message_stop", stream(notes({"input_tokens": 25, "output_tokens": 1}, delta(output_tokens=15),
                                              ends=False)), A_NOTE, True),
    anthropic("written tokens in parts only", body(note({"input_tokens": 25, "output_tokens": 15, "cache_creation": {
        "ephemeral_5m_input_tokens": 100, "ephemeral_1h_input_tokens": 200}})),
        {"prompt": 325, "completion": 15, "written": 300, "hour": 200, "cost": 1_875_000}),
    anthropic("a message in gzip", body(gzip.compress(json.dumps(note({
        "input_tokens": 33, "output_tokens": 4})).encode()), {"Content-Encoding": "gzip"}), UNREAD),
    anthropic("a start without usage", stream(notes(None, delta(input_tokens=25, output_tokens=15))), A_NOTE, True),

    # Responses.
    Case("a response with searches and code", body({
        "id": "resp_1", "object": "response", "status": "completed", "model": "gpt-4o", "output": [
            {"type": "web_search_call", "action": {"type": "search"}}, {"type": "code_interpreter_call"}],
        "usage": {"input_tokens": 33, "output_tokens": 4, "total_tokens": 37}}),
         {"prompt": 33, "completion": 4, "searches": 1, "unknown": "surcharge"}, path="/v1/responses"),
    Case("a response in the background", body({
        "id": "resp_2", "object": "response", "status": "queued", "model": "gpt-4o", "output": [], "usage": None}),
         {"unknown": "background"}, path="/v1/responses", more={"background": True}),

    # Embeddings.
    Case("embeddings", body({"object": "list", "data": [{"embedding": [0.1] * 1536}], "model": "small",
                             "usage": {"prompt_tokens": 1000, "total_tokens": 1000}}),
         {"prompt": 1000, "completion": 0, "cost": 20_000}, path="/v1/embeddings", model="openai/small"),
    Case("a list of 40 MB", body(LONG_LIST), {"prompt": 1000, "completion": 0, "cost": 20_000}, path="/v1/embeddings",
         model="openai/small"),
    Case("base64, lists of tokens", body({"object": "list", "data": [{"embedding": "AAAA" * 2048}], "model": "small",
                                          "usage": {"prompt_tokens": 1000, "total_tokens": 1000}}),
         {"prompt": 1000, "completion": 0, "cost": 20_000}, path="/v1/embeddings", model="openai/small",
         more={"input": [[1, 2, 3], [4]], "encoding_format": "base64"}),
]
BY_NAME = {case.name: case for case in CASES}


def request(case):
    """What the client asks; `user` names the case for the provider."""
    asked = {"model": case.model, **({"stream": True} if case.stream else {})}
    if case.path == "/v1/embeddings" or case.path == "/v1/responses":
        asked["input"] = "Hello"
    else:
        asked |= {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 100}
    if case.path == "/v1/messages":
        return {**asked, "metadata": {"user_id": case.name}, **case.more}
    return {**asked, "user": case.name, **case.more}


@pytest.fixture(scope="module")
def accounts(binary, tmp_path_factory):
    """One proxy for all cases, in front of one provider that is all of them."""
    from conftest import Proxy
    from provider import Provider

    def respond(call):
        BY_NAME[call.body.get("user") or call.body["metadata"]["user_id"]].respond(call)

    folder = tmp_path_factory.mktemp("accounting")
    (folder / "prices.json").write_text(json.dumps(PRICES))
    provider = Provider(respond=respond)
    names = {"xai", "gemini", "moonshot", "groq", "deep", "local"}
    configured = {name: entry(provider, "openai") for name in names}
    configured |= {"openai": entry(provider, "openai", "responses"), "anthropic": entry(provider, "anthropic")}
    proxy = Proxy(binary, folder, {
        "providers": configured, "aliases": {"quick": "openai/gpt-4o"}, "prices": {"file": str(folder / "prices.json")}})
    yield proxy
    proxy.stop()
    provider.stop()


def closed(proxy):
    """How many requests were closed, when none is open."""
    counts = []

    def is_quiet():
        types = [event["event_type"] for event in proxy.events()]
        counts[:] = [types.count("request_received"), types.count("request_finished")]
        return counts[0] == counts[1]

    until(is_quiet, 10, "a request is open")
    return counts[1]


def play(proxy, case):
    """The closing event of the request, the only one that is open."""
    before = closed(proxy)
    if case.leaves is None:
        assert proxy.request(case.path, request(case), timeout=60)[0] == 200
    else:
        text = json.dumps(request(case)).encode()
        client = socket.create_connection(("127.0.0.1", proxy.port))
        client.sendall(f"POST {case.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
        found = b""
        while b"\r\n\r\n" not in found or found.count(b"data: ") < case.leaves:
            received = client.recv(65536)
            assert received, found
            found += received
        client.close()
    return proxy.closed(before + 1)[before]


@pytest.mark.parametrize("case", [case for case in CASES if "cut" not in case.name], ids=lambda case: case.name)
def test_the_audit_has_what_was_used_and_what_it_cost(accounts, case):
    check(case, play(accounts, case))


@pytest.mark.parametrize("case", [case for case in CASES if "cut" in case.name], ids=lambda case: case.name)
def test_a_cut_response_has_what_was_known(accounts, case):
    before = closed(accounts)
    with pytest.raises(Exception):
        accounts.request(case.path, request(case))
    check(case, accounts.closed(before + 1)[before])


def check(case, event):
    found = {short: event[name] for short, name in NAMES.items() if name in event}
    expected = {"status": "success", **case.expected}
    # What says nothing need not be written out in each case.
    for short in ("cached", "written", "reasoning"):
        if found.get(short) == 0:
            expected.setdefault(short, 0)
    for short in ("model", "error"):
        if short == "model" or expected["status"] != "success":
            expected.setdefault(short, found.get(short))
    assert found == {name: value for name, value in expected.items() if value is not None}
    # Never without a cost or the reason for that, and never both but where the cost is a lower bound.
    if event["status"] == "success" or "prompt_tokens" in event:
        assert ("cost" in found) != ("unknown" in found) or event.get("usage_partial")


def test_what_is_not_known_is_counted(accounts):
    """By provider and reason: as many as the audit has."""
    play(accounts, BY_NAME["no usage"])
    play(accounts, BY_NAME["gzip, unasked"])
    marked = {}
    for event in accounts.closed(0):
        if "cost_unknown" in event:
            key = event["provider"], event["cost_unknown"]
            marked[key] = marked.get(key, 0) + 1
    text, counted = accounts.request("/metrics")[2].decode(), {}
    for line in text.splitlines():
        if line.startswith("securellm_unpriced_requests_total{"):
            labels = dict(pair.split("=") for pair in line.partition("{")[2].partition("}")[0].split(","))
            if value := int(line.rsplit(" ", 1)[1]):
                counted[labels["provider"].strip('"'), labels["reason"].strip('"')] = value
    assert counted == marked and marked["openai", "no_usage"] >= 1


def test_the_injected_usage_stays_inside(accounts):
    """Whatever the stream calls itself: a client that has not asked for usage reads choices in every chunk."""
    for name in ("a stream", "without a type", "as text", "as JSON", "as JSON, byte by byte"):
        text = accounts.request("/v1/chat/completions", request(BY_NAME[name]))[2]
        assert text == lines(*TEXT, STOP), name


def test_a_long_body_is_not_kept(accounts):
    """It goes to the client as it came, and 40 MB of it are never in memory."""
    before = accounts.memory()
    case = BY_NAME["a list of 40 MB"]
    assert accounts.request(case.path, request(case), timeout=60)[2] == LONG_LIST
    assert accounts.memory() - before < 16 << 20


@pytest.mark.parametrize("path, more, count", [
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}] * 3}, 3),
    ("/v1/responses", {"input": "a"}, 1),
    ("/v1/responses", {"input": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]}, 2),
    ("/v1/embeddings", {"input": ["a", "b", "c", "d"]}, 4), ("/v1/embeddings", {"input": [1, 2, 3]}, 1)])
def test_the_audit_has_the_number_of_messages(accounts, path, more, count):
    before = closed(accounts)
    accounts.request(path, {"model": "gpt-4o", "user": "embeddings", **more})
    assert accounts.closed(before + 1)[before]["messages"] == count
