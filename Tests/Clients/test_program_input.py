"""What goes into a program, through the whole server: standard input, secrets, a folder, programs of the project, pipes,
repeated options, pairs of flags, hosts. Each tool is a file that is loaded at run time."""
import http.server
import json
import pathlib
import subprocess
import threading

import pytest

from stdio_client import StdioClient

FREE = {"type": "string", "maxLength": 100000, "pattern": "^[^\\u0000]*$"}
WORD = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[a-zA-Z0-9][a-zA-Z0-9_.]*$"}
PATH = {"$ref": "../../common/path.json#/$defs/projectPath"}
CODE = {"runs": "project-code", "sandbox": "write-project"}
TOKEN = "tok-0123456789abcdef"


def tool(name, properties, required=(), changes=False, **execution):
    return {
        "name": name, "title": "Demo", "description": "Shows what goes into a program of this test.",
        "inputSchema": {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties},
        "outputSchema": {"type": "object", "additionalProperties": False, "properties": {"text": {"type": "string", "maxLength": 1000000}}},
        "annotations": {"readOnlyHint": not changes, "destructiveHint": changes, "idempotentHint": True, "openWorldHint": False},
        "exec": {"timeoutSeconds": 20, "maxOutputBytes": 1048576, "output": {"text": {"as": "text"}}, **execution}}


FILES = [
    tool("echo_text", {"text": FREE}, program="cat", argv=[], stdin="{text}"),
    tool("form", {"word": WORD}, ["word"], program="cat", argv=[], stdin="name={word}\nend\n"),
    tool("top", {"text": FREE, "n": {"type": "integer", "minimum": 1, "maximum": 99, "default": 2}}, ["text"], program="cat", argv=[],
         stdin="{text}", pipe=[{"program": "sort", "argv": ["-n"]}, {"program": "head", "argv": ["--lines={n}"]}]),
    tool("search_text", {"text": FREE, "word": WORD}, ["text", "word"], program="cat", argv=[], stdin="{text}",
         pipe=[{"program": "grep", "argv": ["--regexp={word}"]}, {"program": "sort", "argv": []}]),
    tool("whoami", {}, program="printenv", argv=["API_TOKEN"], environment={"API_TOKEN": {"secret": "DEMO_TOKEN"}}),
    tool("leak", {"word": WORD}, ["word"], program="ls", argv=["./{word}"], environment={"API_TOKEN": {"secret": "DEMO_TOKEN"}}),
    tool("where", {"folder": PATH}, program="pwd", argv=["-P"], cwd="{folder}"),
    tool("show", {"folder": PATH, "path": PATH}, ["path"], program="cat", argv=["./{path}"], cwd="{folder}"),
    tool("match", {"patterns": {"type": "array", "maxItems": 5, "items": WORD}, "text": FREE}, ["patterns", "text"], program="grep",
         argv=["--only-matching", {"repeat": ["-e", "{patterns...}"]}], stdin="{text}"),
    tool("check", {"word": WORD, "fix": {"type": "boolean"}}, ["word"], changes=True, program="./scripts/check",
         argv=[{"flag": "--fix", "if": "fix", "else": "--dry-run"}, "./{word}"], **CODE),
    tool("fetch", {"url": {"type": "string", "minLength": 1, "maxLength": 200, "x-path": False, "pattern": "^[a-z0-9][!-~]*$"}}, ["url"],
         program="printf", argv=["asked", "{url}"], sandbox="network",
         **{"x-ack": {"network": "this test asks nobody"}}, hosts={"member": "url", "allow": ["api.example.com", "*.example.org:8443"], "retries": 1}),
]


@pytest.fixture
def tools(tmp_path, environment):
    folder = tmp_path / "tools"
    folder.mkdir()
    for file in FILES:
        path = folder / f"{file['name']}.json"
        path.write_text(json.dumps(file))
        path.chmod(0o644)
    folder.chmod(0o755)
    project = tmp_path / "a project"
    (project / "sub").mkdir(parents=True)
    (project / "scripts").mkdir()
    (project / "a.txt").write_text("above")
    (project / "sub/a.txt").write_text("below")
    (project / "out").symlink_to("/etc")
    script = project / "scripts/check"
    script.write_text("#!/bin/sh\necho \"$@\"\n")
    script.chmod(0o755)
    environment["SECURELLM_TOOLS_DIR"] = str(folder)
    environment["SECURELLM_PROJECT_ROOT"] = str(project)
    return environment


