"""What two public collections of prices say, in one form: facts about models, by vendor and name.

`genai-prices` is Python source that is read as a syntax tree, never run; the table of `litellm` is JSON. Of both only
numbers, dates, names and addresses are taken.
"""
import ast
import dataclasses
import datetime
import json
import pathlib
import re
import zipfile
from decimal import Decimal

MILLION = Decimal(1_000_000)
# Finer than any provider publishes, and as fine as the table's schema admits.
FINEST = Decimal("0.000000001")

# By the vendor's name in the table: as genai-prices calls it, and the providers and prefixes of litellm's keys. Keys of
# the first prefix go before those of the next ones.
VENDORS = {
    "openai": ("openai", {"openai": "", "text-completion-openai": ""}),
    "anthropic": ("anthropic", {"anthropic": ""}),
    "deepseek": ("deepseek", {"deepseek": "deepseek/"}),
    "google": ("google", {"gemini": "gemini/"}),
    "xai": ("x-ai", {"xai": "xai/"}),
    "mistral": ("mistral", {"mistral": "mistral/"}),
    "groq": ("groq", {"groq": "groq/"}),
    "together": ("together", {"together_ai": "together_ai/"}),
    "fireworks": ("fireworks", {"fireworks_ai": "fireworks_ai/"}),
    "moonshot": ("moonshotai", {"moonshot": "moonshot/"}),
    "cohere": ("cohere", {"cohere_chat": "", "cohere": ""}),
    "perplexity": ("perplexity", {"perplexity": "perplexity/"}),
    "openrouter": ("openrouter", {"openrouter": "openrouter/"}),
    "azure": ("azure", {"azure": "azure/", "azure_ai": "azure_ai/"}),
    "cerebras": ("cerebras", {"cerebras": "cerebras/"}),
    "zai": ("zai", {"zai": "zai/"}),
    "minimax": ("minimax", {"minimax": "minimax/"}),
    "voyage": ("voyageai", {"voyage": "voyage/"}),
    "deepinfra": (None, {"deepinfra": "deepinfra/"}),
    "novita": ("novita", {"novita": "novita/"}),
}
# litellm's kinds of models whose tokens the proxy sees.
MODES = {"chat", "responses", "completion", "embedding", "audio_transcription"}


@dataclasses.dataclass
class Prices:
    """What tokens cost, by bucket; and for long prompts, by the number of tokens above which that holds."""
    base: dict = dataclasses.field(default_factory=dict)
    tiers: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Fact:
    """What one collection says of one model. `unfit` is why it cannot be a row, empty when it can."""
    prices: Prices
    services: dict = dataclasses.field(default_factory=dict)
    speeds: dict = dataclasses.field(default_factory=dict)
    geographies: dict = dataclasses.field(default_factory=dict)
    windows: list = dataclasses.field(default_factory=list)
    peak: Prices = None  # at the hours that are not those of `windows`
    web_search: Decimal = None
    source: str = ""
    mode: str = ""
    longest_prompt: int = None
    changes: list = dataclasses.field(default_factory=list)  # (day, Fact) that are announced
    unfit: str = ""


def dollars(amount):
    """An amount for a million tokens as the table has it."""
    return amount.quantize(FINEST).normalize() if amount else Decimal(0)


# MARK: litellm

