"""Every tool of the catalogue, called from the command line: with what it takes, and with what it does not."""
import json

import pytest

from projects import CALLS


@pytest.fixture
def listing(run):
    """The line of each tool in `tools list`, by name."""
    return {line.split()[0]: line for line in run(["tools", "list"]).stdout.splitlines()}


@pytest.fixture
def call(run, listing):
    """Calls a tool with arguments as text, where the program that it runs is installed."""

    def call(name, arguments):
        if listing[name].endswith("is not installed]"):
            pytest.skip(listing[name].partition("  [")[2].rstrip("]"))
        return run(["tools", "call", name, arguments])

    return call


def test_every_tool_has_a_call(listing):
    assert set(listing) == set(CALLS), "the table of calls in Tests/Common/projects.py and the catalogue differ"


@pytest.mark.parametrize("name", CALLS)
def test_a_call_succeeds_again_and_again(call, name):
    # Three times: what depends on what was in memory before shows now and then only.
    for _ in range(3):
        done = call(name, json.dumps(CALLS[name]))
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout[:2000]}\n{done.stderr[:2000]}"
        assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("name", CALLS)
def test_an_argument_that_no_tool_has_is_named(call, name):
    done = call(name, '{"no_such_argument":1}')
    assert done.returncode == 1 and "no_such_argument" in done.stdout + done.stderr
    done = call(name, '{"no_such_argument":')
    assert done.returncode == 2 and done.stderr
