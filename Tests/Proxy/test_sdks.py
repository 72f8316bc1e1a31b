"""The official clients of both API formats, through the proxy and directly: the same content, and its usage in the audit."""
import anthropic
import openai
import pytest

from conftest import PROVIDER_KEY

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
TOOL = {
    "type": "function",
    "function": {
        "name": "weather", "description": "The weather of a city", "strict": True,
        "parameters": {
            "type": "object", "additionalProperties": False, "required": ["city"],
            "properties": {"city": {"type": "string"}}}}}
OPENAI = {
    "plain": {"messages": [{"role": "user", "content": "Hello"}]},
    "tools": {
        "messages": [
            {"role": "developer", "content": "Be brief"}, {"role": "user", "content": "Weather in Kyiv?"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"Kyiv"}'}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "18 °C"}],
        "tools": [TOOL], "tool_choice": "auto", "parallel_tool_calls": True},
    "images": {
        "messages": [{"role": "user", "content": [
            {"type": "text", "text": "What is it?"},
            {"type": "image_url", "image_url": {"url": PIXEL, "detail": "low"}}]}]},
    "response_format": {
        "messages": [{"role": "user", "content": "A name as JSON"}],
        "response_format": {"type": "json_schema", "json_schema": {
            "name": "person", "strict": True, "schema": {
                "type": "object", "additionalProperties": False, "required": ["name"],
                "properties": {"name": {"type": "string"}}}}}},
    "many options": {
        "messages": [{"role": "user", "content": "Hello"}], "temperature": 0.3, "top_p": 1, "n": 1, "stop": ["a", "b"],
        "seed": 7, "logprobs": True, "top_logprobs": 2, "user": "somebody", "metadata": {"a": "b"},
        "reasoning_effort": "low", "max_completion_tokens": 50},
}
ANTHROPIC = {
    "plain": {"messages": [{"role": "user", "content": "Hello"}]},
    "tools": {
        "system": [{"type": "text", "text": "Be brief", "cache_control": {"type": "ephemeral"}}],
        "messages": [
            {"role": "user", "content": "Weather in Kyiv?"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Kyiv"}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "18 °C"}]}],
        "tools": [{"name": "weather", "description": "The weather", "input_schema": {
            "type": "object", "properties": {"city": {"type": "string"}}}}],
        "tool_choice": {"type": "auto"}},
    "images": {
        "messages": [{"role": "user", "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL.split(",")[1]}},
            {"type": "text", "text": "What is it?"}]}]},
    "thinking": {
        "messages": [{"role": "user", "content": "Hello"}], "thinking": {"type": "enabled", "budget_tokens": 1024},
        "stop_sequences": ["x"], "metadata": {"user_id": "u"}},
}


def openai_clients(proxy, mock):
    return [
        openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0)
        for url, key in ((mock.url, PROVIDER_KEY), (proxy.url, "sk-of-the-client"))]


def anthropic_clients(proxy, mock):
    return [
        anthropic.Anthropic(base_url=url, api_key=key, max_retries=0)
        for url, key in ((mock.url, PROVIDER_KEY), (proxy.url, "sk-of-the-client"))]


def prices(model):
    """Nano-dollars for a token in and out, as the providers publish them."""
    return {"gpt-4o-mini": (150, 600), "claude-haiku-4-5": (1000, 5000)}[model]


def check_audit(proxy, usage, model):
    event = proxy.closed(1)[-1]
    assert event["status"] == "success" and event["http_status"] == 200
    assert (event["prompt_tokens"], event["completion_tokens"]) == usage
    price_in, price_out = prices(model)
    assert event["estimated_cost_nano_usd"] == usage[0] * price_in + usage[1] * price_out
    opened = [e for e in proxy.events() if e["event_type"] == "request_received"]
    assert [e["request_id"] for e in opened] == [event["request_id"]]


@pytest.mark.parametrize("case", OPENAI)
def test_openai(proxy, mock, case):
    direct, through = [
        client.chat.completions.create(model="gpt-4o-mini", **OPENAI[case]) for client in openai_clients(proxy, mock)]
    assert direct.model_dump() == through.model_dump()
    assert through.choices[0].message.content
    check_audit(proxy, (through.usage.prompt_tokens, through.usage.completion_tokens), "gpt-4o-mini")


@pytest.mark.parametrize("case", OPENAI)
@pytest.mark.parametrize("wants_usage", [False, True])
def test_openai_stream(proxy, mock, case, wants_usage):
    options = {"stream_options": {"include_usage": True}} if wants_usage else {}
    direct, through = [
        [chunk.model_dump() for chunk in client.chat.completions.create(
            model="gpt-4o-mini", stream=True, **OPENAI[case], **options)]
        for client in openai_clients(proxy, mock)]
    # The mock reports usage whether it was asked or not; through the proxy it comes only when it was.
    expected = direct if wants_usage else [chunk for chunk in direct if chunk["choices"]]
    assert expected == through
    check_audit(proxy, (20, 50), "gpt-4o-mini")


def test_openai_raw_bytes(proxy, mock):
    direct, through = [
        client.chat.completions.with_raw_response.create(
            model="gpt-4o-mini", messages=OPENAI["plain"]["messages"]) for client in openai_clients(proxy, mock)]
    assert direct.content == through.content
    assert through.headers["x-request-id"] == direct.headers["x-request-id"]
    assert through.headers["x-securellm-request-id"].startswith("req_")


@pytest.mark.parametrize("case", ANTHROPIC)
def test_anthropic(proxy, mock, case):
    direct, through = [
        client.messages.create(model="claude-haiku-4-5", max_tokens=2000, **ANTHROPIC[case])
        for client in anthropic_clients(proxy, mock)]
    assert direct.model_dump() == through.model_dump()
    check_audit(proxy, (through.usage.input_tokens, through.usage.output_tokens), "claude-haiku-4-5")


@pytest.mark.parametrize("case", ANTHROPIC)
def test_anthropic_stream(proxy, mock, case):
    found = []
    for client in anthropic_clients(proxy, mock):
        with client.messages.stream(model="claude-haiku-4-5", max_tokens=2000, **ANTHROPIC[case]) as stream:
            found.append([event.model_dump() for event in stream])
    assert found[0] == found[1]
    assert any(event["type"] == "message_stop" for event in found[1])
    check_audit(proxy, (20, 50), "claude-haiku-4-5")


def test_errors_are_the_clients_own(proxy, mock):
    client = openai_clients(proxy, mock)[1]
    with pytest.raises(openai.BadRequestError) as error:
        client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "nobody", "content": "x"}])
    assert "/messages/0/role" in error.value.message and error.value.param == "messages.0.role"
    with pytest.raises(openai.NotFoundError):
        client.get("/nothing", cast_to=object)
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "mock-429"}])
    client = anthropic_clients(proxy, mock)[1]
    with pytest.raises(anthropic.BadRequestError) as error:
        client.messages.create(model="gpt-4o", max_tokens=5, messages=[{"role": "user", "content": "x"}])
    assert "/v1/chat/completions" in str(error.value)
    with pytest.raises(anthropic.APIStatusError) as error:
        client.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=[{"role": "user", "content": "mock-529"}])
    assert error.value.status_code == 529


def test_a_cut_stream_raises(proxy, mock):
    client = openai_clients(proxy, mock)[1]
    with pytest.raises(openai.APIError):
        list(client.chat.completions.create(
            model="gpt-4o-mini", stream=True, messages=[{"role": "user", "content": "mock-cut"}]))
    assert proxy.closed(1)[-1]["error"] == "upstream_cut"
