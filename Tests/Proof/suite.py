"""The official JSON Schema suite: groups of cases, and the documents it serves."""
import dataclasses
import json
import pathlib

import rawjson
from paths import ROOT

DIALECTS = {
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft4": "http://json-schema.org/draft-04/schema#",
}


@dataclasses.dataclass
class Group:
    file: str  # `optional/format/date.json`
    name: str  # `file: description`
    schema: str
    cases: list  # (description, instance, valid)


def read(path, file):
    groups = []
    for raw in rawjson.elements(path.read_text()):
        members = rawjson.members(raw)
        cases = []
        for case in map(rawjson.members, rawjson.elements(members["tests"])):
            cases.append((json.loads(case["description"]), case["data"], case["valid"] == "true"))
        groups.append(Group(file, f"{file}: {json.loads(members['description'])}", members["schema"], cases))
    return groups


def files(folder: pathlib.Path):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.json"))


def remotes(official: pathlib.Path):
    """Requests that make the documents known which the suite expects at localhost; each names its draft itself."""
    folder = official / "remotes"
    for file in files(folder):
        text = rawjson.one_line((folder / file).read_text())
        yield f'{{"remote": "http://localhost:1234/{file}", "schema": {text}}}'


def folders(official):
    """(draft, folder of its cases): two of the official suite when it is there, three of our own."""
    found = []
    if official:
        found += [(draft, official / "tests" / draft) for draft in ("draft2020-12", "draft7")]
    own = ROOT / "Tests" / "ConformanceTests" / "Cases"
    return found + [(path.name, path) for path in sorted(own.iterdir()) if path.is_dir()]
