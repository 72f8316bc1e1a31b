#!/usr/bin/env python3
"""differential.py [--count PAIRS] [--seed N]: random pairs of schema and instance, evaluated by the interpreter and by two
implementations that are not ours. Every disagreement is made small and printed, unless a rule explains it."""
import argparse
import collections
import json
import sys
import time

import deviations
from opinions import Ours, peer_python, peer_rust
from random_instances import InstanceMaker
from random_schemas import SchemaMaker
from shrink import shrink
from suite import DIALECTS

INSTANCES = 50


class Comparison:
    """Counts of what was compared, and the pairs that nothing explains."""

    def __init__(self):
        self.ours = Ours()
        self.pairs = self.valid = 0
        self.explained = collections.Counter()
        self.refused = collections.Counter()
        self.unexplained = []

    def ask(self, draft, schema, instances):
        """(results, error) of ours and of both peers."""
        return (self.ours.results(draft, schema, instances), peer_rust(draft, schema, instances),
                peer_python(draft, schema, instances))

    def signature(self, draft, schema, instance):
        """`TTF` for one pair; a message instead of letters is an `E`."""
        return "".join(results or "E" for results, _ in self.ask(draft, schema, [instance]))

    def compare(self, draft, seed):
        schema = SchemaMaker(draft, seed).document()
        maker = InstanceMaker(schema, seed)
        instances = [maker.instance() for _ in range(INSTANCES)]
        responses = self.ask(draft, schema, instances)
        if responses[0][1] is not None:
            return self.note_refusal(draft, seed, schema, responses[0][1])
        columns = [results or "E" * len(instances) for results, _ in responses]
        self.pairs += len(instances)
        self.valid += columns[0].count("T")
        for instance, letters in zip(instances, map("".join, zip(*columns))):
            if letters not in ("TTT", "FFF"):
                self.explain(draft, seed, schema, instance, letters)

    def note_refusal(self, draft, seed, schema, message):
        reason = deviations.refusal(schema, message)
        self.refused[reason or message.splitlines()[0]] += 1
        if reason is None:
            self.unexplained.append({"draft": draft, "seed": seed, "schema": schema, "refused": message})

    def explain(self, draft, seed, schema, instance, letters):
        def holds(schema, instance):
            return self.signature(draft, schema, instance) == letters

        small = shrink(schema, instance, holds)
        reason = deviations.reason(draft, *small, letters)
        self.explained[reason or "unexplained"] += 1
        if reason is None:
            self.unexplained.append({"draft": draft, "seed": seed, "letters": letters,
                                     "schema": small[0], "instance": small[1]})


def run(count, seed, drafts=tuple(DIALECTS), report=lambda line: None):
    comparison = Comparison()
    number, start = 0, time.monotonic()
    while comparison.pairs < count and len(comparison.unexplained) < 20:
        for draft in drafts:
            comparison.compare(draft, f"{seed}-{number}-{draft}")
        number += 1
        if number % 200 == 0:
            report(f"{comparison.pairs} pairs, {comparison.valid} valid, {len(comparison.unexplained)} unexplained, "
                   f"{time.monotonic() - start:.0f} s")
    comparison.ours.close()
    return comparison


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="pairs to compare")
    parser.add_argument("--seed", default="1", help="the same seed gives the same pairs")
    parser.add_argument("--draft", action="append", choices=list(DIALECTS), help="only this draft; may be given again")
    options = parser.parse_args()
    comparison = run(options.count, options.seed, options.draft or tuple(DIALECTS), lambda line: print(line, flush=True))
    print(f"{comparison.pairs} pairs, {comparison.valid} valid for us")
    for title, counter in [("schemas refused", comparison.refused), ("disagreements", comparison.explained)]:
        for reason, number in counter.most_common():
            print(f"  {title}: {number} {reason}")
    for pair in comparison.unexplained:
        print(json.dumps(pair, ensure_ascii=False))
    print(f"{len(comparison.unexplained)} unexplained")
    return 1 if comparison.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
