#!/usr/bin/env python3
"""usage.py BINARY [RECORDS [DAYS]]: what `securellm usage` costs over an audit of that size, with and without an index.

User and system time of the process, medians of several runs: neither depends on who else uses the machine as much as the
clock does. By default a million records of 90 days, 40 keys and 13 models, once as they are and once with 1,000 users and
some tags, which make nearly every request of a day a group of its own. Ten million take 9 GB below .build/bench and some
minutes. The audits are kept, so that another program is measured with the same files.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests" / "Common"))
import audit_records  # noqa: E402

ROUNDS = 7
REPORTS = [
    ("day,key,model,provider", "--json"), ("day,key,model,provider", "--csv"), ("day,key,model,provider", None),
    ("key,model", "--json"), (None, None)]
LABELLED = [("day,user", "--json"), ("user", "--json"), ("tag", "--json"), ("day,key,model,provider", "--json")]


def run(binary, folder, *options):
    """User and system seconds, and the output; neither where the program refuses."""
    process = subprocess.Popen(
        [binary, "usage", "--audit", folder, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        return None, None
    return used.ru_utime + used.ru_stime, output


def audit(records, days, labels):
    """The folder, and what its records add up to."""
    folder = pathlib.Path(".build/bench") / f"usage-{records}-{days}{'-labels' if labels else ''}"
    sums = folder / "sums.json"
    if not sums.exists():
        print(f"writing {records:,} records", file=sys.stderr)
        found = audit_records.write(folder, records, days, processes=os.cpu_count(), labels=labels)
        sums.write_text(json.dumps(found))
    return folder, json.loads(sums.read_text())


def measure(binary, records, days, labels):
    folder, sums = audit(records, days, labels)
    cold = [run(binary, folder, "--json", "--rebuild") for _ in range(3)]
    if cold[0][1] is None:
        sys.exit(f"{binary} usage --audit {folder} does not succeed")
    total = json.loads(cold[0][1])["total"]
    wrong = {name: (total[name], sum) for name, sum in sums.items() if total[name] != sum}
    if wrong:
        sys.exit(f"the report is wrong: {wrong}")
    index = (folder / "usage.index").stat().st_size
    about = "with users and tags" if labels else "without users and tags"
    print(f"{records:,} records {about}, {days} days; the index has {index / 1e6:.1f} MB")
    print(f"{'no index':44}{statistics.median(seconds for seconds, _ in cold):8.3f} s")
    for by, form in LABELLED if labels else REPORTS:
        words = (["--by", by] if by else []) + ([form] if form else [])
        found = [run(binary, folder, *words) for _ in range(ROUNDS)]
        name = f"{f'by {by}' if by else 'total'} {form or 'table'}"
        if found[0][0] is None:
            print(f"{name:44}  not known to this program")
            continue
        size = f"{len(found[0][1]) / 1e6:8.1f} MB of output"
        print(f"{name:44}{statistics.median(seconds for seconds, _ in found):8.3f} s{size}")


def main(binary, records=1_000_000, days=90):
    for labels in (False, True):
        measure(binary, records, days, labels)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
