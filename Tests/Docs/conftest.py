"""How many blocks there are, and what was done with them: on the last lines, so that what is not run is seen."""
import collections

import blocks
from machine import ROOT
from test_pages import how


def pytest_terminal_summary(terminalreporter):
    found = [block for name, path in blocks.pages(ROOT).items() for block in blocks.of_page(path, name)]
    ways = collections.Counter(way for block in found for way in set(how(block)))
    reasons = collections.Counter(block.mark("not run") for block in found if block.mark("not run"))
    terminalreporter.write_line(f"{len(found)} blocks: " + ", ".join(f"{number} {way}" for way, number in ways.most_common()))
    if reasons:
        told = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
        terminalreporter.write_line(f"typed with stubs, because: {told}")
