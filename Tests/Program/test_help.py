"""The help of every command: it has examples, they work as they are printed, and nothing is wider than a terminal."""
import json
import os
import re
import subprocess

import pytest

import cases
import projects
from checkout import program
from older_server import OlderDatabase
from test_commands import subcommands

# What the examples are about.
COMMON = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.com/common.schema.json",
          "$defs": {"id": {"type": "integer", "minimum": 1, "maximum": 9}}}
PLAIN = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": False,
         "properties": {"id": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["id"]}
TOOL = {
    "name": "line_count", "title": "Count lines", "description": "Counts the lines of one file of the project.",
    "inputSchema": {"type": "object", "additionalProperties": False, "required": ["path"], "properties": {
        "path": {"type": "string", "pattern": "^[A-Za-z0-9_]+([.][a-z]+)?$", "maxLength": 100}}},
    "outputSchema": {"type": "object", "additionalProperties": False, "required": ["count"],
                     "properties": {"count": {"type": "string", "maxLength": 2000}}},
    "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
    "exec": {"program": "wc", "argv": ["--lines", "./{path}"], "cwd": "project", "timeoutSeconds": 10,
             "maxOutputBytes": 65536, "output": {"text": {"as": "count"}}}}
FILES = {
    "order.schema.json": PLAIN, "common.schema.json": COMMON, "orders/1.json": {"id": 1}, "orders/2.json": {"id": 2},
    "line_count.json": TOOL, "tools/line_count.json": TOOL, ".securellm/tools/line_count.json": TOOL, "notes.txt": "one\ntwo\n",
    "orders.jsonl": '{"id":1}\n{"id":2}\n', "schemas/order.schema.json": PLAIN,
    "old/address.json": {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"},
    "order.suite.json": {"schema": PLAIN, "cases": [{"description": "one", "data": {"id": 1}, "valid": True}]},
    "suites/order.json": {"schema": PLAIN, "cases": [{"description": "one", "data": {}, "valid": False}]},
    "prices.json": {"version": "1", "rows": [{"provider": "mine", "model": "m", "price": {"input": 1, "output": 2}}]},
    "config.toml": cases.FILES["older.toml"],
    "securellm.json": {"listen": {"port": 0}, "providers": {"ollama": {}}},
}
# Those that end otherwise, and why. None: they run until they are stopped.
ENDINGS = {
    "securellm prices diff prices.json": 1,  # its table is not the built-in one
    "OPENAI_API_KEY=... securellm serve --port 0": None, "OPENAI_API_KEY=... securellm serve": None,
    "securellm healthcheck --config securellm.json": 1, "securellm healthcheck --live --url http://127.0.0.1:8080": None,
    "securellm doctor": None, "securellm doctor --config securellm.json": None,  # what this machine lacks
    "securellm fmt --check schemas/": None,  # formatted by the example before, or not
}


def helps(run):
    yield "", run(["--help"]).stdout
    for name in [*subcommands(run), "tools", "keys", "prices"]:
        yield name, run([*name.split(), "--help"]).stdout


def examples(text):
    block = text.partition("\nExamples:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in block.splitlines() if not line.startswith("  # ")]


@pytest.fixture
def shop(tmp_path, project):
    """A folder in which the examples work, with the program on the path."""
    for name, content in FILES.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    OlderDatabase(tmp_path / "shop/old/knowledge.db").fill().close()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/securellm").symlink_to(program())
    environment = {**projects.environment(tmp_path, project), "SECURELLM_KEYS_DATABASE": str(tmp_path / "keys.sqlite")}
    environment["PATH"] = f"{tmp_path}/bin:{os.environ['PATH']}"
    audit = tmp_path / "data/securellm/audit"
    return tmp_path / "shop", environment, audit


def test_every_command_has_examples_that_fit_a_terminal(run):
    count = 0
    for name, text in helps(run):
        assert examples(text), f"{name}: no example"
        for line in text.splitlines():
            assert len(line) <= 80, f"{name}: {line}"
        for example in examples(text):
            # No line of an example was broken.
            assert re.match(r"(\w+=\S* |\w+=\$\(|echo '.*' \| |tail \S+ \| |source <\()?securellm\b", example), example
            assert name.split()[0] in example if name else True, example
            count += 1
    assert count > 40


def test_no_default_is_a_number_of_ours_and_no_value_lacks_its_description(run):
    for name, text in helps(run):
        assert not re.search(r"^ +\S+ +- *$", text, re.M), name
    for command in ("lint", "bundle", "inspect", "validate", "metaschema", "explain", "test"):
        text = " ".join(run([command, "--help"]).stdout.split())
        assert "(values: 2020-12, 2019-09, draft-07, draft-06, draft-04; default: 2020-12)" in text, command


@pytest.mark.parametrize("spelling", ["draft-07", "draft7", "draft-7", "7", "07", "http://json-schema.org/draft-07/schema#"])
def test_every_command_takes_every_spelling_of_a_draft(run, spelling):
    for words in (["validate", "--schema", "schema.json", "good.json", "--dialect"], ["lint", "schema.json", "--dialect"],
                  ["metaschema", "schema.json", "--dialect"], ["test", "suite.json", "--dialect"],
                  ["inspect", "schema.json", "--dialect"], ["bundle", "schema.json", "--dialect"],
                  ["explain", "--schema", "schema.json", "good.json", "--dialect"], ["upgrade", "draft7.json", "--from"]):
        assert run([*words, spelling]).returncode == 0, words
        wrong = run([*words, "draft-8"])
        assert wrong.returncode == 2 and "'2020-12', '2019-09', 'draft-07', 'draft-06' or 'draft-04'" in wrong.stderr


def test_names_the_variables_that_an_editor_sets(run):
    for command in ("mcp", "tools", "serve"):
        text = run([command, "--help"]).stdout
        for name in ("SECURELLM_PROJECT_ROOT", "SECURELLM_PROGRAM_PATH", "SECURELLM_TOOLS", "SECURELLM_SANDBOX"):
            assert f"\n  {name}\n" in text, command


def test_every_example_works_as_it_is_printed(run, shop):
    folder, environment, audit = shop
    tried = set()
    for name, text in helps(run):
        for example in examples(text):
            if example in tried:
                continue
            tried.add(example)
            before = f"mkdir -p {audit}; "
            before += "rm -f ../keys.sqlite; " if "keys create" in example else "securellm keys create alice &>/dev/null; "
            ending = ENDINGS.get(example, 0)
            line = example if "serve" not in example or "--check" in example else example.replace(
                "securellm serve", "timeout 1 securellm serve --config securellm.json")
            done = subprocess.run(
                ["bash", "-c", before + line], cwd=folder, env=environment, input="", capture_output=True, text=True,
                timeout=60)
            shown = f"{name}: {example}\n{done.returncode}\n{done.stdout[-500:]}\n{done.stderr[-1500:]}"
            assert done.returncode != 2 and "Usage:" not in done.stderr, shown
            assert ending is None or done.returncode == ending, shown
    assert len(tried) > 40
