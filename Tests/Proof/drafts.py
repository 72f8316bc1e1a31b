"""Two other implementations of every draft, and the schema evaluator, over groups of cases."""
import json
import subprocess

import jsonschema
import jsonschema_rs
import referencing
from jsonschema_specifications import REGISTRY

import rawjson
import suite
from paths import evaluator

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


def ask_evaluator(draft, groups, official):
    """For each group one letter per case, or the message of the refusal."""
    folder = official / "remotes"
    lines = [f'{{"remote": "http://localhost:1234/{file}", "schema": '
             f'{rawjson.one_line((folder / file).read_text())}}}' for file in suite.files(folder)]
    for group in groups:
        instances = ", ".join(rawjson.one_line(case[1]) for case in group.cases)
        lines.append(f'{{"schema": {group.schema}, "dialect": "{suite.DIALECTS[draft]}", "instances": [{instances}]}}')
    done = subprocess.run([evaluator(), "interpret"], input="\n".join(lines) + "\n", text=True, stdout=subprocess.PIPE,
                          check=True)
    responses = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(responses) == len(groups)
    return [response.get("results", response.get("error")) for response in responses]


def results(check, group):
    """One letter per case; `?` where the implementation gives up."""
    letters = ""
    for _, instance, _ in group.cases:
        try:
            letters += "T" if check(json.loads(instance)) else "F"
        except Exception:  # whatever another implementation throws, it has no result
            letters += "?"
    return letters


def ask_python(draft, groups, documents):
    resources = [(uri, referencing.Resource.from_contents(text, default_specification=SPECIFICATIONS[draft]))
                 for uri, text in documents.items()]
    registry = REGISTRY.with_resources(resources)
    responses = []
    for group in groups:
        try:
            responses.append(results(PYTHON[draft](json.loads(group.schema), registry=registry).is_valid, group))
        except Exception:  # a schema that it does not take
            responses.append("?" * len(group.cases))
    return responses


def ask_rust(draft, groups, documents):
    registry = jsonschema_rs.Registry(list(documents.items()))
    responses = []
    for group in groups:
        try:
            responses.append(results(RUST[draft](json.loads(group.schema), registry=registry).is_valid, group))
        except Exception:  # a schema that it does not take
            responses.append("?" * len(group.cases))
    return responses