def run(binary, environment, *words):
    return subprocess.run([binary, "tools", *words], env=environment, capture_output=True, text=True, timeout=120)


def call(binary, environment, name, **arguments):
    done = run(binary, environment, "call", name, json.dumps(arguments), "--compact")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["text"]


def failure(binary, environment, name, **arguments):
    done = run(binary, environment, "call", name, json.dumps(arguments))
    assert done.returncode == 1 and done.stdout == "", done.stdout
    return done.stderr


def test_every_file_is_proved(binary, tools):
    listed = run(binary, tools, "list")
    assert listed.stderr == ""
    assert {file["name"] for file in FILES} <= {line.split()[0] for line in listed.stdout.splitlines()}


def test_standard_input(binary, tools):
    assert call(binary, tools, "echo_text", text="--help\n{x}\n\u00e9 $(id)") == "--help\n{x}\n\u00e9 $(id)"
    assert call(binary, tools, "echo_text") == ""
    assert call(binary, tools, "echo_text", text="x" * 90000) == "x" * 90000
    assert call(binary, tools, "form", word="abc") == "name=abc\nend\n"
    assert "pattern" in failure(binary, tools, "form", word="a\nb=c")


def test_pipes(binary, tools):
    assert call(binary, tools, "top", text="3\n10\n1\n2\n") == "1\n2\n"
    assert call(binary, tools, "top", text="3\n10\n1\n", n=1) == "1\n"
    assert call(binary, tools, "search_text", text="b1\na\nb0\n", word="b") == "b0\nb1\n"
    assert "grep, program 2 of the pipe, ended with exit code 1" in failure(binary, tools, "search_text", text="a\n", word="z")


def test_secrets_reach_the_program_and_nothing_else(binary, tools, tmp_path):
    missing = failure(binary, tools, "whoami")
    assert missing.startswith("securellm: secret_missing: the secret DEMO_TOKEN is not set: set SECURELLM_SECRET_DEMO_TOKEN")
    assert "the secret DEMO_TOKEN is not set" in run(binary, tools, "list").stdout
    doctor = subprocess.run([binary, "doctor"], env=tools, capture_output=True, text=True, timeout=120).stdout
    assert "whoami" in doctor and "the secret DEMO_TOKEN is not set" in doctor
    tools["SECURELLM_SECRET_DEMO_TOKEN"] = "short"
    assert "less than 8 bytes" in failure(binary, tools, "whoami")
    tools["SECURELLM_SECRET_DEMO_TOKEN"] = TOKEN
    assert call(binary, tools, "whoami") == "[secret]\n"
    assert TOKEN not in failure(binary, tools, "leak", word=TOKEN.replace("-", "_"))
    shown = run(binary, tools, "show", "whoami").stdout
    assert "DEMO_TOKEN, as the variable API_TOKEN: set" in shown and TOKEN not in shown
    audit = [path for path in tmp_path.rglob("*") if path.is_file() and "tools" not in path.parts]
    assert not [path for path in audit if TOKEN.encode() in path.read_bytes()]


def test_secrets_over_mcp(binary, tools):
    tools["SECURELLM_SECRET_DEMO_TOKEN"] = TOKEN
    with StdioClient([binary, "mcp"], env=tools) as client:
        assert client.call("whoami", {})["structuredContent"] == {"text": "[secret]\n"}


