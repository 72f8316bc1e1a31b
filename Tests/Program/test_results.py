"""What comes out of programs: each form of output with real programs, in files of tools that a folder has."""
import json

import pytest

import projects

WORD = {"type": "string", "maxLength": 1000, "pattern": "^[^ \\t\\n]*$"}
LINE = {"type": "string", "maxLength": 1000, "pattern": "^[^\\n]*$"}
TEXT = {"type": "string", "maxLength": 100000}
INTEGER = {"type": "integer"}
PATH = {"$ref": "../../common/path.json#/$defs/projectPath"}


def rows(members):
    return {"rows": {"type": "array", "maxItems": 1000, "items": {
        "type": "object", "additionalProperties": False, "properties": members}}}


def tool(properties, output, program="cat", argv=("./{path}",), required=(), **more):
    return {
        "name": "shown", "title": "Show", "description": "Shows what is in a file of the project.",
        "inputSchema": {"type": "object", "additionalProperties": False, "required": ["path"], "properties": {"path": PATH}},
        "outputSchema": {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties},
        "annotations": {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False},
        "exec": {"program": program, "argv": list(argv), "timeoutSeconds": 20, "maxOutputBytes": 1024, "output": output, **more}}


@pytest.fixture
def show(run, project, tmp_path):
    """Calls the tool with a file that has these bytes."""

    def show(definition, content):
        folder = tmp_path / "tools"
        folder.mkdir(exist_ok=True)
        (folder / "shown.json").write_text(json.dumps(definition))
        (project / "content").write_bytes(content)
        return run(["tools", "call", "shown", '{"path":"content"}', "--tools-dir", str(folder), "--compact"])

    return show


VALUE = {"value": {"description": "Any JSON."}}
LINES = {"values": {"type": "array", "maxItems": 1000, "items": {}}}
LINES["values"]["items"] = {"anyOf": [{"type": "integer"}, {"type": "object", "additionalProperties": True}]}
FORMS = {
    "json": tool(VALUE, {"json": {"as": "value", "empty": []}}),
    "json without empty": tool(VALUE, {"json": {"as": "value"}}),
    "jsonLines": tool(LINES, {"jsonLines": {"as": "values"}}),
    "columns": tool(rows({"n": INTEGER, "a": WORD, "rest": LINE}),
                    {"columns": {"as": "rows", "skipLines": 1, "fields": ["n", "a", "rest"]}}),
    "csv": tool(rows({"a": TEXT, "n": INTEGER}), {"csv": {"as": "rows", "header": True}}),
    "keyValues": tool({"Name": LINE, "Size": INTEGER, "On": {"type": "boolean"}}, {"keyValues": {}}),
}
GOOD = [
    ("json", b"", {"value": []}), ("json", b" \n", {"value": []}), ("json", b'{"a":1}\n', {"value": {"a": 1}}),
    ("jsonLines", b"", {"values": []}), ("jsonLines", b'1\r\n\r\n{"a":2}', {"values": [1, {"a": 2}]}),
    ("columns", b"N A REST\r\n 1 x  y z\r\n", {"rows": [{"n": 1, "a": "x", "rest": "y z"}]}),
    ("columns", b"", {"rows": []}), ("columns", b"\n2 \xff \x00", {"rows": [{"n": 2, "a": "\ufffd", "rest": "\u2400"}]}),
    ("csv", b'n,a\r\n1,"x,\n""y"""\r\n,', {"rows": [{"n": 1, "a": 'x,\n"y"'}, {"a": ""}]}), ("csv", b"a,n", {"rows": []}),
    ("keyValues", b"Name = a=b\nSize=7\nOther=1\nOther=2\nOn=yes", {"Name": "a=b", "Size": 7, "On": True}),
    ("keyValues", b"", {}),
]
BAD = [
    ("json without empty", b"", 'cat printed nothing where JSON was expected: if that is a result'),
    ("json", b"1\n2\n", 'several JSON values where one was expected: let it print an array, or declare \\"jsonLines\\"'),
    ("json", b'1,"value":2', "cat printed"),
    ("jsonLines", b"1\nx\n", "line 2 is not one JSON value: a word that is no value in JSON"),
    ("columns", b"\n1 x\n2\n", "line 3 has 1 of the 3 declared columns"),
    ("columns", b"\n99999999999999999999 x y\n", 'line 2 has no integer of at most 64 bits in \\"n\\"'),
    ("csv", b'a,n\n"x\n', "record 2 has quotes that are not closed"),
    ("csv", b"a,b\n1,2\n", 'record 1 has the name \\"b\\", which the records do not declare'),
    ("keyValues", b"Size=1\nSize=1\n", 'line 2 repeats the name \\"Size\\"'),
]