BUCKETS = {
    "input_cost_per_token": "input", "cache_read_input_token_cost": "cacheRead",
    "cache_creation_input_token_cost": "cacheWrite", "cache_creation_input_token_cost_above_1hr": "cacheWrite1h",
    "output_cost_per_token": "output", "input_cost_per_audio_token": "audioInput",
    "output_cost_per_audio_token": "audioOutput",
}
PRICE = re.compile(r"^(?P<name>.*?)(?:_above_(?P<above>\d+)k_tokens)?(?:_(?P<service>batches|flex|priority|ultrafast))?$")
SERVICES = {"batches": "batch", "flex": "flex", "priority": "priority", "ultrafast": "ultrafast"}
# Charged besides tokens, or for tokens that usage does not tell apart.
FEES = {
    "input_cost_per_request": "a fee for each request", "citation_cost_per_token": "citations cost extra",
    "output_cost_per_image": "images cost extra", "output_cost_per_image_token": "tokens of images cost more",
    "input_cost_per_second": "priced by the second", "output_cost_per_second": "priced by the second",
    "input_cost_per_query": "priced by the query", "tiered_pricing": "prices by ranges of tokens",
    "output_cost_per_character": "priced by the character", "input_cost_per_character": "priced by the character",
}


def read_litellm(path):
    """vendor -> name -> Fact"""
    with zipfile.ZipFile(path) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith("model_prices_and_context_window_backup.json"))
        table = json.loads(wheel.read(name), parse_float=Decimal)
    return {vendor: litellm_vendor(table, providers) for vendor, (_, providers) in VENDORS.items()}


def litellm_vendor(table, providers):
    facts = {}
    for provider, prefix in providers.items():
        for key, entry in table.items():
            if entry.get("litellm_provider") != provider or not key.startswith(prefix):
                continue
            name = key.removeprefix(prefix)
            if litellm_is_model(provider, name, entry):
                facts.setdefault(name, litellm_fact(entry))
    return facts


def litellm_is_model(provider, name, entry):
    """Keys that are names of models: not classes of size, regions, or fine-tuned models, which have names of their own."""
    if entry.get("mode") not in MODES or name.startswith(("ft:", "global", "eu/", "us/", "standard")):
        return False
    if provider in ("azure", "azure_ai"):
        return "/" not in name
    if provider == "fireworks_ai":
        return name.startswith("accounts/")
    if provider in ("openai", "deepseek"):
        return "/" not in name
    return provider != "together_ai" or "/" in name


def litellm_fact(entry):
    fact = Fact(Prices(), source=entry.get("source", ""), mode=entry["mode"],
                longest_prompt=entry.get("max_input_tokens"))
    for key, value in entry.items():
        found = PRICE.match(key)
        bucket = BUCKETS.get(found["name"])
        if bucket is None or not isinstance(value, (int, Decimal)):
            continue
        service = SERVICES.get(found["service"])
        prices = fact.services.setdefault(service, Prices()) if service else fact.prices
        where = prices.tiers.setdefault(int(found["above"]) * 1000, {}) if found["above"] else prices.base
        where[bucket] = dollars(value * MILLION)
    litellm_surcharges(entry, fact)
    fact.unfit = next((why for key, why in FEES.items() if entry.get(key)), "")
    for kind in ("image", "video"):
        if entry.get(f"input_cost_per_{kind}_token", value := entry.get("input_cost_per_token")) != value:
            fact.unfit = f"{kind}s in the prompt have a price of their own"
    if entry.get("output_cost_per_reasoning_token", value := entry.get("output_cost_per_token")) != value:
        fact.unfit = "reasoning has a price of its own"
    return fact


def litellm_surcharges(entry, fact):
    special = entry.get("provider_specific_entry") or {}
    if "fast" in special:
        fact.speeds["fast"] = percent(special["fast"])
    if "us" in special:
        fact.geographies["us"] = percent(special["us"])
    for region in ("eu", "us"):
        factor = entry.get(f"regional_processing_uplift_multiplier_{region}")
        if factor:
            fact.geographies[region] = percent(factor)
    searches = set((entry.get("search_context_cost_per_query") or {}).values())
    if len(searches) == 1 and not entry.get("search_free_requests"):
        fact.web_search = dollars(searches.pop())
    night = entry.get("off_peak_pricing")
    if night:
        price = {BUCKETS[key]: dollars(value * MILLION) for key, value in night.items() if key in BUCKETS}
        fact.windows = [(days(window), hours(window), price) for window in night["windows"]]


