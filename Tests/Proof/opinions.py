"""Three implementations of JSON Schema, asked for their results on the same pairs."""
import json
import subprocess
import warnings

import jsonschema
import jsonschema_rs

import suite
from paths import evaluator

warnings.filterwarnings("ignore", category=DeprecationWarning)
CLASSES = {
    "draft2020-12": jsonschema.Draft202012Validator, "draft2019-09": jsonschema.Draft201909Validator,
    "draft7": jsonschema.Draft7Validator, "draft6": jsonschema.Draft6Validator, "draft4": jsonschema.Draft4Validator}


class Ours:
    """The interpreter, in a process that lives as long as this object."""

    def __init__(self):
        self.process = subprocess.Popen([evaluator(), "interpret"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def results(self, draft, schema, instances):
        """A letter per instance; a message when the schema is refused."""
        request = {"dialect": suite.DIALECTS[draft], "schema": schema, "instances": instances}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the evaluator died on " + json.dumps(request))
        response = json.loads(line)
        return response.get("results"), response.get("error")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def letters(validate, instances):
    """`E` where the implementation fails instead of giving a result."""
    found = []
    for instance in instances:
        try:
            found.append("T" if validate(instance) else "F")
        except Exception:  # noqa: BLE001 - whatever a peer raises is its result
            found.append("E")
    return "".join(found)


def peer_rust(_, schema, instances):
    try:
        validator = jsonschema_rs.validator_for(schema)
    except Exception as error:  # noqa: BLE001
        return None, f"{type(error).__name__}: {error}"
    return letters(validator.is_valid, instances), None


def peer_python(draft, schema, instances):
    validator = CLASSES[draft](schema)
    return letters(validator.is_valid, instances), None
