"""securellm.json(5) from the schema that the program's own decoder is generated from."""
import json

import mdoc

NAME = "securellm.json"


def page(schema, time):
    sections = [("", {"type": "object", "properties": schema["properties"]})]
    sections += [(name, item) for name, item in schema["$defs"].items() if "properties" in item]
    lines = mdoc.head(NAME, 5, NAME, "configuration of the proxy, securellm serve", time)
    lines += [".Sh DESCRIPTION", *mdoc.paragraphs(_introduction(schema))]
    for name, item in sections:
        lines += _section(name, item, schema)
    lines += [
        ".Sh FILES", ".Bl -tag -width Ds -compact", ".It Pa /etc/securellm/securellm.json",
        "The configuration of the system's service.", ".El",
        ".Sh EXAMPLES", "The models of OpenAI for clients that have a key, 60 requests a minute each:",
        ".Bd -literal -offset indent", *(mdoc.escape(line) for line in EXAMPLE), ".Ed",
        ".Sh SEE ALSO", ".Xr securellm 1 ,", ".Xr securellm-keys 1 ,", ".Xr securellm-serve 1"]
    return mdoc.page(lines)


EXAMPLE = json.dumps({
    "listen": {"host": "127.0.0.1", "port": 8080},
    "providers": {"openai": {"key": {"env": "OPENAI_API_KEY"}}},
    "clients": {"requireKey": "always", "limits": {"requestsPerMinute": 60}}}, indent=2).split("\n")


def _introduction(schema):
    return schema["description"] + (
        "\n\nThe file is JSON with comments, as in // and /* */, and trailing commas. Every member is optional unless it "
        "is said to be required. `securellm serve --check` reports every error with its line; a member that is not "
        "listed here is one.\n\nMembers of a kind that has a section of its own are described there.")


def _section(name, item, schema):
    lines = [f".Sh {'MEMBERS' if not name else name.upper()}"]
    lines += mdoc.wrapped(item["description"]) if item.get("description") else []
    lines.append(".Bl -tag -width Ds")
    for path, member, required in _members(item, ""):
        lines += [f".It Cm {mdoc.argument(path)}", *mdoc.wrapped(" ".join(_sentences(member, schema, required)))]
    return lines + [".El"]


def _members(item, prefix):
    """Members of an object that is described where it is used come with the name before them: `key.env`."""
    for name, member in item.get("properties", {}).items():
        yield prefix + name, member, name in item.get("required", [])
        yield from _members(member, f"{prefix}{name}.")


def _sentences(member, schema, required):
    """Of a reference and what it refers to: the nearer one's words first."""
    target = _resolve(member, schema)
    merged = {**target, **{key: value for key, value in member.items() if key != "$ref"}}
    if merged.get("description"):
        yield merged["description"]
    kind = _kind(member, merged, schema)
    yield f"Required: {kind}." if required else f"{kind[0].upper()}{kind[1:]}."
    default = merged.get("default")
    if default not in (None, {}, []) and len(json.dumps(default)) < 60:
        yield f"The default is {json.dumps(default)}."


def _resolve(member, schema):
    reference = member.get("$ref", "")
    return schema["$defs"][reference.rsplit("/", 1)[1]] if reference.startswith("#/$defs/") else {}


def _kind(member, merged, schema):
    """In a few words: `a number from 1 to 9`, `a list of text`, `an object, see LIMITS`."""
    if "$ref" in member and "properties" in merged:
        return f"an object, see {member['$ref'].rsplit('/', 1)[1].upper()}"
    if "enum" in merged:
        return "one of " + ", ".join(json.dumps(value) for value in merged["enum"])
    if "const" in merged:
        return json.dumps(merged["const"])
    if "anyOf" in merged:
        return " or ".join(_kind(item, {**_resolve(item, schema), **item}, schema) for item in merged["anyOf"])
    kind = merged.get("type", "any value")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _range(merged)
    if kind == "array":
        items = merged.get("items", {})
        return f"a list, each {_kind(items, {**_resolve(items, schema), **items}, schema)}"
    if kind == "object":
        values = merged.get("additionalProperties")
        if isinstance(values, dict):
            return f"an object of any names, each {_kind(values, {**_resolve(values, schema), **values}, schema)}"
        return "an object"
    return {"string": "a text", "boolean": "true or false", "null": "null"}.get(kind, str(kind))


def _range(merged):
    low, high = merged.get("minimum"), merged.get("maximum")
    if low is None and high is None:
        return ""
    return f" from {low}" + (f" to {high}" if high is not None else "")
