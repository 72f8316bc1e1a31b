"""Files and batches of a provider's account: each key of the proxy has its own. What they cost is marked where it is not
known, and recorded once where it is."""
import json
import threading

import openai
import anthropic
import pytest

from conftest import entry, key_in_force, until
from provider import Provider

USAGE = {"input_tokens": 120, "input_tokens_details": {"cached_tokens": 20}, "output_tokens": 30,
         "output_tokens_details": {"reasoning_tokens": 5}, "total_tokens": 150}


class Account(Provider):
    """Keeps files and batches, as one account."""

    def __init__(self, prefix="a"):
        super().__init__(models=self.read, respond=self.make)
        self.prefix, self.files, self.batches, self.count, self.guard = prefix, {}, {}, 0, threading.Lock()

    def new(self, kind):
        with self.guard:
            self.count += 1
            return f"{kind}{self.prefix}{self.count:04}"

    def file(self):
        identifier = self.new("file-")
        self.files[identifier] = {"id": identifier, "object": "file", "bytes": 3, "created_at": 1, "filename": "a.jsonl",
                                  "purpose": "batch", "status": "processed"}
        return self.files[identifier]

    def batch(self, is_message, source=None):
        identifier = self.new("msgbatch_" if is_message else "batch_")
        self.batches[identifier] = {
            "id": identifier, "type": "message_batch", "processing_status": "in_progress", "results_url": None,
            "request_counts": {"processing": 1, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0},
            "created_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-02T00:00:00Z", "ended_at": None,
            "archived_at": None, "cancel_initiated_at": None} if is_message else {
            "id": identifier, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": source,
            "completion_window": "24h", "status": "in_progress", "created_at": 1, "output_file_id": None, "error_file_id": None}
        return self.batches[identifier]

    def make(self, call):
        path = call.seen.path.removeprefix("/v1")
        if path.startswith("/files"):
            return call.send(200, self.file())
        if path in ("/batches", "/messages/batches"):
            return call.send(200, self.batch("messages" in path, isinstance(call.body, dict) and call.body.get("input_file_id")))
        if path.endswith("/cancel"):
            return call.send(200, self.batches[path.split("/")[-2]])
        call.send(200, {"path": path})

    def read(self, call):
        path = call.seen.path.removeprefix("/v1")
        name = path.split("/")[-1]
        if path == "/models":
            return call.send(200, {"object": "list", "data": []})
        if name in ("content", "results"):
            return call.send(200, b"{}\n", {"Content-Type": "application/octet-stream"})
        if name in ("files", "batches"):
            things = [thing for thing in (self.files if name == "files" else self.batches).values()
                      if name == "files" or ("type" in thing) == ("messages" in path)]
            ends = {"first_id": things[0]["id"], "last_id": things[-1]["id"]} if things else {}
            return call.send(200, {"object": "list", "data": things, **ends, "has_more": False})
        call.send(200, self.files.get(name) or self.batches[name])

    def delete(self, call):
        name = call.seen.path.split("/")[-1]
        self.files.pop(name, None)
        self.batches.pop(name, None)
        call.send(200, {"id": name, "object": "file", "deleted": True, "type": "message_batch_deleted"})


@pytest.fixture
def account(make_provider):
    return make_provider(kind=Account)


def serve(make_proxy, providers, **more):
    return make_proxy({"providers": providers, "clients": {"requireKey": "always"}, **more},
                      environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})


def sdks(proxy, key, **more):
    return (openai.OpenAI(base_url=proxy.url + "/v1", api_key=key, max_retries=0, **more),
            anthropic.Anthropic(base_url=proxy.url, api_key=key, max_retries=0, **more))


@pytest.fixture
def guarded(make_proxy, account):
    proxy = serve(make_proxy, {"first": entry(account, "openai"), "claude": entry(account, "anthropic")})
    return proxy, sdks(proxy, key_in_force(proxy, "one")), sdks(proxy, key_in_force(proxy, "two"))


def upload(client):
    return client.files.create(file=("a.jsonl", b"{}\n"), purpose="batch").id


def order(client, file):
    return client.batches.create(input_file_id=file, endpoint="/v1/chat/completions", completion_window="24h")