@pytest.mark.parametrize("form, content, result", GOOD, ids=lambda value: str(value)[:30])
def test_a_form_is_read(show, form, content, result):
    done = show(FORMS[form], content)
    assert done.returncode == 0 and json.loads(done.stdout) == result, done.stdout + done.stderr


@pytest.mark.parametrize("form, content, words", BAD, ids=lambda value: str(value)[:30])
def test_what_is_not_as_declared_is_named(show, form, content, words):
    done = show(FORMS[form], content)
    said = done.stdout + done.stderr
    assert done.returncode == 1 and words.replace('\\"', '"') in said.replace('\\"', '"'), said


CUT = tool({"lines": {"type": "array", "maxItems": 1000, "items": LINE}, "cut": {"type": "boolean"}},
           {"lines": {"as": "lines"}, "truncatedAs": "cut"}, required=["lines", "cut"])


def test_what_fits_is_the_result(show):
    text = b"".join(b"%07d\n" % number for number in range(1000))
    result = json.loads(show(CUT, text).stdout)
    assert result == {"lines": ["%07d" % number for number in range(128)], "cut": True}
    assert json.loads(show(CUT, text[:1024]).stdout) == {**result, "cut": False}
    assert json.loads(show(CUT, b"x" * 2000).stdout) == {"lines": [], "cut": True}
    whole = show(tool({"lines": CUT["outputSchema"]["properties"]["lines"]}, {"lines": {"as": "lines"}}), text)
    assert whole.returncode == 1 and "1024 bytes" in whole.stdout + whole.stderr


def test_exit_codes_are_results(show, project):
    (project / "other").write_text("other\n")
    compare = tool({"outcome": {"enum": ["same", "different"]}, "message": TEXT}, {"text": {"as": "message"}}, "cmp",
                   ["./other", "./{path}"], ["outcome"], exitCodes={"0": "same", "1": "different"}, exitCodeAs="outcome")
    assert json.loads(show(compare, b"other\n").stdout) == {"message": "", "outcome": "same"}
    assert json.loads(show(compare, b"Other\n").stdout)["outcome"] == "different"
    compare["outputSchema"]["properties"]["outcome"] = INTEGER
    compare["exec"]["exitCodes"] = [0, 1]
    assert json.loads(show(compare, b"Other\n").stdout)["outcome"] == 1


def test_a_file_is_the_result(show, tmp_path):
    copy = tool({"lines": CUT["outputSchema"]["properties"]["lines"]}, {"lines": {"as": "lines"}, "from": "file"}, "sort",
                ["--unique", "--output={@result}", "./{path}"],
                **{"x-ack": {"--output": "the file of the result and no other"}})
    done = show(copy, b"b\na\nb\n")
    assert json.loads(done.stdout) == {"lines": ["a", "b"]}, done.stderr
    done = show(copy, b"x\n" * 10 + b"".join(b"%07d\n" % number for number in range(1000)))
    assert done.returncode == 1 and "1024 bytes" in done.stdout + done.stderr
    # Nothing is left of either call, in whatever folder the homes of programs are.
    assert not [path for path in tmp_path.rglob("result-*") if path.is_dir()]
