"""How two collections' facts about a model become one row, or none: the rules, and the list of what differs.

Each rule decides alone by what the two say; `DECISIONS` has the few models on which somebody has decided, with the reason.
"""
import dataclasses
import re
from decimal import Decimal

from price_sources import Fact, Prices

# (vendor, model) -> the collection that is right where they differ, and how that is known.
DECISIONS = {
    ("mistral", "mistral-large-latest"): ("litellm", "it is mistral-large-2512, on whose price both agree"),
}
# Vendors whose web searches the proxy counts.
SEARCHES = {"openai", "anthropic"}
# The name of what is no surcharge, where a vendor's responses have another one than the proxy knows.
TIERS_OF_VENDOR = {"groq": {"on_demand": 100}}
# With these in the name, each request has a fee for searching that no usage tells.
SEARCHING = re.compile(r"sonar|\bsearch\b")
# Not models with a price of their own, not served by the proxy, or with tokens of images at another price, which only
# one of the two says of some of them.
OTHERS = re.compile(r"model[-_]router|^openrouter/|realtime|-live\b|\.ft-|^ft:|image|banana")


EMBEDDING = re.compile(r"embed|^voyage|rerank", re.I)


@dataclasses.dataclass
class Row:
    vendor: str
    model: str
    fact: Fact
    of: str  # "both", "litellm" or "genai-prices"
    first: object = None
    end: object = None


@dataclasses.dataclass
class Difference:
    vendor: str
    model: str
    kind: str
    litellm: str
    genai: str
    outcome: str


class Merge:
    """Goes through the models of one vendor."""

    def __init__(self, vendor, litellm, genai):
        self.vendor, self.litellm, self.genai = vendor, litellm, genai
        self.rows, self.differences = [], []

    def run(self):
        spellings = {}
        for name in dict.fromkeys([*self.litellm, *self.genai.names()]):
            # Of `gpt-5-1` and `gpt-5.1` the one that comes first is the vendor's.
            plain = name.replace(".", "-").lower()
            if is_name(self.vendor, name) and (name in self.litellm or plain not in spellings):
                spellings[plain] = name
                self.model(name, self.litellm.get(name), self.genai.fact(name))
        self.rows = without_snapshots(self.rows)
        return self

    def differ(self, name, kind, litellm, genai, outcome):
        self.differences.append(Difference(self.vendor, name, kind, text(litellm), text(genai), outcome))

    def model(self, name, a, b):
        unfit = (a and a.unfit) or (b and b.unfit)
        if unfit:
            return self.differ(name, "not by tokens alone", a and a.unfit, b and b.unfit, "left out: " + unfit)
        if a and b:
            fact, of = self.both(name, a, b), "both"
        else:
            fact, of = self.alone(name, a or b, "litellm" if a else "genai-prices")
        if fact is None or not self.is_priced(name, fact, of):
            return
        # An embedding has no output.
        fact.prices.base.setdefault("output", Decimal(0))
        later = b.changes if b and prices_agree(fact.prices, b.prices) else []
        self.append(name, fact, of, later)

    def append(self, name, fact, of, later):
        """The row, and one more for each day on which its price is going to change."""
        stages = [(None, fact), *later]
        for number, (day, stage) in enumerate(stages):
            end = stages[number + 1][0] if number + 1 < len(stages) else None
            if day:
                stage = self.alone(name, stage, "genai-prices")[0]
            if not stage.unfit:
                self.rows.append(Row(self.vendor, name, stage, of if day is None else "genai-prices", day, end))

    def is_priced(self, name, fact, of):
        """Zero is as often unknown as it is free."""
        base = fact.prices.base
        if "input" not in base:
            self.differ(name, "no price", None, None, "left out: no price for input")
        elif "output" not in base and fact.mode != "embedding" and not EMBEDDING.search(name):
            self.differ(name, "no price", None, None, "left out: no price for output")
        elif not base["input"] and not base.get("output") and of != "both" and not name.endswith(":free"):
            self.differ(name, "zero", None, None, f"left out: only {of} says that it costs nothing")
        else:
            return True
        return False

    # MARK: one collection alone

    def alone(self, name, fact, of):
        """Taken where it says what it is from."""
        if fact.source:
            nothing = Fact(Prices())
            pair = (fact, nothing) if of == "litellm" else (nothing, fact)
            return dataclasses.replace(
                fact, speeds=self.speeds(name, *pair), web_search=self.search(name, fact.web_search, None),
                geographies=self.geographies(fact) if of == "litellm" else {}), of
        self.differ(name, "without a source", None, None, f"left out: only {of} has it, without saying from where")
        return None, of

    # MARK: both

    def both(self, name, a, b):
        chosen = DECISIONS.get((self.vendor, name))
        if a.windows:
            prices = self.windows(name, a, b)
        else:
            prices = self.prices(name, "price", a.prices, b.prices, a.longest_prompt)
        if prices is None and chosen:
            one = a if chosen[0] == "litellm" else b
            self.differences[-1].outcome = f"{chosen[0]}: {chosen[1]}"
            prices = one.prices
        if prices is None:
            return None
        fact = Fact(prices, windows=a.windows, source=a.source or b.source, mode=a.mode)
        for service in dict.fromkeys([*a.services, *b.services]):
            found = self.service(name, service, a.services.get(service), b.services.get(service))
            if found:
                fact.services[service] = found
        fact.geographies = self.geographies(a)
        fact.speeds = self.speeds(name, a, b)
        fact.web_search = self.search(name, a.web_search, b.web_search)
        return fact

    def windows(self, name, a, b):
        """One says the price of the day and when it is less; the other the price of the night and when it is more."""
        night = {bucket: value for bucket, value in a.windows[0][2].items()}
        if b.peak and agree(a.prices.base, b.peak.base) and agree(night, b.prices.base):
            return a.prices
        self.differ(name, "hours", a.prices, b.peak, "left out")
        return None

    def prices(self, name, kind, a, b, longest=None):
        """Input and output must agree; another bucket on which they do not is left out."""
        base = {}
        for bucket in dict.fromkeys([*a.base, *b.base]):
            value = self.amount(name, f"{kind}: {bucket}", a.base.get(bucket), b.base.get(bucket),
                                "left out" if bucket in ("input", "output") else "without this price")
            if value is not None:
                base[bucket] = value
            elif bucket in ("input", "output"):
                return None
        tiers = self.tiers(name, kind, a.tiers, b.tiers, longest)
        return None if tiers is None else Prices(base, tiers)

    def amount(self, name, kind, a, b, outcome):
        if a is None or b is None or a == b:
            return b if a is None else a
        rounded = finer(a, b)
        self.differ(name, kind, a, b, outcome if rounded is None else f"the same, rounded: {rounded}")
        return rounded

    def tiers(self, name, kind, a, b, longest):
        """Borders one token apart are one: "from" and "above". A border that only one has is one where the other has no
        prompts that are longer."""
        moved = {near(above, a): prices for above, prices in b.items()}
        if set(moved) != set(b):
            self.differ(name, f"{kind}: border", [*a], [*b], "the round number")
        if set(a) != set(moved):
            known = not a and longest is not None and all(above >= longest for above in moved) or not moved
            outcome = "taken from the one that has it" if known else "left out"
            self.differ(name, f"{kind}: long prompts", [*a], [*b], outcome)
            return (a or moved) if known else None
        merged = {}
        for above, prices in a.items():
            found = self.prices(name, f"{kind} above {above}", Prices(prices), Prices(moved[above]))
            if found is None:
                return None
            merged[above] = found.base
        return merged

    def service(self, name, service, a, b):
        if a is None or b is None:
            return a or b
        # What one says of long prompts alone goes in: a percentage is checked against it.
        tiers = {**b.tiers, **a.tiers}
        found = self.prices(name, service, Prices(a.base), Prices(b.base))
        return found and Prices(found.base, tiers)

    def speeds(self, name, a, b):
        speeds = dict(a.speeds)
        for speed, prices in b.speeds.items():
            found = uniform(prices, b.prices)
            if found is None or speeds.get(speed, found) != found:
                self.differ(name, f"speed {speed}", speeds.pop(speed, None), prices, "without this speed")
            else:
                speeds[speed] = found
        return speeds

    def geographies(self, fact):
        """OpenAI's regional hosts cost more for newer models; for the others nothing is said, and nothing charged."""
        return fact.geographies or ({"eu": 100, "us": 100} if self.vendor == "openai" else {})

    def search(self, name, a, b):
        if self.vendor not in SEARCHES:
            return None
        return self.amount(name, "web search", a, b, "without this price")


