"""Slots of tools, as `securellm tools prove` names them, with the schemas of what is inserted there.

Tools are the shipped ones and the good ones of Tests/ToolCorpus. Nothing here knows how the proof was made: a slot is a
schema, bytes that no string of it may begin with, and whether it is a path.
"""
import copy
import json
import re
import subprocess

from paths import ROOT, program

SCHEMAS = ROOT / "Schemas"
CORPUS = ROOT / "Tests" / "ToolCorpus"


def merged(value, patch):
    """RFC 7396: null removes a member."""
    if not isinstance(patch, dict):
        return patch
    result = dict(value) if isinstance(value, dict) else {}
    for name, change in patch.items():
        if change is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), change)
    return result


def corpus(name):
    """The tool files of a list of the corpus, whole."""
    base = json.loads((CORPUS / "base.json").read_text())
    for group, cases in json.loads((CORPUS / name).read_text()).items():
        for case in cases:
            members = {key: base["schemas"][value[1:]] if isinstance(value, str) else value
                       for key, value in case.get("input", {}).items()}
            required = [key for key, value in members.items()
                        if key not in case.get("optional", []) and "default" not in value]
            tool = copy.deepcopy(base["tool"])
            tool["exec"]["argv"] = case["argv"]
            tool["exec"]["program"] = case.get("program", "demo")
            tool["inputSchema"].update(properties=members, required=required)
            tool["exec"] = merged(tool["exec"], case.get("exec", {}))
            yield f"{group}: {case['name']}", merged(tool, case.get("tool", {}))


def resolved(schema):
    """The schema with the one it refers to, which lies in Schemas/common."""
    if "$ref" not in schema:
        return schema
    path, pointer = schema["$ref"].split("#")
    target = json.loads((SCHEMAS / path.removeprefix("../../")).read_text())
    for step in pointer.strip("/").split("/"):
        target = target[step]
    return {**resolved(target), **{key: value for key, value in schema.items() if key != "$ref"}}


def slots(tool, proof):
    """(schema, refused first bytes, whether it is a path) of each slot of the proof that text alone begins."""
    properties = tool["inputSchema"]["properties"]
    for slot in proof["slots"]:
        found = re.match(r"\{([^{}.]+)(\.\.\.)?\}", slot["text"])
        if slot["kind"] not in ("operand", "value", "path") or not found:
            continue
        schema = resolved(properties[found[1]])
        if found[2]:
            schema = resolved(schema["items"])
        if schema.get("type") == "integer":
            continue
        is_whole = found[0] == slot["text"]
        yield schema, slot["refusedFirst"].encode(), slot["kind"] == "path" and is_whole


def proof(path):
    done = subprocess.run([program(), "tools", "prove", "--json", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, f"{path}: {done.stdout}{done.stderr}"
    return json.loads(done.stdout)


def all_slots(folder):
    """Every different slot, with the first tool that has it."""
    (folder / "tools" / "x").mkdir(parents=True)
    (folder / "common").symlink_to(SCHEMAS / "common")
    files = [(path.stem, path) for path in sorted(SCHEMAS.glob("tools/*/*.json"))]
    for number, (name, tool) in enumerate(corpus("good.json")):
        path = folder / "tools" / "x" / f"t{number}.json"
        path.write_text(json.dumps(tool))
        files.append((name, path))
    found = {}
    for name, path in files:
        tool = json.loads(path.read_text())
        if "exec" not in tool:
            continue
        for schema, refused, is_path in slots(tool, proof(path)):
            # What is said of a value to people is not part of the language.
            key = json.dumps([{k: v for k, v in schema.items() if k != "description"}, list(refused), is_path], sort_keys=True)
            found.setdefault(key, (name, schema, refused, is_path))
    return list(found.values())
