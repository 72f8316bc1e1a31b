#!/usr/bin/env python3
"""summary.py FOLDER: adds up the xUnit reports of a folder; the last line is `N passed, N failed, N skipped`."""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main():
    total = {"passed": 0, "failed": 0, "skipped": 0}
    print()
    for report in sorted(pathlib.Path(sys.argv[1]).glob("*.xml")):
        count = {"passed": 0, "failed": 0, "skipped": 0}
        for case in ElementTree.parse(report).iter("testcase"):
            children = {child.tag for child in case}
            kind = "failed" if children & {"failure", "error"} else "skipped" if "skipped" in children else "passed"
            count[kind] += 1
        for kind in total:
            total[kind] += count[kind]
        print(f"  {report.stem}: " + ", ".join(f"{number} {kind}" for kind, number in count.items()))
    print(", ".join(f"{number} {kind}" for kind, number in total.items()))


if __name__ == "__main__":
    main()
