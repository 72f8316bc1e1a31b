"""Every subcommand from its beginning to its end, as people use it; and none that nobody has tried."""
import re

import pytest

import cases


def subcommands(run, *words):
    """All of them, those of subcommands too, as the program's help names them: `keys create`, not `keys`."""
    text = run([*words, "--help"]).stdout
    groups = re.findall(r"^(?:\w+ )?SUBCOMMANDS:\n((?:  .*\n)+)", text, re.M)
    names = re.findall(r"^  (\S+)", "".join(groups), re.M)
    for name in names:
        deeper = list(subcommands(run, *words, name))
        # A command with commands below it may do something by itself.
        if not deeper or name in cases.DO_SOMETHING_THEMSELVES:
            yield " ".join([*words, name])
        yield from deeper


def test_every_subcommand_has_a_good_and_a_bad_input(run):
    # One that has subcommands, and serves by itself.
    names = {*subcommands(run), "mcp"}
    assert len(names) > 20
    for table in (cases.GOOD, cases.BAD):
        assert set(table) == names, "the tables of cases.py and the program's help differ"
        for name, entries in table.items():
            assert entries and all(" ".join(case.words).startswith(name) for case in entries), name


def every_case():
    tables = [*cases.GOOD.values(), *cases.BAD.values(), cases.PROGRAM]
    return [case for table in tables for case in table]


@pytest.mark.parametrize("case", every_case(), ids=str)
def test_ends_as_it_should(run, case):
    if case.before:
        assert run(case.before).returncode == 0
    done = run(case.words, case.input)
    shown = f"exit code {done.returncode}\n{done.stdout[:2000]}\n{done.stderr[:2000]}"
    assert done.returncode == case.code, shown
    assert case.output in done.stdout, shown
    assert case.messages in done.stderr, shown
    # An error is reported on one of the streams, and no result is printed where there is none.
    assert case.code == 0 or (done.stdout + done.stderr).strip(), shown
