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
