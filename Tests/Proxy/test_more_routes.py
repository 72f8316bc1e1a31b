"""Completions, moderations, rerankings, images and audio, as OpenAI's SDK calls them, and what is refused of them."""
import json
import re

import openai
import pytest

from conftest import PROVIDER_KEY, entry, key_in_force, send, until

USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
IMAGES = {"created": 1, "data": [{"b64_json": "aGk="}],
          "usage": {"input_tokens": 11, "output_tokens": 100, "total_tokens": 111}}
AUDIO = bytes(range(256)) * 200


def respond(call):
    """All of OpenAI's routes, in short."""
    is_stream = b'"stream":true' in call.seen.body.replace(b" ", b"") or b'name="stream"\r\n\r\ntrue' in call.seen.body
    match call.seen.path.removeprefix("/v1"):
        case "/completions" if is_stream:
            call.begin_stream()
            for text in ("Hel", "lo"):
                call.event({"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m",
                            "choices": [{"index": 0, "text": text, "finish_reason": None, "logprobs": None}]})
            call.event({"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m", "choices": [], "usage": USAGE})
            call.event("[DONE]")
            call.end_stream()
        case "/completions":
            call.send(200, {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m", "usage": USAGE, "choices": [
                {"index": 0, "text": "Hello", "finish_reason": "stop", "logprobs": None}]})
        case "/moderations":
            call.send(200, {"id": "modr-1", "model": call.model, "results": [
                {"flagged": False, "categories": {}, "category_scores": {}, "category_applied_input_types": {}}]})
        case "/rerank":
            call.send(200, {"results": [{"index": 1, "relevance_score": 0.9}], "usage": {"total_tokens": 56}})
        case "/images/generations" | "/images/edits" if is_stream:
            call.begin_stream()
            kind = "image_edit" if call.seen.path.endswith("edits") else "image_generation"
            call.event({"type": f"{kind}.partial_image", "b64_json": "aGk=", "partial_image_index": 0}, f"{kind}.partial_image")
            call.event({"type": f"{kind}.completed", "b64_json": "aGk=", "usage": IMAGES["usage"]}, f"{kind}.completed")
            call.end_stream()
        case "/images/generations" | "/images/edits" | "/images/variations":
            call.send(200, IMAGES)
        case "/audio/speech" if call.body.get("stream_format") == "sse":
            call.begin_stream()
            call.event({"type": "speech.audio.delta", "audio": "aGk="})
            call.event({"type": "speech.audio.done", "usage": IMAGES["usage"]})
            call.end_stream()
        case "/audio/speech":
            call.send(200, AUDIO, {"Content-Type": "audio/mpeg"})
        case "/audio/transcriptions" if is_stream:
            call.begin_stream()
            call.event({"type": "transcript.text.delta", "delta": "Hello"})
            call.event({"type": "transcript.text.done", "text": "Hello", "usage": {
                "type": "tokens", "input_tokens": 14, "input_token_details": {"audio_tokens": 14}, "output_tokens": 45,
                "total_tokens": 59}})
            call.end_stream()
        case "/audio/transcriptions" if b"\r\n\r\ntext\r\n" in call.seen.body:
            call.send(200, b"Hello\n", {"Content-Type": "text/plain"})
        case "/audio/transcriptions" | "/audio/translations":
            call.send(200, {"text": "Hello", "usage": {"type": "duration", "seconds": 3}})
        case path:
            call.send(404, {"error": {"message": path}})


@pytest.fixture
def both(make_proxy, make_provider):
    provider = make_provider(respond=respond)
    other = make_provider(respond=respond)
    configured = entry(provider, "openai", models=[
        "gpt-4o-mini", "m", "omni-moderation-latest", "dall-e-2", "gpt-image-1", "whisper-1", "tts-1"])
    return make_proxy({
        "providers": {"first": configured, "second": entry(other, "openai", models=["other"])},
        "aliases": {"fast": "first/m"}}), provider, other


@pytest.fixture
def client(both):
    return openai.OpenAI(base_url=both[0].url + "/v1", api_key="sk-x", max_retries=0)


def finished(proxy, operation):
    event = proxy.closed(1)[-1]
    opened = [e for e in proxy.events() if e["event_type"] == "request_received"]
    assert opened[-1]["request_id"] == event["request_id"]
    assert (event["operation"], event["status"]) == (operation, "success")
    return event


def tokens(event):
    return event.get("prompt_tokens"), event.get("completion_tokens")


