"""Two other implementations of every draft, and the judge, over groups of cases."""
import json
import subprocess

import jsonschema
import jsonschema_rs
import referencing
from jsonschema_specifications import REGISTRY

import rawjson
import suite
from paths import judge

PYTHON = {
    "draft2020-12": jsonschema.Draft202012Validator, "draft2019-09": jsonschema.Draft201909Validator,
    "draft7": jsonschema.Draft7Validator, "draft6": jsonschema.Draft6Validator, "draft4": jsonschema.Draft4Validator,
}
RUST = {
    "draft2020-12": jsonschema_rs.Draft202012Validator, "draft2019-09": jsonschema_rs.Draft201909Validator,
    "draft7": jsonschema_rs.Draft7Validator, "draft6": jsonschema_rs.Draft6Validator,
    "draft4": jsonschema_rs.Draft4Validator,
}
SPECIFICATIONS = {
    "draft2020-12": referencing.jsonschema.DRAFT202012, "draft2019-09": referencing.jsonschema.DRAFT201909,
    "draft7": referencing.jsonschema.DRAFT7, "draft6": referencing.jsonschema.DRAFT6,
    "draft4": referencing.jsonschema.DRAFT4,
}


def remote_documents(official):
    folder = official / "remotes"
    return {f"http://localhost:1234/{file}": json.loads((folder / file).read_text()) for file in suite.files(folder)
            if not file.startswith(("v1/", "draft3/"))}


def ask_judge(draft, groups, official):
    """For each group one letter per case, or the message of the refusal."""
    folder = official / "remotes"
    lines = [f'{{"remote": "http://localhost:1234/{file}", "schema": '
             f'{rawjson.one_line((folder / file).read_text())}}}' for file in suite.files(folder)]
    for group in groups:
        instances = ", ".join(rawjson.one_line(case[1]) for case in group.cases)
        lines.append(f'{{"schema": {group.schema}, "dialect": "{suite.DIALECTS[draft]}", "instances": [{instances}]}}')
    done = subprocess.run([judge(), "interpret"], input="\n".join(lines) + "\n", text=True, stdout=subprocess.PIPE,
                          check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(groups)
    return [answer.get("verdicts", answer.get("error")) for answer in answers]


def verdicts(check, group):
    """One letter per case; `?` where the implementation gives up."""
    letters = ""
    for _, instance, _ in group.cases:
        try:
            letters += "T" if check(json.loads(instance)) else "F"
        except Exception:  # whatever another implementation throws, it has no verdict
            letters += "?"
    return letters


def ask_python(draft, groups, documents):
    resources = [(uri, referencing.Resource.from_contents(text, default_specification=SPECIFICATIONS[draft]))
                 for uri, text in documents.items()]
    registry = REGISTRY.with_resources(resources)
    answers = []
    for group in groups:
        try:
            answers.append(verdicts(PYTHON[draft](json.loads(group.schema), registry=registry).is_valid, group))
        except Exception:  # a schema that it does not take
            answers.append("?" * len(group.cases))
    return answers


def ask_rust(draft, groups, documents):
    registry = jsonschema_rs.Registry(list(documents.items()))
    answers = []
    for group in groups:
        try:
            answers.append(verdicts(RUST[draft](json.loads(group.schema), registry=registry).is_valid, group))
        except Exception:  # a schema that it does not take
            answers.append("?" * len(group.cases))
    return answers
