"""Tables that are made of a schema: the page is stale when it has another. SECURELLM_RECORD_DOCS=1 writes them anew, and
fails once, so that nobody records by accident."""
import json
import os
import re

import pytest
import yaml

import checks
from machine import ROOT

# What the system says, and pages quote.
SYSTEM = "No such file or directory, Permission denied, error while loading shared libraries"

SCHEMA = json.loads((ROOT / "Schemas/audit/audit_event.json").read_text())
# When each event is written. The schema lists them, this says of each what the schema says of all together.
EVENTS = {
    "request_received": "before a request is sent to a provider",
    "request_finished": "when it has ended, however it has: exactly one for each `request_received`",
    "request_rejected": "a request was refused before anything was sent: a wrong key, a limit, an invalid body",
    "tool_called": "before a tool runs",
    "tool_finished": "when it has ended: exactly one for each `tool_called`",
    "state_degraded": "the [Redis](state.md) that instances share cannot be used any more; about no request",
    "state_restored": "it can be used again",
}


def kind(schema):
    """What a value looks like, in a word or two."""
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("format"):
        return schema["format"]
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    return {"string": "text", "integer": "number", "boolean": "true, false", "object": "object"}[schema["type"]]


def cell(text):
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def rows():
    yield "| event | written |"
    yield "|---|---|"
    for event in SCHEMA["properties"]["event_type"]["enum"]:
        yield f"| `{event}` | {EVENTS[event]} |"
    yield ""
    yield "| member | value | |"
    yield "|---|---|---|"
    for name, member in SCHEMA["properties"].items():
        always = " Always there." if name in SCHEMA["required"] else ""
        value = "one of the events above" if name == "event_type" else kind(member)
        yield f"| `{name}` | {value} | {cell(member['description'])}{always} |"
        for inner, part in member.get("items", {}).get("properties", {}).items():
            yield f"| `{name}[].{inner}` | {kind(part)} | {cell(part.get('description', ''))} |"


def compare(name, begin, end, lines):
    """The part of the page between two comments must be these lines."""
    page = (ROOT / name).read_text()
    before, found, rest = page.partition(begin)
    assert found and end in rest, f"{name} has no {begin.strip()} … {end}"
    made = before + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2]
    if made != page and os.environ.get("SECURELLM_RECORD_DOCS"):
        (ROOT / name).write_text(made)
        pytest.fail(f"{name} is written anew: look at the difference, and run without SECURELLM_RECORD_DOCS")
    assert made == page, f"{name} is older than what its table is made of: SECURELLM_RECORD_DOCS=1 writes it anew"


def test_events_of_the_audit():
    compare("docs/audit.md", "<!-- made of Schemas/audit/audit_event.json -->\n", "<!-- end -->", rows())


def alerts():
    yield "| alert | | what it means |"
    yield "|---|---|---|"
    for group in yaml.safe_load((ROOT / "Examples/monitoring/rules.yaml").read_text())["groups"]:
        for rule in group["rules"]:
            said = rule["annotations"].get("description") or rule["annotations"]["summary"]
            yield f"| `{rule['alert']}` | {rule['labels']['severity']} | {cell(re.sub('{{.*?}}', '…', said))} |"


def test_alerts():
    compare("docs/metrics.md", "<!-- made of Examples/monitoring/rules.yaml -->\n", "<!-- end of alerts -->", alerts())


def test_questions_name_metrics_that_there_are():
    page = (ROOT / "docs/metrics.md").read_text()
    questions, reference = page.partition("## Questions")[2].split("## Reference")
    names = set(re.findall(r"\b((?:securellm|gen_ai)_[a-z_]+?)(?:_bucket)?[\[{]", questions))
    assert names and all(f"| `{name}` |" in reference for name in names), names


def test_each_event_is_explained():
    assert list(EVENTS) == SCHEMA["properties"]["event_type"]["enum"]


def test_every_code_of_the_proxy_is_explained():
    source = (ROOT / "Sources/Server/ProxyCore/Failures/ProxyFailure.swift").read_text()
    codes = dict(re.findall(r'case (\w+) = "(\w+)"', source))
    table = source.partition("package var status: Int {\n    switch self")[2].partition("\n    }\n")[0]
    statuses = {codes[name]: status for names, status in re.findall(r"case ([\w., ]+?): (\d+)", table)
                for name in re.findall(r"\.(\w+)", names)}
    assert set(statuses) == set(codes.values())
    page = (ROOT / "docs/errors.md").read_text().partition("## A request to the proxy")[2].partition("\n## ")[0]
    explained = {code: status for names, status in re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \| (\d+) \|", page)
                 for code in re.findall(r"`(\w+)`", names)}
    assert explained == statuses


def test_troubleshooting_quotes_the_program():
    """Each message of the first column is one that the program can print, between what varies."""
    faults = []
    for row in re.findall(r"(?m)^\| (.*?) \|", (ROOT / "docs/troubleshooting.md").read_text()):
        for quoted in re.findall(r"`([^`]{12,})`", row):
            faults += [part for part in quoted.split("…") if part.strip(" :") not in checks.sources() + SYSTEM]
    assert not faults, f"the program has no message with {faults}"
