"""The official suite through generated code: turned into Swift, compiled and run.

For every case the decoder, the validator and the list of errors must agree with the suite, and a decoded value must be
written as the same JSON. What fails must be on the list of expectations, and what is on the list must fail.
"""
import json
import re

import pytest

import suite
from expectations import Expectations
from generated import Program
from paths import NO_DATA, ROOT, SUITE

EXPECTATIONS = Expectations(ROOT / "Tests" / "Proof" / "expectations.tsv")
FOLDERS = dict(suite.folders(SUITE))


def refers_to_remotes(group):
    """Whether the schema refers to a document that the official suite serves."""
    return "localhost:1234" in group.schema


needs_remotes = pytest.mark.skipif(SUITE is None, reason=f"refers to documents of the official suite: {NO_DATA}")


def suite_files():
    """Each file once, and once more for its groups that need the suite's documents."""
    for draft, folder in FOLDERS.items():
        for file in suite.files(folder):
            remote = [refers_to_remotes(group) for group in suite.read(folder / file, file)]
            if not all(remote):
                yield draft, file, False
            if any(remote):
                yield pytest.param(draft, file, True, marks=needs_remotes)


def asserts_format(file):
    return file.startswith("optional/format/")


def fills(group):
    """Whether decoding may add members: the schema has defaults, or it is a meta-schema, which has."""
    return '"default"' in group.schema or re.search(r'"\$ref": *"https?://json-schema.org/', group.schema) is not None


class Results:
    """One draft, compiled once: a list of (group, words of its cases or the message of the refusal)."""

    def __init__(self, draft):
        tests = FOLDERS[draft]
        self.groups = [group for file in suite.files(tests) for group in suite.read(tests / file, file)
                       if SUITE or not refers_to_remotes(group)]
        names = [f"S{number}" for number in range(len(self.groups))]
        requests = [
            f'{{"name": "{name}", "dialect": "{suite.DIALECTS[draft]}", "schema": {group.schema}, '
            f'"assertFormat": {json.dumps(asserts_format(group.file))}}}' for name, group in zip(names, self.groups)]
        program = Program(draft, requests, suite.remotes(SUITE) if SUITE else ())
        asked = [(name, group) for name, group in zip(names, self.groups) if name not in program.refused]
        responses = program.evaluate([(name, [case[1] for case in group.cases], fills(group))
                                 for name, group in asked])
        self.words = {group.name: words for (_, group), words in zip(asked, responses)}
        self.refused = {group.name: program.refused[name] for name, group in zip(names, self.groups)
                        if name in program.refused}

    def errors(self, group):
        if group.name in self.refused:
            return {None: self.refused[group.name]}
        words = self.words[group.name]
        assert len(words) == len(group.cases)
        wanted = ["T" if valid else "F" for _, _, valid in group.cases]
        return {case[0]: f"wanted {want}, got {word}"
                for case, want, word in zip(group.cases, wanted, words) if word != want}


@pytest.fixture(scope="session")
def results():
    known = {}

    def of(draft):
        if draft not in known:
            known[draft] = Results(draft)
        return known[draft]

    return of


@pytest.mark.parametrize("draft, file, remote", suite_files())
def test_generated_code_agrees_with_the_suite(results, draft, file, remote):
    groups = [group for group in results(draft).groups if group.file == file and refers_to_remotes(group) == remote]
    assert groups
    problems = [line for group in groups for line in EXPECTATIONS.check(draft, group, results(draft).errors(group))]
    assert not problems, "\n".join(problems)