def is_name(vendor, name):
    """Names of OpenRouter begin with who made the model. Perplexity's models of others search, too, for a fee."""
    if SEARCHING.search(name) or OTHERS.search(name) or vendor == "perplexity" and "embed" not in name:
        return False
    # Claude on Google's other platform, which has its own API; and what OpenAI does not serve itself.
    if (vendor, "claude" in name) == ("google", True) or (vendor, "gpt-oss" in name) == ("openai", True):
        return False
    return vendor != "openrouter" or "/" in name


def agree(a, b):
    return all(a[bucket] == b[bucket] for bucket in a.keys() & b.keys())


def prices_agree(a, b):
    return agree(a.base, b.base)


def finer(a, b):
    """The one with more digits, where the other is the same with fewer; else nothing."""
    coarse, fine = sorted((a, b), key=lambda value: len(value.as_tuple().digits))
    is_rounded = abs(coarse - fine) < Decimal(1).scaleb(coarse.as_tuple().exponent)
    return fine if is_rounded and abs(coarse - fine) * 50 < fine else None


def near(above, others):
    return next((other for other in others if abs(other - above) == 1), above)


def uniform(prices, of):
    """Percent, where all prices are the same whole percentage of all others; else nothing. Where nothing is said of long
    prompts, it is that of short ones."""
    found = set()
    if any(value and bucket not in prices.base for bucket, value in of.base.items()):
        return None
    for mine, theirs in [(prices.base, of.base)] + [(p, of.tiers.get(above, {})) for above, p in prices.tiers.items()]:
        for bucket, value in mine.items():
            if bucket not in theirs:
                return None
            if value or theirs[bucket]:
                found.add(value * 100 / theirs[bucket] if theirs[bucket] else None)
    one = found.pop() if len(found) == 1 else None
    return int(one) if one is not None and one == one.to_integral_value() else None


def without_snapshots(rows):
    """A dated name has no row where the row of the undated name says the same: that one matches it."""
    undated = {}
    for row in rows:
        undated.setdefault(row.model, []).append((row.fact.prices, row.fact.services, row.first, row.end))
    return [row for row in rows if undated.get(snapshot_of(row.model)) != undated[row.model]]


def snapshot_of(name):
    for length, dashes in ((11, (3, 6)), (9, ())):
        head, tail = name[:-length], name[-length:]
        digits = tail[1:]
        if head and tail[:1] in "-@" and len(digits) == length - 1 and all(
                c == "-" if i + 1 in [d + 2 for d in dashes] else c.isdigit() for i, c in enumerate(digits)):
            return head
    return None


def text(value):
    match value:
        case None:
            return ""
        case Prices():
            return text(value.base)
        case dict():
            return ", ".join(f"{key} {text(amount)}" for key, amount in value.items())
        case list():
            return ", ".join(map(str, value))
        case Decimal():
            return f"{value:f}"
    return str(value)
