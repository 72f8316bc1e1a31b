"""Prometheus' text format and expressions, as far as tests read them."""
import re

SAMPLE = re.compile(r'([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def samples(text):
    """[(name, labels, value)]; a line that is none fails."""
    found = []
    for line in text.splitlines():
        if line.startswith("# HELP ") or line.startswith("# TYPE "):
            continue
        match = SAMPLE.fullmatch(line)
        assert match, line
        name, block, value = match.groups()
        labels, end = {}, 0
        while block and end < len(block):
            label = LABEL.match(block, end)
            assert label, line
            assert label[1] not in labels, line
            labels[label[1]] = re.sub(r'\\["\\n]', lambda escape: ESCAPES[escape[0]], label[2])
            end = label.end()
        found.append((name, labels, float(value)))
    return found


def families(text):
    """The type of each family."""
    return dict(line.split(" ")[2:4] for line in text.splitlines() if line.startswith("# TYPE "))


def plain(expression):
    """Without what Grafana puts in."""
    for variable, value in (("$__rate_interval", "5m"), ("$__range", "1h"), ("$provider", ".*"), ("$model", ".*"), ("$key", ".*")):
        expression = expression.replace(variable, value)
    assert "$" not in expression, expression
    return expression


def selectors(expression):
    """[(name of a metric, {names of labels that it must have})]: those of its matchers, and those that all of the
    expression is grouped by."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    groups = {label.strip() for group in re.findall(r"\bby\s*\(([^)]*)\)", bare) for label in group.split(",")}
    without_groups = re.sub(r"\bby\s*\([^)]*\)", "", bare)
    found = []
    for match in re.finditer(r"\b([a-z_][a-z0-9_]*)\b(?:\{([^}]*)\})?", re.sub(r"\[[^\]]*\]", "", without_groups)):
        name, block = match.groups()
        if block is None and not re.match(r"(up$|securellm_|gen_ai_)", name):
            continue
        labels = set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", block or ""))
        found.append((name, labels | groups))
    assert found, expression
    return found
