"""Whether an output is the one that a page shows.

In the page, `…` is any text within a line, and a line of nothing else is any number of lines. Times, identifiers and
secrets are compared by their form, so that a page can show real ones. Runs of spaces count as one: columns are as wide
as the values of the day.
"""
import re

FORMS = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"), "<time>"),
    (re.compile(r"\bsk-slm-[0-9a-f]{8}-[\w-]*…?"), "<secret>"),
    (re.compile(r"\breq_[0-9a-f]{8,}"), "<request>"),
    (re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8}\b|\b[0-9]{8}\b"), "<id>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "<day>"),
    (re.compile(r" +"), " "),
]


def form(line):
    for pattern, name in FORMS:
        line = pattern.sub(name, line)
    return line.strip()


def matches(shown, actual):
    """One line: `…` is any text."""
    parts = map(re.escape, form(shown).split("…"))
    return re.fullmatch(".*".join(parts), form(actual)) is not None


def difference(shown, actual, is_server=False):
    """Where an output leaves the shown one, or None. A server's output goes on, and has lines between."""
    wanted = [line for line in shown.splitlines() if line.strip()]
    given = [line for line in actual.splitlines() if line.strip()]
    if is_server:
        wanted = [part for line in wanted for part in ("…", line)] + ["…"]
    return _difference(wanted, given)


def _difference(wanted, given):
    reach = {0}  # How many lines of the output the lines of the page so far may have covered.
    for line in wanted:
        if line.strip() == "…":
            reach = set(range(min(reach), len(given) + 1))
            continue
        further = {at + 1 for at in reach if at < len(given) and matches(line, given[at])}
        if not further:
            at = min(reach)
            return f"the page shows\n    {line}\nthe program\n    {given[at] if at < len(given) else '(nothing more)'}"
        reach = further
    if len(given) not in reach:
        return f"the page shows no more, the program\n    {given[max(reach)]}"
    return None
