"""Whom requests are for: what of it the audit has, and what `securellm usage` makes of it. Nothing unless it is asked for,
never more than a record may have, and no request is refused for it."""
import json
import subprocess
import threading

import pytest

from conftest import both_formats, chat, key_in_force, message, send
from provider import completion

LABELS = {"end_user", "tags", "metadata", "key_owner"}
EVERYTHING = ["user", "tags", "metadata", "owner"]
TAGS = "x-securellm-tags"


def respond(call):
    if call.seen.path.endswith("/messages"):
        return call.send(200, {
            "id": "msg_1", "type": "message", "role": "assistant", "model": call.model, "stop_reason": "end_turn",
            "content": [{"type": "text", "text": "Hi"}], "usage": {"input_tokens": 20, "output_tokens": 5}})
    return call.send(200, completion(call.model))


@pytest.fixture
def start(make_proxy, make_provider):
    def start(record=None, **more):
        provider = make_provider(respond=respond)
        audit = {} if record is None else {"audit": {"record": record}}
        return make_proxy({**both_formats(provider), **audit, **more}), provider

    return start


def labels(event):
    return {name: event[name] for name in LABELS if name in event}


def usage(proxy, *options):
    done = subprocess.run([proxy.binary, "usage", "--audit", proxy.folder / "audit", *options], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout


def rows(proxy, by):
    found = json.loads(usage(proxy, "--by", by, "--json"))
    return {tuple(row[name] for name in by.split(",")): row["requests"] for row in found["rows"]}, found["total"]["requests"]


FULL = chat(user="alice", safety_identifier="hash-of-alice", metadata={"project": "x", "ticket": "12"})


@pytest.mark.parametrize("record, expected", [
    (None, {}), ([], {}), (["user"], {"end_user": "hash-of-alice"}), (["tags"], {"tags": ["a", "b"]}),
    (["metadata"], {"metadata": {"project": "x", "ticket": "12"}}), (["owner"], {}),
    (EVERYTHING, {"end_user": "hash-of-alice", "tags": ["a", "b"], "metadata": {"project": "x", "ticket": "12"}})])
def test_the_audit_has_what_is_asked_for(start, record, expected):
    """In both events of a request, and all of it reaches the provider whether it is recorded or not: but for the tags,
    which are this proxy's."""
    proxy, provider = start(record)
    assert proxy.request("/v1/chat/completions", FULL, {TAGS: "b, a"})[0] == 200
    proxy.closed(1)
    events = [event for event in proxy.events() if "caused_by" not in event]
    assert [event["event_type"] for event in events] == ["request_received", "request_finished"]
    for event in events:
        assert labels(event) == expected
    sent = next(seen for seen in provider.requests if seen.method == "POST")
    assert {name: json.loads(sent.body)[name] for name in FULL} == FULL
    assert sent.lines(TAGS) == []
    if not expected:
        assert "alice" not in json.dumps(events)
    assert "alice" not in proxy.request("/metrics")[2].decode()


@pytest.mark.parametrize("body, expected", [
    (chat(user="alice"), {"end_user": "alice"}),
    (message(metadata={"user_id": "user_1_session_2"}), {"end_user": "user_1_session_2"}),
    # A value that no provider of the format knows is left out, and the request goes on.
    (chat(user=""), {}), (chat(metadata={}), {}), (message(metadata={}), {}), (message(metadata={"user_id": None}), {}),
    # Cut to their bytes, between two characters.
    (chat(user="é" * 200), {"end_user": "é" * 128}), (chat(user="a" + "é" * 200), {"end_user": "a" + "é" * 127}),
    (chat(user="\u0007\"\\" * 100), {"end_user": ("\u0007\"\\" * 100)[:256]}),
    (chat(metadata={"k" * 64: "v" * 512}), {"metadata": {"k" * 64: "v" * 256}}),
    (chat(metadata={f"{number}": "\u0001" * 512 for number in range(16)}),
     {"metadata": {f"{number}": "\u0001" * 256 for number in range(16)}}),
])
def test_no_value_is_refused_and_none_is_long(start, body, expected):
    proxy, _ = start(EVERYTHING)
    path = "/v1/messages" if "claude" in body["model"] else "/v1/chat/completions"
    status, _, text = proxy.request(path, body)
    assert status == 200, text
    assert labels(proxy.closed(1)[0]) == expected


@pytest.mark.parametrize("more", [
    {"user": 7}, {"user": None}, {"metadata": [1]}, {"metadata": "x"}, {"metadata": {"a": 1, "b": {"c": []}, "d": None}},
    {"metadata": {f"{number}": "x" for number in range(500)}}, {"safety_identifier": {"a": 1}}])
def test_what_lenient_providers_take_is_not_refused(start, more):
    proxy, provider = start(EVERYTHING)
    proxy.stop()
    configuration = json.loads(proxy.file.read_text())
    for entry in configuration["providers"].values():
        entry["validation"] = "minimal"
    proxy.file.write_text(json.dumps(configuration))
    proxy.start()
    status, _, text = proxy.request("/v1/chat/completions", chat(**more))
    assert status == 200, text
    found = labels(proxy.closed(1)[0])
    assert set(found) <= {"metadata"} and len(found.get("metadata", {})) <= 16


@pytest.mark.parametrize("fields, expected", [
    (["a,b", "c"], ["a", "b", "c"]), ([" b ,\ta,, a ,"], ["a", "b"]), ([","], None), (["é"], ["é"]), (["x" * 70], ["x" * 64]),
    (["é" * 40], ["é" * 32]), ([b"\xff,ok"], ["ok"]), ([",".join(f"t{number:02}" for number in range(40))], [f"t{number:02}" for number in range(16)])])
def test_tags_of_the_header(start, fields, expected):
    proxy, _ = start(["tags"])
    lines = [(TAGS, field if isinstance(field, bytes) else field.encode()) for field in fields]
    response = send(proxy.port, "POST", "/v1/chat/completions", lines, json.dumps(chat()).encode())
    assert response.status == 200, response.read()
    response.read()
    assert proxy.closed(1)[0].get("tags") == expected


def test_a_form_names_its_user(start):
    proxy, _ = start(EVERYTHING)
    parts = {"model": "gpt-image-1", "prompt": "x", "user": "alice"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in parts.items())
    fields = {"Content-Type": "multipart/form-data; boundary=b", TAGS: "a"}
    assert proxy.request("/v1/images/edits", (body + "--b--\r\n").encode(), fields)[0] == 200
    assert labels(proxy.closed(1)[0]) == {"end_user": "alice", "tags": ["a"]}


def test_requests_about_no_model_have_their_tags(start):
    """Bodies that are not read say nothing of a user."""
    proxy, _ = start(EVERYTHING)
    proxy.request("/v1/batches", {"user": "alice"}, {TAGS: "a", "x-securellm-provider": "openai"})
    event = proxy.closed(1)[0]
    assert event["operation"] == "batches" and labels(event) == {"tags": ["a"]}


def test_usage_by_user_tag_and_owner(start, tmp_path):
    proxy, _ = start(EVERYTHING, clients={"requireKey": "always", "keyFile": str(tmp_path / "proxy0" / "keys.sqlite")})
    search = {"Authorization": f"Bearer {key_in_force(proxy, 'search', '--owner', 'search team', '--tags', 'team=search,prod')}"}
    other = {"Authorization": f"Bearer {key_in_force(proxy, 'other')}"}
    for body, fields in [
            (chat(user="alice"), {**search, TAGS: "prod,batch"}), (chat(user="bob"), search), (chat(), other),
            (message(metadata={"user_id": "alice"}), {**other, TAGS: "batch"})]:
        path = "/v1/messages" if "claude" in body["model"] else "/v1/chat/completions"
        assert proxy.request(path, body, fields)[0] == 200
    # Turned away: what is known is its key.
    assert proxy.request("/v1/chat/completions", chat(model="none/none", user="carol"), search)[0] == 404
    events = proxy.closed(4)
    assert events[0]["tags"] == ["batch", "prod", "team=search"] and events[0]["key_owner"] == "search team"
    refused = [event for event in proxy.events() if event["event_type"] == "request_rejected" and "key_id" in event]
    assert [labels(event) for event in refused] == [{"key_owner": "search team", "tags": ["prod", "team=search"]}]

    assert rows(proxy, "user") == ({("alice",): 2, ("bob",): 1, (None,): 1}, 4)
    # Two tags are two rows; the total has each request once.
    assert rows(proxy, "tag") == ({("batch",): 2, ("prod",): 2, ("team=search",): 2, (None,): 1}, 4)
    assert rows(proxy, "owner") == ({("search team",): 2, (None,): 2}, 4)
    assert rows(proxy, "tag,user")[0][("prod", "alice")] == 1
    assert rows(proxy, "provider,user")[0][("anthropic", "alice")] == 1
    for options, text in [(["--csv"], "user,tag,requests,"), ([], "user")]:
        assert usage(proxy, "--by", "user,tag", *options).startswith(text)
    assert "\nalice,batch,2," in usage(proxy, "--by", "user,tag", "--csv")
    found = json.loads(usage(proxy, "--by", "owner", "--json"))["rows"]
    assert [row["refused"] for row in found if row["owner"] == "search team"] == [1]


def test_records_of_a_killed_proxy_keep_their_labels(start):
    """The event that closes what a dead process had open is made from the one that opened it."""
    proxy, provider = start(EVERYTHING)
    asked, hold = threading.Event(), threading.Event()
    provider.respond = lambda call: (asked.set(), hold.wait(20))
    waiting = threading.Thread(target=lambda: pytest.raises(Exception, proxy.request, "/v1/chat/completions", FULL, {TAGS: "a"}))
    waiting.start()
    assert asked.wait(10)
    proxy.kill()
    hold.set()
    waiting.join()
    proxy.start()
    closed = proxy.closed(1)[0]
    assert closed["status"] == "unknown" and closed["error"] == "server_killed"
    assert labels(closed) == {"end_user": "hash-of-alice", "tags": ["a"], "metadata": {"project": "x", "ticket": "12"}}


def test_a_setting_that_is_none(binary, start, tmp_path):
    file = tmp_path / "wrong.json"
    for value in (["users"], ["user", "user"], "user", [None]):
        file.write_text(json.dumps({"audit": {"record": value}}))
        done = subprocess.run([binary, "serve", "--check", "--config", file], capture_output=True, text=True)
        assert done.returncode != 0 and "/audit/record" in done.stderr, done.stderr