def percent(factor):
    found = Decimal(factor) * 100
    assert found == found.to_integral_value(), f"{factor} is no whole percentage"
    return int(found)


WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def days(window):
    return [WEEKDAYS[day - 1] for day in window["weekdays"]]


def hours(window):
    """Whole hours; an end at midnight is the end of the day."""
    texts = window["hours_utc"]
    found = []
    for text in [texts] if isinstance(texts, str) else texts:
        begin, end = (time.split(":") for time in text.split("-"))
        assert begin[1] == end[1] == "00", f"{text} is not in whole hours"
        found.append((int(begin[0]), int(end[0]) or 24))
    return found


# MARK: genai-prices

UNITS = {
    "input_mtok": "input", "cache_read_mtok": "cacheRead", "cache_write_mtok": "cacheWrite",
    "cache_write_1h_mtok": "cacheWrite1h", "output_mtok": "output", "input_audio_mtok": "audioInput",
    "output_audio_mtok": "audioOutput",
}
# Prices beside those of tokens, with why a row cannot have them.
OTHER_UNITS = {
    "requests_kcount": "a fee for each request", "output_citation_mtok": "citations cost extra",
    "output_reasoning_mtok": "reasoning has a price of its own", "output_image_mtok": "tokens of images cost more",
    "output_video_mtok": "tokens of videos cost more", "input_document_kpages": "priced by the page",
    "input_annotated_document_kpages": "priced by the page", "audio_hours": "priced by the hour",
    "input_audio_hours": "priced by the hour", "input_mchars": "priced by the character",
    "input_text_messages_kcount": "priced by the message",
}


def read_genai(path, day):
    """vendor -> Catalogue, as of a day."""
    with zipfile.ZipFile(path) as wheel:
        tree = ast.parse(wheel.read("genai_prices/data.py"))
    assigned = next(s for s in tree.body if isinstance(s, ast.AnnAssign) and s.target.id == "providers")
    providers = {provider["id"]: provider for provider in evaluate(assigned.value)}
    catalogues = {name: Catalogue(provider, day) for name, provider in providers.items()}
    for name, catalogue in catalogues.items():
        others = providers[name].get("fallback_model_providers") or []
        catalogue.others = [catalogues[other] for other in others]
    return {vendor: catalogues.get(name) or Catalogue(None, day) for vendor, (name, _) in VENDORS.items()}


def evaluate(node):
    """Constants, lists and calls of constructors: a call is a dictionary of its named arguments, with its name as `_`."""
    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple():
            return [evaluate(element) for element in node.elts]
        case ast.Dict():
            return {evaluate(key): evaluate(value) for key, value in zip(node.keys, node.values)}
        case ast.Call(func=ast.Name(id="Decimal")):
            return Decimal(evaluate(node.args[0]))
        case ast.Call(func=ast.Attribute(attr="date")):
            return datetime.date(*map(evaluate, node.args))
        case ast.Call(func=ast.Attribute(attr="time")):
            return {"_": "time"}
        case ast.Call(func=ast.Name(id=name)):
            return {"_": name} | {word.arg: evaluate(word.value) for word in node.keywords}
    raise ValueError(f"line {node.lineno}: {ast.unparse(node)[:80]} is not understood")


class Catalogue:
    """The models of one vendor; which of them a name means, the first that matches says."""

    def __init__(self, provider, day):
        self.models = provider["models"] if provider else []
        urls = (provider or {}).get("pricing_urls") or [""]
        self.facts = [genai_fact(model, urls[0], day) for model in self.models]
        self.others = []  # catalogues of whose models this vendor has the prices

    def fact(self, name):
        for model, fact in zip(self.models, self.facts):
            if matches(model["match"], name):
                return fact
        return next((fact for other in self.others if (fact := other.fact(name))), None)

    def names(self):
        """The ids, and what is written out in the clauses: some ids are names of nothing."""
        found = [model["id"] for model in self.models]
        for model in self.models:
            found += literals(model["match"])
        return [name for name in dict.fromkeys(found) if self.fact(name)]


