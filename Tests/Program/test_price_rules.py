"""`make prices`: how two collections' facts about a model become a row, or none. The collections are made up."""
import ast
import datetime
import importlib.machinery
import importlib.util
import json
import pathlib
import sys
from decimal import Decimal

import pytest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / ".ci"
sys.path.insert(0, str(SCRIPTS))
import price_rules  # noqa: E402
import price_sources  # noqa: E402

DAY = datetime.date(2026, 11, 30)


def prices_script():
    loader = importlib.machinery.SourceFileLoader("prices_script", str(SCRIPTS / "prices"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("prices_script", loader))
    loader.exec_module(module)
    return module


def litellm(**prices):
    """An entry: prices are dollars for a million tokens."""
    entry = {"mode": "chat", "source": "https://example/prices", "max_input_tokens": 1000000}
    return entry | {name: Decimal(value) / 1000000 if isinstance(value, str) and name != "mode" else value
                    for name, value in prices.items()}


def genai(*models):
    """A catalogue from source text, as the package has it."""
    text = ", ".join(f"ModelInfo(id={name!r}, match=ClauseEquals(equals={name!r}), {rest})" for name, rest in models)
    source = f"Provider(id='v', pricing_urls=['https://example/v'], models=[{text}])"
    return price_sources.Catalogue(price_sources.evaluate(ast.parse(source, mode="eval").body), DAY)


def price(**prices):
    text = ", ".join(f"{name}={value if '(' in value else f'Decimal({value!r})'}" for name, value in prices.items())
    return f"prices=ModelPrice({text})"


def merge(entries, catalogue, vendor="groq"):
    facts = {name: price_sources.litellm_fact(entry) for name, entry in entries.items()}
    return price_rules.Merge(vendor, facts, catalogue).run()


def rows(*arguments, **options):
    script = prices_script()
    return [script.json_row(row) for row in merge(*arguments, **options).rows]


def test_what_both_say_is_a_row_with_its_sources():
    found = rows({"m": litellm(input_cost_per_token="1.25", output_cost_per_token="10")},
                 genai(("m", price(input_mtok="1.25", cache_read_mtok="0.125", output_mtok="10"))), vendor="xai")
    assert found == [{"provider": "xai", "model": "m", "price": {"input": 1.25, "cacheRead": 0.125, "output": 10},
                      "source": "https://example/prices (genai-prices, litellm)"}]


def test_a_difference_leaves_the_model_out_and_is_listed():
    done = merge({"m": litellm(input_cost_per_token="1", output_cost_per_token="2")},
                 genai(("m", price(input_mtok="1.5", output_mtok="2"))))
    assert done.rows == []
    assert [(d.kind, d.litellm, d.genai, d.outcome) for d in done.differences] == [("price: input", "1", "1.5", "left out")]


def test_a_difference_of_another_bucket_leaves_the_bucket_out():
    found = rows({"m": litellm(input_cost_per_token="1", cache_read_input_token_cost="0.5", output_cost_per_token="2")},
                 genai(("m", price(input_mtok="1", cache_read_mtok="0.1", output_mtok="2"))))
    assert found[0]["price"] == {"input": 1, "output": 2}


def test_an_amount_with_fewer_digits_is_the_same():
    found = rows({"m": litellm(input_cost_per_token="1", cache_read_input_token_cost="0.037", output_cost_per_token="2")},
                 genai(("m", price(input_mtok="1", cache_read_mtok="0.0375", output_mtok="2"))))
    assert found[0]["price"]["cacheRead"] == 0.0375


@pytest.mark.parametrize("border, longest, count", [("200000", 1000000, 0), ("200000", 200000, 1), ("199999", 1000000, 0)])
def test_a_border_that_one_alone_has(border, longest, count):
    tier = f"TieredPrices(base=Decimal('1'), tiers=[Tier(start={border}, price=Decimal('2'))])"
    found = rows({"m": litellm(input_cost_per_token="1", output_cost_per_token="2", max_input_tokens=longest)},
                 genai(("m", price(input_mtok=tier, output_mtok="2"))))
    assert len(found) == count


def test_borders_one_token_apart_are_one():
    tier = "TieredPrices(base=Decimal('1'), tiers=[Tier(start=199999, price=Decimal('2'))])"
    found = rows({"m": litellm(input_cost_per_token="1", input_cost_per_token_above_200k_tokens="2",
                               output_cost_per_token="3")}, genai(("m", price(input_mtok=tier, output_mtok="3"))))
    assert found[0]["tiers"] == [{"above": 200000, "price": {"input": 2, "output": 3}}]


def test_one_alone_must_say_where_it_is_from():
    entry = litellm(input_cost_per_token="1", output_cost_per_token="2")
    assert len(rows({"m": entry}, genai())) == 1
    assert rows({"m": entry | {"source": ""}}, genai()) == []
    assert rows({}, genai(("m", price(input_mtok="1", output_mtok="2"))))[0]["source"] == "https://example/v (genai-prices)"


def test_zero_is_free_only_if_both_say_so():
    entry = litellm(input_cost_per_token="0", output_cost_per_token="0")
    assert rows({"m": entry}, genai()) == []
    assert len(rows({"m": entry}, genai(("m", price(input_mtok="0", output_mtok="0"))))) == 1
    assert len(rows({}, genai(("a/m:free", price(input_mtok="0", output_mtok="0"))), vendor="openrouter")) == 1


def test_what_costs_other_fees_is_left_out():
    assert rows({"m": litellm(input_cost_per_token="1", output_cost_per_token="2", input_cost_per_request="1")}, genai()) == []
    assert rows({}, genai(("m", price(input_mtok="1", output_mtok="2", output_image_mtok="9")))) == []
    assert rows({}, genai(("m", price(input_mtok="1", output_mtok="2", input_image_mtok="9")))) == []
    assert rows({}, genai(("m", price(input_mtok="1")))) == []


@pytest.mark.parametrize("vendor, name, is_taken", [
    ("openai", "gpt-5", True), ("openai", "gpt-4o-search-preview", False), ("openai", "o3-deep-research", True),
    ("openai", "gpt-oss-120b", False), ("groq", "openai/gpt-oss-120b", True), ("openrouter", "perplexity/sonar", False),
    ("openrouter", "gpt-5", False), ("google", "gemini-2.5-flash-image", False), ("perplexity", "openai/gpt-5", False)])
def test_what_searches_or_paints_for_a_fee_is_left_out(vendor, name, is_taken):
    assert len(rows({name: litellm(input_cost_per_token="1", output_cost_per_token="2")}, genai(), vendor=vendor)) == is_taken


def test_what_a_vendor_serves_of_others_is_checked_against_their_prices():
    own, other = genai(), genai(("m", price(input_mtok="1", output_mtok="3")))
    own.others = [other]
    done = merge({"m": litellm(input_cost_per_token="1", output_cost_per_token="2")}, own, vendor="azure")
    assert done.rows == [] and done.differences[0].kind == "price: output"


def test_a_dated_name_has_a_row_where_it_says_something_else():
    same = litellm(input_cost_per_token="1", output_cost_per_token="2")
    other = litellm(input_cost_per_token="3", output_cost_per_token="2")
    names = {"m": same, "m-2025-01-31": same, "m-20250131": other, "n-2025-01-31": same}
    assert [row["model"] for row in rows(names, genai())] == ["m", "m-20250131", "n-2025-01-31"]


def test_service_tiers_are_percentages_where_they_are():
    found = rows({"m": litellm(
        input_cost_per_token="2", cache_read_input_token_cost="1", output_cost_per_token="4",
        input_cost_per_token_flex="1", cache_read_input_token_cost_flex="0.5", output_cost_per_token_flex="2",
        input_cost_per_token_priority="3", cache_read_input_token_cost_priority="1", output_cost_per_token_priority="6",
        input_cost_per_token_batches="1", output_cost_per_token_batches="2")}, genai(), vendor="xai")
    assert found[0]["serviceTiers"] == {"flex": 50}
    # Not uniform; and without what a percentage would give a price.
    assert found[0]["servicePrices"] == {"priority": {"price": {"input": 3, "cacheRead": 1, "output": 6}},
                                         "batch": {"price": {"input": 1, "output": 2}}}


def test_an_announced_price_is_a_row_from_its_day():
    stages = ("prices=[ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2'))), "
              "ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2027, 1, 1)), "
              "prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('4')))]")
    found = rows({}, genai(("m", stages)))
    assert [(row.get("from"), row.get("until"), row["price"]["input"]) for row in found] == [
        (None, "2027-01-01", 1), ("2027-01-01", None, 3)]


def test_source_text_is_read_and_not_run():
    with pytest.raises(ValueError, match="is not understood"):
        price_sources.evaluate(ast.parse("__import__('os').getcwd()", mode="eval").body)


def test_a_row_that_says_the_same_keeps_its_date(tmp_path):
    script = prices_script()
    script.TABLE = tmp_path / "table.json"
    script.TABLE.write_text(json.dumps({"properties": {"table": {"default": {"version": "v", "rows": []}}}}))
    row = {"provider": "p", "model": "m", "price": {"input": 0.00000025, "output": 1}, "source": "s"}

    def write(rows, date):
        script.write_table([dict(row) for row in rows], date)
        return json.loads(script.TABLE.read_text())["properties"]["table"]["default"]

    write([row], DAY)
    assert "0.00000025" in script.TABLE.read_text()
    table = write([row, row | {"model": "n"}], datetime.date(2027, 1, 2))
    assert [row["date"] for row in table["rows"]] == ["2026-11-30", "2027-01-02"] and table["version"] == "2027-01-02"
