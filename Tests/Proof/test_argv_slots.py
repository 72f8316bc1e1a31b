"""What the proof of arguments says of each slot, held against RE2: another engine, other samples.

A slot that may not begin with certain bytes is asked for strings that do: samples of its pattern as they are, and the same
with such a byte in front, in the first place, or with a control or a step upwards somewhere. RE2 says which of them the
schema admits; none of those may be what the proof has excluded.
"""
import itertools
import os
import random
import re

import pytest

from argv_slots import all_slots, corpus
from language_samples import Sampler, re2_pattern

re2 = pytest.importorskip("re2", reason="google-re2 is not installed")

SAMPLES = 1_000_000 if os.environ.get("SECURELLM_PROOF") == "1" else 10_000
# One in so many comes from the pattern; the others are changes of these.
FRESH = 8
CONTROLS = ["\0", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\x9b"]
CONTROL = re.compile("[\\0-\\x1f\\x7f-\\x9f]")
# Parts of the slots that processors take at the same time.
PARTS = 8
STEPS = ["../", "/..", "/../", "..", "/"]


@pytest.fixture(scope="module")
def slots(tmp_path_factory):
    return all_slots(tmp_path_factory.mktemp("slots"))


class Language:
    """The strings of a schema, by RE2."""

    def __init__(self, schema):
        self.parts = [Language(part) for part in schema.get("anyOf", [])]
        self.every = [Language(part) for part in schema.get("allOf", [])]
        self.other = Language(schema["not"]) if "not" in schema else None
        self.values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        self.pattern = schema.get("pattern")
        self.expression = re2.compile(re2_pattern(self.pattern)) if self.pattern else None
        self.lengths = schema.get("minLength", 0), schema.get("maxLength", 1 << 40)

    def admits(self, text):
        if self.values is not None and text not in self.values:
            return False
        if not self.lengths[0] <= len(text) <= self.lengths[1]:
            return False
        if self.expression is not None and not self.expression.search(text):
            return False
        if self.other is not None and self.other.admits(text):
            return False
        return all(part.admits(text) for part in self.every) and (
            not self.parts or any(part.admits(text) for part in self.parts))

    def sources(self, seed):
        """Functions that draw a string which may be one of the language."""
        if self.values is not None:
            draw = random.Random(seed)
            yield lambda: draw.choice(self.values)
        for part in self.parts:
            yield from part.sources(seed)
        if self.pattern:
            yield Sampler(self.pattern, seed).draw


def samples(language, refused, count):
    draw = random.Random(7)
    sources = list(language.sources(11))
    assert sources, "nothing to draw from"
    pool = [draw.choice(sources)() for _ in range(256)]
    starts = [chr(byte) for byte in refused] or ["-"]
    for number in range(count):
        if number % FRESH == 0:
            text = draw.choice(sources)()
            pool[draw.randrange(len(pool))] = text
        else:
            text = draw.choice(pool)
            change = number % FRESH
            at = draw.randint(0, len(text))
            if change <= 2:
                text = draw.choice(starts) + text
            elif change == 3:
                text = draw.choice(starts) + text[1:]
            elif change == 4:
                text = text[:at] + draw.choice(CONTROLS) + text[at:]
            elif change == 5:
                text = text[:at] + draw.choice(STEPS) + text[at:]
            elif change == 6:
                text = text[:at] + draw.choice(pool)
            else:
                text = draw.choice(["--", "-x", "", "\n-", "\u0301", "-\u0301"]) + text[at:]
        yield text


def faults(text, refused, is_path):
    """What the proof has excluded and the text is."""
    data = text.encode()
    if not data:
        yield "empty"
    if data[:1] and data[0] in refused:
        yield f"begins with {data[:1]}"
    if CONTROL.search(text):
        yield "holds a control"
    if is_path and (data[:1] == b"/" or b".." in data.split(b"/")):
        yield "leaves the project"


@pytest.mark.parametrize("part", range(PARTS))
def test_no_sample_is_what_the_proof_excludes(slots, part):
    found = []
    for name, schema, refused, is_path in slots[part::PARTS]:
        language = Language(schema)
        admitted = 0
        for text in samples(language, refused, SAMPLES):
            if language.admits(text):
                admitted += 1
                found += [f"{name}: {text!r} {fault}" for fault in faults(text, refused, is_path)]
        assert admitted > SAMPLES // 100, f"{name}: only {admitted} of {SAMPLES} samples are of the language"
    assert not found, f"{len(found)}: {found[:5]}"


def test_there_are_slots_of_every_kind(slots):
    assert len(slots) >= 20
    assert any(is_path for *_, is_path in slots)
    assert {bytes([byte]) for _, _, refused, _ in slots for byte in refused} >= {b"-", b"+", b"@", b":"}


def test_samples_find_what_broken_files_admit():
    """The same samples, on files that the compiler refuses for such a string: else none would show anything."""
    caught = 0
    wanted = 0
    for name, tool in corpus("broken.json"):
        rule, properties = name.split(":")[0], tool.get("inputSchema", {}).get("properties", {})
        if rule not in ("1", "4", "9", "11", "14") or len(properties) != 1:
            continue
        (schema,) = properties.values()
        schema = schema.get("items", schema)
        # What is wrong there is the text around it.
        if not schema.get("pattern") or any("/etc" in str(entry) for entry in tool["exec"]["argv"]):
            continue
        wanted += 1
        language = Language(schema)
        refused = {"1": b"-", "4": b"@+-", "11": b":"}.get(rule, b"")
        caught += any(language.admits(text) and any(faults(text, refused, rule == "14"))
                      for text in itertools.islice(samples(language, refused, 10_000), 10_000))
    assert wanted >= 15 and caught == wanted, f"{caught} of {wanted}"
