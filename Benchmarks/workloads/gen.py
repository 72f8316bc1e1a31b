#!/usr/bin/env python3
"""gen.py FOLDER: writes the instances of the five workloads, valid and invalid, one a line (deterministic: seed 42).

Their schemas are in Benchmarks/Sources/Workloads/Schemas/workloads.
"""
import datetime
import json
import os
import random
import sys
import uuid

R = random.Random(42)
WORDS = ("nix flake build derivation package query search index cache store module option service host audit secure "
         "bridge provider model token latency request response error timeout retry policy rate limit the a of and to "
         "in is for with that on as by from this be are or not can will").split()


def identifier():
    return str(uuid.UUID(int=R.getrandbits(128), version=4))


def words(count):
    text = " ".join(R.choice(WORDS) for _ in range(count))
    return text[0].upper() + text[1:]


def text(size, escapes=0.02, others=0.01):
    """About `size` characters of prose with some characters that need escapes or several bytes."""
    out = []
    while sum(map(len, out)) + len(out) < size:
        word, chance = R.choice(WORDS), R.random()
        if chance < escapes:
            word += R.choice(["\n", '"', "\\n", "\t", "\n\n"])
        elif chance < escapes + others:
            word += R.choice(["é", "—", "ü", "✓", "日本", "🙂"])
        out.append(word)
    return " ".join(out)[:size]


def moment():
    offset = datetime.timedelta(seconds=R.randrange(20_000_000), milliseconds=R.randrange(1000))
    return (datetime.datetime(2026, 1, 1) + offset).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def mcp():
    return {
        "jsonrpc": "2.0", "id": R.choice([R.randrange(1, 99999), identifier()[:8]]), "method": "tools/call",
        "params": {
            "name": R.choice(["nix_search_packages", "package_diagnose", "search_knowledge"]),
            "arguments": {
                "query": text(R.randrange(60, 90)), "flake": "github:NixOS/nixpkgs/nixos-25.11",
                "channel": R.choice(["stable", "unstable", "master"]), "limit": R.randrange(1, 101),
                "include_broken": R.random() < .5, "min_score": round(R.random(), 3)}}}


def tool_call():
    return {
        "id": "call_" + identifier().replace("-", "")[:24], "type": "function",
        "function": {
            "name": "nix_search_packages",
            "arguments": json.dumps({"query": text(30, 0, 0), "limit": R.randrange(50)})}}


def chat_message(index):
    kind = index % 4
    if kind == 0 and index % 8:
        return {"role": "user", "content": text(R.randrange(300, 480))}
    if kind == 0:
        return {"role": "user", "content": [
            {"type": "text", "text": text(R.randrange(250, 420))},
            {"type": "image_url", "image_url": {"url": "https://bench.test/img/" + identifier() + ".png", "detail": "auto"}}]}
    if kind == 1:
        return {"role": "assistant", "content": None, "tool_calls": [tool_call()]}
    if kind == 2:
        return {
            "role": "tool",
            "content": json.dumps({"results": [words(4) for _ in range(4)], "total": R.randrange(999)}),
            "tool_call_id": "call_" + identifier().replace("-", "")[:24]}
    return {"role": "assistant", "content": text(R.randrange(500, 720))}


def chatreq():
    messages = [{"role": "system", "content": text(500)}] + [chat_message(i) for i in range(19)]
    return {
        "model": "gpt-4.1-mini", "messages": messages, "temperature": round(R.random(), 2), "top_p": 0.95,
        "max_tokens": 2048, "stream": False, "stop": ["\n\nUser:", "</end>"],
        "tools": [{"type": "function", "function": {
            "name": "nix_search_packages", "description": text(120, 0, 0),
            "parameters": {"type": "object", "required": ["query"], "properties": {
                "query": {"type": "string"}, "limit": {"type": "integer", "minimum": 1}}}}}],
        "tool_choice": "auto", "user": identifier()}