def test_completions(both, client):
    proxy, provider, _ = both
    assert client.completions.create(model="m", prompt="Say", max_tokens=3).choices[0].text == "Hello"
    event = finished(proxy, "text_completion")
    assert tokens(event) == (7, 3) and event["finish_reason"] == "stop" and event["model"] == "m"
    assert provider.requests[-1].path == "/v1/completions"
    assert provider.requests[-1].lines("authorization") == [f"Bearer {PROVIDER_KEY}"]


@pytest.mark.parametrize("wants_usage", [False, True])
def test_completions_streamed(both, client, wants_usage):
    proxy, provider, _ = both
    options = {"stream_options": {"include_usage": True}} if wants_usage else {}
    chunks = list(client.completions.create(model="fast", prompt="Say", stream=True, **options))
    assert "".join(c.choices[0].text for c in chunks if c.choices) == "Hello" and len(chunks) == 2 + wants_usage
    event = finished(proxy, "text_completion")
    assert tokens(event) == (7, 3) and (event["model"], event["requested_model"]) == ("m", "fast")
    sent = json.loads(provider.requests[-1].body)
    assert sent["model"] == "m" and sent["stream_options"] == {"include_usage": True}


def test_moderations(both, client):
    proxy, provider, _ = both
    assert client.moderations.create(input="Hello").results[0].flagged is False
    # A body without a model goes out with the one that was decided about.
    assert json.loads(provider.requests[-1].body) == {"model": "omni-moderation-latest", "input": "Hello"}
    event = finished(proxy, "moderation")
    assert event["model"] == "omni-moderation-latest" and tokens(event) == (None, None)
    assert client.moderations.create(input=["a", "b"], model="first/m").model == "m"


def test_rerank(both):
    proxy, provider, _ = both
    body = {"model": "m", "query": "a", "documents": ["b", {"text": "c"}], "top_n": 1}
    status, _, answer = proxy.request("/v1/rerank", body)
    assert status == 200 and json.loads(answer)["results"][0]["index"] == 1
    assert json.loads(provider.requests[-1].body) == body and tokens(finished(proxy, "rerank")) == (56, 0)


def test_images(both, client):
    proxy, provider, _ = both
    assert client.images.generate(prompt="A cat").data[0].b64_json == "aGk="
    assert json.loads(provider.requests[-1].body) == {"model": "dall-e-2", "prompt": "A cat"}
    event = finished(proxy, "image_generation")
    # Tokens of images have prices of their own.
    assert tokens(event) == (11, 100) and "estimated_cost_nano_usd" not in event
    events = list(client.images.generate(prompt="A cat", model="gpt-image-1", stream=True, partial_images=1))
    assert [e.type for e in events] == ["image_generation.partial_image", "image_generation.completed"]
    assert "stream_options" not in json.loads(provider.requests[-1].body)
    proxy.closed(2)
    assert tokens(finished(proxy, "image_generation")) == (11, 100)


def test_images_of_images(both, client):
    proxy, provider, _ = both
    picture = ("a.png", AUDIO, "image/png")
    assert client.images.edit(image=picture, prompt="Red", model="gpt-image-1").data[0].b64_json == "aGk="
    assert AUDIO in provider.requests[-1].body
    assert tokens(finished(proxy, "image_edit")) == (11, 100)
    assert client.images.edit(image=[picture, picture], prompt="Red", model="gpt-image-1").data
    assert provider.requests[-1].body.count(AUDIO) == 2
    assert client.images.create_variation(image=picture, n=1).data
    assert form(provider.requests[-1])["model"] == [b"dall-e-2"]
    events = list(client.images.edit(image=picture, prompt="Red", model="gpt-image-1", stream=True))
    assert events[-1].type == "image_edit.completed"
    proxy.closed(4)
    assert finished(proxy, "image_edit")["stream"] is True


def test_speech(both, client):
    proxy, provider, _ = both
    assert client.audio.speech.create(model="tts-1", voice="alloy", input="Hello").content == AUDIO
    assert provider.requests[-1].lines("accept") == ["*/*"]
    event = finished(proxy, "speech")
    assert tokens(event) == (None, None) and "error" not in event
    client.audio.speech.create(model="tts-1", voice="alloy", input="Hello", stream_format="sse")
    proxy.closed(2)
    assert tokens(finished(proxy, "speech")) == (11, 100)