def matches(clause, name):
    match clause["_"]:
        case "ClauseEquals":
            return name == clause["equals"]
        case "ClauseStartsWith":
            return name.startswith(clause["starts_with"])
        case "ClauseEndsWith":
            return name.endswith(clause["ends_with"])
        case "ClauseContains":
            return clause["contains"] in name
        case "ClauseRegex":
            return re.search(clause["regex"], name) is not None
        case "ClauseOr":
            return any(matches(part, name) for part in clause["or_"])
        case "ClauseAnd":
            return all(matches(part, name) for part in clause["and_"])
    raise ValueError(f"{clause['_']} is not understood")


def literals(clause):
    if clause["_"] == "ClauseEquals":
        return [clause["equals"]]
    if clause["_"] == "ClauseStartsWith" and clause["starts_with"][-1].isalnum():
        return [clause["starts_with"]]
    return [name for part in clause.get("or_", []) for name in literals(part)]


def genai_fact(model, url, day):
    stages = model["prices"] if isinstance(model["prices"], list) else [{"prices": model["prices"]}]
    begins = sorted({begin(stage) for stage in stages} - {None})
    fact = genai_stage(model, stages, url, day)
    fact.changes = [(later, genai_stage(model, stages, url, later)) for later in begins if later > day]
    return fact


def begin(stage):
    return (stage.get("constraint") or {}).get("start_date")


def of_hours(stage):
    return (stage.get("constraint") or {}).get("_") == "TimeOfDateConstraint"


def active(stages, day):
    """The last one that holds on a day, at all hours but those of `peak`."""
    found = [s for s in stages if not of_hours(s) and (begin(s) is None or begin(s) <= day)]
    return found[-1] if found else None


def genai_stage(model, stages, url, day):
    stage = active(stages, day)
    if stage is None:
        return Fact(Prices(), unfit="not yet published")
    fact = Fact(genai_prices(stage["prices"]), source=url)
    peaks = [genai_prices(s["prices"]) for s in stages if of_hours(s)]
    fact.peak = peaks[0] if peaks and all(peak == peaks[0] for peak in peaks) else None
    fact.unfit = next((why for key, why in OTHER_UNITS.items() if key in stage["prices"]), "")
    for kind in ("image", "video"):
        if stage["prices"].get(f"input_{kind}_mtok", value := stage["prices"].get("input_mtok")) != value:
            fact.unfit = f"{kind}s in the prompt have a price of their own"
    searches = stage["prices"].get("web_searches_kcount")
    fact.web_search = dollars(searches / 1000) if searches is not None and not isinstance(searches, dict) else None
    # Several may hold on a day; the latest says what is charged, whatever the order in the file.
    variants = [v for v in model.get("price_variants") or [] if begin(v) is None or begin(v) <= day]
    for variant in sorted(variants, key=lambda v: begin(v) or datetime.date.min):
        when, prices = dict(variant["when"]), genai_prices(variant["prices"])
        if when == {"processing": "batch"}:
            fact.services["batch"] = prices
        elif set(when) == {"service_tier"} and when["service_tier"] != "default":
            fact.services[when["service_tier"]] = prices
        elif set(when) == {"speed"}:
            fact.speeds[when["speed"]] = prices
    return fact


def genai_prices(entry):
    prices = Prices()
    for key, bucket in UNITS.items():
        value = entry.get(key)
        if isinstance(value, dict):
            prices.base[bucket] = dollars(value["base"])
            for tier in value["tiers"]:
                prices.tiers.setdefault(tier["start"], {})[bucket] = dollars(tier["price"])
        elif value is not None:
            prices.base[bucket] = dollars(value)
    return prices


def version(path):
    """The version of a wheel, by its file name."""
    return pathlib.Path(path).name.split("-")[1]
