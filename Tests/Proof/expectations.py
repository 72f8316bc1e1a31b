"""The list of what does not pass yet: it may only shrink, and every line gives a reason."""
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

    def check(self, draft, group, errors):
        """What contradicts the list. `errors`: {None: message} when the whole group failed, else {case: message}."""
        whole = self.reason(draft, group.file, group.name)
        if whole:
            return [] if errors else [f"{group.name} passes now: take it off the list"]
        found = []
        for description, _, _ in group.cases:
            expected = self.reason(draft, f"{group.name}: {description}")
            error = errors.get(None) or errors.get(description)
            if expected and not error:
                found.append(f"{group.name}: {description}: passes now: take it off the list")
            elif error and not expected:
                found.append(f"{group.name}: {description}: {error}")
        return found
