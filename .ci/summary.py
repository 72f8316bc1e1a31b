#!/usr/bin/env python3
"""summary.py FOLDER: adds up the xUnit reports of a folder: what was skipped and why, what failed, and numbers; the last
line is `N passed, N failed, N skipped`."""
import collections
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

KINDS = {"failure": "failed", "error": "failed", "skipped": "skipped"}


def kind(case):
    return next((KINDS[child.tag] for child in case if child.tag in KINDS), "passed")


def name(case):
    """`Suite.test`, without the parts that every name of a report has."""
    return f"{case.get('classname', '').removeprefix('Tests.')}.{case.get('name', '')}"


def reason(case):
    """The reason of a skipped test; pytest puts its location in front of it, Swift Testing writes it as text."""
    skip = case.find("skipped")
    text = skip.get("message") or skip.text or "no reason was given"
    return re.sub(r"^Skipped: ", "", " ".join(text.split()))


def main():
    total = collections.Counter()
    skipped, failed, lines = collections.defaultdict(list), [], []
    for report in sorted(pathlib.Path(sys.argv[1]).glob("*.xml")):
        cases = list(ElementTree.parse(report).iter("testcase"))
        count = collections.Counter(map(kind, cases))
        total += count
        lines.append(f"  {report.stem}: " + ", ".join(f"{count[kind]} {kind}" for kind in ("passed", "failed", "skipped")))
        for case in cases:
            if kind(case) == "skipped":
                skipped[reason(case)].append(f"{report.stem}: {name(case)}")
            elif kind(case) == "failed":
                failed.append(f"  {report.stem}: {name(case)}")
    if skipped:
        print("\nSkipped, and why:")
    for text, names in sorted(skipped.items()):
        print(f"  {text}")
        print("\n".join(f"    {line}" for line in names))
    if failed:
        print("\nFailed:", *failed, sep="\n")
    print("\nTests:", *lines, sep="\n")
    print(", ".join(f"{total[kind]} {kind}" for kind in ("passed", "failed", "skipped")))


if __name__ == "__main__":
    main()
