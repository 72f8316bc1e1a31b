"""What every response to a tool call must be, validated by a JSON Schema implementation that is not ours."""
import json

import jsonschema
import jsonschema_rs


def check_catalogue(tools, calls):
    """Names, hints and schemas of a whole tool list; `tools` are plain dictionaries."""
    names = [tool["name"] for tool in tools]
    assert len(names) == len(set(names))
    assert set(names) == set(calls), "the table of calls in Tests/Common/projects.py and the catalogue differ"
    for tool in tools:
        for member in ("inputSchema", "outputSchema"):
            schema = tool[member]
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema_rs.validator_for(schema)
            assert schema["type"] == "object"
            text = json.dumps(schema)
            assert '"$ref"' not in text and '"x-' not in text, f"{tool['name']}: clients cannot read {member}"
        assert not {"exec", "handler"} & set(tool)
        assert set(tool["annotations"]) >= {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}


def check_result(tool, is_error, structured, texts):
    """A successful result: structured content as the output schema requires, and the same as text."""
    name = tool["name"]
    assert not is_error, f"{name} failed: {texts}"
    assert structured is not None, f"{name} has an output schema and must respond with structured content"
    jsonschema_rs.validator_for(tool["outputSchema"], validate_formats=True).validate(structured)
    assert any(json.loads(text) == structured for text in texts if text.lstrip().startswith("{")), (
        f"{name}: no text of the result is the structured content, which older clients read")
