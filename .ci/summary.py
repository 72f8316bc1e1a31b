#!/usr/bin/env python3
"""summary.py FOLDER: adds up the xUnit reports of a folder: what was skipped and why, what failed, what passed only when it
ran again (NAME-again.xml), and numbers; the last line is `N passed, N failed, N skipped`."""
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


def outcomes(report):
    """The test cases of a report with their kinds; `again` for those that failed, and passed when they ran again."""
    second = report.with_name(f"{report.stem}-again.xml")
    passed = set()
    if second.exists():
        passed = {name(case) for case in ElementTree.parse(second).iter("testcase") if kind(case) == "passed"}
    for case in ElementTree.parse(report).iter("testcase"):
        found = kind(case)
        yield case, "again" if found == "failed" and name(case) in passed else found


def main():
    total = collections.Counter()
    skipped, failed, again, lines = collections.defaultdict(list), [], [], []
    for report in sorted(pathlib.Path(sys.argv[1]).glob("*.xml")):
        if report.stem.endswith("-again"):
            continue
        cases = list(outcomes(report))
        count = collections.Counter("passed" if found == "again" else found for _, found in cases)
        total += count
        lines.append(f"  {report.stem}: " + ", ".join(f"{count[kind]} {kind}" for kind in ("passed", "failed", "skipped")))
        for case, found in cases:
            if found == "skipped":
                skipped[reason(case)].append(f"{report.stem}: {name(case)}")
            elif found != "passed":
                (failed if found == "failed" else again).append(f"  {report.stem}: {name(case)}")
    if skipped:
        print("\nSkipped, and why:")
    for text, names in sorted(skipped.items()):
        print(f"  {text}")
        print("\n".join(f"    {line}" for line in names))
    if again:
        print("\nFailed beside others, and passed when they ran again:", *again, sep="\n")
    if failed:
        print("\nFailed:", *failed, sep="\n")
    print("\nTests:", *lines, sep="\n")
    print(", ".join(f"{total[kind]} {kind}" for kind in ("passed", "failed", "skipped")))


if __name__ == "__main__":
    main()