def test_long_speech_is_not_kept(make_proxy, make_provider):
    size = 48 << 20
    provider = make_provider(respond=lambda call: call.send(200, bytes(size), {"Content-Type": "audio/wav"}))
    proxy = make_proxy({"providers": {"first": entry(provider, "openai")}})
    before = proxy.memory()
    response = send(proxy.port, "POST", "/v1/audio/speech", body=json.dumps({"model": "t", "input": "x"}).encode())
    peak = count = 0
    while piece := response.read(1 << 20):
        count += len(piece)
        peak = max(peak, proxy.memory())
    assert count == size and peak - before < 16 << 20


def test_transcriptions(both, client):
    proxy, provider, _ = both
    audio = ("a.wav", AUDIO, "audio/wav")
    assert client.audio.transcriptions.create(file=audio, model="whisper-1", language="de").text == "Hello"
    seen = provider.requests[-1]
    assert form(seen) == {"model": [b"whisper-1"], "language": [b"de"], "file": [AUDIO]}
    assert finished(proxy, "transcription")["model"] == "whisper-1"
    assert client.audio.translations.create(file=audio, model="fast").text == "Hello"
    # The one edit: the provider's own name of the model.
    assert form(provider.requests[-1])["model"] == [b"m"]
    proxy.closed(2)
    event = finished(proxy, "translation")
    assert (event["model"], event["requested_model"]) == ("m", "fast")
    assert client.audio.transcriptions.create(file=audio, model="whisper-1", response_format="text") == "Hello\n"
    events = list(client.audio.transcriptions.create(file=audio, model="m", stream=True))
    assert events[-1].text == "Hello"
    proxy.closed(4)
    assert tokens(finished(proxy, "transcription")) == (14, 45)


def form(seen):
    """The parts of a form by name."""
    boundary = re.search(r"boundary=(\S+)", seen.lines("content-type")[0])[1].encode()
    parts = {}
    for part in seen.body.split(b"--" + boundary)[1:-1]:
        head, value = part[2:-2].split(b"\r\n\r\n", 1)
        parts.setdefault(re.search(rb'name="([^"]*)"', head)[1].decode(), []).append(value)
    return parts


def part(name, value=b"x", more=""):
    return f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


FILE = part("file", AUDIO, '; filename="a.wav"\r\nContent-Type: audio/wav')
MODEL = part("model", b"whisper-1")
END = b"--B--\r\n"
TYPE = "multipart/form-data; boundary=B"


def upload(proxy, body, type=TYPE, path="/v1/audio/transcriptions"):
    status, _, answer = proxy.request(path, body, {"Content-Type": type})
    return status, json.loads(answer).get("error", {}).get("message", "")


@pytest.mark.parametrize("body", [MODEL + FILE + END, FILE + MODEL + END, MODEL + FILE + END[:-2], part("language", b"") + MODEL + FILE + END])
def test_forms(both, body):
    proxy, provider, _ = both
    assert upload(proxy, body) == (200, "") and provider.requests[-1].body == body


@pytest.mark.parametrize("body", [
    b"", FILE + END, MODEL + MODEL + FILE + END, MODEL + part("Model", b"other") + FILE + END,
    MODEL + part("model[]", b"other") + END, part("model", b"other", '; filename="m"') + FILE + END,
    part("model", b"") + END, part("model", b"a b") + END, part("model", b"m\xc3\xa9") + END, part("model", b"m" * 1025) + END,
    # What readers differ in.
    MODEL + FILE + MODEL[:-2], MODEL + FILE, b"text\r\n" + MODEL + END, MODEL + END + MODEL, MODEL.replace(b"\r\n", b"\n") + END,
    MODEL + part("x", b"1\n--B\nContent-Disposition: form-data; name=\"model\"\n\nother") + END,
    MODEL + part("x", b"1\r--B\rContent-Disposition: form-data; name=\"model\"\r\rother") + END,
    MODEL + part("x", b"1\r\n--BX\r\n") + END, MODEL + b"--B \r\n" + part("x")[5:] + END,
    part("model\\\"", b"m") + MODEL + END, part("%6dodel", b"other") + MODEL + END, part("mo del", b"other") + MODEL + END,
    MODEL + part("x", b"1", '; name="model"') + END, MODEL + part("x", b"1", "; name*=utf-8''model") + END,
    MODEL + part("x", b"1", "\r\nContent-Disposition: form-data; name=\"model\"") + END,
    MODEL + b"--B\r\nContent-Disposition: form-data; name=model\r\n\r\nother\r\n" + END,
    part("model", b"d2hpc3Blci0x", "\r\nContent-Transfer-Encoding: base64") + END,
    part("_charset_", b"utf-16") + MODEL + END, MODEL + part("x") * 300 + END])
