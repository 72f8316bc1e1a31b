#!/usr/bin/env python3
"""generated_differential.py [--schemas N] [--seed S]: random schemas compiled to Swift in batches; on every instance
decoder, validator, error list and interpreter must agree, and what is written must be valid and the same."""
import argparse
import collections
import json
import sys

from generated import Program
from random_instances import InstanceMaker
from random_schemas import SchemaMaker
from suite import DIALECTS

BATCH = 200
INSTANCES = 100


def batch(first, count, seed):
    """Words of all instances with the pair that each speaks about; the refused schemas."""
    drafts = list(DIALECTS)
    schemas = {f"S{number}": SchemaMaker(drafts[number % len(drafts)], f"{seed}-{number}").document()
               for number in range(first, first + count)}
    program = Program("random", [json.dumps({"name": name, "schema": schema}) for name, schema in schemas.items()])
    requests, asked = [], []
    for name, schema in schemas.items():
        if name not in program.refused:
            maker = InstanceMaker(schema, name)
            asked.append((name, [json.dumps(maker.instance(), ensure_ascii=False) for _ in range(INSTANCES)]))
            requests.append((name, asked[-1][1], False))
    for (name, instances), words in zip(asked, program.evaluate(requests)):
        for instance, word in zip(instances, words):
            yield schemas[name], instance, word


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemas", type=int, default=2000, help="how many schemas")
    parser.add_argument("--seed", default="1", help="the same seed gives the same pairs")
    options = parser.parse_args()
    count, errors = collections.Counter(), 0
    for first in range(0, options.schemas, BATCH):
        for schema, instance, word in batch(first, min(BATCH, options.schemas - first), options.seed):
            count[word if word in "TFR" else "error"] += 1
            if word not in "TFR":
                errors += 1
                if errors <= 20:
                    print(word, json.dumps(schema, ensure_ascii=False), instance)
        print(f"{sum(count.values())} pairs: {dict(count)}", flush=True)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
