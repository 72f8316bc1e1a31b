"""A response that a provider keeps: it is read, cancelled, continued and deleted there, and by the key that made it."""
import json
import time

import pytest

from conftest import PROVIDER_KEY, ask, entry, key_in_force, send, until
from provider import Gate
from responses_provider import COST, USAGE, ResponsesProvider
from test_responses import beginning, events, tokens

HEADER = "x-securellm-provider"
# What is done with a stored response, below /v1/responses/ID.
ACTIONS = [("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/input_items")]


@pytest.fixture
def providers(make_provider):
    return [make_provider(kind=ResponsesProvider, name=name, models=[f"m-{name}"]) for name in "ab"]


def configuration(providers, **more):
    return {"providers": {each.name: entry(each, "openai", "responses") for each in providers}, **more}


@pytest.fixture
def proxy(make_proxy, providers):
    return make_proxy(configuration(providers))


@pytest.fixture
def guarded(make_proxy, providers):
    """A proxy that asks for keys, and the headers of two of them."""
    proxy = make_proxy(configuration(providers, clients={"requireKey": "always"}),
                       environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    return proxy, *({"Authorization": f"Bearer {key_in_force(proxy, name)}"} for name in ("first", "second"))


def make(proxy, model="m-a", headers=None, **more):
    """The id of a new stored response."""
    status, _, text = proxy.request("/v1/responses", ask(model=model, **more), headers)
    assert status == 200, text
    return json.loads(text)["id"]


def act(proxy, method, identifier, rest="", headers=None):
    """Status and body."""
    status, _, text = proxy.request(f"/v1/responses/{identifier}{rest}", None, headers, method=method)
    return status, json.loads(text)


def made(provider):
    """The requests that are about a stored response, as (method, target)."""
    return [(seen.method, seen.target) for seen in provider.requests if seen.path.startswith("/v1/responses/")]


def forgets(provider):
    provider.requests.clear()


# Who is asked.


@pytest.mark.parametrize("stream", [False, True])
def test_each_goes_to_the_provider_that_made_it(proxy, providers, stream):
    for provider in providers:
        model = f"m-{provider.name}"
        text = proxy.request("/v1/responses", ask(model=model, background=True, stream=stream))[2]
        identifier = f"resp_{provider.name}0001"
        assert identifier.encode() in text
        for method, rest in ACTIONS[:1] + ACTIONS[2:]:
            status, body = act(proxy, method, identifier, rest)
            assert status == 200 and body.get("id", identifier) == identifier
        assert act(proxy, "DELETE", identifier) == (200, {"id": identifier, "object": "response", "deleted": True})
        path = f"/v1/responses/{identifier}"
        assert made(provider) == [("GET", path), ("POST", path + "/cancel"), ("GET", path + "/input_items"), ("DELETE", path)]
        for seen in provider.requests:
            assert seen.lines("authorization") == [f"Bearer {PROVIDER_KEY}"] and seen.lines("x-api-key") == []


@pytest.mark.parametrize("rest", [
    "?include=reasoning.encrypted_content", "?include%5B%5D=reasoning.encrypted_content&include%5B%5D=b",
    "?stream=true&starting_after=2", "/input_items?after=in_a0000_2&limit=1&order=asc&include=message.input_image.image_url"])
def test_queries_pass_and_their_responses_too(proxy, providers, rest):
    history = [{"role": "user", "content": text} for text in ("one", "two", "three", "four")]
    identifier = make(proxy, input=history)
    provider = providers[0]
    direct, through = [send(port, "GET", f"/v1/responses/{identifier}{rest}") for port in (provider.port, proxy.port)]
    expected = direct.read()
    assert through.status == direct.status == 200 and through.read() == expected and len(expected) > 100
    assert through.headers["Content-Type"] == direct.headers["Content-Type"]
    targets = [target for _, target in made(provider)]
    assert targets == [f"/v1/responses/{identifier}{rest}"] * 2


def test_a_stream_is_resumed_as_it_comes(proxy, providers):
    identifier = make(proxy)
    gate = Gate()
    providers[0].paced = lambda event: event["sequence_number"] == 5 and gate.wait()
    response = send(proxy.port, "GET", f"/v1/responses/{identifier}?stream=true&starting_after=2")
    text = beginning(response, events(2))
    assert b'"sequence_number": 3' in text and b"response.completed" not in text
    gate.open()
    assert b"response.completed" in response.read()


def test_a_stream_is_known_before_it_ends(proxy, providers):
    """As soon as the client can know its id: it may cancel it, or come back for it."""
    gate = Gate()
    providers[0].paced = lambda event: event["sequence_number"] == 1 and gate.wait()
    body = json.dumps(ask(model="m-a", stream=True, background=True)).encode()
    response = send(proxy.port, "POST", "/v1/responses", (), body)
    beginning(response, events(1))
    assert act(proxy, "POST", "resp_a0001", "/cancel")[1]["status"] == "cancelled"
    gate.open()
    response.close()
    assert act(proxy, "GET", "resp_a0001")[1]["status"] == "cancelled"


def test_a_deleted_response_is_unknown(proxy, providers):
    identifier = make(proxy)
    assert act(proxy, "DELETE", identifier)[0] == 200
    forgets(providers[0])
    status, body = act(proxy, "GET", identifier)
    assert status == 404 and body["error"]["code"] == "response_not_found" and made(providers[0]) == []


def test_a_provider_that_has_lost_it_says_so_itself(proxy, providers):
    identifier = make(proxy)
    providers[0].responses.clear()
    status, body = act(proxy, "GET", identifier)
    assert status == 404 and body["error"]["message"] == f"Response with id '{identifier}' not found."


# Who may.


@pytest.mark.parametrize("method, rest", ACTIONS)
def test_an_unknown_id_names_the_way_to_choose(proxy, providers, method, rest):
    status, body = act(proxy, method, "resp_nobody", rest)
    assert status == 404 and body.keys() == {"error"} and body["error"].keys() >= {"message", "type", "param", "code"}
    assert body["error"]["code"] == "response_not_found" and body["error"]["type"] == "invalid_request_error"
    assert HEADER in body["error"]["message"]
    assert made(providers[0]) == made(providers[1]) == []


@pytest.mark.parametrize("method, rest", ACTIONS)
def test_another_keys_response_is_like_none(guarded, providers, method, rest):
    proxy, first, second = guarded
    identifier = make(proxy, headers=first)
    status, body = act(proxy, method, identifier, rest, second)
    unknown_status, unknown = act(proxy, method, "resp_nobody", rest, second)
    assert status == unknown_status == 404
    assert json.dumps(body).replace(identifier, "ID") == json.dumps(unknown).replace("resp_nobody", "ID")
    assert made(providers[0]) == made(providers[1]) == []
    # Choosing its provider does not open it either.
    assert act(proxy, method, identifier, rest, {**second, HEADER: "a"})[0] == 404 and made(providers[0]) == []
    assert act(proxy, "GET", identifier, "", first)[0] == 200


def test_another_keys_response_is_not_continued(guarded, providers):
    proxy, first, second = guarded
    identifier = make(proxy, headers=first)
    forgets(providers[0])
    status, _, text = proxy.request("/v1/responses", ask(model="m-a", previous_response_id=identifier), second)
    assert status in (400, 404) and "previous_response_id" in json.loads(text)["error"]["message"]
    assert providers[0].requests == []
    assert proxy.request("/v1/responses", ask(model="m-a", previous_response_id=identifier), first)[0] == 200


@pytest.mark.parametrize("method, rest", ACTIONS)
def test_a_provider_can_be_chosen(proxy, providers, method, rest):
    """For what was made without the proxy, or before it."""
    provider = providers[1]
    sent = json.dumps(ask(model="m-b", background=True)).encode()
    identifier = json.loads(send(provider.port, "POST", "/v1/responses", (), sent).read())["id"]
    assert act(proxy, method, identifier, rest)[0] == 404 and made(provider) == []
    assert act(proxy, method, identifier, rest, {HEADER: "a"})[0] == 404 and len(made(providers[0])) == 1
    assert act(proxy, method, identifier, rest, {HEADER: "b"})[0] == 200
    assert made(provider) == [(method, f"/v1/responses/{identifier}{rest}")]
    # The choice is for the proxy.
    assert all(seen.lines(HEADER) == [] for seen in provider.requests)


def test_a_provider_that_is_not_there_cannot_be_chosen(proxy, providers):
    status, body = act(proxy, "GET", "resp_nobody", "", {HEADER: "nowhere"})
    assert status == 400 and HEADER in body["error"]["message"]
    assert made(providers[0]) == made(providers[1]) == []


def test_a_provider_that_the_key_may_not_use_cannot_be_chosen(make_proxy, providers):
    proxy = make_proxy(configuration(providers, clients={"requireKey": "always"}),
                       environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    key = key_in_force(proxy, "some", "--models", "a/*")
    bearer = {"Authorization": f"Bearer {key}"}
    assert act(proxy, "GET", "resp_nobody", "", {**bearer, HEADER: "b"})[0] == 403 and made(providers[1]) == []
    assert act(proxy, "GET", "resp_nobody", "", {**bearer, HEADER: "a"})[0] == 404 and len(made(providers[0])) == 1


@pytest.mark.parametrize("identifier", ["..%2f..%2fmodels", "..", "a%00", "resp_%61", "resp.1", "a" * 129, "resp_1;x", "%2e%2e"])
@pytest.mark.parametrize("rest", ["", "/cancel"])
def test_what_is_no_id_goes_nowhere(proxy, providers, identifier, rest):
    """Whatever it says: a path at the provider is made of it."""
    for fields in ((), [(HEADER, "a")]):
        response = send(proxy.port, "POST" if rest else "GET", f"/v1/responses/{identifier}{rest}", fields)
        assert response.status in (400, 404)
    assert providers[0].requests == providers[1].requests == []


# What outlasts what.


@pytest.mark.parametrize("ends", ["SIGTERM", "SIGKILL"])
def test_a_restart_forgets_nothing(guarded, providers, ends):
    proxy, first, second = guarded
    kept, deleted = make(proxy, headers=first), make(proxy, headers=first)
    assert act(proxy, "DELETE", deleted, "", first)[0] == 200
    if ends == "SIGTERM":
        proxy.stop()
    else:
        # What is written is written within this time; there is nothing outside that says when.
        time.sleep(1)
        proxy.kill()
    forgets(providers[0])
    proxy.start()
    until(lambda: proxy.request("/v1/models", headers=first)[0] == 200, 30, "the key is not known")
    assert act(proxy, "GET", kept, "", first)[0] == 200
    assert act(proxy, "GET", kept, "", second)[0] == act(proxy, "GET", deleted, "", first)[0] == 404
    assert made(providers[0]) == [("GET", f"/v1/responses/{kept}")]
    assert proxy.request("/v1/responses", ask(model="m-a", previous_response_id=kept), first)[0] == 200


def test_a_conversation_goes_on_where_it_is(proxy, providers):
    identifier = make(proxy)
    following = make(proxy, previous_response_id=identifier)
    assert json.loads(providers[0].requests[-1].body)["previous_response_id"] == identifier
    status, _, text = proxy.request("/v1/responses", ask(model="m-b", previous_response_id=following))
    error = json.loads(text)["error"]
    assert status == 400 and "previous_response_id" in error["message"] and error["param"] == "previous_response_id"
    assert providers[1].calls == [] and providers[0].calls == ["m-a", "m-a"]


# What is recorded.


def test_reading_is_recorded_and_costs_nothing(make_proxy, make_provider):
    provider = make_provider(kind=ResponsesProvider)
    proxy = make_proxy({"providers": {"openai": entry(provider, "responses")}})
    identifier = make(proxy, model="gpt-5-mini")
    proxy.closed(1)
    before = tokens(proxy)
    assert act(proxy, "GET", identifier)[1]["usage"] == USAGE
    assert b"response.completed" in proxy.request(f"/v1/responses/{identifier}?stream=true")[2]
    assert act(proxy, "GET", identifier, "/input_items")[0] == act(proxy, "DELETE", identifier)[0] == 200
    closed = proxy.closed(5)
    opened = [event["request_id"] for event in proxy.events() if event["event_type"] == "request_received"]
    assert sorted(opened) == sorted(event["request_id"] for event in closed) and len(set(opened)) == 5
    assert {event["status"] for event in closed} == {"success"} and {event["http_status"] for event in closed} == {200}
    # The usage is that of the response, which was made once.
    assert sum(event.get("prompt_tokens", 0) for event in closed) == USAGE["input_tokens"]
    assert sum(event.get("estimated_cost_nano_usd", 0) for event in closed) == COST and tokens(proxy) == before


def test_a_refused_reading_is_recorded_as_such(proxy, providers):
    assert act(proxy, "GET", "resp_nobody")[0] == 404
    until(lambda: any(event["event_type"] == "request_rejected" for event in proxy.events()), 5, "no refusal is recorded")
    event, = [event for event in proxy.events() if event["event_type"] == "request_rejected"]
    assert event["error"] == "response_not_found"
    assert not [event for event in proxy.events() if event["event_type"] == "request_received"]
