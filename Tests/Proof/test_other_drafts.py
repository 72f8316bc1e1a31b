"""The drafts that the official suite's copy does not have, by other implementations.

The cases of drafts 7 and 2020-12 are read as if they were written in drafts 4, 6 and 2019-09 and put to this
interpreter, to `jsonschema` and to `jsonschema-rs`; so are our own cases for those drafts. Where the two others agree we
must agree with them, but for the differences that are listed with their reason; where they do not, with one of them.
"""
import json
import re

import pytest

pytest.importorskip("jsonschema_rs", reason="the Python environment is not there: make .venv/ready")

import suite
from drafts import ask_evaluator, ask_python, ask_rust, remote_documents
from paths import ROOT

DRAFTS = ["draft4", "draft6", "draft2019-09"]
OWN = ROOT / "Tests" / "ConformanceTests" / "Cases"

# Pattern of `draft file: group: case` -> why both others decide otherwise.
DIFFERENCES = {
    r"^draft4 draft\S+/exclusiveM":
        "a number under exclusiveMinimum or exclusiveMaximum is refused in draft 4; jsonschema takes it for true",
    r"^draft[46] draft2020-12/refRemote.json: remote HTTP ref with nested absolute ref":
        "$defs is unknown here, so that an $id below it is data; jsonschema-rs looks into it",
    r"^draft[46] draft2020-12/vocabulary.json":
        "the schema names a meta-schema of draft 2020-12 and is read in that draft; the others are made to read this one",
    r"^draft2019-09 draft2020-12/unevaluatedItems.json: unevaluatedItems (depends on multiple|and contains|with minCont)":
        "in 2019-09 contains does not evaluate elements (core, 9.3.1.3); the others do as in 2020-12",
    r"^draft2019-09 own/unevaluatedItems.json: contains evaluates nothing":
        "in 2019-09 contains does not evaluate elements (core, 9.3.1.3); the others do as in 2020-12",
    r"^draft2019-09 own/recursiveRef.json: an intermediate resource":
        "the outermost resource with an anchor counts (core, 8.2.4.2.2); the others stop at the first without one",
}


def in_draft(group, draft):
    """The group with its `$schema` replaced by the draft's own, which schemas of the suite write everywhere or nowhere."""
    schema = re.sub(r'"\$schema"\s*:\s*"(?:http://json-schema\.org/draft-07/schema#|https://json-schema\.org/draft/2020-12/schema)"',
                    f'"$schema": "{suite.DIALECTS[draft]}"', group.schema)
    return suite.Group(group.file, group.name, schema, group.cases)


def groups_of(official, draft):
    tests = official / "tests"
    for source in ["draft7", "draft2020-12"]:
        for file in suite.files(tests / source):
            if not file.startswith("optional/"):
                yield from (in_draft(group, draft) for group in suite.read(tests / source / file, f"{source}/{file}"))
    for file in suite.files(OWN / draft):
        yield from suite.read(OWN / draft / file, f"own/{file}")


def expected(name):
    return next((reason for pattern, reason in DIFFERENCES.items() if re.search(pattern, name)), None)


@pytest.mark.parametrize("draft", DRAFTS)
def test_agrees_with_other_implementations(official, draft):
    groups = list(groups_of(official, draft))
    documents = remote_documents(official)
    ours = ask_evaluator(draft, groups, official)
    responses = zip(groups, ours, ask_python(draft, groups, documents), ask_rust(draft, groups, documents))
    problems, used, compared = [], set(), 0
    for group, own, python, rust in responses:
        for index, (case, _, _) in enumerate(group.cases):
            name = f"{draft} {group.name}: {case}"
            letter = own[index] if len(own) == len(group.cases) and set(own) <= set("TF") else "?"
            compared += 1
            others = {python[index], rust[index]} - {"?"}
            if not others or letter in others:
                continue
            if (reason := expected(name)) is None:
                problems.append(f"{name}: {letter}, jsonschema {python[index]}, jsonschema-rs {rust[index]}"
                                + (f" ({own.splitlines()[0]})" if letter == "?" else ""))
            else:
                used.add(reason)
    print(f"{draft}: {compared} cases compared, {len(problems)} unexplained")
    assert not problems, "\n".join(problems)