def chatresp():
    prompt, completion = R.randrange(4000), R.randrange(900)
    calls = R.random() < .3
    message = {"role": "assistant", "content": None if calls else text(600), "refusal": None}
    if calls:
        message["tool_calls"] = [tool_call(), tool_call(), tool_call()]
    return {
        "id": "chatcmpl-" + identifier().replace("-", "")[:29], "object": "chat.completion",
        "created": 1767225600 + R.randrange(10**7), "model": "gpt-4.1-mini-2025-04-14",
        "system_fingerprint": "fp_" + identifier()[:10].replace("-", ""),
        "choices": [{"index": 0, "finish_reason": "tool_calls" if calls else "stop", "logprobs": None, "message": message}],
        "usage": {
            "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0}}}


def audit():
    prompt, completion = R.randrange(8000), R.randrange(2000)
    status = R.choice(["success"] * 8 + ["failure", "blocked"])
    return {
        "timestamp": moment(), "request_id": identifier(),
        "event_type": R.choice(["chat_completion"] * 6 + ["embedding", "rate_limit", "auth_failure", "config_change"]),
        "user_id": None if R.random() < .2 else "user_" + identifier()[:8],
        "provider": R.choice(["openai", "anthropic", "deepseek", "ollama"]),
        "model": R.choice(["gpt-4.1-mini", "claude-sonnet-4-5", "deepseek-chat"]),
        "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
        "estimated_cost_usd": round(prompt * 2.5e-7 + completion * 1e-6, 8), "duration_ms": R.randrange(20, 30000),
        "status": status, "error_message": None if status == "success" else text(60),
        "client_ip": None if R.random() < .3 else f"10.{R.randrange(256)}.{R.randrange(256)}.{R.randrange(256)}"}


def knowledge_entry(number):
    return {
        "id": number, "session_id": "sess_" + identifier()[:12],
        "type": R.choice(["insight", "code", "decision", "reference", "question", "answer"]),
        "content": text(R.randrange(160, 240)),
        "metadata": {
            "file": "src/" + R.choice(WORDS) + ".ts", "line": R.randrange(2000), "score": round(R.random(), 4),
            "pinned": R.random() < .1},
        "timestamp": moment(), "tags": [R.choice(WORDS) for _ in range(R.randrange(1, 5))]}


def knowledge():
    return [knowledge_entry(number) for number in range(1, 1001)]


WORKLOADS = {"mcp": (mcp, 1000), "chatreq": (chatreq, 50), "chatresp": (chatresp, 200), "audit": (audit, 1000),
             "knowledge": (knowledge, 4)}
REMOVED = object()
# Each error: the path to a member and what it is replaced by.
ERRORS = {
    "mcp": [
        (["id"], REMOVED), (["jsonrpc"], "1.0"), (["params", "arguments", "query"], REMOVED),
        (["params", "arguments", "limit"], 101), (["params", "arguments", "limit"], "3"),
        (["params", "arguments", "extra"], 1), (["params", "arguments", "channel"], "beta"), (["params", "name"], "")],
    "chatreq": [
        (["model"], REMOVED), (["messages", 3, "tool_call_id"], REMOVED),
        (["messages", 2, "tool_calls", 0, "type"], "x"), (["temperature"], 2.5), (["messages", 0, "role"], "robot"),
        (["messages", 1, "content", 0, "text"], 5), (["stop"], [])],
    "chatresp": [
        (["usage", "total_tokens"], REMOVED), (["choices"], []), (["choices", 0, "finish_reason"], "maybe"),
        (["created"], -1), (["usage", "prompt_tokens"], 1.5)],
    "audit": [
        (["status"], "ok"), (["prompt_tokens"], -1), (["user_id"], 5), (["zzz"], 1), (["provider"], "")],
    "knowledge": [
        ([999, "id"], REMOVED), ([500, "type"], "zzz"), ([1, "metadata", "x"], []), ([2, "tags"], ["a"] * 33),
        ([2, "tags"], lambda tags: tags + [1]), ([0, "id"], 0)],
}


def with_error(instance, path, value):
    instance = json.loads(json.dumps(instance))
    parent = instance
    for step in path[:-1]:
        parent = parent[step]
    if value is REMOVED:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value(parent[path[-1]]) if callable(value) else value
    return instance


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)

    def save(name, instances):
        with open(os.path.join(folder, name + ".jsonl"), "w", encoding="utf-8") as file:
            for instance in instances:
                file.write(json.dumps(instance, separators=(",", ":"), ensure_ascii=False) + "\n")

    for name, (make, count) in WORKLOADS.items():
        instances = [make() for _ in range(count)]
        errors = ERRORS[name]
        if name == "audit":  # every member is required
            errors = [([member], REMOVED) for member in instances[0]] + errors
        save(name, instances)
        save(name + ".invalid", [with_error(instances[0], path, value) for path, value in errors])


if __name__ == "__main__":
    main()