def test_folders(binary, tools):
    root = tools["SECURELLM_PROJECT_ROOT"]
    assert call(binary, tools, "where", folder="sub") == f"{root}/sub\n" and call(binary, tools, "where") == f"{root}\n"
    assert call(binary, tools, "show", folder="sub", path="a.txt") == "below" and call(binary, tools, "show", path="a.txt") == "above"
    for folder in ("out", "gone", "a.txt", "..", ".git"):
        assert "/folder: " in failure(binary, tools, "where", folder=folder)
    assert "/path: x-path" in failure(binary, tools, "show", folder=".", path="out/hostname")


def test_repeated_options_and_pairs(binary, tools):
    assert call(binary, tools, "match", patterns=["ab", "cd"], text="abcdxab") == "ab\ncd\nab\n"
    assert call(binary, tools, "check", word="x") == "--dry-run ./x\n"
    assert call(binary, tools, "check", word="x", fix=True) == "--fix ./x\n"


def test_programs_of_the_project(binary, tools):
    script = pathlib.Path(tools["SECURELLM_PROJECT_ROOT"], "scripts/check")
    script.chmod(0o644)
    assert "[./scripts/check is not in the project]" in run(binary, tools, "list").stdout
    script.chmod(0o755)
    with StdioClient([binary, "mcp"], env=tools) as client:
        assert client.call("check", {"word": "x"})["structuredContent"]["text"] == "--dry-run ./x\n"
        script.unlink()
        script.symlink_to("/bin/echo")
        gone = client.call("check", {"word": "x"})
        assert gone["isError"] and "no program ./scripts/check" in gone["content"][0]["text"]


def test_hosts(binary, tools):
    assert call(binary, tools, "fetch", url="https://api.example.com/x") == "asked"
    assert call(binary, tools, "fetch", url="a.example.org:8443") == "asked"
    for url in ("https://evil.example/", "example.org:8443", "a.example.org", "https://api.example.com@evil.example/"):
        assert "/url: hosts: " in failure(binary, tools, "fetch", url=url)


@pytest.mark.parametrize("change, text", [
    ({"stdin": "{text"}, "is not closed"), ({"stdin": "x{text}"}, "a line of its own"), ({"cwd": "{text}"}, "not declared as a path"),
    ({"environment": {"LD_PRELOAD": {"secret": "X"}}}, "holds no secret"), ({"program": "./x"}, "running the project's code"),
    ({"pipe": [{"program": "sh", "argv": []}]}, "sh"), ({"argv": [{"repeat": ["-e", "x"]}]}, "must spread an array"),
    ({"hosts": {"member": "text", "allow": ["*.com"]}}, "can be allowed"),
])
def test_mistakes_are_errors_with_their_place(binary, tools, tmp_path, change, text):
    file = tool("wrong", {"text": FREE}, program="cat", argv=[], stdin="{text}")
    file["exec"].update(change)
    path = tmp_path / "tools/wrong.json"
    path.write_text(json.dumps(file, indent=1))
    path.chmod(0o644)
    listed = run(binary, tools, "list")
    assert "wrong" not in listed.stdout
    line = next(line for line in listed.stderr.splitlines() if text in line)
    assert line.startswith(f"{path}:") and ": error: " in line


def test_secrets_of_a_configuration(binary, tools, tmp_path):
    """A file that is read again with each call, a program, and mistakes."""
    key = tmp_path / "key"
    key.write_text(TOKEN + "\n")
    config = tmp_path / "securellm.json"

    def check(secret):
        config.write_text(json.dumps({"listen": {"port": 0}, "providers": {}, "tools": {"secrets": {"DEMO_TOKEN": secret}}}))
        return subprocess.run([binary, "serve", "--check", "--config", str(config)], env=tools, capture_output=True, text=True, timeout=120)

    assert check({"file": str(key)}).returncode == 0
    assert check({"command": ["cat", str(key)]}).returncode == 0
    for secret, text in (({"file": str(tmp_path / "none")}, "DEMO_TOKEN"), ({"env": "NOT_THERE"}, "NOT_THERE is not set"),
                         ({"env": "A", "file": "b"}, "must have one of"), ({"command": ["false"]}, "has ended with code 1")):
        done = check(secret)
        assert done.returncode != 0 and text in done.stderr and TOKEN not in done.stderr, done.stderr
