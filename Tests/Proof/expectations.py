"""The list of what does not pass yet: it may only shrink, and every line says why."""
import pathlib


class Expectations:
    """A line: draft, TAB, `file`, `file: group` or `file: group: case`, TAB, reason. `#` begins a comment."""

    def __init__(self, path: pathlib.Path):
        self.reasons = {}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = line.split("\t")
            if len(parts) != 3 or not parts[2].strip():
                raise ValueError(f"{path}:{number}: draft, name and reason, with one tab between them")
            self.reasons[parts[0], parts[1]] = parts[2]

    def reason(self, draft, *names):
        """The reason of the first of the names that is listed."""
        return next((self.reasons[draft, name] for name in names if (draft, name) in self.reasons), None)

    def check(self, draft, group, faults):
        """What contradicts the list. `faults`: {None: message} when the whole group failed, else {case: message}."""
        whole = self.reason(draft, group.file, group.name)
        if whole:
            return [] if faults else [f"{group.name} passes now: take it off the list"]
        found = []
        for description, _, _ in group.cases:
            expected = self.reason(draft, f"{group.name}: {description}")
            fault = faults.get(None) or faults.get(description)
            if expected and not fault:
                found.append(f"{group.name}: {description}: passes now: take it off the list")
            elif fault and not expected:
                found.append(f"{group.name}: {description}: {fault}")
        return found