def test_forms_that_are_refused(both, body):
    proxy, provider, other = both
    status, message = upload(proxy, body)
    assert status == 400 and message, (status, message)
    assert provider.requests == other.requests == []


@pytest.mark.parametrize("type", [
    "application/json", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=C, B",
    "multipart/form-data; boundary=B; boundary=C", "multipart/form-data; charset=utf-16; boundary=B", "multipart/mixed; boundary=B",
    'multipart/form-data; boundary="B', "multipart/form-data; boundary=" + "B" * 71])
def test_types_that_are_no_form(both, type):
    assert upload(both[0], MODEL + FILE + END, type)[0] == 415


def test_a_model_goes_to_its_provider_alone(both):
    """On every route, whatever the other one has."""
    proxy, provider, other = both
    bodies = {
        "/v1/completions": {"prompt": "x"}, "/v1/moderations": {"input": "x"}, "/v1/rerank": {"query": "x", "documents": ["y"]},
        "/v1/images/generations": {"prompt": "x"}, "/v1/audio/speech": {"input": "x", "voice": "v"}}
    for path, body in bodies.items():
        assert proxy.request(path, {"model": "other", **body})[0] == 200
        assert proxy.request(path, {"model": "nobodys", **body})[0] == 404
        assert proxy.request(path, {"model": 7, **body})[0] == 400
        assert proxy.request(path, {"model": "other", "model2": 1})[0] == 400 or path == "/v1/completions"
        assert proxy.request(path, {"model": "m"}, {"Content-Type": "text/plain"})[0] == 415
    for path in ("/v1/images/edits", "/v1/images/variations", "/v1/audio/transcriptions", "/v1/audio/translations"):
        for model, status in ((b"other", 200), (b"nobodys", 404)):
            assert upload(proxy, part("model", model) + part("image") + END, path=path)[0] == status
    assert provider.requests == [] and len(other.requests) >= 9


def test_a_key_uses_its_models(make_proxy, make_provider):
    provider = make_provider(respond=respond)
    proxy = make_proxy(
        {"providers": {"first": entry(provider, "openai", models=["m", "whisper-1", "dall-e-2"])},
         "clients": {"requireKey": "always"}}, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    bearer = {"Authorization": f"Bearer {key_in_force(proxy, 'tests', '--models', 'm', '--requests-per-minute', '60', '--burst', '5')}"}
    form_type = {"Content-Type": TYPE, **bearer}
    assert proxy.request("/v1/completions", {"model": "m", "prompt": "x"}, bearer)[0] == 200
    assert proxy.request("/v1/images/generations", {"prompt": "x"}, bearer)[0] == 403
    assert proxy.request("/v1/audio/transcriptions", MODEL + FILE + END, form_type)[0] == 403
    assert proxy.request("/v1/audio/transcriptions", part("model", b"m") + FILE + END, form_type)[0] == 200
    assert proxy.request("/v1/audio/transcriptions", part("model", b"m") + FILE + END, {"Content-Type": TYPE})[0] == 401
    statuses = {proxy.request("/v1/completions", {"model": "m", "prompt": "x"}, bearer)[0] for _ in range(8)}
    assert statuses == {200, 429}
    refused = {"image_generation", "transcription", "text_completion"}
    until(lambda: refused <= {e.get("operation") for e in proxy.events() if e["event_type"] == "request_rejected"},
          10, "not every refusal is in the audit")


def test_files_count_little(make_proxy, make_provider):
    """Eight megabytes of audio are not two million tokens."""
    provider = make_provider(respond=respond)
    limits = {"tokensPerMinute": 10_000}
    proxy = make_proxy({"providers": {"first": entry(provider, "openai", limits=limits)}})
    body = MODEL + part("file", bytes(8 << 20), '; filename="a.wav"') + END
    for _ in range(3):
        assert upload(proxy, body) == (200, "")


def test_a_form_that_is_too_large(make_proxy, make_provider):
    provider = make_provider(respond=respond)
    proxy = make_proxy({"providers": {"first": entry(provider, "openai")}, "listen": {
        "maxBodyBytes": 100_000, "maxUploadBytes": 150_000}})
    assert upload(proxy, MODEL + part("file", bytes(200_000)) + END)[0] == 413
    assert upload(proxy, MODEL + part("file", bytes(120_000)) + END)[0] == 200