ASKED = [{"custom_id": "a", "params": {"model": "claude-haiku-4-5", "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}]}}]


def test_each_key_has_its_own_files(guarded, account):
    _, (one, _), (two, _) = guarded
    mine, theirs = upload(one), upload(two)
    assert one.files.retrieve(mine).id == mine and one.files.content(mine).content == b"{}\n"
    assert [file.id for file in one.files.list()] == [mine] and [file.id for file in two.files.list()] == [theirs]
    seen = len(account.requests)
    for act in (one.files.retrieve, one.files.content, one.files.delete):
        for identifier in (theirs, "file-unknown"):
            with pytest.raises(openai.NotFoundError) as error:
                act(identifier)
            assert error.value.code == "object_not_found" and "x-securellm-provider" in error.value.message
    assert len(account.requests) == seen, "nothing is asked about what is another's"
    assert one.files.delete(mine).deleted and [file.id for file in one.files.list()] == []
    with pytest.raises(openai.NotFoundError):
        one.files.retrieve(mine)


def test_a_large_file_is_its_makers_too(guarded):
    _, (one, _), (two, _) = guarded
    large = one.files.create(file=("a.jsonl", bytes(2 << 20)), purpose="batch").id
    assert one.files.retrieve(large).id == large
    with pytest.raises(openai.NotFoundError):
        two.files.retrieve(large)


def test_each_key_has_its_own_batches(guarded, account):
    _, (one, _), (two, _) = guarded
    file = upload(one)
    batch = order(one, file).id
    for identifier in (file, "file-unknown", "no id"):
        with pytest.raises(openai.NotFoundError):
            order(two, identifier)
    assert [batch.id for batch in two.batches.list()] == [] and [found.id for found in one.batches.list()] == [batch]
    for act in (two.batches.retrieve, two.batches.cancel):
        with pytest.raises(openai.NotFoundError):
            act(batch)
    assert one.batches.cancel(batch).id == batch
    # What the provider makes of a batch is its maker's.
    account.batches[batch] |= {"status": "completed", "output_file_id": account.file()["id"]}
    output = account.batches[batch]["output_file_id"]
    assert one.batches.retrieve(batch).output_file_id == output and one.files.content(output).content == b"{}\n"
    with pytest.raises(openai.NotFoundError):
        two.files.content(output)


def test_a_list_of_batches_says_what_they_have_made(guarded, account):
    _, (one, _), _ = guarded
    batch = order(one, upload(one)).id
    account.batches[batch] |= {"status": "completed", "error_file_id": account.file()["id"]}
    assert [found.id for found in one.batches.list()] == [batch]
    assert one.files.content(account.batches[batch]["error_file_id"]).content == b"{}\n"


def test_each_key_has_its_own_batches_of_messages(guarded):
    _, (_, one), (_, two) = guarded
    batch = one.messages.batches.create(requests=ASKED).id
    assert one.messages.batches.retrieve(batch).id == batch
    assert [found.id for found in two.messages.batches.list()] == [] and [found.id for found in one.messages.batches.list()] == [batch]
    for act in (two.messages.batches.retrieve, two.messages.batches.cancel, two.messages.batches.delete):
        with pytest.raises(anthropic.NotFoundError) as error:
            act(batch)
        assert error.value.body["error"]["type"] == "not_found_error"
    assert one.messages.batches.delete(batch).id == batch
    with pytest.raises(anthropic.NotFoundError):
        one.messages.batches.retrieve(batch)


def test_what_two_readers_would_read_differently(guarded, account):
    proxy, (one, _), (two, _) = guarded
    mine, theirs = upload(one), upload(two)
    seen = len(account.requests)
    for body in (f'{{"input_file_id":"{mine}","input_file_id":"{theirs}"}}', f'{{"input_file_id":"{mine}","input_file\\u005fid":"{theirs}"}}',
                 "[]", "{"):
        status = proxy.request("/v1/batches", body.encode(), {"Authorization": f"Bearer {one.api_key}"})[0]
        assert status == 400
    assert len(account.requests) == seen


def test_ids_survive_a_restart(guarded):
    proxy, (one, _), (two, _) = guarded
    file = upload(one)
    proxy.stop()
    proxy.start()
    assert one.files.retrieve(file).id == file
    with pytest.raises(openai.NotFoundError):
        two.files.retrieve(file)


def test_an_id_leads_back_to_its_provider(make_proxy, make_provider):
    accounts = [make_provider(kind=Account, prefix=name) for name in "ab"]
    proxy = serve(make_proxy, {each.prefix: entry(each, "openai") for each in accounts})
    key = key_in_force(proxy, "one")
    named = sdks(proxy, key, default_headers={"x-securellm-provider": "b"})[0]
    file = upload(named)
    client = sdks(proxy, key)[0]
    assert client.files.retrieve(file).id == file and order(client, file).input_file_id == file
    assert {seen.path for seen in accounts[0].requests} <= {"/v1/models"}
    # What this proxy does not know is the provider's to know, for who names it.
    other = accounts[0].file()["id"]
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(other)
    assert sdks(proxy, key, default_headers={"x-securellm-provider": "a"})[0].files.retrieve(other).id == other


def test_without_keys_all_is_everybodys(make_proxy, account):
    account.file()
    proxy = make_proxy({"providers": {"first": entry(account, "openai")}})
    client = sdks(proxy, "sk-x")[0]
    assert len(list(client.files.list())) == 1 and client.files.retrieve("file-a0001").id == "file-a0001"
    assert order(client, "file-a0001").id and len(list(client.batches.list())) == 1


def test_lists_that_cannot_be_read_are_withheld(make_proxy, make_provider):
    answers = [b"[]", b'{"data":[{"id":"a","id":"b"}]}', b'{"data":[' + b'{"id":"a"},' * 900_000 + b"{}]}"]
    provider = make_provider(models=lambda call: call.send(200, answers[0]))
    proxy = serve(make_proxy, {"first": entry(provider, "openai")})
    bearer = {"Authorization": f"Bearer {key_in_force(proxy, 'one')}"}
    while answers:
        status, _, body = proxy.request("/v1/files", headers=bearer)
        assert status == 502 and b'"a"' not in body
        answers.pop(0)
        if not answers:
            break


def finished(proxy, count):
    return proxy.closed(count)[-1]


def test_a_batch_is_marked_and_its_usage_recorded_once(guarded, account):
    proxy, (one, _), _ = guarded
    batch = order(one, upload(one)).id
    made = finished(proxy, 2)
    assert made["cost_unknown"] == "background" and (made["operation"], made["provider"], made["user"]) == ("batches", "first", "one")
    assert "cost_unknown" not in proxy.closed(2)[0], "a file costs nothing"
    one.batches.retrieve(batch)
    account.batches[batch]["usage"] = USAGE
    one.batches.retrieve(batch)
    account.batches[batch]["status"] = "completed"
    for _ in range(3):
        one.batches.retrieve(batch)
    polls = proxy.closed(7)[2:]
    told = [event for event in polls if "prompt_tokens" in event]
    assert len(told) == 1 and told[0] is polls[2]
    assert (told[0]["prompt_tokens"], told[0]["completion_tokens"], told[0]["cached_tokens"]) == (120, 30, 20)
    assert told[0]["cost_unknown"] == "model" and "estimated_cost_nano_usd" not in told[0]
    assert not any("cost_unknown" in event for event in polls if event is not told[0])
    assert proxy.request("/metrics", headers={"Authorization": f"Bearer {key_in_force(proxy, 'watch', '--metrics')}"})[0] == 200


def test_a_batch_of_messages_is_marked(guarded):
    proxy, (_, one), _ = guarded
    batch = one.messages.batches.create(requests=ASKED).id
    one.messages.batches.retrieve(batch)
    events = proxy.closed(2)
    assert [event.get("cost_unknown") for event in events] == ["background", None]


def test_what_passes_is_marked_where_it_may_cost(make_proxy, account):
    proxy = make_proxy({"providers": {"first": entry(account, "openai", passThrough=["/threads*", "/x"])}})
    assert proxy.request("/pass/first/threads", b"{}")[0] == 200
    assert proxy.request("/pass/first/threads")[0] in (200, 502)
    until(lambda: len(proxy.closed(2)) == 2, 10, "not all is recorded")
    assert [event.get("cost_unknown") for event in proxy.closed(2)] == ["no_usage", None]
    text = proxy.request("/metrics")[2].decode()
    assert 'reason="no_usage"} 1' in text
