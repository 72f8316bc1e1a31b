"""Whose prices a provider's requests have, as the audit shows: 20 tokens in and 5 out, in nano-dollars."""
import json

import pytest
from conftest import chat, entry
from provider import completion

MINI = 20 * 150 + 5 * 600


def cost(proxy, count, model):
    """Of one more request, of which there have been `count` then."""
    status, _, body = proxy.request("/v1/chat/completions", chat(model=model))
    assert status == 200, body
    event = proxy.closed(count)[-1]
    assert event["prompt_tokens"] == 20 and event["price_version"]
    return event.get("estimated_cost_nano_usd")


@pytest.fixture
def prices_of(make_proxy, make_provider):
    """A proxy with these providers, all at one address that says nothing of who they are."""
    def make(providers, **more):
        provider = make_provider()
        return make_proxy({"providers": {
            name: entry(provider, "openai", models=["gpt-4o-mini", "m"], **settings) for name, settings in providers.items()
        }, **more})
    return make


def test_a_second_account_has_the_prices_of_its_vendor(prices_of):
    proxy = prices_of({"openai": {}, "openai-eu": {"vendor": "openai"}, "openai-us": {}})
    assert cost(proxy, 1, "openai/gpt-4o-mini") == MINI
    assert cost(proxy, 2, "openai-eu/gpt-4o-mini") == MINI
    # Nothing says that it is of OpenAI.
    assert cost(proxy, 3, "openai-us/gpt-4o-mini") is None


def test_no_vendor_has_the_prices_of_another(prices_of):
    proxy = prices_of({"openai": {"vendor": "groq"}, "other": {"vendor": "anthropic"}, "ollama": {"vendor": "elsewhere"}})
    for count, provider in enumerate(["openai", "other", "ollama"], 1):
        assert cost(proxy, count, f"{provider}/gpt-4o-mini") is None
    assert proxy.metric("securellm_unpriced_requests_total") == 3


def test_a_table_names_vendors_and_providers(prices_of, tmp_path):
    price = {"price": {"input": 1, "output": 1}}
    (tmp_path / "prices.json").write_text(json.dumps({"version": "ours", "rows": [
        {"provider": "openai", "model": "m", **price}, {"provider": "openai-eu", "model": "gpt-4o-mini", **price}]}))
    proxy = prices_of({"openai": {}, "openai-eu": {"vendor": "openai"}}, prices={"file": str(tmp_path / "prices.json")})
    assert cost(proxy, 1, "openai-eu/m") == 25_000 and cost(proxy, 2, "openai/m") == 25_000
    assert cost(proxy, 3, "openai-eu/gpt-4o-mini") == 25_000 and cost(proxy, 4, "openai/gpt-4o-mini") == MINI


@pytest.mark.parametrize("tier, nano_dollars", [
    # 0.25 and 1 dollars for a million: no percentage of 0.15 and 0.6.
    ("priority", 20 * 250 + 5 * 1000), ("default", MINI), ("flex", None)])
def test_service_tiers_have_the_prices_that_are_published(make_proxy, make_provider, tier, nano_dollars):
    provider = make_provider(respond=lambda call: call.send(200, {**completion(call.model), "service_tier": tier}))
    proxy = make_proxy({"providers": {"openai": entry(provider, "openai")}})
    assert cost(proxy, 1, "gpt-4o-mini") == nano_dollars


def usage(**more):
    """20 tokens in and 5 out, as everywhere here, and what else a provider says of it."""
    return {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25, **more}


def streamed(call, usage):
    call.begin_stream()
    for event in ({"choices": [{"index": 0, "delta": {"content": "Hi"}}]},
                  {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage}):
        call.event({"id": "c", "model": call.model, **event})
    call.event("[DONE]")
    call.done()
    call.end_stream()


@pytest.fixture
def priced(make_proxy, make_provider, tmp_path):
    """Closing events of requests to a provider whose responses have this usage."""
    def ask(vendor, model, usage, rows=(), stream=False):
        provider = make_provider(respond=lambda call: streamed(call, usage) if stream else call.send(
            200, {**completion(call.model), "usage": usage}))
        (tmp_path / "own.json").write_text(json.dumps({"version": "own", "rows": list(rows)}))
        proxy = make_proxy({
            "providers": {"p": entry(provider, "openai", vendor=vendor, models=[model])},
            "prices": {"file": str(tmp_path / "own.json")}})
        status, _, body = proxy.request("/v1/chat/completions", chat(model=f"p/{model}", stream=stream))
        assert status == 200, body
        event = proxy.closed(1)[0]
        unknown = proxy.metric("securellm_unpriced_requests_total")
        assert unknown == ("cost_unknown" in event)
        return event.get("estimated_cost_nano_usd"), event.get("cost_unknown"), event["price_version"]
    return ask


REPORTED = [
    ("openrouter", "openai/gpt-4o-mini", {"cost": 0.00492, "is_byok": False}, 4_920_000),
    ("perplexity", "sonar-pro", {"cost": {"request_cost": 0.006, "total_cost": 0.007021}, "num_search_queries": 1}, 7_021_000),
    ("xai", "grok-4", {"cost_in_usd_ticks": 37756000, "num_sources_used": 3}, 3_775_600),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("vendor, model, more, nano_dollars", REPORTED)
def test_what_the_provider_has_charged_is_the_cost(priced, vendor, model, more, nano_dollars, stream):
    assert priced(vendor, model, usage(**more), stream=stream) == (nano_dollars, None, "reported")


def test_a_price_of_ones_own_goes_before_what_is_reported(priced):
    row = {"provider": "openrouter", "model": "openai/gpt-4o-mini", "price": {"input": 1, "output": 2}}
    cost, unknown, version = priced("openrouter", "openai/gpt-4o-mini", usage(cost=0.5), rows=[row])
    assert (cost, unknown) == (20 * 1000 + 5 * 2000, None) and version.startswith("own+")


def test_only_those_are_believed_that_say_dollars(priced):
    """Elsewhere such a member may be anything."""
    cost, unknown, version = priced("openai", "gpt-4o-mini", usage(cost=0.5, cost_in_usd_ticks=7))
    assert (cost, unknown) == (MINI, None) and version != "reported"


@pytest.mark.parametrize("vendor, model", [
    ("openai", "gpt-4o-search-preview"), ("openai", "gpt-4o-mini-search-preview"), ("openai", "gpt-5-search-api"),
    ("perplexity", "sonar"), ("perplexity", "sonar-reasoning-pro")])
def test_models_that_search_have_a_cost_only_with_a_fee(priced, vendor, model):
    assert priced(vendor, model, usage())[:2] == (None, "model")
    row = {"provider": vendor, "model": model, "price": {"input": 1, "output": 2}}
    assert priced(vendor, model, usage(), rows=[row])[:2] == (None, "surcharge")
    assert priced(vendor, model, usage(), rows=[{**row, "perRequest": 0.03}])[:2] == (30_030_000, None)


def test_images_that_were_made_have_no_price(priced):
    details = {"completion_tokens_details": {"image_tokens": 4}}
    assert priced("openai", "gpt-4o-mini", usage(**details))[:2] == (None, "surcharge")
